import { nearest } from '../../text/nearest.js';
import type { Span } from '../../text/span.js';
import { parseYaml } from '../../yaml/parse.js';
import { isNothing, valueAt } from '../../yaml/read.js';
import type { YamlMap, YamlNode } from '../../yaml/types.js';
import type { RuleNames } from '../names.js';
import { isProfile, profiles } from '../profiles.js';
import type { Profile } from '../types.js';
import { globProblem } from './glob.js';
import { createProblemList, type ProblemList } from './problems.js';
import { readTexts } from './read-options.js';
import { type RuleChange, readRules } from './read-rules.js';

export interface ConfigOverride {
  readonly files: readonly string[];
  readonly rules: ReadonlyMap<string, RuleChange>;
}

/** Another configuration that a configuration builds on, as written. */
export interface ConfigExtends {
  readonly path: string;
  readonly span: Span;
}

/** What is valid in a configuration file, and what is not. */
export interface ConfigFile {
  readonly path: string;
  readonly extends: readonly ConfigExtends[];
  readonly profile: Profile | undefined;
  readonly comments: 'on' | 'off' | undefined;
  readonly rules: ReadonlyMap<string, RuleChange>;
  readonly overrides: readonly ConfigOverride[];
  readonly problems: ProblemList;
}

const keys = ['extends', 'profile', 'comments', 'rules', 'overrides'];
const overrideKeys = ['files', 'rules'];

/** Reads the text of a `dockwright.yaml`. Never fails: what is wrong is a problem, and all the rest holds. */
export function readConfig(path: string, text: string, names: RuleNames): ConfigFile {
  const problems = createProblemList(path, text);
  const document = parseYaml(text);
  for (const { span, message } of document.problems) problems.error(span, `This is no valid YAML: ${message}.`);
  const root = document.root === undefined ? undefined : asMap(document.root, 'profile: strict', problems);
  if (root !== undefined) reportUnknownKeys(root, keys, 'a setting', problems);
  return {
    path,
    extends: readExtends(valueAt(root, 'extends'), problems),
    profile: readProfile(valueAt(root, 'profile'), problems),
    comments: readComments(valueAt(root, 'comments'), problems),
    rules: readRulesOf(root, names, problems),
    overrides: readOverrides(valueAt(root, 'overrides'), names, problems),
    problems,
  };
}

function asMap(node: YamlNode, example: string, problems: ProblemList): YamlMap | undefined {
  if (node.kind === 'map') return node;
  if (!isNothing(node)) problems.error(node.span, `Settings are expected here, such as \`${example}\`.`);
  return undefined;
}

function reportUnknownKeys(map: YamlMap, known: readonly string[], what: string, problems: ProblemList): void {
  for (const { key, keySpan } of map.entries) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${meant}"?`;
    problems.error(keySpan, `"${key}" is not ${what} here. ${hint}`);
  }
}

function readExtends(node: YamlNode | undefined, problems: ProblemList): readonly ConfigExtends[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') {
      return [{ path: item.value, span: item.span }];
    }
    problems.error(item.span, 'extends takes the path of another configuration file, or a list of paths.');
    return [];
  });
}

function readProfile(node: YamlNode | undefined, problems: ProblemList): Profile | undefined {
  if (node === undefined) return undefined;
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (isProfile(value)) return value;
  const known = Object.keys(profiles);
  const meant = typeof value === 'string' ? nearest(value, known) : undefined;
  const hint = meant === undefined ? `Use ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  problems.error(node.span, value === undefined ? `A profile is a word. ${hint}` : `"${value}" is no profile. ${hint}`);
  return undefined;
}

function readComments(node: YamlNode | undefined, problems: ProblemList): 'on' | 'off' | undefined {
  if (node === undefined) return undefined;
  const value = node.kind === 'scalar' ? node.value : undefined;
  if (value === 'on' || value === 'off') return value;
  problems.error(node.span, 'comments is on or off: whether comments in a Dockerfile may silence problems.');
  return undefined;
}

function readRulesOf(
  map: YamlMap | undefined,
  names: RuleNames,
  problems: ProblemList,
): ReadonlyMap<string, RuleChange> {
  const node = valueAt(map, 'rules');
  return node === undefined ? new Map() : readRules(node, names, problems);
}

function readOverrides(node: YamlNode | undefined, names: RuleNames, problems: ProblemList): readonly ConfigOverride[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.error(node.span, 'overrides takes a list; each item has files and rules.');
    return [];
  }
  return node.items.flatMap((item) => {
    const map = asMap(item, 'files: "*.dev"', problems);
    if (map === undefined) return [];
    reportUnknownKeys(map, overrideKeys, 'a setting', problems);
    const files = readFiles(map, problems);
    const rules = readRulesOf(map, names, problems);
    return files.length === 0 ? [] : [{ files, rules }];
  });
}

function readFiles(map: YamlMap, problems: ProblemList): readonly string[] {
  const node = valueAt(map, 'files');
  const texts = node === undefined ? undefined : readTexts(node);
  if (texts === undefined || texts.length === 0) {
    const message = 'files takes the pattern of the files that this is for, or a list of patterns: `files: "*.dev"`.';
    problems.error(node?.span ?? map.entries[0]?.keySpan ?? map.span, message);
    return [];
  }
  return texts.filter((pattern) => {
    const reason = globProblem(pattern);
    if (reason !== undefined && node !== undefined) problems.error(node.span, reason);
    return reason === undefined;
  });
}
