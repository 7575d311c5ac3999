// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { cacheFolder, root } from './paths.mjs';

const sources = path.join(root, 'test', 'src', 'editor');

/**
 * Bundles every test/src/editor/*.test.ts with the start-up code of one extension host into one file; a *.node.test.ts
 * needs Node and is left out elsewhere. A *.restricted.* is for a workspace that nobody trusts, and left out unless
 * it is asked for by `only`.
 * @param {'node' | 'browser'} host
 * @param {string} [only] takes only files with this in their names
 * @returns {Promise<string>} the file, whose `run` VS Code calls
 */
export async function buildSuite(host, only = '') {
  const outfile = path.join(cacheFolder, 'suite', host, 'index.js');
  const tests = fs
    .readdirSync(sources)
    .filter((name) => name.endsWith('.test.ts') && name.includes(only))
    .filter((name) => host === 'node' || !name.endsWith('.node.test.ts'))
    .filter((name) => only !== '' || !name.includes('.restricted.'));
  const imports = tests.sort().map((name) => `await import('./${name}');`);
  await build({
    // The tests are loaded after the host has made mocha's `suite` and `test` known.
    stdin: {
      contents: `import { start } from './host.${host}.ts'; export const run = () => start(async () => { ${imports.join(' ')} });`,
      resolveDir: sources,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    format: 'cjs',
    platform: host,
    target: 'es2022',
    sourcemap: 'inline',
    external: host === 'node' ? ['vscode', 'mocha'] : ['vscode'],
    logLevel: 'warning',
  });
  // Says that the bundle is CommonJS, whatever package lies around it.
  fs.writeFileSync(path.join(path.dirname(outfile), 'package.json'), '{ "type": "commonjs" }\n');
  return outfile;
}
