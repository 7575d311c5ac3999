import { load, report } from './results.js';

/** Runs the tests in an extension host that is a Node process: desktop VS Code, or a VS Code server. */
export async function start(loadTests: () => Promise<void>): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: 'spec', color: false });
  // What mocha does before it loads a test file: it makes `suite` and `test` known.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load(loadTests);
  await report(mocha.run());
}
