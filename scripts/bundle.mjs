// @ts-check
// Bundles what is shipped: npm run build, or node scripts/bundle.mjs [part of an output's path…] [--outdir=<folder>]
// The bundles are made from the sources; tsc -b checks the types.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from './generated.mjs';

/** @typedef {import('esbuild').BuildOptions} BuildOptions */
/** @typedef {{ readonly out: string, readonly options: BuildOptions }} Bundle */

/** @type {BuildOptions} */
const common = {
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'none',
  // The ES modules of a package leave out what nobody uses, which its CommonJS cannot.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  alias: {
    '@dockwright/shared-rules': join(projectRoot, 'shared-rules/src/index.ts'),
    // Its Node build differs in a conversion of binary data only, and is larger.
    yaml: join(projectRoot, 'node_modules/yaml/browser/index.js'),
  },
  tsconfigRaw: {},
  logLevel: 'warning',
};

/** For VS Code on a desktop. @type {BuildOptions} */
const node = { ...common, platform: 'node', format: 'cjs', external: ['vscode'] };

/** For VS Code for the Web. @type {BuildOptions} */
const browser = {
  ...common,
  platform: 'browser',
  format: 'cjs',
  mainFields: ['browser', 'module', 'main'],
  external: ['vscode'],
};

/**
 * The server for both: of its 700 kB all but 30 are the same, and the extension would carry them twice. Nothing that
 * needs Node is reached in a web worker. The file exports nothing, so that it is a script for a worker, too.
 * @type {BuildOptions}
 */
const both = {
  ...common,
  platform: 'node',
  format: 'cjs',
  conditions: ['module', 'browser', 'node'],
};
const eitherServer = `typeof importScripts === 'function' ? import('./browser.ts') : import('./node.ts');`;

/** For programs of their own: CommonJS packages in them ask for Node's modules. @type {BuildOptions} */
const program = {
  ...common,
  platform: 'node',
  format: 'esm',
  banner: { js: "import { createRequire as $require } from 'node:module'; const require = $require(import.meta.url);" },
};

/** @type {readonly Bundle[]} */
const bundles = [
  { out: 'dist/client.node.cjs', options: { ...node, entryPoints: ['client/src/node.ts'] } },
  { out: 'dist/client.browser.cjs', options: { ...browser, entryPoints: ['client/src/browser.ts'] } },
  {
    out: 'dist/server.js',
    options: { ...both, stdin: { contents: eitherServer, resolveDir: join(projectRoot, 'server/src') } },
  },
  { out: 'server/dist/dockwright-language-server.mjs', options: { ...program, entryPoints: ['server/src/node.ts'] } },
  { out: 'cli/dist/dockwright.mjs', options: { ...program, entryPoints: ['cli/src/main.ts'] } },
];

const outdir =
  process.argv.find((argument) => argument.startsWith('--outdir='))?.slice('--outdir='.length) ?? projectRoot;
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const wanted = bundles.filter(({ out }) => asked.length === 0 || asked.some((part) => out.includes(part)));

/** @type {Map<string, Set<string>>} Which packages are in the bundles of a folder. */
const packages = new Map();
await Promise.all(
  wanted.map(async ({ out, options }) => {
    const outfile = join(outdir, out);
    const { metafile } = await build({ ...options, absWorkingDir: projectRoot, outfile, metafile: true });
    const known = packages.get(dirname(outfile)) ?? new Set();
    for (const name of packagesOf(Object.keys(metafile.inputs))) known.add(name);
    packages.set(dirname(outfile), known);
  }),
);
for (const [folder, names] of packages) {
  writeFileSync(join(folder, 'third-party-licenses.txt'), [...names].sort().map(licenseOf).join('\n'));
}
for (const { out } of wanted) {
  const file = join(outdir, out);
  console.log(`${relative(process.cwd(), file)}  ${(statSync(file).size / 1000).toFixed(0)} kB`);
}

/**
 * @param {readonly string[]} inputs source files
 * @returns {readonly string[]} folders of the packages that they belong to
 */
function packagesOf(inputs) {
  return inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
}

/**
 * What the licence of a package demands to be shipped with it.
 * @param {string} folder
 */
function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(projectRoot, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(projectRoot, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file.`);
  const text = readFileSync(join(projectRoot, folder, file), 'utf8')
    .replaceAll('\r\n', '\n')
    .trim();
  return `${name} ${version} (${license})\n\n${text}\n\n${'-'.repeat(80)}\n`;
}
