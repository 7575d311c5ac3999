import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { type Span, slice } from '../../text/span.js';
import type { Analysis, EngineFinding } from '../analysis.js';
import type { Change } from './candidate.js';
import { countAll, takeOne } from './multiset.js';
import { shares } from './span-list.js';

/** Something wrong with a text as such. */
interface Flaw {
  readonly message: string;
  readonly source: string;
  readonly span: Span;
}

/** (a) The first syntax problem that was not there before, as a reason. */
export function newSyntaxProblem({ before, after, sections }: Change): string | undefined {
  const left = countAll(flawsOf(before).map((flaw) => flawKey(before, flaw, sections.before(flaw.span.start))));
  const added = flawsOf(after).find((flaw) => !takeOne(left, flawKey(after, flaw, sections.after(flaw.span.start))));
  return added === undefined ? undefined : `it would break the file: ${added.message}`;
}

/** (a) for the shell: a script that can be read no more is a broken one, as a reason. */
export function newShellProblem({ before, after, sections }: Change): string | undefined {
  const left = countAll(brokenScripts(before).map(({ span }) => `${sections.before(span.start)}`));
  const added = brokenScripts(after).find(({ span }) => !takeOne(left, `${sections.after(span.start)}`));
  return added === undefined
    ? undefined
    : `it would break the shell commands of ${added.written} in line ${added.line + 1}`;
}

function brokenScripts({ internals }: Analysis): readonly InstructionNode[] {
  return internals.dockerfile.instructions.filter((instruction) => scriptOf(instruction)?.complete === false);
}

function flawKey({ text }: Analysis, { message, source, span }: Flaw, section: number): string {
  return [section, source, message, slice(text, span)].join('\n');
}

function flawsOf({ internals }: Analysis): readonly Flaw[] {
  const { dockerfile, findings, ruleSet } = internals;
  const { problems, instructions } = dockerfile.syntax;
  return [
    ...problems.map(({ kind, message, span }) => ({ source: kind, message, span })),
    ...instructions.flatMap(({ keyword, written, keywordSpan }) =>
      keyword === 'UNKNOWN'
        ? [{ source: 'instruction', message: `"${written}" is no instruction`, span: keywordSpan }]
        : [],
    ),
    ...findings.flatMap(({ problem }) => {
      const rule = ruleSet.byId.get(problem.rule)?.rule;
      if (rule?.topic !== 'syntax' || rule.severity !== 'error') return [];
      return [{ source: problem.rule, message: problem.message, span: problem.span }];
    }),
  ];
}

/** (d) The first problem of severity error that was not there before, as a reason. One may move or change its words. */
export function newError({ before, after, map, sections }: Change): string | undefined {
  const earlier = shownErrors(before);
  const left = countAll(
    earlier.map((finding) => identityOf(before, finding, sections.before(finding.problem.span.start))),
  );
  const unmatched = shownErrors(after).filter(
    (finding) => !takeOne(left, identityOf(after, finding, sections.after(finding.problem.span.start))),
  );
  if (unmatched.length === 0) return undefined;
  const mapped = earlier.map(({ problem }) => ({ rule: problem.rule, span: map.mapSpan(problem.span) }));
  const added = unmatched.find(
    ({ problem }) => !mapped.some(({ rule, span }) => rule === problem.rule && shares(span, problem.span)),
  );
  return added === undefined ? undefined : `it would bring a new error: ${added.problem.message}`;
}

function shownErrors({ internals }: Analysis): readonly EngineFinding[] {
  return internals.findings.filter(
    ({ problem, suppressed, hidden }) => problem.severity === 'error' && !suppressed && !hidden,
  );
}

function identityOf({ text }: Analysis, { problem }: EngineFinding, section: number): string {
  return [section, problem.rule, problem.message, slice(text, problem.span)].join('\n');
}
