#!/usr/bin/env -S node --initial-heap-size=48 --max-semi-space-size=4 --max-old-space-size=2000 --v8-pool-size=1 --no-sparkplug
// Starts the language server for any editor: dockwright-language-server --stdio
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/dockwright-language-server.mjs', import.meta.url);
if (existsSync(bundle)) {
  if (process.argv.length < 3) process.argv.push('--stdio');
  await import(bundle.href);
} else {
  console.error(
    'The language server is not built yet. Run "npm ci" and "npm run build" in the project folder, then try again.',
  );
  process.exitCode = 1;
}
