/**
 * Whether a line that begins with `[` is a test of the shell and no JSON array: `[ … ]` and `[[ … ]]` hold operators or one
 * variable, and no commas.
 */
export function isShellTest(text: string): boolean {
  if (text.startsWith('[[')) return true;
  const between = /^\[(\s[^\]]*)\]\s*(?:&&|\|\||;|$)/.exec(text)?.[1];
  if (between === undefined || !/\s$/.test(between) || /["']\s*,/.test(between)) return false;
  const inside = between.trim();
  return /(?:^|\s)(?:!?=|==|-[a-z]{1,2}|!)(?:\s|$)/.test(inside) || /^"?\$/.test(inside);
}
