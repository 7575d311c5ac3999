import type { Problem } from '@dockwright/shared-rules';

const prefix = 'hadolint:';

/** What hadolint calls a problem, where it knows it; else the name of our rule. */
export function codeOf({ rule, codes }: Problem): string {
  const code = codes.find((candidate) => candidate.startsWith(prefix));
  return code === undefined ? rule : code.slice(prefix.length);
}
