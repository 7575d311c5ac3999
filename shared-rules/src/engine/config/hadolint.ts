import type { RuleOptions, Severity } from '../../rule.js';
import { parseYaml } from '../../yaml/parse.js';
import { valueAt } from '../../yaml/read.js';
import type { YamlMap, YamlNode } from '../../yaml/types.js';
import type { RuleNames } from '../names.js';
import type { ConfigProblem, RuleSetting } from '../types.js';
import { createProblemList, type ProblemList } from './problems.js';
import { readTexts } from './read-options.js';
import { unknownRule } from './read-rules.js';

/** What a `.hadolint.yaml` says of our rules. */
export interface HadolintConfig {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly problems: readonly ConfigProblem[];
}

/** Weakest first: a code in several lists has the strongest severity. https://github.com/hadolint/hadolint#configure */
const overrideLists: readonly (readonly [string, Severity])[] = [
  ['style', 'hint'],
  ['info', 'info'],
  ['warning', 'warning'],
  ['error', 'error'],
];

const noOptions: RuleOptions = {};

/** The codes for the types of labels; an empty value is wrong in all of them. https://github.com/hadolint/hadolint#linting-labels */
const labelCodes: ReadonlyMap<string, string> = new Map([
  ['url', 'hadolint:DL3052'],
  ['rfc3339', 'hadolint:DL3053'],
  ['spdx', 'hadolint:DL3054'],
  ['hash', 'hadolint:DL3055'],
  ['semver', 'hadolint:DL3056'],
  ['email', 'hadolint:DL3058'],
]);

/**
 * Reads hadolint's configuration: `ignored`, `override`, `trustedRegistries`, `label-schema` and `strict-labels`. Its
 * other keys are left alone.
 */
export function readHadolintConfig(path: string, text: string, names: RuleNames): HadolintConfig {
  const problems = createProblemList(path, text);
  const { root, problems: broken } = parseYaml(text);
  for (const { span, message } of broken) problems.warning(span, `This is no valid YAML: ${message}.`);
  const rules = new Map<string, RuleSetting>();
  readTrustedRegistries(valueAt(root, 'trustedRegistries'), rules, names, problems);
  const isStrict = readFlag(valueAt(root, 'strict-labels'));
  readLabelSchema(valueAt(root, 'label-schema'), isStrict, rules, names, problems);
  const override = valueAt(root, 'override');
  for (const [key, severity] of overrideLists) {
    setAll(valueAt(override, key), severity, rules, names, problems);
  }
  setAll(valueAt(root, 'ignored'), 'off', rules, names, problems);
  return { rules, problems: problems.all() };
}

function setAll(
  node: YamlNode | undefined,
  severity: Severity | 'off',
  rules: Map<string, RuleSetting>,
  names: RuleNames,
  problems: ProblemList,
): void {
  if (node === undefined) return;
  if (node.kind !== 'list') {
    problems.warning(node.span, 'A list of codes is expected here.');
    return;
  }
  for (const item of node.items) {
    const code = item.kind === 'scalar' ? String(item.value) : '';
    if (!names.isKnown(code)) problems.warning(item.span, unknownRule(code, names));
    for (const { id } of names.find(code)) rules.set(id, { severity, options: rules.get(id)?.options ?? noOptions });
  }
}

/** The list goes to the rule with hadolint's code for it, as that rule's option that takes a list. */
function readTrustedRegistries(
  node: YamlNode | undefined,
  rules: Map<string, RuleSetting>,
  names: RuleNames,
  problems: ProblemList,
): void {
  if (node === undefined) return;
  const registries = readTexts(node);
  if (registries === undefined) {
    problems.warning(node.span, 'A list of registries is expected here.');
    return;
  }
  setList('hadolint:DL3026', registries, rules, names);
}

function readFlag(node: YamlNode | undefined): boolean {
  return node?.kind === 'scalar' && node.value === true;
}

/**
 * Each label goes to the rule for its type, to the one for empty values and to the one for missing labels. A strict list
 * goes to the one for other labels, too, even where it is empty.
 */
function readLabelSchema(
  node: YamlNode | undefined,
  isStrict: boolean,
  rules: Map<string, RuleSetting>,
  names: RuleNames,
  problems: ProblemList,
): void {
  if (isStrict) setList('hadolint:DL3050', node?.kind === 'map' ? labelsOfSchema(node) : [], rules, names);
  if (node === undefined) return;
  if (node.kind !== 'map') {
    problems.warning(node.span, 'Labels with their types are expected here.');
    return;
  }
  if (node.entries.length === 0) return;
  setList('hadolint:DL3049', labelsOfSchema(node), rules, names);
  setList('hadolint:DL3051', labelsOfSchema(node), rules, names);
  for (const [type, code] of labelCodes) {
    const labels = labelsOfSchema(node, type);
    if (labels.length > 0) setList(code, labels, rules, names);
  }
}

function labelsOfSchema({ entries }: YamlMap, type?: string): readonly string[] {
  return entries
    .filter(({ value }) => type === undefined || (value.kind === 'scalar' && value.value === type))
    .map(({ key }) => key);
}

/** Turns the rule with a code on, with a list for its option that takes one. */
function setList(code: string, values: readonly string[], rules: Map<string, RuleSetting>, names: RuleNames): void {
  for (const { id, severity, options } of names.find(code)) {
    const option = Object.entries(options ?? {}).find(([, schema]) => schema.type === 'array');
    if (option !== undefined) rules.set(id, { severity, options: { [option[0]]: values } });
  }
}
