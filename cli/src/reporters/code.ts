import type { Problem } from '@dockwright/shared-rules';

/** hadolint prints ShellCheck's findings, too, under their own codes. */
const prefixes = ['hadolint:', 'shellcheck:'];

function bareCode(codes: readonly string[]): string | undefined {
  for (const prefix of prefixes) {
    const code = codes.find((candidate) => candidate.startsWith(prefix));
    if (code !== undefined) return code.slice(prefix.length);
  }
  return undefined;
}

/** What hadolint calls a problem, where it knows it; else the name of our rule. */
export function codeOf({ rule, codes }: Pick<Problem, 'rule' | 'codes'>): string {
  return bareCode(codes) ?? rule;
}
