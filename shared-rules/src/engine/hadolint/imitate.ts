import type { Dockerfile, InstructionNode } from '../../model/types.js';
import type { ActiveRule, RuleSet } from '../rule-set.js';
import { compareFindings, type Heard, type HeardFinding } from '../walk.js';
import { furtherVerdicts, instructionVerdicts } from './instruction-verdicts.js';
import { packageVerdicts } from './package-verdicts.js';
import { readAsHadolint } from './reading.js';

/** Codes of which hadolint reports exactly these instructions. */
const verdicts = new Map(Object.entries({ ...packageVerdicts, ...instructionVerdicts }));
/** Codes of which it reports these, too. */
const further = new Map(Object.entries(furtherVerdicts));

/** Codes that hadolint also gives to what stands behind ONBUILD; of DL3043 ONBUILD is the subject. */
const IN_TRIGGERS: ReadonlySet<string> = new Set([
  ...['DL3001', 'DL3004', 'DL3008', 'DL3009', 'DL3013', 'DL3014', 'DL3015', 'DL3016', 'DL3018', 'DL3019', 'DL3027'],
  ...['DL3028', 'DL3030', 'DL3032', 'DL3033', 'DL3034', 'DL3035', 'DL3036', 'DL3037', 'DL3038', 'DL3040', 'DL3041'],
  ...['DL3042', 'DL3043', 'DL3046', 'DL3047', 'DL3060', 'DL3062', 'DL3064', 'DL4001', 'DL4005', 'DL1000'],
]);

/**
 * What hadolint would report of what the rules found: findings that it does not have are left out, and what it reports
 * beyond them is added at the instruction. Rules whose codes are not hadolint's are left alone.
 */
export function imitateHadolint(heard: Heard, dockerfile: Dockerfile, { active }: RuleSet): Heard {
  const reading = readAsHadolint(dockerfile);
  const owners = ownersOfCodes(active);
  const reported = new Map<string, ReadonlySet<InstructionNode>>();
  const wanted = [...owners].flatMap(([code, owner]) => {
    const verdict = verdicts.get(code) ?? further.get(code);
    if (verdict === undefined) return [];
    const reports = verdict(reading, owner.options);
    if (verdicts.has(code)) reported.set(code, new Set(reports.map(({ node }) => node)));
    return reports.map((report) => ({ ...report, code, owner }));
  });
  const nodeAt = nodesByPlace(dockerfile);
  const kept: HeardFinding[] = [];
  const present = new Map<string, Set<InstructionNode | undefined>>();
  for (const each of heard.findings) {
    const node = nodeAt(each.span.start);
    const codes = codesOf(each).filter((code) => isReported(code, node, reported));
    for (const code of codes) present.set(code, (present.get(code) ?? new Set()).add(node));
    if (codes.length > 0 || !isAboutHadolint(each)) kept.push(withCodes(each, codes));
  }
  const added = wanted
    .filter(({ code, node }) => present.get(code)?.has(node) !== true)
    .map(({ code, owner, span }): HeardFinding => {
      const message = `${owner.rule.title}, as hadolint asks here.`;
      return { active: owner, finding: { span, message, codes: [`hadolint:${code}`] }, span, related: [] };
    });
  return added.length === 0
    ? { ...heard, findings: kept }
    : { ...heard, findings: [...kept, ...added].sort(compareFindings) };
}

function ownersOfCodes(active: readonly ActiveRule[]): ReadonlyMap<string, ActiveRule> {
  const owners = new Map<string, ActiveRule>();
  for (const each of active) {
    if (each.hidden) continue;
    for (const code of each.rule.codes) if (code.startsWith('hadolint:')) owners.set(bare(code), each);
  }
  return owners;
}

function bare(code: string): string {
  return code.slice('hadolint:'.length);
}

function codesOf({ finding, active }: HeardFinding): readonly string[] {
  return (finding.codes ?? active.rule.codes).filter((code) => code.startsWith('hadolint:')).map(bare);
}

/** With these of hadolint's codes and no others. */
function withCodes(heard: HeardFinding, own: readonly string[]): HeardFinding {
  const codes = heard.finding.codes ?? heard.active.rule.codes;
  const left = codes.filter((code) => !code.startsWith('hadolint:') || own.includes(bare(code)));
  return left.length === codes.length ? heard : { ...heard, finding: { ...heard.finding, codes: left } };
}

/** Errors of the file itself stay, whatever code they have. */
function isAboutHadolint({ active: { rule, hidden } }: HeardFinding): boolean {
  const breaksTheFile = rule.topic === 'syntax' && rule.severity === 'error' && !rule.codes.includes('hadolint:DL3061');
  return !hidden && !breaksTheFile && rule.codes.some((code) => code.startsWith('hadolint:'));
}

function isReported(
  code: string,
  node: InstructionNode | undefined,
  reported: ReadonlyMap<string, ReadonlySet<InstructionNode>>,
): boolean {
  const nodes = reported.get(code);
  if (nodes !== undefined) return node !== undefined && nodes.has(node);
  return node?.isTrigger !== true || IN_TRIGGERS.has(code);
}

/** Finds the instruction at an offset, the trigger where it lies in one. */
function nodesByPlace({ instructions }: Dockerfile): (offset: number) => InstructionNode | undefined {
  return (offset) => {
    let low = 0;
    let high = instructions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((instructions[middle]?.span.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    const node = instructions[low - 1];
    const trigger = node?.onbuildTrigger;
    return trigger !== undefined && trigger.span.start <= offset ? trigger : node;
  };
}
