import type { RuleOptions, Severity } from '../../rule.js';
import type { RuleNames } from '../names.js';
import { profileSeverity } from '../profiles.js';
import type { Profile, RuleSetting, Settings } from '../types.js';
import {
  type HadolintLabelType,
  type HadolintOptions,
  hadolintSeverities,
  severityOfHadolint,
} from './hadolint-options.js';

const noOptions: RuleOptions = {};

/** The codes for the types of labels; an empty value is wrong in all of them. https://github.com/hadolint/hadolint#linting-labels */
const labelCodes: ReadonlyMap<HadolintLabelType, string> = new Map([
  ['url', 'hadolint:DL3052'],
  ['rfc3339', 'hadolint:DL3053'],
  ['spdx', 'hadolint:DL3054'],
  ['hash', 'hadolint:DL3055'],
  ['semver', 'hadolint:DL3056'],
  ['email', 'hadolint:DL3058'],
]);

/**
 * What hadolint was told, as settings of our rules over a profile. Codes that no rule has are left out. How a run ends and
 * what it prints is no matter of settings.
 */
export function hadolintSettings(
  options: HadolintOptions,
  profile: Profile,
  source: string | undefined,
  names: RuleNames,
): Settings {
  const rules = new Map<string, RuleSetting>();
  if (options.trustedRegistries.length > 0) setList('hadolint:DL3026', options.trustedRegistries, rules, names);
  setLabels(options, rules, names);
  for (const severity of hadolintSeverities) {
    for (const code of options.override[severity]) setSeverity(code, severityOfHadolint[severity], rules, names);
  }
  for (const code of options.ignored) setSeverity(code, 'off', rules, names);
  const comments = options.disableIgnorePragma === true ? { comments: 'off' as const } : {};
  return { profile, rules, source, ...comments };
}

function setSeverity(
  code: string,
  severity: Severity | 'off',
  rules: Map<string, RuleSetting>,
  names: RuleNames,
): void {
  for (const id of names.settingsOf(code)) rules.set(id, { severity, options: rules.get(id)?.options ?? noOptions });
}

/**
 * Each label goes to the rule for its type, to the one for empty values and to the one for missing labels. A strict list
 * goes to the one for other labels, too, even where it is empty.
 */
function setLabels({ labels, strictLabels }: HadolintOptions, rules: Map<string, RuleSetting>, names: RuleNames): void {
  const all = [...labels.keys()];
  if (strictLabels === true) setList('hadolint:DL3050', all, rules, names);
  if (all.length === 0) return;
  setList('hadolint:DL3049', all, rules, names);
  setList('hadolint:DL3051', all, rules, names);
  for (const [type, code] of labelCodes) {
    const ofType = all.filter((label) => labels.get(label) === type);
    if (ofType.length > 0) setList(code, ofType, rules, names);
  }
}

/** Turns the rule with a code on, as severe as in hadolint, with a list for its option that takes one. */
function setList(code: string, values: readonly string[], rules: Map<string, RuleSetting>, names: RuleNames): void {
  for (const rule of names.find(code)) {
    const option = Object.entries(rule.options ?? {}).find(([, schema]) => schema.type === 'array');
    if (option === undefined) continue;
    rules.set(rule.id, { severity: profileSeverity(rule, 'hadolint'), options: { [option[0]]: values } });
  }
}
