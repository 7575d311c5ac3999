/** Takes code and escaped characters out of Markdown: what is left is read as markup. */
function withoutText(markdown: string): string {
  const withoutBlocks = markdown.replace(
    /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gm,
    '\n',
  );
  return withoutBlocks
    .split(/\n[ \t]*\n/)
    .map((block) => {
      let left = '';
      for (let at = 0; at < block.length; ) {
        if (block[at] === '\\' && /[!-/:-@[-`{-~]/.test(block[at + 1] ?? '')) {
          left += '·';
          at += 2;
          continue;
        }
        const run = /^`+/.exec(block.slice(at))?.[0];
        const end = run === undefined ? -1 : endOfCode(block, at + run.length, run.length);
        left += end < 0 ? (run ?? block[at]) : '·';
        at = end < 0 ? at + (run?.length ?? 1) : end;
      }
      return left;
    })
    .join('\n\n');
}

/** Where a code span ends that begins before `from`; -1 where it does not end, and so is none. */
function endOfCode(text: string, from: number, length: number): number {
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    if (index >= from && run.length === length) return index + length;
  }
  return -1;
}

/**
 * What Markdown would do beyond showing text: HTML, images, and links but those to `allowed` addresses. As sentences, for
 * tests.
 */
export function reachOf(markdown: string, allowed: RegExp): readonly string[] {
  const markup = withoutText(markdown);
  const targets = [...markup.matchAll(/\]\(([^)]*)\)?/g)].map(([, target = '']) => target);
  const bare = markup.replace(/\]\([^)]*\)?/g, ' ');
  return [
    ...targets.filter((target) => !allowed.test(target)).map((target) => `links to ${target}`),
    ...(bare.match(/<\/?[a-z!?][^\n]*/gi) ?? []).map((html) => `has HTML: ${html}`),
    ...(markup.match(/!\[/g) ?? []).map(() => 'has an image'),
    ...(bare.match(/^ {0,3}\[[^\]\n]*\]:.*/gm) ?? []).map((reference) => `has a reference: ${reference}`),
    ...(bare.match(/\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S*/gi) ?? []).map((address) => `has a bare address: ${address}`),
    ...(bare.match(/[\w.+-]+@[\w-]+\.\w+/g) ?? []).map((address) => `has a mail address: ${address}`),
    ...(bare.match(/&(?:#\d+|#x[\da-f]+|\w+);/gi) ?? []).map((entity) => `has the entity ${entity}`),
    ...(bare.match(/\$\([\w~-]+\)/g) ?? []).map((icon) => `has the icon ${icon}`),
  ];
}
