import { load, report } from './results.js';

/** Runs the tests in an extension host that is a web worker. */
export async function start(loadTests: () => Promise<void>): Promise<void> {
  // Mocha's build for browsers reads `location.search`, and VS Code hides `location` from extensions.
  if (!('location' in globalThis)) Object.assign(globalThis, { location: { search: '' } });
  await import('mocha/mocha.js');
  // Mocha's own reporters for browsers need a document; this one only logs.
  mocha.setup({ ui: 'tdd', timeout: 30_000, reporter: 'spec', color: false });
  await load(loadTests);
  await report(mocha.run());
}
