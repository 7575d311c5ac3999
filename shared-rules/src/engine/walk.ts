import type { IgnoreFile } from '../context/ignore-file.js';
import type { BuildContext } from '../context/types.js';
import { scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode, Stage } from '../model/types.js';
import type { Finding, RelatedPlace, Rule, RuleContext, SuppressionComment } from '../rule.js';
import { compareText } from '../text/compare.js';
import type { Span } from '../text/span.js';
import type { ActiveRule, Handler, RuleSet } from './rule-set.js';
import type { RuleFailure } from './types.js';

/** A finding with the rule it came from, and places that lie inside the document. */
export interface HeardFinding {
  readonly active: ActiveRule;
  readonly finding: Finding;
  readonly span: Span;
  readonly related: readonly RelatedPlace[];
}

export interface Heard {
  /** Sorted by place, then by rule; the same finding is in it once. */
  readonly findings: readonly HeardFinding[];
  readonly failures: readonly RuleFailure[];
}

/** What is linted, and what is known of the files around it. */
export interface Subject {
  /** Without any instruction where the text is a `.dockerignore`. */
  readonly dockerfile: Dockerfile;
  readonly ignoreFile: IgnoreFile | undefined;
  readonly path: string | undefined;
  readonly buildContext: BuildContext | undefined;
}

interface Listening {
  readonly subject: Subject;
  /** For all rules that have no options. */
  readonly context: RuleContext;
  readonly contexts: Map<Rule, RuleContext>;
  readonly found: Map<string, HeardFinding>;
  readonly failures: Map<string, RuleFailure>;
}

/** Asks all rules but those about comments, in one walk over the document. */
export function askRules(subject: Subject, ruleSet: RuleSet): Heard {
  const listening = listen(subject, ruleSet);
  if (subject.ignoreFile === undefined) walkDockerfile(subject.dockerfile, ruleSet, listening);
  else walkIgnoreFile(subject.ignoreFile, ruleSet, listening);
  return result(listening);
}

function walkIgnoreFile(file: IgnoreFile, { handlers }: RuleSet, listening: Listening): void {
  call(handlers.ignoreFile, file, listening);
  for (const pattern of file.patterns) call(handlers.ignorePattern, pattern, listening);
}

function walkDockerfile(dockerfile: Dockerfile, { handlers, mayConcern }: RuleSet, listening: Listening): void {
  const stageAt = new Map<InstructionNode, Stage>(dockerfile.stages.map((stage) => [stage.from, stage]));
  const concerned = mayConcern(dockerfile.text);
  const asked = <Node>(all: readonly Handler<Node>[]): readonly Handler<Node>[] =>
    all.filter(({ active }) => concerned.has(active));
  const ofStage = asked(handlers.stage);
  const ofInstruction = asked(handlers.instruction);
  const ofCommand = asked(handlers.command);
  const ofKeyword = new Map<InstructionNode['keyword'], readonly Handler<InstructionNode>[]>();

  const visit = (instruction: InstructionNode): void => {
    const { keyword, onbuildTrigger } = instruction;
    const own = ofKeyword.get(keyword) ?? asked(handlers.keyword(keyword));
    ofKeyword.set(keyword, own);
    call(ofInstruction, instruction, listening);
    call(own, instruction, listening);
    if (keyword === 'RUN' && ofCommand.length > 0) visitCommands(instruction, ofCommand, listening);
    if (onbuildTrigger !== undefined) visit(onbuildTrigger);
  };

  call(asked(handlers.document), dockerfile, listening);
  for (const instruction of dockerfile.instructions) {
    const stage = stageAt.get(instruction);
    if (stage !== undefined) call(ofStage, stage, listening);
    visit(instruction);
  }
}

/** Asks the rules about comments, once it is known what the comments suppress. */
export function askAboutComments(subject: Subject, comments: readonly SuppressionComment[], ruleSet: RuleSet): Heard {
  const listening = listen(subject, ruleSet);
  for (const comment of comments) call(ruleSet.handlers.suppression, comment, listening);
  return result(listening);
}

/** Orders findings by place, then by rule, then by what they say. */
export function compareFindings(a: HeardFinding, b: HeardFinding): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    compareText(a.active.rule.id, b.active.rule.id) ||
    compareText(a.finding.message, b.finding.message)
  );
}

function listen(subject: Subject, { manner }: RuleSet): Listening {
  const { dockerfile, ignoreFile, path, buildContext } = subject;
  const { eachCodeAlone } = manner;
  const context: RuleContext = { dockerfile, ignoreFile, path, options: {}, buildContext, eachCodeAlone };
  return { subject, context, contexts: new Map(), found: new Map(), failures: new Map() };
}

function result({ found, failures }: Listening): Heard {
  return {
    findings: [...found.values()].sort(compareFindings),
    failures: [...failures.values()].sort((a, b) => compareText(a.rule, b.rule)),
  };
}

function visitCommands(instruction: InstructionNode, handlers: RuleSet['handlers']['command'], to: Listening): void {
  const script = scriptOf(instruction);
  if (script === undefined) return;
  for (const command of script.commands) call(handlers, { command, script, instruction }, to);
}

function call<Node>(handlers: readonly Handler<Node>[], node: Node, to: Listening): void {
  for (const { active, check } of handlers) {
    try {
      for (const finding of check(node, contextFor(active, to))) add(active, finding, to);
    } catch (error) {
      noteFailure(active.rule.id, error, to.failures);
    }
  }
}

function contextFor({ rule, options }: ActiveRule, { context, contexts }: Listening): RuleContext {
  if (rule.options === undefined) return context;
  const known = contexts.get(rule) ?? { ...context, options };
  contexts.set(rule, known);
  return known;
}

function add(active: ActiveRule, finding: Finding, { found, subject }: Listening): void {
  const textLength = subject.dockerfile.text.length;
  const span = clamp(finding.span, textLength);
  const key = `${span.start}-${span.end} ${active.rule.id} ${finding.message}`;
  if (found.has(key)) return;
  const related = (finding.related ?? []).map((place) => ({ ...place, span: clamp(place.span, textLength) }));
  found.set(key, { active, finding, span, related });
}

/** The part of a span that lies inside a text of this length; spans that are no spans become empty ones. */
function clamp({ start, end }: Span, length: number): Span {
  const from = Number.isInteger(start) ? Math.min(Math.max(start, 0), length) : 0;
  const to = Number.isInteger(end) ? Math.min(Math.max(end, from), length) : from;
  return { start: from, end: to };
}

function noteFailure(rule: string, error: unknown, failures: Map<string, RuleFailure>): void {
  if (!failures.has(rule))
    failures.set(rule, { rule, message: error instanceof Error ? error.message : String(error) });
}
