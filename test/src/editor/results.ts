import type { Runner } from 'mocha';
import * as vscode from 'vscode';

/** One test's outcome, as `scripts/editor/run-tests.mjs` reads it. */
export interface TestOutcome {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
  readonly error?: string;
}

/**
 * Waits for a run of mocha to end and writes `test-results.json` into the opened folder, through VS Code's own file
 * system because a web worker has no other. Fails when a test failed: VS Code turns that into its exit code.
 */
export async function report(runner: Runner): Promise<void> {
  const tests: TestOutcome[] = [];
  runner.on('pass', (test) => {
    tests.push({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration ?? 0 });
  });
  runner.on('fail', (test, error: unknown) => {
    tests.push({ title: test.fullTitle(), state: 'failed', milliseconds: 0, error: describe(error) });
  });
  runner.on('pending', (test) => {
    tests.push({ title: test.fullTitle(), state: 'skipped', milliseconds: 0 });
  });
  await new Promise<void>((resolve) => runner.once('end', () => resolve()));
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need an opened folder.');
  const host = typeof process === 'object' && process.versions?.node ? 'node' : 'web';
  const text = JSON.stringify({ vscode: vscode.version, host, tests }, null, 2);
  await vscode.workspace.fs.writeFile(
    vscode.Uri.joinPath(folder.uri, 'test-results.json'),
    new TextEncoder().encode(text),
  );
  const failed = tests.filter((test) => test.state === 'failed').length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
