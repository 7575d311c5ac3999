import * as vscode from 'vscode';
import { noProblem, openFixture, problem, tidy, withSetting, workspaceUri } from './support.js';

const rule = 'use-exec-form';

suite('Problems that another extension reports, too', () => {
  teardown(tidy);

  test('are hidden on demand, and only there', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    const { range } = await problem(document.uri, rule);
    const others = vscode.languages.createDiagnosticCollection('another');
    const other = new vscode.Diagnostic(range, 'Use arguments JSON notation (DL3025)');
    other.source = 'hadolint';
    try {
      others.set(document.uri, [other]);
      await problem(document.uri, rule);
      await withSetting('dockwright.hideDuplicates', true, async () => {
        await noProblem(document.uri, rule);
        await problem(workspaceUri('closed', 'worker.Dockerfile'), rule);
        others.clear();
        await problem(document.uri, rule);
        other.message = 'Something else (DL3008)';
        others.set(document.uri, [other]);
        await problem(document.uri, rule);
      });
    } finally {
      others.dispose();
    }
  });
});
