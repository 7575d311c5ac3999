// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';

/**
 * Makes a workspace of a folder. Tests add folders to it; to a folder that was opened by itself VS Code adds none without
 * a restart of the extension host, and with it of the suite.
 * @param {string} home
 * @param {string} folder below it
 * @returns {string} the file to open
 */
export function writeWorkspaceFile(home, folder) {
  const file = path.join(home, 'tests.code-workspace');
  fs.writeFileSync(file, JSON.stringify({ folders: [{ path: path.relative(home, folder) }] }));
  return file;
}
