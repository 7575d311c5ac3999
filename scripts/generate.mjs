// @ts-check
// Writes every generated file, or with --check fails where one is stale: npm run generate [-- --check]
// First the rule index, which needs no compiled rules; then what is made from them.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot, writeOrCheck } from './generated.mjs';
import { registryFiles } from './registry.mjs';

await writeOrCheck('rule index', await registryFiles());
const build = spawnSync(
  process.execPath,
  [join(projectRoot, 'node_modules/typescript/bin/tsc'), '-b', 'shared-rules'],
  {
    cwd: projectRoot,
    stdio: 'inherit',
  },
);
if (build.status !== 0) process.exit(1);
// They import the compiled rules, which are there only now.
const { docsFiles } = await import('./docs.mjs');
const { schemaFiles } = await import('./schema.mjs');
await writeOrCheck('pages', await docsFiles());
await writeOrCheck('configuration schema', schemaFiles());
