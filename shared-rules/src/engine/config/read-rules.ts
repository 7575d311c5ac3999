import type { Rule, RuleOptions, Severity } from '../../rule.js';
import { nearest } from '../../text/nearest.js';
import { isNothing } from '../../yaml/read.js';
import type { YamlEntry, YamlNode } from '../../yaml/types.js';
import type { RuleNames } from '../names.js';
import { isSeverity } from '../settings.js';
import type { ProblemList } from './problems.js';
import { readOptions } from './read-options.js';

/** What a configuration says of a rule; without options those that hold already stay. */
export interface RuleChange {
  readonly severity: Severity | 'off';
  readonly options: RuleOptions | undefined;
}

const severityWords = ['off', 'hint', 'info', 'warning', 'error'];

/** The rules of a `rules` map by id; what is wrong goes to the list, and the rest holds. */
export function readRules(node: YamlNode, names: RuleNames, problems: ProblemList): ReadonlyMap<string, RuleChange> {
  const changes = new Map<string, RuleChange>();
  if (isNothing(node)) return changes;
  if (node.kind !== 'map') {
    problems.error(node.span, 'rules takes a rule with its severity in each line, such as `use-exec-form: error`.');
    return changes;
  }
  for (const entry of node.entries) {
    const rules = names.find(entry.key);
    const isUnknown = rules.length === 0 && !names.isKnown(entry.key);
    if (isUnknown && !problems.isFull()) problems.error(entry.keySpan, unknownRule(entry.key, names));
    const change = readChange(entry, rules, problems);
    if (change === undefined) continue;
    for (const id of names.settingsOf(entry.key)) changes.set(id, change);
  }
  return changes;
}

/** Says that there is no such rule, and which one may be meant. */
export function unknownRule(name: string, names: RuleNames): string {
  const meant = names.nearest(name);
  return `There is no rule "${name}".${meant === undefined ? '' : ` Did you mean "${meant}"?`}`;
}

function readChange({ value }: YamlEntry, rules: readonly Rule[], problems: ProblemList): RuleChange | undefined {
  if (value.kind !== 'list') {
    const severity = readSeverity(value, problems);
    return severity === undefined ? undefined : { severity, options: undefined };
  }
  const [first, second, third] = value.items;
  if (first === undefined || third !== undefined) {
    problems.error(value.span, 'Write a severity, or a severity and the options: `[warning, { option: value }]`.');
    if (first === undefined) return undefined;
  }
  const severity = readSeverity(first, problems);
  const options = second === undefined ? undefined : readOptionsOf(second, rules, problems);
  return severity === undefined ? undefined : { severity, options };
}

function readOptionsOf(node: YamlNode, rules: readonly Rule[], problems: ProblemList): RuleOptions | undefined {
  if (node.kind !== 'map') {
    problems.error(node.span, 'Options are written as `{ option: value }`.');
    return undefined;
  }
  const [rule] = rules;
  return rule === undefined ? undefined : readOptions(rule, node, problems);
}

function readSeverity(node: YamlNode, problems: ProblemList): Severity | 'off' | undefined {
  if (node.kind === 'scalar') {
    if (node.value === 'off' || isSeverity(node.value)) return node.value;
    const written = node.value === null ? 'A severity is missing' : `"${node.value}" is no severity`;
    const meant = typeof node.value === 'string' ? nearest(node.value, severityWords) : undefined;
    problems.error(
      node.span,
      meant === undefined
        ? `${written}. Use off, hint, info, warning or error.`
        : `${written}. Did you mean "${meant}"?`,
    );
    return undefined;
  }
  problems.error(node.span, 'A severity is a word: off, hint, info, warning or error.');
  return undefined;
}
