import type { IgnoreFile } from '../context/ignore-file.js';
import type { Dockerfile } from '../model/types.js';
import { applyEdits, type TextEdit } from '../text/edit.js';
import type { Analysis } from './analysis.js';
import { type AnalyzeWith, findingOf } from './fixes.js';
import { createRuleSet, type RuleSet } from './rule-set.js';
import {
  instructionAtOrBehind,
  type PlacedSuppression,
  readSuppressions,
  suppressionsOf,
} from './suppression-comments.js';
import type { Problem } from './types.js';

/**
 * Edits that silence a problem with a Dockwright comment: above its instruction, or for the whole file below the
 * directives. A comment that is there already gets the rule's name added. None where the problem would still be shown.
 */
export function suppressionEdits(
  analysis: Analysis,
  problem: Problem,
  scope: 'instruction' | 'file',
  analyzeWith: AnalyzeWith,
): readonly TextEdit[] {
  if (findingOf(analysis, problem) === undefined) return [];
  const edits = editsFor(analysis, problem, scope);
  const text = applyEdits(analysis.text, edits);
  if (edits.length === 0 || text === undefined) return [];
  const after = analyzeWith(text, judgesOf(analysis.internals.ruleSet, problem.rule), analysis);
  return countShown(after, problem) < countShown(analysis, problem) ? edits : [];
}

const judgeSets = new WeakMap<RuleSet, Map<string, RuleSet>>();

/** The rules that have a say in whether a problem of a rule is shown: it alone, as a menu asks about many problems. */
function judgesOf(ruleSet: RuleSet, id: string): RuleSet {
  const active = ruleSet.byId.get(id);
  // What a rule says of comments, and what a tool is said to say, hangs on other rules; ShellCheck's findings are no rule's.
  if (active === undefined || active.rule.on.suppression !== undefined || ruleSet.manner.imitates !== undefined)
    return ruleSet;
  const sets = judgeSets.get(ruleSet) ?? new Map<string, RuleSet>();
  judgeSets.set(ruleSet, sets);
  const set = sets.get(id) ?? createRuleSet([active], ruleSet.manner);
  sets.set(id, set);
  return set;
}

function editsFor({ internals }: Analysis, problem: Problem, scope: 'instruction' | 'file'): readonly TextEdit[] {
  const { dockerfile, ignoreFile } = internals;
  if (ignoreFile !== undefined) return editsForIgnoreFile(internals, ignoreFile, problem, scope);
  return scope === 'file' ? editsForFile(dockerfile, problem) : editsForInstruction(dockerfile, problem);
}

/** A comment above the pattern, or in the first line; a comment that is there already gets the name added. */
function editsForIgnoreFile(
  internals: Analysis['internals'],
  ignoreFile: IgnoreFile,
  { rule, span }: Problem,
  scope: 'instruction' | 'file',
): readonly TextEdit[] {
  const { text, lines, lineEnding, patterns } = ignoreFile;
  const isFile = scope === 'file';
  const pattern = patterns.find((candidate) => candidate.span.end >= span.start);
  if (!isFile && pattern === undefined) return [];
  const existing = suppressionsOf(internals).find(
    (comment) =>
      isOwnComment(comment, scope) &&
      (isFile || (comment.region.end === pattern?.span.end && comment.span.end < pattern.span.start)),
  );
  if (existing !== undefined) return [addName(existing, rule)];
  const start = behindMark(text, isFile ? 0 : lines.lineSpan(pattern?.line ?? 0).start);
  return [insertLine(start, `# dockwright ${isFile ? 'ignore-file' : 'ignore'}=${rule}`, lineEnding)];
}

function countShown({ problems }: Analysis, { rule, message }: Problem): number {
  return problems.filter((problem) => problem.rule === rule && problem.message === message).length;
}

function editsForInstruction(dockerfile: Dockerfile, { rule, span }: Problem): readonly TextEdit[] {
  const instruction = instructionAtOrBehind(dockerfile, span.start);
  if (instruction === undefined) return [];
  const existing = readSuppressions(dockerfile).find(
    (comment) =>
      isOwnComment(comment, 'instruction') &&
      comment.instruction === instruction.index &&
      comment.span.start < Math.min(span.start, instruction.span.start),
  );
  if (existing !== undefined) return [addName(existing, rule)];
  const { text, syntax } = dockerfile;
  const line = syntax.lines.lineSpan(syntax.lines.lineAt(Math.min(span.start, instruction.span.start)));
  const start = behindMark(text, line.start);
  // A comment above a directive makes a comment of the directive.
  if (start < (syntax.directives.at(-1)?.span.end ?? 0)) return [];
  const indentation = /^[ \t]*/.exec(text.slice(start, line.end))?.[0] ?? '';
  return [insertLine(start, `${indentation}# dockwright ignore=${rule}`, syntax.lineEnding)];
}

function editsForFile(dockerfile: Dockerfile, { rule }: Problem): readonly TextEdit[] {
  const existing = readSuppressions(dockerfile).find(
    (comment) => isOwnComment(comment, 'file') && standsAlone(dockerfile, comment),
  );
  if (existing !== undefined) return [addName(existing, rule)];
  const { text, syntax } = dockerfile;
  const comment = `# dockwright ignore-file=${rule}`;
  const lastDirective = syntax.directives.at(-1);
  if (lastDirective === undefined) return [insertLine(behindMark(text, 0), comment, syntax.lineEnding)];
  const { end } = syntax.lines.lineSpan(syntax.lines.lineAt(lastDirective.span.start));
  return [{ span: { start: end, end }, text: `${syntax.lineEnding}${comment}` }];
}

/** Not between the lines of an instruction, where a change is a change of the instruction. */
function standsAlone(dockerfile: Dockerfile, { span }: PlacedSuppression): boolean {
  const instruction = instructionAtOrBehind(dockerfile, span.start);
  return instruction === undefined || span.start < instruction.span.start;
}

function isOwnComment({ kind, scope, names }: PlacedSuppression, wanted: PlacedSuppression['scope']): boolean {
  return kind === 'dockwright' && scope === wanted && names.length > 0;
}

function addName({ names, span }: PlacedSuppression, rule: string): TextEdit {
  const end = names.at(-1)?.span.end ?? span.end;
  return { span: { start: end, end }, text: `,${rule}` };
}

function insertLine(start: number, line: string, lineEnding: string): TextEdit {
  return { span: { start, end: start }, text: `${line}${lineEnding}` };
}

function behindMark(text: string, offset: number): number {
  return offset === 0 && text.charCodeAt(0) === 0xfeff ? 1 : offset;
}
