import assert from 'node:assert/strict';
import { parseShell } from '@dockwright/shared-rules/shell/parse';
import type { ShellCommand, ShellScript, ShellWord } from '@dockwright/shared-rules/shell/types';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { type MappedText, mapWhole } from '@dockwright/shared-rules/text/mapped-text';
import { type Span, slice } from '@dockwright/shared-rules/text/span';

/** A script that is the whole document. */
export function script(text: string): ShellScript {
  return parseShell(mapWhole(text, 0));
}

/** The body of the only instruction of a document, the way Docker joins it. */
export function bodyOf(document: string): MappedText {
  const [instruction] = parseDockerfile(document).instructions;
  assert.ok(instruction !== undefined);
  return instruction.body;
}

/** The only command of a script. */
export function command(text: string): ShellCommand {
  const [first, ...others] = script(text).commands;
  assert.ok(first !== undefined && others.length === 0, `one command in ${text}`);
  return first;
}

/** The words behind a program's name; commands inside them are not looked at. */
export function words(text: string): readonly ShellWord[] {
  return script(`program ${text}`).commands[0]?.arguments ?? [];
}

/** `&&|apt-get install|||if,condition`: operator before, text, operator behind, nesting. */
export function outline(document: string, { commands }: ShellScript): readonly string[] {
  return commands.map(({ span, operatorBefore = '', operatorAfter = '', nesting }) =>
    `${operatorBefore} «${slice(document, span)}» ${operatorAfter} ${nesting.join('/')}`.replaceAll('\n', '↵').trim(),
  );
}

/** Every word of a command, its targets and values included. */
export function allWords(part: ShellCommand): readonly ShellWord[] {
  return [
    ...(part.name === undefined ? [] : [part.name]),
    ...part.arguments,
    ...part.assignments.flatMap(({ value }) => (value === undefined ? [] : [value])),
    ...part.redirects.flatMap(({ target }) => (target === undefined ? [] : [target])),
  ];
}

export function allSpans(parsed: ShellScript): readonly Span[] {
  return [
    ...parsed.commands.flatMap((part) => [
      part.span,
      ...allWords(part).flatMap((word) => [word.span, ...word.variables.map(({ span }) => span)]),
      ...part.assignments.map(({ span }) => span),
      ...part.redirects.map(({ span }) => span),
    ]),
    ...parsed.operators.map(({ span }) => span),
    ...parsed.compounds.flatMap(({ span, keyword }) => [span, keyword]),
    ...parsed.variables.map(({ span }) => span),
  ];
}
