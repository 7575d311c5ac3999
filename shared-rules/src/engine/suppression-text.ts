import type { SuppressionComment } from '../rule.js';
import type { Span } from '../text/span.js';

/** A rule name as a comment has it; its place is relative to the text that was read. */
export interface WrittenName {
  readonly text: string;
  readonly span: Span;
}

/** What a comment asks to be silenced. */
export interface SuppressionText {
  readonly kind: SuppressionComment['kind'] | 'shellcheck';
  readonly scope: SuppressionComment['scope'];
  readonly names: readonly WrittenName[];
}

const dockwright = /^\s*#+\s*dockwright\b:?\s+(ignore|ignore-file)\s*=/i;
/** https://github.com/hadolint/hadolint#ignoring-rules */
const hadolint = /^\s*#+\s*hadolint\b:?\s+(?:(global|stage)\s+)?ignore\s*=/i;
/** https://docs.docker.com/reference/dockerfile/#check */
const check = /^\s*#\s*check\s*=/i;
/** https://www.shellcheck.net/wiki/Directive */
const shellcheck = /^\s*#\s*shellcheck\s+(?=\S)/;
const disable = /(^|\s)disable\s*=/g;
const codeRange = /^(?:SC)?(\d{1,4})(?:-(?:SC)?(\d{1,4}))?$/i;
const skip = /(^|;)\s*skip\s*=/gi;
const nameAtStart = /^\s*([a-z0-9][a-z0-9_.:-]*)\s*(,?)/i;

/** The names of a list that begins at `start`. What follows the last name is free text: the reason. */
function readNames(text: string, start: number): readonly WrittenName[] {
  const names: WrittenName[] = [];
  let position = start;
  for (;;) {
    const match = nameAtStart.exec(text.slice(position));
    if (match === null) return names;
    const [whole, name = '', comma] = match;
    const at = position + whole.indexOf(name);
    names.push({ text: name, span: { start: at, end: at + name.length } });
    position += whole.length;
    if (comma === '') return names;
  }
}

/**
 * Reads a comment line, from its `#`, as a suppression; `undefined` where it is none. Reads Dockwright's, hadolint's and
 * BuildKit's own forms and ShellCheck's directives, with blanks around `=` and `,` and with a reason in free text behind the names.
 */
export function readSuppression(comment: string): SuppressionText | undefined {
  const own = dockwright.exec(comment);
  if (own !== null) {
    const scope = own[1]?.toLowerCase() === 'ignore-file' ? 'file' : 'instruction';
    return { kind: 'dockwright', scope, names: readNames(comment, own[0].length) };
  }
  const foreign = hadolint.exec(comment);
  if (foreign !== null) {
    const word = foreign[1]?.toLowerCase();
    const scope = word === 'global' ? 'file' : word === 'stage' ? 'stage' : 'instruction';
    return { kind: 'hadolint', scope, names: readNames(comment, foreign[0].length) };
  }
  if (shellcheck.test(comment)) return readDirective(comment);
  const builder = check.exec(comment);
  if (builder === null) return undefined;
  const names = readCheckOptions(comment.slice(builder[0].length), builder[0].length);
  return names === undefined ? undefined : { kind: 'buildkit', scope: 'instruction', names };
}

/** `# shellcheck disable=SC2086,SC3000-SC4000`; other directives silence nothing. */
function readDirective(comment: string): SuppressionText | undefined {
  const lists = [...comment.matchAll(disable)].map((match) => readNames(comment, match.index + match[0].length));
  const names = lists.flat().flatMap((name) => codesOf(name));
  return names.length === 0 ? undefined : { kind: 'shellcheck', scope: 'instruction', names };
}

/** The codes of a code or a range, each with the place of both. */
function codesOf({ text, span }: WrittenName): readonly WrittenName[] {
  if (text.toLowerCase() === 'all') return [{ text, span }];
  const [, first, last = first] = codeRange.exec(text) ?? [];
  if (first === undefined) return [];
  const count = Math.max(0, Number(last) - Number(first) + 1);
  return Array.from({ length: count }, (_, index) => {
    return { text: `shellcheck:SC${String(Number(first) + index).padStart(4, '0')}`, span };
  });
}

/**
 * The names behind `skip=` in the options of a `check` directive or comment, `skip=A,B;error=true`; `undefined` where
 * nothing is skipped.
 */
export function readCheckOptions(options: string, offset: number): readonly WrittenName[] | undefined {
  const lists = [...options.matchAll(skip)].map((match) => readNames(options, match.index + match[0].length));
  if (lists.length === 0) return undefined;
  return lists.flat().map(({ text, span }) => ({
    text,
    span: { start: span.start + offset, end: span.end + offset },
  }));
}

/**
 * Whether a `check` directive says that a violated check fails the build: `error=true`, the last one counts.
 * https://docs.docker.com/reference/dockerfile/#check
 */
export function checksFailBuild(directives: readonly { readonly name: string; readonly value: string }[]): boolean {
  const options = directives.flatMap(({ name, value }) => (name === 'check' ? value.split(';') : []));
  const errors = options.flatMap((option) => /^\s*error\s*=\s*(\S*)\s*$/i.exec(option)?.[1] ?? []);
  return errors.at(-1)?.toLowerCase() === 'true';
}
