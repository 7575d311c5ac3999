/** Where the text begins that `s/pattern/text/` writes, in a word of `sed`; 0 where nothing is replaced. */
export function replacementStart(text: string): number {
  const command = /(?:^|["'\s;\d])s([/|#,@!])/.exec(text);
  if (command === null) return 0;
  const at = text.indexOf(command[1] ?? '', command.index + command[0].length);
  return at === -1 ? 0 : at;
}
