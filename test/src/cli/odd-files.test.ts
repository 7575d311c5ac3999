import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type OddFiles, skipOddFiles, writeOddFiles } from '../odd-files.js';

const program = fileURLToPath(new URL('../../../cli/out/main.js', import.meta.url));
const text = 'FROM registry.example.org/base:1.0\nUSER 1000\nCMD node server.js\n';

describe('the command line in a folder of odd files', { skip: skipOddFiles }, () => {
  let top: string;
  let folder: string;
  let odd: OddFiles;
  before(() => {
    top = mkdtempSync(join(tmpdir(), 'dockwright-odd-'));
    folder = join(top, 'project');
    mkdirSync(folder);
    mkdirSync(join(top, 'other'));
    odd = writeOddFiles(folder, join(top, 'other'), text);
  });
  after(() => rmSync(top, { recursive: true, force: true }));

  const run = (line: readonly string[], cwd = folder) => {
    const result = spawnSync(process.execPath, [program, ...line], {
      cwd,
      // One who waits for standard input or for a pipe would be stopped.
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: 60_000,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
      maxBuffer: 1e8,
    });
    assert.equal(result.signal, null, 'it ends by itself');
    return result;
  };

  it('every file is linted once, what cannot be read is named, and nothing hangs', () => {
    const { stdout, stderr } = run(['lint', '--format', 'json']);
    const { files }: { files: { path: string; problems: { rule: string }[] }[] } = JSON.parse(stdout);
    const found = files.filter(({ problems }) => problems.some(({ rule }) => rule === 'use-exec-form'));
    assert.deepEqual(found.map(({ path }) => path).sort(), odd.dockerfiles);
    for (const name of ['Dockerfile.dangling', 'Dockerfile.ring', 'piped/dockwright.yaml']) {
      assert.ok(stderr.includes(`dockwright: ${name}: `), stderr);
    }
    for (const name of ['Dockerfile.pipe', 'Dockerfile.topipe', 'Dockerfile.zero', 'Dockerfile.tofolder']) {
      assert.ok(!stderr.includes(name), stderr);
    }
  });

  it('names do not break out of their lines', () => {
    for (const format of ['text', 'tty', 'gnu']) {
      const { stdout, stderr } = run(['lint', '--format', format, 'odd']);
      assert.match(stdout, /100%25\.Dockerfile/);
      for (const line of `${stdout}\n${stderr}`.split('\n')) {
        assert.ok(!line.includes('\u001b') && !line.includes('\u202e'), JSON.stringify(line));
        assert.ok(!line.startsWith('break.Dockerfile'), line);
      }
    }
  });

  it('a name that begins with a dash is one behind --, and options are none', () => {
    const { stdout, status } = run(['lint', '--', '-rf.Dockerfile', '--fix'], join(folder, 'odd'));
    assert.equal(status, 1, stdout);
    assert.match(stdout, /-rf\.Dockerfile:3:5/);
    assert.match(stdout, /--fix\/Dockerfile:3:5/);
  });

  it('configurations that nobody can read to the end are given up', () => {
    for (const target of [
      '/dev/zero',
      '../pipe',
      '/dev/stdin',
      '/proc/self/environ',
      '/proc/kmsg',
      '..',
      '/etc/passwd',
    ]) {
      const place = join(folder, 'configured');
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, 'Dockerfile'), text);
      writeFileSync(join(place, 'dockwright.yaml'), `extends: ${target}\nrules: { use-exec-form: error }\n`);
      const { stdout, stderr, status } = run(['lint'], place);
      assert.equal(status, 2, target);
      assert.match(stdout, /^Dockerfile:3:5: error/, 'the rest of the configuration holds');
      assert.match(stderr, /^dockwright: /);
      assert.doesNotMatch(stderr, /root:|nologin|PATH=/);
      rmSync(place, { recursive: true });
    }
  });
});
