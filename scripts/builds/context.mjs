// @ts-check
import { chmodSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyze } from '../../shared-rules/out/index.js';
import { mountsOf } from '../../shared-rules/out/model/mounts.js';
import { transferOf } from '../../shared-rules/out/model/transfer.js';
import { exampleArchive } from './archive.mjs';

/** @typedef {{ readonly text: string | Buffer }} ContextFile */

const script = '#!/bin/sh\necho "$0" "$@"\n';

/**
 * What files usually are, by name. Examples copy files that they do not show.
 * @type {Readonly<Record<string, ContextFile>>}
 */
const known = {
  'package.json': {
    text: '{\n  "name": "shop",\n  "version": "1.0.0",\n  "private": true,\n  "scripts": { "build": "mkdir -p dist && cp package.json dist/", "start": "node server.js", "migrate": "node --version", "test": "node --version" }\n}\n',
  },
  'package-lock.json': {
    text: '{\n  "name": "shop",\n  "version": "1.0.0",\n  "lockfileVersion": 3,\n  "requires": true,\n  "packages": { "": { "name": "shop", "version": "1.0.0" } }\n}\n',
  },
  'server.js': {
    text: `const { createServer } = require('node:http');
const port = Number(process.env.PORT ?? 3000);
const server = createServer((request, response) => response.end('ok'));
server.listen(port, '0.0.0.0', () => console.log('ready'));
process.on('SIGTERM', () => process.exit(0));
`,
  },
  'app.py': {
    text: `import http.server
import os
import signal
import sys

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
port = int(os.environ.get("PORT", "8000"))
server = http.server.HTTPServer(("0.0.0.0", port), http.server.SimpleHTTPRequestHandler)
print("ready", flush=True)
server.serve_forever()
`,
  },
  'environment.yml': { text: 'name: shop\ndependencies:\n  - python=3.13\n  - numpy\n' },
  'yarn.lock': { text: '# yarn lockfile v1\n' },
  '.yarnrc.yml': { text: 'enableTelemetry: false\n' },
  'manage.py': { text: 'import sys\n\nprint(sys.argv[1:])\n' },
  'requirements.txt': { text: 'flask\ngunicorn\n' },
  '.npmrc': { text: 'fund=false\n' },
  'go.mod': { text: 'module example.com/app\n' },
  'go.sum': { text: '' },
  'app.tar.gz': { text: exampleArchive },
  'main.go': { text: 'package main\n\nfunc main() {}\n' },
};

const wholeProject = ['package.json', 'package-lock.json', 'server.js', 'app.py', 'requirements.txt', 'manage.py'];

const folders = new Set(['src', 'public', 'dist', 'docs', 'templates', 'static', 'config', 'scripts', 'lib', 'html']);

/**
 * The secret of an id, the same in every build.
 * @param {string} id
 */
export function secretText(id) {
  return id.includes('npmrc') ? 'fund=false\n' : `secret-of-${id}`;
}

/**
 * Fills a folder with what the texts copy: what the caller gives first, then what files of these names usually are.
 * @param {string} folder
 * @param {readonly string[]} texts
 * @param {{ readonly from?: string, readonly paths?: readonly string[], readonly dockerignore?: string | undefined, readonly files?: ReadonlyMap<string, { readonly text: string, readonly mode: number }> }} given
 * `from`: a folder of files
 */
export function fillContext(folder, texts, { from, paths = [], dockerignore, files = new Map() } = {}) {
  mkdirSync(folder, { recursive: true });
  if (from !== undefined) cpSync(from, folder, { recursive: true });
  for (const [path, { text, mode }] of files) write(join(folder, path), text, mode);
  if (dockerignore !== undefined) writeFileSync(join(folder, '.dockerignore'), dockerignore);
  for (const path of [...paths, ...texts.flatMap(copiedPaths)]) provide(folder, path);
}

/**
 * What COPY, ADD and bind mounts of a text read from the context.
 * @param {string} text
 * @returns {readonly string[]}
 */
export function copiedPaths(text) {
  return analyze(text).internals.dockerfile.instructions.flatMap((written) => {
    const instruction = written.onbuildTrigger ?? written;
    if (instruction.keyword === 'RUN') return boundPaths(instruction);
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
    const { sources, from } = transferOf(instruction);
    if (from !== undefined) return [];
    return sources.map((source) => source.path ?? source.text).filter((path) => !/^(\w+:\/\/|git@|<<|-)/.test(path));
  });
}

/**
 * @param {import('../../shared-rules/out/model/types.js').InstructionNode} instruction
 * @returns {readonly string[]}
 */
function boundPaths(instruction) {
  const mounts = mountsOf(instruction).filter(({ type, from }) => type === 'bind' && from === undefined);
  return mounts.flatMap(({ source }) => (source === undefined ? [] : [source]));
}

/**
 * @param {string} folder
 * @param {string} written
 */
function provide(folder, written) {
  const path = written.replace(/^(\.?\/)+/, '');
  if (path === '' || path === '.') {
    for (const name of wholeProject) provide(folder, name);
    return;
  }
  const concrete =
    path === 'package*.json' ? ['package.json', 'package-lock.json'] : [path.replaceAll(/[*?]|\[.*?\]/g, 'x')];
  for (const one of concrete) {
    const place = join(folder, one);
    if (existsSync(place)) continue;
    const name = one.replace(/\/$/, '').split('/').at(-1) ?? one;
    const file = known[name];
    if (file !== undefined) write(place, file.text, 0o644);
    else if (one.endsWith('/') || folders.has(name)) write(join(place, 'index.txt'), `${name}\n`, 0o644);
    else if (/\.(?!sh$)\w+$/.test(name)) write(place, `${name}\n`, 0o644);
    else write(place, script, 0o755);
  }
}

/**
 * @param {string} path
 * @param {string | Buffer} text
 * @param {number} mode
 */
function write(path, text, mode) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}
