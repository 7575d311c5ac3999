import { commands, Uri, window, workspace } from 'vscode';
import { plain } from './plain.js';
import type { LimitParams } from './protocol.js';

/** Says that a folder has more Dockerfiles than are checked, and leads to the settings that decide on it. */
export async function showLimit({ folder, files, limit }: LimitParams): Promise<void> {
  const name = workspace.getWorkspaceFolder(Uri.parse(folder))?.name ?? folder;
  const choice = await window.showWarningMessage(
    `${plain(name)} has ${files} files to check. Dockwright checks ${limit} of them, and all that you open.`,
    'Open settings',
  );
  if (choice !== undefined) await commands.executeCommand('workbench.action.openSettings', 'dockwright.workspace');
}
