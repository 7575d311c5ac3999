/** Joins two characters and is not seen: what would be markup with nothing between them is none. */
const JOINER = '\u2060';

/**
 * Text of a workspace (names of folders and files, what a file system says of them) for notifications and the language
 * status. There VS Code makes links of `[x](command:y)`, with every command allowed, and icons of `$(x)`:
 * https://github.com/microsoft/vscode/blob/main/src/vs/base/common/linkedText.ts
 */
export function plain(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ').replace(/[\]$](?=\()/g, `$&${JOINER}`);
}
