import type { IgnoreFile } from '../context/ignore-file.js';
import { scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode } from '../model/types.js';
import type { Span } from '../text/span.js';
import { readCheckOptions, readSuppression, type SuppressionText, type WrittenName } from './suppression-text.js';

/** A suppression in its place: what it says and what it is for. */
export interface PlacedSuppression extends SuppressionText {
  /** From `#` to the end of the line; for a directive likewise. */
  readonly span: Span;
  readonly lineSpan: Span;
  /** Problems that begin in here are silenced; both ends belong to it. */
  readonly region: Span;
  /** The index of the instruction it is for; `undefined` for a stage or the file, or where nothing follows. */
  readonly instruction: number | undefined;
}

const mentionsTool = /dockwright|hadolint|check/i;

/** Reads all suppressions of a Dockerfile or a `.dockerignore` in document order. */
export function suppressionsOf({
  dockerfile,
  ignoreFile,
}: {
  readonly dockerfile: Dockerfile;
  readonly ignoreFile: IgnoreFile | undefined;
}): readonly PlacedSuppression[] {
  return ignoreFile === undefined ? readSuppressions(dockerfile) : readIgnoreSuppressions(ignoreFile);
}

/** A comment of a `.dockerignore` is for the next pattern, or for the file. */
function readIgnoreSuppressions({ text, comments, patterns }: IgnoreFile): readonly PlacedSuppression[] {
  let next = 0;
  return comments.flatMap((span) => {
    const read = readSuppression(text.slice(span.start, span.end));
    if (read === undefined) return [];
    while ((patterns[next]?.span.start ?? text.length) < span.start) next++;
    const end = patterns[next]?.span.end ?? span.end;
    const region = read.scope === 'instruction' ? { start: span.end, end } : { start: 0, end: text.length };
    const names = read.names.map((name) => shift(name, span.start));
    const lineSpan = lineWithEnding(text, span.start);
    return [{ kind: read.kind, scope: read.scope, names, span, lineSpan, region, instruction: undefined }];
  });
}

/** Reads all suppressions of a file in document order: directives, comments, and comments of heredoc scripts. */
export function readSuppressions(dockerfile: Dockerfile): readonly PlacedSuppression[] {
  if (!mentionsTool.test(dockerfile.text)) return [];
  const placed = [...readDirectives(dockerfile), ...readComments(dockerfile), ...readScriptComments(dockerfile)];
  return placed.sort((a, b) => a.span.start - b.span.start);
}

/** The first instruction that begins at or behind an offset. */
export function instructionBehind(dockerfile: Dockerfile, offset: number): InstructionNode | undefined {
  const { instructions } = dockerfile;
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle]?.span.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return instructions[low];
}

/** The instruction that an offset lies in, or the next one behind it. */
export function instructionAtOrBehind(dockerfile: Dockerfile, offset: number): InstructionNode | undefined {
  const next = instructionBehind(dockerfile, offset);
  const index = next === undefined ? dockerfile.instructions.length : next.index;
  const before = dockerfile.instructions[index - 1];
  return before !== undefined && offset <= before.span.end && next?.span.start !== offset ? before : next;
}

function readDirectives({ text, syntax }: Dockerfile): readonly PlacedSuppression[] {
  return syntax.directives.flatMap((directive) => {
    if (directive.name !== 'check') return [];
    const names = readCheckOptions(directive.value, directive.valueSpan.start);
    if (names === undefined) return [];
    const { span } = directive;
    return [
      {
        kind: 'buildkit' as const,
        scope: 'file' as const,
        names,
        span,
        lineSpan: lineWithEnding(text, span.start),
        region: { start: 0, end: text.length },
        instruction: undefined,
      },
    ];
  });
}

function readComments(dockerfile: Dockerfile): readonly PlacedSuppression[] {
  const { text, syntax } = dockerfile;
  return syntax.comments.flatMap((comment) => {
    const read = readSuppression(text.slice(comment.span.start, comment.span.end));
    if (read === undefined) return [];
    return [place(dockerfile, read, comment.span, comment.insideInstruction)];
  });
}

