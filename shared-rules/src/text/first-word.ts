/** The first word of a name as `mentions` of a rule has it: in small letters, without digits at its end. `dnf` for `dnf-3` and `dnf5`. */
export function firstWord(name: string): string {
  const [word = ''] = /[a-z0-9]+/.exec(name.toLowerCase()) ?? [];
  return word.replace(/(?<=[a-z])\d+$/, '');
}
