import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import type { Rule } from '../../rule.js';
import type { Span } from '../../text/span.js';
import { instructionAt } from '../instruction-at.js';
import type { ActiveRule, RuleSet } from '../rule-set.js';
import { compareFindings, type Heard, type HeardFinding } from '../walk.js';
import type { Tool } from './tool.js';
import type { Report } from './verdict.js';

/** What a tool reports under a code, and the rules that have the code. */
interface Demand {
  readonly owners: readonly ActiveRule[];
  readonly reports: readonly Report[];
  /** The instructions that it reports, where it reports no others. */
  readonly only: ReadonlySet<InstructionNode> | undefined;
}

/** Where the rules found a code, by instruction. */
type PlacesByNode = Map<InstructionNode | undefined, Span[]>;

/**
 * What another tool would report of what the rules found: findings that it does not have are left out, and what it
 * reports beyond them is added. Rules whose codes are not that tool's are left alone.
 */
export function imitate(tool: Tool, heard: Heard, dockerfile: Dockerfile, ruleSet: RuleSet): Heard {
  const demands = demandsOf(tool, dockerfile, ruleSet);
  const kept: HeardFinding[] = [];
  const places = new Map<string, PlacesByNode>();
  for (const each of heard.findings) {
    const node = instructionAt(dockerfile, each.span.start);
    const codes = codesOf(each, tool).filter((code) => isDemanded(code, node, demands, tool));
    for (const code of codes) notePlace(places, code, node, each.span);
    if (codes.length > 0 || !isAbout(each, tool)) kept.push(withCodes(each, codes, tool));
  }
  const added = [...demands].flatMap(([code, { owners, reports }]) =>
    missing(reports, places.get(code)).flatMap((report) => found(code, report, owners, tool)),
  );
  if (added.length === 0) return { ...heard, findings: kept };
  return { ...heard, findings: [...kept, ...added].sort(compareFindings) };
}

function demandsOf(tool: Tool, dockerfile: Dockerfile, ruleSet: RuleSet): ReadonlyMap<string, Demand> {
  const reading = tool.read(dockerfile);
  const demands = new Map<string, Demand>();
  for (const [code, owners] of rulesByCode(ruleSet)) {
    const exact = tool.verdicts.get(code);
    const verdict = exact ?? tool.further.get(code);
    const [first] = owners;
    if (verdict === undefined || first === undefined) continue;
    const reports = verdict(reading, first.options);
    demands.set(code, { owners, reports, only: exact && new Set(reports.map(({ node }) => node)) });
  }
  return demands;
}

/** The rules that have a code of the tool that a rule set imitates. */
const rulesByCode = rememberLatest(({ active, manner }: RuleSet): ReadonlyMap<string, readonly ActiveRule[]> => {
  const { imitates: tool } = manner;
  const owners = new Map<string, ActiveRule[]>();
  for (const each of active) {
    if (each.hidden || tool === undefined) continue;
    for (const code of bareCodes(each.rule.codes, tool)) {
      const others = owners.get(code);
      if (others === undefined) owners.set(code, [each]);
      else others.push(each);
    }
  }
  return owners;
});

function notePlace(
  places: Map<string, PlacesByNode>,
  code: string,
  node: InstructionNode | undefined,
  span: Span,
): void {
  const ofCode: PlacesByNode = places.get(code) ?? new Map();
  places.set(code, ofCode);
  const ofNode = ofCode.get(node);
  if (ofNode === undefined) ofCode.set(node, [span]);
  else ofNode.push(span);
}

/** The reports that the rules have not found; of an instruction as many as are lacking there, elsewhere in it. */
function missing(reports: readonly Report[], places: PlacesByNode | undefined): readonly Report[] {
  if (places === undefined) return reports;
  const byNode = new Map<InstructionNode, Report[]>();
  for (const report of reports) {
    const own = byNode.get(report.node);
    if (own === undefined) byNode.set(report.node, [report]);
    else own.push(report);
  }
  return [...byNode].flatMap(([node, own]) => {
    const known = places.get(node) ?? [];
    if (known.length >= own.length) return [];
    // Both are in the order of the document.
    let next = 0;
    const elsewhere = own.filter(({ span }) => {
      while ((known[next]?.end ?? Number.POSITIVE_INFINITY) <= span.start) next++;
      return (known[next]?.start ?? span.end) >= span.end;
    });
    return elsewhere.slice(0, own.length - known.length);
  });
}

/** The finding of the rule that looks at such instructions, or is named after them, where several rules have the code. */
function found(
  code: string,
  { node, span }: Report,
  owners: readonly ActiveRule[],
  { prefix, title }: Tool,
): readonly HeardFinding[] {
  const { keyword } = node;
  const isFor = ({ id, on }: Rule): boolean =>
    (keyword !== 'UNKNOWN' && on[keyword] !== undefined) || id.split('-').includes(keyword.toLowerCase());
  const active = owners.find(({ rule }) => isFor(rule)) ?? owners[0];
  if (active === undefined) return [];
  const message = `${active.rule.title}, as ${title} asks here.`;
  return [{ active, finding: { span, message, codes: [`${prefix}${code}`] }, span, related: [] }];
}

function bareCodes(codes: readonly string[], { prefix }: Tool): readonly string[] {
  return codes.filter((code) => code.startsWith(prefix)).map((code) => code.slice(prefix.length));
}

function codesOf({ finding, active }: HeardFinding, tool: Tool): readonly string[] {
  return bareCodes(finding.codes ?? active.rule.codes, tool);
}

/** With these of the tool's codes and no others. */
function withCodes(heard: HeardFinding, own: readonly string[], { prefix }: Tool): HeardFinding {
  const codes = heard.finding.codes ?? heard.active.rule.codes;
  const left = codes.filter((code) => !code.startsWith(prefix) || own.includes(code.slice(prefix.length)));
  return left.length === codes.length ? heard : { ...heard, finding: { ...heard.finding, codes: left } };
}

/** Errors of the file itself stay, whatever code they have. */
function isAbout({ active: { rule, hidden } }: HeardFinding, tool: Tool): boolean {
  const breaksTheFile = rule.topic === 'syntax' && rule.severity === 'error';
  return !hidden && !breaksTheFile && bareCodes(rule.codes, tool).length > 0;
}

function isDemanded(
  code: string,
  node: InstructionNode | undefined,
  demands: ReadonlyMap<string, Demand>,
  { inTriggers }: Tool,
): boolean {
  const only = demands.get(code)?.only;
  if (only !== undefined) return node !== undefined && only.has(node);
  return node?.isTrigger !== true || inTriggers.has(code);
}
