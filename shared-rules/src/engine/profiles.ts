import type { Rule, Severity, Topic } from '../rule.js';
import { bareCode } from './names.js';
import type { Profile } from './types.js';

/** Every profile with what it is for; the first is the default. */
export const profiles: Readonly<Record<Profile, string>> = {
  recommended: 'The rules whose findings nearly everybody welcomes.',
  strict: 'Every rule.',
  security: 'Users, secrets, supply chain, network, and what concerns security in files and base images.',
  performance: 'Image size and build time: layers, cache, packages, stages and base images.',
  hadolint: 'The rules that hadolint has, with its severities.',
  buildkit: 'The rules that `docker build --check` has; all of them are warnings there.',
};

const securityTopics: ReadonlySet<Topic> = new Set(['user', 'secrets', 'supply-chain', 'network']);

/** Rules of other topics that guard against attacks or leaks. */
const securityRules: ReadonlySet<string> = new Set([
  'no-latest-tag',
  'pin-base-image-tag',
  'pin-base-image-digest',
  'end-of-life-base-image',
  'trusted-registry',
  'moving-tag',
  'copy-explicitly',
  'missing-dockerignore',
  'dockerignore-incomplete',
  'dockerignore-reincludes-secret',
  'no-system-workdir',
  'prefer-copy',
]);

const performanceTopics: ReadonlySet<Topic> = new Set(['layers', 'cache', 'packages', 'stages', 'base-image']);

/**
 * hadolint's severities, apart from `warning`, which all other codes have: https://github.com/hadolint/hadolint#rules
 * `off`: only where its configuration raises them.
 */
const hadolintSeverities: Readonly<Record<string, Severity | 'off'>> = {
  DL1000: 'error',
  DL1001: 'off',
  DL3000: 'error',
  DL3001: 'info',
  DL3004: 'error',
  DL3009: 'info',
  DL3010: 'info',
  DL3011: 'error',
  DL3012: 'error',
  DL3015: 'info',
  DL3019: 'info',
  DL3020: 'error',
  DL3021: 'error',
  DL3023: 'error',
  DL3024: 'error',
  DL3026: 'error',
  DL3043: 'error',
  DL3044: 'error',
  DL3047: 'info',
  DL3048: 'hint',
  DL3049: 'info',
  DL3050: 'info',
  DL3057: 'off',
  DL3059: 'info',
  DL3060: 'info',
  DL3061: 'error',
  DL3066: 'info',
  DL4000: 'error',
  DL4004: 'error',
};

const ranks: Readonly<Record<Severity | 'off', number>> = { error: 4, warning: 3, info: 2, hint: 1, off: 0 };

function hadolintSeverity(rule: Rule): Severity | 'off' {
  const codes = rule.codes.filter((code) => code.startsWith('hadolint:')).map(bareCode);
  return codes
    .map((code): Severity | 'off' => hadolintSeverities[code] ?? 'warning')
    .reduce((highest, severity) => (ranks[severity] > ranks[highest] ? severity : highest), 'off');
}

/** What no build survives is reported in every profile. */
function breaksTheFile(rule: Rule): boolean {
  return rule.topic === 'syntax' && rule.severity === 'error' && rule.recommended;
}

/** Whether comments are looked after, as everywhere but in the profiles that imitate a tool that does not. */
function keepsCommentsInOrder(rule: Rule): boolean {
  return rule.topic === 'suppression' && rule.recommended;
}

function isForSecurity(rule: Rule): boolean {
  return securityTopics.has(rule.topic) || securityRules.has(rule.id) || keepsCommentsInOrder(rule);
}

function isForPerformance(rule: Rule): boolean {
  return performanceTopics.has(rule.topic) || keepsCommentsInOrder(rule);
}

/** How severe a profile takes a rule, or `off`. */
export function profileSeverity(rule: Rule, profile: Profile): Severity | 'off' {
  switch (profile) {
    case 'recommended':
      return rule.recommended ? rule.severity : 'off';
    case 'strict':
      return rule.severity;
    case 'security':
      return isForSecurity(rule) || breaksTheFile(rule) ? rule.severity : 'off';
    case 'performance':
      return isForPerformance(rule) || breaksTheFile(rule) ? rule.severity : 'off';
    case 'hadolint': {
      const severity = hadolintSeverity(rule);
      return severity === 'off' && breaksTheFile(rule) ? rule.severity : severity;
    }
    case 'buildkit':
      if (rule.codes.some((code) => code.startsWith('buildkit:')))
        return breaksTheFile(rule) ? rule.severity : 'warning';
      return breaksTheFile(rule) ? rule.severity : 'off';
  }
}

/** Whether a text names a profile. */
export function isProfile(value: unknown): value is Profile {
  return typeof value === 'string' && Object.hasOwn(profiles, value);
}
