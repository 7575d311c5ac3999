import type { IgnoreFile } from '../context/ignore-file.js';
import type { BuildContext } from '../context/types.js';
import { ruleHover } from '../docs.js';
import type { HoverText, Problem } from '../engine/types.js';
import type { Dockerfile } from '../model/types.js';
import type { Rule, SuppressionComment } from '../rule.js';
import type { Span } from '../text/span.js';
import { describeAt } from './describe.js';
import { ignorePatternAt } from './ignore-patterns.js';

/** What a hover draws on. */
export interface HoverSources {
  readonly dockerfile: Dockerfile;
  /** The text, where it is a `.dockerignore`. */
  readonly ignoreFile: IgnoreFile | undefined;
  readonly buildContext: BuildContext | undefined;
  readonly problems: readonly Problem[];
  readonly rules: readonly Rule[];
  readonly suppressions: readonly SuppressionComment[];
  /** Whether to say again what a problem's own message says; for editors that do not show it in the hover themselves. */
  readonly withMessages: boolean;
}

/**
 * What there is to say of a place: the whole explanation of every problem there, then what stands there itself. Gives
 * `undefined` where there is nothing. At the end of a word it speaks of that word.
 * @param offset UTF-16 offset; outside the text there is nothing to say
 */
export function hoverAt(sources: HoverSources, offset: number): HoverText | undefined {
  const { length } = sources.dockerfile.text;
  if (offset < 0 || offset > length) return undefined;
  return hoverOn(sources, (span) => covers(span, offset)) ?? hoverOn(sources, (span) => covers(span, offset - 1));
}

function hoverOn(sources: HoverSources, isHere: (span: Span) => boolean): HoverText | undefined {
  const problems = sources.problems.filter((problem) => isHere(problem.span));
  const description = describeAt(sources, isHere) ?? ignorePatternAt(sources, isHere);
  const places = [...(description === undefined ? [] : [description.span]), ...problems.map((problem) => problem.span)];
  const [first, ...rest] = places;
  if (first === undefined) return undefined;
  return {
    span: rest.reduce(narrower, first),
    markdown: [
      ...problems.flatMap((problem) => explain(sources, problem)),
      ...(description === undefined ? [] : [description.markdown]),
    ].join('\n\n---\n\n'),
  };
}

function explain({ rules, withMessages }: HoverSources, problem: Problem): readonly string[] {
  const rule = rules.find((candidate) => candidate.id === problem.rule);
  return rule === undefined ? [] : [ruleHover(rule, problem, withMessages)];
}

function covers({ start, end }: Span, offset: number): boolean {
  return start <= offset && (offset < end || start === end);
}

function narrower(first: Span, second: Span): Span {
  return second.end - second.start < first.end - first.start ? second : first;
}
