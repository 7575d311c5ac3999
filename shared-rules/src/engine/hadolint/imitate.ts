import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { instructionAt } from '../instruction-at.js';
import type { ActiveRule, RuleSet } from '../rule-set.js';
import { compareFindings, type Heard, type HeardFinding } from '../walk.js';
import { furtherVerdicts, instructionVerdicts } from './instruction-verdicts.js';
import { packageVerdicts } from './package-verdicts.js';
import { readAsHadolint } from './reading.js';
import type { Report } from './verdict.js';

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
  const demands = demandsOf(dockerfile, active);
  const kept: HeardFinding[] = [];
  const present = new Map<string, Set<InstructionNode | undefined>>();
  for (const each of heard.findings) {
    const node = instructionAt(dockerfile, each.span.start);
    const codes = codesOf(each).filter((code) => isDemanded(code, node, demands));
    for (const code of codes) present.set(code, (present.get(code) ?? new Set()).add(node));
    if (codes.length > 0 || !isAboutHadolint(each)) kept.push(withCodes(each, codes));
  }
  const added = [...demands].flatMap(([code, { owners, reports }]) =>
    reports
      .filter(({ node }) => present.get(code)?.has(node) !== true)
      .flatMap((report) => found(code, report, owners)),
  );
  if (added.length === 0) return { ...heard, findings: kept };
  return { ...heard, findings: [...kept, ...added].sort(compareFindings) };
}

/** What hadolint reports under a code, and the rules that have the code. */
interface Demand {
  readonly owners: readonly ActiveRule[];
  readonly reports: readonly Report[];
  /** The instructions that it reports, where it reports no others. */
  readonly only: ReadonlySet<InstructionNode> | undefined;
}

function demandsOf(dockerfile: Dockerfile, active: readonly ActiveRule[]): ReadonlyMap<string, Demand> {
  const reading = readAsHadolint(dockerfile);
  const demands = new Map<string, Demand>();
  for (const [code, owners] of rulesByCode(active)) {
    const exact = verdicts.get(code);
    const verdict = exact ?? further.get(code);
    const [first] = owners;
    if (verdict === undefined || first === undefined) continue;
    const reports = verdict(reading, first.options);
    demands.set(code, { owners, reports, only: exact && new Set(reports.map(({ node }) => node)) });
  }
  return demands;
}

function rulesByCode(active: readonly ActiveRule[]): ReadonlyMap<string, readonly ActiveRule[]> {
  const owners = new Map<string, ActiveRule[]>();
  for (const each of active) {
    if (each.hidden) continue;
    for (const code of each.rule.codes) {
      if (!code.startsWith('hadolint:')) continue;
      const others = owners.get(bare(code));
      if (others === undefined) owners.set(bare(code), [each]);
      else others.push(each);
    }
  }
  return owners;
}

/** The finding of the rule that looks at such instructions, where several rules have the code. */
function found(code: string, { node, span }: Report, owners: readonly ActiveRule[]): readonly HeardFinding[] {
  const { keyword } = node;
  const active = owners.find(({ rule }) => keyword !== 'UNKNOWN' && rule.on[keyword] !== undefined) ?? owners[0];
  if (active === undefined) return [];
  const message = `${active.rule.title}, as hadolint asks here.`;
  return [{ active, finding: { span, message, codes: [`hadolint:${code}`] }, span, related: [] }];
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

function isDemanded(code: string, node: InstructionNode | undefined, demands: ReadonlyMap<string, Demand>): boolean {
  const only = demands.get(code)?.only;
  if (only !== undefined) return node !== undefined && only.has(node);
  return node?.isTrigger !== true || IN_TRIGGERS.has(code);
}
