import { parseIgnoreFile } from '../context/ignore-file.js';
import type { BuildContext } from '../context/types.js';
import { buildModel } from '../model/build.js';
import { chooseContext } from '../model/context-choice.js';
import type { Dockerfile } from '../model/types.js';
import { parseDockerfile } from '../syntax/parse.js';
import { compareText } from '../text/compare.js';
import type { Analysis, EngineFinding } from './analysis.js';
import { imitate } from './imitation/imitate.js';
import { instructionAt } from './instruction-at.js';
import type { RuleNames } from './names.js';
import { rulePage } from './pages.js';
import type { RuleSet } from './rule-set.js';
import { defaultSettings } from './settings.js';
import { shellcheckFindings, withoutTwins } from './shellcheck.js';
import { createSuppressions, type Suppressions } from './suppression.js';
import { checksFailBuild } from './suppression-text.js';
import type { LintOptions, Problem, RuleFailure } from './types.js';
import { askAboutComments, askRules, compareFindings, type HeardFinding, type Subject } from './walk.js';

/** Parses a text and asks the rules of a set about it. */
export function analyzeWith(text: string, ruleSet: RuleSet, options: LintOptions, names: RuleNames): Analysis {
  const subject = read(text, options);
  const { dockerfile, ignoreFile, buildContext } = subject;
  const suppressions = createSuppressions(subject, ruleSet, names);
  const asked = askRules(subject, ruleSet);
  const { imitates } = ruleSet.manner;
  const main = imitates === undefined ? asked : imitate(imitates, asked, dockerfile, ruleSet);
  const failsBuild = ruleSet.manner.heedsBuildErrors && checksFailBuild(dockerfile.syntax.directives);
  const judge = (finding: HeardFinding): EngineFinding => judgeFinding(finding, suppressions, dockerfile, failsBuild);
  const heard = main.findings.map(judge);
  const foreign = shellcheckFindings(dockerfile, options.shellcheck, options.settings ?? defaultSettings).map(
    (finding) => ({ ...finding, suppressed: suppressions.suppresses(finding.problem, true) }),
  );
  const comments = suppressions.comments();
  const late = askAboutComments(subject, comments, ruleSet);
  const own =
    late.findings.length === 0 ? heard : [...main.findings, ...late.findings].sort(compareFindings).map(judge);
  const findings = foreign.length === 0 ? own : [...withoutTwins(own, foreign), ...foreign].sort(compareEngineFindings);
  return {
    text,
    problems: findings.flatMap(({ problem, suppressed, hidden }) => (suppressed || hidden ? [] : [problem])),
    failures: joinFailures(main.failures, late.failures),
    internals: { options, ruleSet, dockerfile, ignoreFile, buildContext, findings, comments },
  };
}

function compareEngineFindings({ problem: a }: EngineFinding, { problem: b }: EngineFinding): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

function read(text: string, options: LintOptions): Subject {
  const { kind, path } = options;
  if (kind === 'dockerignore') {
    const ignoreFile = parseIgnoreFile(text);
    const { lines, lineEnding } = ignoreFile;
    const nothing = { ...parseDockerfile(''), text, lines, lineEnding, problems: [] };
    return { dockerfile: buildModel(nothing), ignoreFile, path, buildContext: options.buildContext };
  }
  const dockerfile = buildModel(parseDockerfile(text), path);
  return { dockerfile, ignoreFile: undefined, path, buildContext: contextOf(dockerfile, options) };
}

function contextOf(dockerfile: Dockerfile, { buildContext, possibleContexts }: LintOptions): BuildContext | undefined {
  if (buildContext !== undefined || possibleContexts === undefined) return buildContext;
  return chooseContext(dockerfile, possibleContexts);
}

function judgeFinding(
  heard: HeardFinding,
  suppressions: Suppressions,
  dockerfile: Dockerfile,
  failsBuild: boolean,
): EngineFinding {
  const { active, finding } = heard;
  const problem = problemOf(heard, dockerfile, failsBuild);
  return {
    problem,
    fixes: finding.fixes,
    suppressed: suppressions.suppresses(problem, !active.hidden),
    hidden: active.hidden,
  };
}

/** @param failsBuild what BuildKit checks is an error here */
function problemOf(
  { active, finding, span, related }: HeardFinding,
  dockerfile: Dockerfile,
  failsBuild: boolean,
): Problem {
  const { rule, severity } = active;
  const instruction = instructionAt(dockerfile, span.start)?.span;
  const codes = finding.codes ?? rule.codes;
  return {
    rule: rule.id,
    severity: failsBuild && codes.some((code) => code.startsWith('buildkit:')) ? 'error' : severity,
    message: finding.message,
    span,
    ...(instruction === undefined || instruction.end < span.start ? {} : { instruction }),
    codes,
    related,
    tags: finding.tags ?? [],
    url: rulePage(rule.id),
  };
}

function joinFailures(first: readonly RuleFailure[], second: readonly RuleFailure[]): readonly RuleFailure[] {
  const known = new Set(first.map(({ rule }) => rule));
  const joined = [...first, ...second.filter(({ rule }) => !known.has(rule))];
  return joined.sort((a, b) => compareText(a.rule, b.rule));
}
