import { nearest } from '../../text/nearest.js';
import type { Span } from '../../text/span.js';
import { parseYaml } from '../../yaml/parse.js';
import { isNothing, valueAt } from '../../yaml/read.js';
import type { YamlMap, YamlNode } from '../../yaml/types.js';
import type { RuleNames } from '../names.js';
import type { ConfigProblem } from '../types.js';
import {
  type HadolintLabelType,
  type HadolintOptions,
  type HadolintSeverity,
  hadolintFormats,
  hadolintLabelTypes,
  hadolintSeverities,
  hadolintThresholds,
} from './hadolint-options.js';
import { createProblemList, type ProblemList } from './problems.js';
import { readTexts } from './read-options.js';
import { unknownRule } from './read-rules.js';

/** What a `.hadolint.yaml` says, and what is wrong with it. */
export interface HadolintConfig {
  readonly options: HadolintOptions;
  readonly problems: readonly ConfigProblem[];
}

/** The last three are read by hadolint's code and told of nowhere. */
const keys = [
  'ignored',
  'override',
  'trustedRegistries',
  'label-schema',
  'strict-labels',
  'disable-ignore-pragma',
  'failure-threshold',
  'no-fail',
  'no-color',
  'format',
  'formats',
  'verbose',
];

/** What hadolint cannot be told to ignore: that it could not read the file. */
const unignorable = 'DL1000';

/**
 * Reads hadolint's configuration: https://github.com/hadolint/hadolint#configure. Never fails: what is wrong is a warning,
 * as in no case it stops hadolint, and all the rest holds.
 */
export function readHadolintConfig(path: string, text: string, names: RuleNames): HadolintConfig {
  const problems = createProblemList(path, text);
  const { root, problems: broken } = parseYaml(text);
  for (const { span, message } of broken) problems.warning(span, `This is no valid YAML: ${message}.`);
  if (root !== undefined && root.kind !== 'map' && !isNothing(root)) {
    problems.warning(root.span, 'Settings are expected here, such as `ignored: [DL3008]`.');
  }
  if (root?.kind === 'map') reportUnknownKeys(root, keys, problems);
  const override = valueAt(root, 'override');
  if (override?.kind === 'map') reportUnknownKeys(override, hadolintSeverities, problems);
  else if (override !== undefined) problems.warning(override.span, 'Severities with codes are expected here.');
  const codes = (node: YamlNode | undefined) => readCodes(node, names, problems);
  const flag = (key: string) => readFlag(key, valueAt(root, key), problems);
  const format = readWord('format', valueAt(root, 'format'), hadolintFormats, problems);
  const options: HadolintOptions = {
    ignored: readIgnored(valueAt(root, 'ignored'), names, problems),
    override: {
      error: codes(valueAt(override, 'error')),
      warning: codes(valueAt(override, 'warning')),
      info: codes(valueAt(override, 'info')),
      style: codes(valueAt(override, 'style')),
    } satisfies Readonly<Record<HadolintSeverity, readonly string[]>>,
    trustedRegistries: readRegistries(valueAt(root, 'trustedRegistries'), problems),
    labels: readLabels(valueAt(root, 'label-schema'), problems),
    strictLabels: flag('strict-labels'),
    disableIgnorePragma: flag('disable-ignore-pragma'),
    failureThreshold: readWord('failure-threshold', valueAt(root, 'failure-threshold'), hadolintThresholds, problems),
    noFail: flag('no-fail'),
    noColor: flag('no-color'),
    verbose: flag('verbose'),
    formats: [...(format === undefined ? [] : [format]), ...readFormats(valueAt(root, 'formats'), problems)],
  };
  return { options, problems: problems.all() };
}

function reportUnknownKeys(map: YamlMap, known: readonly string[], problems: ProblemList): void {
  for (const { key, keySpan } of map.entries) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? `It knows ${known.join(', ')}.` : `Did you mean "${meant}"?`;
    problems.warning(keySpan, `hadolint knows no "${key}" here, so this has no effect. ${hint}`);
  }
}

function readCodes(
  node: YamlNode | undefined,
  names: RuleNames,
  problems: ProblemList,
  refused?: { readonly code: string; readonly message: string },
): readonly string[] {
  if (node === undefined) return [];
  if (node.kind !== 'list') {
    problems.warning(node.span, 'A list of codes is expected here.');
    return [];
  }
  return node.items.flatMap((item) => {
    const code = item.kind === 'scalar' ? String(item.value) : '';
    if (code.toUpperCase() === refused?.code) {
      problems.warning(item.span, refused.message);
      return [];
    }
    if (!names.isKnown(code)) problems.warning(item.span, unknownRule(code, names));
    return [code];
  });
}

function readIgnored(node: YamlNode | undefined, names: RuleNames, problems: ProblemList): readonly string[] {
  const message = `${unignorable} is about what nobody can read, so it cannot be ignored.`;
  return readCodes(node, names, problems, { code: unignorable, message });
}

function readRegistries(node: YamlNode | undefined, problems: ProblemList): readonly string[] {
  if (node === undefined) return [];
  const registries = readTexts(node);
  if (registries === undefined) problems.warning(node.span, 'A list of registries is expected here.');
  return registries ?? [];
}

function readLabels(node: YamlNode | undefined, problems: ProblemList): ReadonlyMap<string, HadolintLabelType> {
  const labels = new Map<string, HadolintLabelType>();
  if (node === undefined) return labels;
  if (node.kind !== 'map') {
    problems.warning(node.span, 'Labels with their types are expected here.');
    return labels;
  }
  for (const { key, value } of node.entries) {
    const isPlain = isNothing(value) || (value.kind === 'scalar' && value.value === '');
    const type = isPlain ? 'text' : readWord('A type of labels', value, hadolintLabelTypes, problems);
    labels.set(key, type ?? 'text');
  }
  return labels;
}

function readFlag(key: string, node: YamlNode | undefined, problems: ProblemList): boolean | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
  problems.warning(node.span, `${key} takes true or false.`);
  return undefined;
}

function readFormats(node: YamlNode | undefined, problems: ProblemList): HadolintOptions['formats'] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => readWord('A format', item, hadolintFormats, problems) ?? []);
}

function readWord<Word extends string>(
  what: string,
  node: YamlNode | undefined,
  words: readonly Word[],
  problems: ProblemList,
): Word | undefined {
  if (node === undefined) return undefined;
  const value = node.kind === 'scalar' ? node.value : undefined;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) reportWord(what, value, node.span, words, problems);
  return word;
}

function reportWord(what: string, value: unknown, span: Span, words: readonly string[], problems: ProblemList): void {
  const meant = typeof value === 'string' ? nearest(value, words) : undefined;
  const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  problems.warning(span, `${what} is one of ${words.join(', ')}.${hint}`);
}
