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
 * Waits for a run of mocha to end. Writes `test-results.json` into the opened folder after each test, through VS Code's
 * own file system because a web worker has no other: so a run that hangs still tells how far it came. Fails when a test
 * failed: VS Code turns that into its exit code.
 */
export async function report(runner: Runner): Promise<void> {
  const tests: TestOutcome[] = [];
  let written: Promise<void> = Promise.resolve();
  const add = (test: TestOutcome): void => {
    tests.push(test);
    const text = serialize(tests, false);
    written = written.then(() => write(text));
  };
  runner.on('pass', (test) => {
    add({ title: test.fullTitle(), state: 'passed', milliseconds: test.duration ?? 0 });
  });
  runner.on('fail', (test, error: unknown) => {
    add({ title: test.fullTitle(), state: 'failed', milliseconds: 0, error: describe(error) });
  });
  runner.on('pending', (test) => {
    add({ title: test.fullTitle(), state: 'skipped', milliseconds: 0 });
  });
  await new Promise<void>((resolve) => runner.once('end', () => resolve()));
  await written;
  await write(serialize(tests, true));
  const failed = tests.filter((test) => test.state === 'failed').length;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}

/** Loads the tests. Where that fails, the error goes to `test-results.json`. */
export async function load(loadTests: () => Promise<void>): Promise<void> {
  try {
    await loadTests();
  } catch (error) {
    await write(
      serialize([{ title: 'loading the tests', state: 'failed', milliseconds: 0, error: describe(error) }], true),
    );
    throw error;
  }
}

function serialize(tests: readonly TestOutcome[], ended: boolean): string {
  const host = typeof process === 'object' && process.versions?.node ? 'node' : 'web';
  return JSON.stringify({ vscode: vscode.version, host, ended, tests }, null, 2);
}

async function write(text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('The tests need an opened folder.');
  const file = vscode.Uri.joinPath(folder.uri, 'test-results.json');
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
