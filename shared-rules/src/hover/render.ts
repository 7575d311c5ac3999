import { type Availability, type Frontend, frontendLacks } from '../facts/instruction-flags.js';
import { markdownBlock } from '../text/markdown.js';
import type { Span } from '../text/span.js';
import type { FlagText } from './flags.js';
import type { KeywordText } from './keywords.js';

/** What a hover says of one thing of the document. */
export interface Description {
  readonly span: Span;
  readonly markdown: string;
}

const reference = 'https://docs.docker.com/reference/dockerfile/';

/** Parts of a hover with a blank line between them; empty ones are left out. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

/**
 * An instruction, explained.
 * @param here what holds at this place; Markdown
 */
export function keywordMarkdown(keyword: string, text: KeywordText, here: string | undefined): string {
  return paragraphs(
    `**${keyword}**: ${text.does}`,
    here,
    `**What it costs.** ${text.costs}`,
    text.practice.map((advice) => `- ${advice}`).join('\n'),
    markdownBlock(text.example, 'dockerfile').trimEnd(),
    referenceLink(text.anchor),
  );
}

/**
 * A flag, a kind of mount or an option of a mount, explained. `name` is ours or one of the tables, never free text.
 * @param available when it came, and what the file asks for
 */
export function flagMarkdown(name: string, text: FlagText, available: Availability, frontend: Frontend): string {
  const since = text.needs === undefined ? sinceText(available) : `Since ${text.needs} · `;
  return paragraphs(
    `\`${name}\`: ${text.does}`,
    text.mind,
    text.example === undefined ? undefined : markdownBlock(text.example, 'dockerfile').trimEnd(),
    frontendLacks(frontend, available)
      ? 'The `# syntax=` of this file asks for a frontend that is too old for it.'
      : '',
    `${since}${referenceLink(text.anchor)}`,
  );
}

/** The frontend that brought something, to stand before a link; empty where every frontend has it. */
export function sinceText({ since }: Availability): string {
  return since === undefined ? '' : `Since \`docker/dockerfile:${since.join('.')}\` · `;
}

/** The link to a section of the Dockerfile reference. */
export function referenceLink(anchor: string): string {
  return `[Dockerfile reference](${reference}#${anchor})`;
}
