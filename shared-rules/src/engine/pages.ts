const pages = 'https://github.com/dockwright/dockwright/blob/main/docs/rules';

/** The address of a rule's page. The same text is in the hover, so that nobody needs the network to read it. */
export function rulePage(id: string): string {
  return `${pages}/${id}.md`;
}
