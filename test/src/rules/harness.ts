import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { LintOptions, Problem, VerifiedFix } from '@dockwright/shared-rules/engine/types';
import type { Example, FixSafety, Rule, RuleOptions } from '@dockwright/shared-rules/rule';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import type { Span } from '@dockwright/shared-rules/text/span';

export const engine = createEngine(rules);

/** An example in one of the spellings that a file can have. */
export interface Variant {
  readonly name: string;
  readonly bad: string;
  readonly marked: readonly Span[];
  readonly good: string;
}

const spellings: readonly { readonly name: string; readonly spell: (text: string) => string }[] = [
  { name: 'as it is', spell: (text) => text },
  { name: 'with CRLF', spell: (text) => text.replaceAll('\n', '\r\n') },
  { name: 'with a byte order mark', spell: (text) => `\ufeff${text}` },
];

/** The example as it is, with CRLF and with a byte order mark. */
export function variantsOf(example: Example): readonly Variant[] {
  return spellings.map(({ name, spell }) => {
    const { text, marked } = readMarks(spell(dedent(example.bad)));
    return { name, bad: text, marked, good: spell(dedent(example.good)) };
  });
}

/** The rule is on with these options, the others as they are by default. */
export function lintOptions(rule: Rule, options: RuleOptions = {}, context?: Example['context']): LintOptions {
  const settings = {
    profile: 'recommended' as const,
    rules: new Map([[rule.id, { severity: rule.severity, options }]]),
    source: undefined,
  };
  const file = rule.topic === 'dockerignore' ? ({ kind: 'dockerignore' } as const) : {};
  if (context === undefined) return { settings, ...file };
  return { settings, ...file, buildContext: { paths: new Set(context.paths), dockerignore: context.dockerignore } };
}

/** What a rule reports of a text. */
export function problemsOf(rule: Rule, text: string, options: LintOptions): readonly Problem[] {
  return engine.analyze(text, options).problems.filter((problem) => problem.rule === rule.id);
}

/** Every fix that a rule offers for a text, after verification. */
export function offeredFixes(rule: Rule, text: string, options: LintOptions): readonly VerifiedFix[] {
  const analysis = engine.analyze(text, options);
  return analysis.problems
    .filter((problem) => problem.rule === rule.id)
    .flatMap((problem) => engine.fixesFor(analysis, problem).fixes);
}

/** The first fix of a class (or of that title) of the first problem that has one. */
function nextFix(
  rule: Rule,
  text: string,
  options: LintOptions,
  safety: FixSafety,
  title: string | undefined,
): VerifiedFix | undefined {
  return offeredFixes(rule, text, options).find(
    (fix) => fix.safety === safety && (title === undefined || fix.title === title),
  );
}

/** Applies one fix for each of `count` problems, one after the other, and gives the text behind the last. */
export function applyFixes(
  rule: Rule,
  text: string,
  options: LintOptions,
  { safety, title, count }: { readonly safety: FixSafety; readonly title: string | undefined; readonly count: number },
): string {
  let current = text;
  for (let applied = 0; applied < count; applied++) {
    const fix = nextFix(rule, current, options, safety, title);
    if (fix === undefined) return current;
    current = applyEdits(current, fix.edits) ?? current;
  }
  return current;
}

/** Why the engine held fixes of a rule back, for the message of a failed test. */
export function withheldFixes(rule: Rule, text: string, options: LintOptions): readonly string[] {
  const analysis = engine.analyze(text, options);
  return analysis.problems
    .filter((problem) => problem.rule === rule.id)
    .flatMap((problem) => engine.fixesFor(analysis, problem).withheld)
    .map((fix) => `withheld "${fix.title}": ${fix.reason}`);
}
