import * as vscode from 'vscode';
import { equal, ready } from './support.js';

suite('Starting', () => {
  test('the first scan of the workspace ends', async () => {
    await ready();
  });

  test('Dockerfiles of every usual name have the language that the extension works on', async () => {
    for (const name of ['Dockerfile', 'api.Dockerfile', 'Dockerfile.dev', 'Containerfile']) {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`untitled:/names/${name}`));
      equal(document.languageId, 'dockerfile', name);
    }
  });
});
