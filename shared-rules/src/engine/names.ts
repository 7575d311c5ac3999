import type { Rule } from '../rule.js';
import { nearest } from '../text/nearest.js';
import { shellcheckCode } from './shellcheck.js';

/** The checks of `docker build --check`: https://docs.docker.com/reference/build-checks/ and `InvalidBaseImagePlatform`. */
const buildkitChecks: readonly string[] = [
  'ConsistentInstructionCasing',
  'CopyIgnoredFile',
  'DuplicateStageName',
  'ExposeInvalidFormat',
  'ExposeProtoCasing',
  'FromAsCasing',
  'FromPlatformFlagConstDisallowed',
  'InvalidBaseImagePlatform',
  'InvalidDefaultArgInFrom',
  'InvalidDefinitionDescription',
  'JSONArgsRecommended',
  'LegacyKeyValueFormat',
  'MaintainerDeprecated',
  'MultipleInstructionsDisallowed',
  'NoEmptyContinuation',
  'RedundantTargetPlatform',
  'ReservedStageName',
  'SecretsUsedInArgOrEnv',
  'StageNameCasing',
  'UndefinedArgInFrom',
  'UndefinedVar',
  'WorkdirRelativePath',
];

/** Codes that hadolint and ShellCheck may print, now or in a later version: https://github.com/hadolint/hadolint#rules */
const numberedCode = /^(?:hadolint:)?(?:DL|SC)\d{4}$|^shellcheck:SC\d{4}$/i;

/** Finds rules by id and by the codes that other tools use, upper and lower case alike. */
export interface RuleNames {
  /** The rules that a name stands for; none where no rule has it. */
  find(name: string): readonly Rule[];
  /** What settings call it: the ids of the rules that it stands for, and the code where it is one of ShellCheck's. */
  settingsOf(name: string): readonly string[];
  /** A rule has it, or another tool does. */
  isKnown(name: string): boolean;
  /** The id or code that an unknown name most likely means. */
  nearest(name: string): string | undefined;
}

/** `hadolint:DL3025` without its tool: `DL3025`. */
export function bareCode(code: string): string {
  return code.slice(code.indexOf(':') + 1);
}

/** Whether a problem of this rule with these codes answers to a name: the rule's id, or a code with or without its tool. */
export function answersTo(name: string, rule: string, codes: readonly string[]): boolean {
  const wanted = name.toLowerCase();
  if (wanted === rule.toLowerCase()) return true;
  return codes.some((code) => wanted === code.toLowerCase() || wanted === bareCode(code).toLowerCase());
}

/** Indexes ids and codes of rules. */
export function createRuleNames(rules: readonly Rule[]): RuleNames {
  const byName = new Map<string, Rule[]>();
  const candidates = new Set<string>();
  const add = (name: string, rule: Rule): void => {
    const key = name.toLowerCase();
    const list = byName.get(key) ?? [];
    if (!list.includes(rule)) list.push(rule);
    byName.set(key, list);
  };
  for (const rule of rules) {
    add(rule.id, rule);
    candidates.add(rule.id);
  }
  for (const rule of rules) {
    for (const code of rule.codes) {
      add(code, rule);
      add(bareCode(code), rule);
      candidates.add(bareCode(code));
    }
  }
  for (const check of buildkitChecks) candidates.add(check);

  const foreign = new Set(buildkitChecks.flatMap((check) => [check.toLowerCase(), `buildkit:${check.toLowerCase()}`]));
  const tools = new Set(rules.flatMap((rule) => rule.codes.map((code) => code.slice(0, code.indexOf(':')))));
  const isKnown = (name: string): boolean => {
    const key = name.toLowerCase();
    if (byName.has(key) || foreign.has(key) || numberedCode.test(name)) return true;
    const tool = key.slice(0, Math.max(0, key.indexOf(':')));
    return tools.has(tool) && tool !== 'hadolint' && tool !== 'buildkit';
  };
  const find = (name: string): readonly Rule[] => byName.get(name.toLowerCase()) ?? [];
  return {
    find,
    settingsOf: (name) => {
      const code = shellcheckCode.exec(name)?.[1];
      return [...find(name).map(({ id }) => id), ...(code === undefined ? [] : [code.toUpperCase()])];
    },
    isKnown,
    nearest: (name) => nearest(bareCode(name), candidates),
  };
}
