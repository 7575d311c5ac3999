import type { Host } from '../host.js';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'blue' | 'cyan' | 'green';

/** Wraps a text in the codes of a style, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string;

/** SGR parameters: https://www.ecma-international.org/publications-and-standards/standards/ecma-48/ section 8.3.117 */
const codes: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

export function createPaint(color: boolean): Paint {
  return (style, text) => (color && text !== '' ? `\u001B[${codes[style]}m${text}\u001B[0m` : text);
}

/**
 * Whether to use colours: `--color` and `--no-color` first, then FORCE_COLOR, then NO_COLOR (https://no-color.org), then
 * whether a terminal reads along.
 */
export function wantsColor(option: boolean | undefined, host: Pick<Host, 'environment' | 'output'>): boolean {
  if (option !== undefined) return option;
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: terminal } = host.environment;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (no !== undefined && no !== '') return false;
  return host.output.isTerminal && terminal !== 'dumb';
}
