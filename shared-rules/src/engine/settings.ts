import type { OptionSchema, Rule, RuleOptions, Severity } from '../rule.js';
import { buildkit } from './imitation/buildkit.js';
import { hadolint } from './imitation/hadolint.js';
import type { Tool } from './imitation/tool.js';
import type { RuleNames } from './names.js';
import { isProfile, profileSeverity } from './profiles.js';
import { type ActiveRule, createRuleSet, type RuleSet } from './rule-set.js';
import type { Profile, RuleSetting, Settings, SettingsOverlay } from './types.js';

export const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** What holds where nothing is configured. */
export const defaultSettings: Settings = { profile: 'recommended', rules: new Map(), source: undefined };

/** Whether a value is a severity as configurations write it. */
export function isSeverity(value: unknown): value is Severity {
  return typeof value === 'string' && severities.some((severity) => severity === value);
}

function defaultOptions(options: Readonly<Record<string, OptionSchema>> | undefined): RuleOptions {
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(options ?? {})) {
    if (option.default !== undefined) values[name] = option.default;
  }
  return values;
}

/** Rules that guard fixes, on or off: what they find breaks the file. */
function guardsFixes(rule: Rule): boolean {
  return rule.topic === 'syntax' && rule.severity === 'error';
}

function activeRule(rule: Rule, settings: Settings): readonly ActiveRule[] {
  const setting = settings.rules.get(rule.id);
  const severity = setting?.severity ?? profileSeverity(rule, settings.profile);
  const options = { ...defaultOptions(rule.options), ...setting?.options };
  if (severity !== 'off') return [{ rule, severity, options, hidden: false }];
  return guardsFixes(rule) ? [{ rule, severity: rule.severity, options, hidden: true }] : [];
}

/** The tools that a profile stands for. */
const imitatedTools: Readonly<Partial<Record<Profile, Tool>>> = { hadolint, buildkit };

/** The rules that settings turn on, and those that guard fixes. */
export function ruleSetFor(rules: readonly Rule[], settings: Settings): RuleSet {
  const active = rules.flatMap((rule) => activeRule(rule, settings));
  const { profile, comments } = settings;
  return createRuleSet(active, {
    eachCodeAlone: profile === 'hadolint' || profile === 'buildkit',
    imitates: imitatedTools[profile],
    heedsComments: comments !== 'off',
    heedsBuildErrors: profile !== 'hadolint',
  });
}

/** Lays a host's settings over configured ones; the overlay wins, options stay. */
export function mergeSettings(base: Settings, overlay: SettingsOverlay, names: RuleNames): Settings {
  const rules = new Map<string, RuleSetting>(base.rules);
  for (const [name, severity] of Object.entries(overlay.rules ?? {})) {
    for (const id of names.settingsOf(name)) rules.set(id, { severity, options: rules.get(id)?.options ?? {} });
  }
  return { ...base, profile: overlay.profile ?? base.profile, rules };
}

/** Reads a host's settings from values of any shape; what is not valid is left out. */
export function settingsOverlay(profile: unknown, rules: unknown): SettingsOverlay {
  const entries = typeof rules === 'object' && rules !== null ? Object.entries(rules) : [];
  const valid = entries.filter(([, value]) => value === 'off' || isSeverity(value));
  return { ...(isProfile(profile) ? { profile } : {}), rules: Object.fromEntries(valid) };
}
