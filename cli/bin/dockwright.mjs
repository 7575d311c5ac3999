#!/usr/bin/env node
const major = Number.parseInt(process.versions.node, 10);
const bundle = new URL('../dist/dockwright.mjs', import.meta.url);

function refuse(message) {
  process.stderr.write(`dockwright: ${message}\n`);
  process.exitCode = 2;
}

if (major < 20) refuse(`Node.js ${process.versions.node} is too old. Install Node.js 20 or newer.`);
else if (!(await import('node:fs')).existsSync(bundle))
  refuse('not built yet. Run npm run build in the repository first.');
else await import(bundle.href);
