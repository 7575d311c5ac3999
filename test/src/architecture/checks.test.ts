import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { violationsOf } from './checks.js';
import { readSource } from './source-text.js';

function check(path: string, source: string, expected: readonly RegExp[]): void {
  it(`${path}: ${source.split('\n')[0]}`, () => {
    const found = violationsOf({ path, source });
    assert.equal(found.length, expected.length, found.join('\n'));
    for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? '', pattern);
  });
}

describe('the architecture check reports', () => {
  const rule = 'shared-rules/src/rules/process/use-exec-form.ts';
  check(rule, "import { analyze } from '../../engine/analyze.js';", [/rules imports engine/]);
  check(rule, "import type { Problem } from '../../engine/types.js';", [/rules imports engine/]);
  check(rule, "import other from './single-cmd.js';", [/its neighbour/]);
  check(rule, "export { helper } from '../cache/copy.js';", [/its neighbour/]);
  check(rule, "import { parse } from '../../syntax/parse.js';", [/rules imports syntax/]);
  check(rule, "import { rules } from '../index.js';", [/rules imports rule index/]);
  check(rule, "import fs from 'node:fs';", [/imports the package node:fs/]);
  check(rule, "import { helper } from '../../helpers/helper.js';", [/belongs to no layer/]);
  check('shared-rules/src/engine/fix.ts', "import { readFileSync } from 'node:fs';", [/imports the package node:fs/]);
  check('shared-rules/src/engine/fix.ts', "const fs = await import('node:fs');", [/imports the package node:fs/]);
  check('shared-rules/src/engine/fix.ts', "import 'vscode-languageserver';", [/imports the package vscode-/]);
  check('shared-rules/src/engine/fix.ts', "import { rules } from '../rules/index.js';", [/engine imports rule index/]);
  check('shared-rules/src/model/stages.ts', "import { parse } from 'unbash';", [/imports the package unbash/]);
  check('shared-rules/src/model/stages.ts', "import { parseDocument } from 'yaml';", [/imports the package yaml/]);
  check('shared-rules/src/text/span.ts', "import type { Word } from '../syntax/types.js';", [/text imports syntax/]);
  check('server/src/server.ts', "import { lint } from '@dockwright/shared-rules/engine/lint.js';", [
    /imports the package/,
  ]);
  check('server/src/server.ts', "import { readFile } from 'node:fs/promises';", [/imports the package node:fs/]);
  check('server/src/server.ts', "import * as vscode from 'vscode';", [/imports the package vscode/]);
  check('client/src/client.ts', "import { analyze } from '@dockwright/shared-rules';", [
    /imports the package @dockwright/,
  ]);
  check('cli/src/run.ts', "import { Range } from 'vscode-languageserver';", [/imports the package vscode-/]);
});

describe('the architecture check reports the globals of hosts in the core', () => {
  const path = 'shared-rules/src/model/stages.ts';
  check(path, 'const bytes = Buffer.from(text);', [/uses Buffer/]);
  check(path, 'console.log(text);', [/uses console/]);
  check(path, 'const now = new Date();', [/uses Date/]);
  check(path, 'const now = Date.now();', [/uses Date/]);
  check(path, 'const chance = Math.random();', [/uses Math\.random/]);
  check(path, 'setTimeout(work, 10);', [/uses setTimeout/]);
  check(path, "if (process.env['CI']) work();", [/uses process/]);
  check(path, 'const title = document.title;', [/uses document/]);
  check(path, 'window.alert(1);', [/uses window/]);
  check(path, 'const home = globalThis;', [/uses globalThis/]);
  check(path, 'const text = `${console}`;', [/uses console/]);
  check('server/src/node.ts', 'console.log(text);', []);
});

describe('the architecture check reports what reaches beyond the workspace', () => {
  check('server/src/node-files.ts', "import { spawn } from 'node:child_process';", [/beyond the workspace/]);
  check('cli/src/main.ts', "import https from 'node:https';", [/beyond the workspace/]);
  check('cli/src/main.ts', "const http = await import('node:http');", [/beyond the workspace/]);
  check('client/src/client.ts', "await fetch('https://example.com');", [/uses fetch/]);
  check('server/src/server.ts', "new Function('return 1');", [/uses new Function/]);
});

describe('the architecture check reports what our style leaves out', () => {
  const path = 'test/src/model/stages.test.ts';
  check(path, 'function read(value: any): void {}', [/type any/]);
  check(path, 'const stage = value as unknown as Stage;', [/casts by way of unknown/]);
  check(path, '// @ts-ignore', [/@ts-ignore/]);
  check(path, '/* biome-ignore lint: no */', [/biome-ignore/]);
  check(path, '// TODO: later', [/TODO/]);
});

describe('the architecture check leaves alone', () => {
  const rule = 'shared-rules/src/rules/process/use-exec-form.ts';
  check(rule, "import type { Word } from '../../syntax/types.js';", []);
  check(rule, "import { defineRule } from '../../rule.js';\nimport { insertFlag } from '../../fixes/flags.js';", []);
  check(rule, "const why = `import fs from 'node:fs' and console`;", []);
  check(rule, "// import fs from 'node:fs'; console.log(Buffer)", []);
  check(rule, 'const pattern = /console|"Date"/;', []);
  check(rule, "const rule = { topic: 'process', document: check };", []);
  check(rule, 'function read(document: Dockerfile) {\n  return document.stages;\n}', []);
  check(rule, 'for (const process of processes) process.name;\nconst process = 1;', []);
  check(rule, 'const found = words.any;', []);
  check(rule, "const text = 'any TODO as unknown as';", []);
  check('server/src/node.ts', "import { createConnection } from 'vscode-languageserver/node';", []);
  check('server/src/node-files.ts', "import { open } from 'node:fs/promises';", []);
});

describe('readSource', () => {
  const specifiers = (source: string): readonly string[] => readSource(source).imports.map((entry) => entry.specifier);

  it('finds every way to import', () => {
    const source = `import 'a';
import b from "b";
import type { C } from 'c';
import {
  d,
  type D,
} from 'd';
export * from 'e';
export type { F } from 'f';
const g = await import('g');
const h = require("h");
`;
    assert.deepEqual(specifiers(source), ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
    assert.deepEqual(
      readSource(source)
        .imports.filter((entry) => entry.typeOnly)
        .map((entry) => entry.specifier),
      ['c', 'f'],
    );
  });

  it('is not led astray by quotes, templates, comments and regular expressions', () => {
    const source = `const a = 'it\\'s // no comment';
const b = \`\${\`import 'x'\`} \${{ a: '}' }} from 'y'\`;
const c = /['"\`/]/.test(a) ? 1 / 2 : 4 / 2; // import 'z'
const d = a / b / c;
/* import 'w' */
import 'real';
`;
    const { code, comments, imports } = readSource(source);
    assert.deepEqual(
      imports.map((entry) => entry.specifier),
      ['real'],
    );
    assert.equal(code.length, source.length);
    assert.equal(comments.length, 2);
    assert.doesNotMatch(code, /import 'x'|from 'y'|no comment/);
  });
});