/** Comments of a script in a heredoc, which Docker does not take for comments of its own. */
function readScriptComments(dockerfile: Dockerfile): readonly PlacedSuppression[] {
  const { text } = dockerfile;
  return dockerfile.instructions.flatMap((instruction) => {
    const [heredoc] = instruction.heredocs;
    if (instruction.keyword !== 'RUN' || heredoc === undefined) return [];
    const { start, end } = heredoc.body;
    if (scriptOf(instruction)?.source.segments[0]?.offset !== start) return [];
    const placed: PlacedSuppression[] = [];
    for (let line = start; line < end; ) {
      const newline = text.indexOf('\n', line);
      const next = newline === -1 || newline >= end ? end : newline + 1;
      const content = text.slice(line, next).trimEnd();
      const hash = content.search(/\S/);
      const read = content[hash] === '#' ? readSuppression(content.slice(hash)) : undefined;
      const span = { start: line + hash, end: line + content.length };
      if (read !== undefined) placed.push(place(dockerfile, read, span, true));
      line = next;
    }
    return placed;
  });
}

function place(dockerfile: Dockerfile, read: SuppressionText, span: Span, inside: boolean): PlacedSuppression {
  const { kind, scope } = read;
  const names = read.names.map((name): WrittenName => shift(name, span.start));
  const common = { kind, scope, names, span, lineSpan: lineWithEnding(dockerfile.text, span.start) };
  if (scope === 'file') return { ...common, region: { start: 0, end: dockerfile.text.length }, instruction: undefined };
  if (scope === 'stage') return { ...common, region: stageRegion(dockerfile, span), instruction: undefined };
  const instruction = inside ? instructionAtOrBehind(dockerfile, span.start) : instructionBehind(dockerfile, span.end);
  if (instruction === undefined)
    return { ...common, region: { start: span.end, end: span.end }, instruction: undefined };
  const end = inside ? endOfNextCommand(dockerfile, instruction, span.end) : instruction.span.end;
  return { ...common, region: { start: span.end, end }, instruction: instruction.index };
}

function shift({ text, span }: WrittenName, by: number): WrittenName {
  return { text, span: { start: span.start + by, end: span.end + by } };
}

/** The stage that begins with the next instruction, or else the one that the comment stands in. */
function stageRegion(dockerfile: Dockerfile, comment: Span): Span {
  const { instructions, stages, text } = dockerfile;
  const next = instructionBehind(dockerfile, comment.end);
  const before = instructions[(next?.index ?? instructions.length) - 1];
  const stage = (next?.keyword === 'FROM' ? next.stage : before?.stage) ?? stages[0];
  if (stage === undefined) return { start: comment.end, end: comment.end };
  const following = stages[stage.index + 1];
  return { start: stage.from.span.start, end: following === undefined ? text.length : following.from.span.start - 1 };
}

/**
 * Where the commands end that begin in the next line behind `offset` which is neither empty nor a comment: at the end of
 * that line, or further down where a command goes on.
 */
function endOfNextCommand(dockerfile: Dockerfile, instruction: InstructionNode, offset: number): number {
  const { text, syntax } = dockerfile;
  const last = syntax.lines.lineAt(instruction.span.end);
  for (let line = syntax.lines.lineAt(offset) + 1; line <= last; line++) {
    const { start, end } = syntax.lines.lineSpan(line);
    const content = text.slice(start, end).trim();
    if (content === '' || content.startsWith('#')) continue;
    const commands = scriptOf(instruction)?.commands ?? [];
    const ends = commands.filter(({ span }) => span.start >= start && span.start < end).map(({ span }) => span.end);
    return ends.reduce((furthest, candidate) => Math.max(furthest, candidate), end);
  }
  return instruction.span.end;
}

function lineWithEnding(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const bom = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return { start: start + bom, end: newline === -1 ? text.length : newline + 1 };
}
