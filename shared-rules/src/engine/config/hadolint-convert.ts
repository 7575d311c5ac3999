import { bareCode, type RuleNames } from '../names.js';
import type { Profile, RuleSetting } from '../types.js';
import { type HadolintOptions, hadolintSeverities } from './hadolint-options.js';
import { hadolintSettings } from './hadolint-settings.js';

/**
 * The text of a `dockwright.yaml` that gives the same problems as these options over a profile.
 * @param remarks what to say at the top, a line each
 */
export function configFromHadolint(
  options: HadolintOptions,
  profile: Profile,
  remarks: readonly string[],
  names: RuleNames,
): string {
  const { rules, comments } = hadolintSettings(options, profile, undefined, names);
  const missing = codesWithoutRule(options, names);
  return [
    ...remarks.map((remark) => `# ${remark}`),
    `profile: ${profile}`,
    ...(comments === 'off' ? ['', '# No comment in a Dockerfile silences a problem.', 'comments: off'] : []),
    ...(rules.size === 0 ? [] : ['', 'rules:']),
    ...[...rules].map(([id, setting]) => `  ${id}: ${settingText(setting)}${codesOf(id, names)}`),
    ...(missing.length === 0 ? [] : ['', `# Left out, because no rule here has these codes: ${missing.join(', ')}.`]),
    '',
  ].join('\n');
}

/** JSON is YAML, too, whatever stands in it. */
function settingText({ severity, options }: RuleSetting): string {
  return Object.keys(options).length === 0 ? severity : `[${severity}, ${JSON.stringify(options)}]`;
}

function codesOf(id: string, names: RuleNames): string {
  const codes = names.find(id).flatMap((rule) => rule.codes.filter((code) => code.startsWith('hadolint:')));
  return codes.length === 0 ? '' : ` # ${codes.map(bareCode).join(', ')}`;
}

function codesWithoutRule({ ignored, override }: HadolintOptions, names: RuleNames): readonly string[] {
  const codes = [...ignored, ...hadolintSeverities.flatMap((severity) => override[severity])];
  const missing = new Set(codes.filter((code) => names.settingsOf(code).length === 0));
  return [...missing].map((code) => code.replace(/[^\w:.-]/g, '?'));
}
