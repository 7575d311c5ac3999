import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { rules } from '@dockwright/shared-rules/rules/index';
import { exampleArchive } from '../../../scripts/builds/archive.mjs';
import { ignoreCases } from '../../../scripts/builds/ignore-files.mjs';
import { examplePairs } from '../../../scripts/builds/pairs.mjs';
import { inParallel, run } from '../../../scripts/builds/process.mjs';
import { startProxy } from '../../../scripts/builds/proxy.mjs';
import { closingLine, renderTable } from '../../../scripts/builds/table.mjs';
import { wholeFilePairs } from '../../../scripts/builds/whole-files.mjs';
import { projectRoot } from '../architecture/project.js';

const isRoot = process.getuid?.() === 0;
const script = join(projectRoot, 'scripts/builds/run.mjs');

test('without root: one line that says so, exit code 2', { skip: process.platform !== 'linux' }, () => {
  const result = spawnSync(process.execPath, [script], {
    encoding: 'utf8',
    ...(isRoot ? { uid: 65534, gid: 65534 } : {}),
  });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /^Building images needs root on Linux: .*\n$/);
});

test('without the programs that build: one line that says which, exit code 2', { skip: !isRoot }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-no-programs-'));
  try {
    const result = spawnSync(process.execPath, [script], { encoding: 'utf8', env: { PATH: folder } });
    assert.equal(result.status, 2);
    assert.match(result.stderr, /^Missing: buildah, .*apt-get install .*\n$/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what hangs is ended with all that it started', async () => {
  const mark = `98765${process.pid}`;
  const outcome = await run('sh', ['-c', `sleep ${mark} & sleep ${mark}; true`], { timeoutSeconds: 0.3 });
  assert.equal(outcome.timedOut, true);
  const left = spawnSync('sh', [
    '-c',
    `cat /proc/[0-9]*/cmdline 2> /dev/null | tr '\\0' ' ' | grep -c "^sleep ${mark}"`,
  ]);
  assert.equal(left.stdout.toString().trim(), '0');
});

test('a program that cannot be started is an outcome like any other', async () => {
  assert.equal((await run('there-is-no-such-program', [])).code, 127);
});

test('work in parallel keeps the order of the list', async () => {
  const results = await inParallel([30, 1, 10], 2, async (delay) => {
    await new Promise((resolve) => setTimeout(resolve, delay));
    return delay;
  });
  assert.deepEqual(results, [30, 1, 10]);
});

test('every fix of an example is built, but for fewer than one in ten', () => {
  const pairs = examplePairs();
  const withFix = rules.flatMap(({ examples }) => examples.filter(({ fix }) => fix !== undefined));
  const ofIgnoreFiles = ignoreCases().filter(({ after }) => after !== undefined);
  assert.equal(pairs.length + ofIgnoreFiles.length, withFix.length);
  const skipped = pairs.filter((pair) => pair.skipped !== undefined);
  assert.ok(skipped.length * 10 < pairs.length, skipped.map(({ rule, name }) => `${rule} ${name}`).join('\n'));
  for (const pair of pairs) if (pair.skipped === undefined) assert.notEqual(pair.before, pair.after, pair.rule);
  const built = new Set(pairs.filter((pair) => pair.skipped === undefined).map(({ rule }) => rule));
  assert.deepEqual(
    [...new Set(pairs.map(({ rule }) => rule))].filter((rule) => !built.has(rule)),
    [],
  );
});

test('there are at least 25 whole files, and each has a fix', () => {
  const files = new Set(wholeFilePairs(join(projectRoot, 'test/builds/files')).map(({ name }) => name.split(':')[0]));
  assert.ok(files.size >= 25, String(files.size));
});

test('the proxy fetches a page once, and a failure is no page', async () => {
  let asked = 0;
  const server = createServer((incoming, response) => {
    asked++;
    response.writeHead(incoming.url === '/missing' ? 404 : 200);
    response.end(`page ${asked}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'dockwright-proxy-'));
  const proxy = await startProxy({
    lasting: join(folder, 'lasting'),
    passing: join(folder, 'passing'),
    ownPages: ({ hostname }) =>
      hostname === 'own.test' ? { type: 'text/plain', body: Buffer.from('own') } : undefined,
  });
  const fetchBy = (url: string) =>
    new Promise<string>((resolve, reject) => {
      request(proxy.url, { path: url }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(Buffer.from(chunk));
        resolve(`${Buffer.concat(chunks)} ${response.statusCode}`);
      })
        .on('error', reject)
        .end();
    });
  try {
    const page = `http://127.0.0.1:${port}/a`;
    assert.deepEqual([await fetchBy(page), await fetchBy(page)], ['page 1 200', 'page 1 200']);
    assert.equal(await fetchBy(`http://127.0.0.1:${port}/missing`), 'page 2 404');
    assert.equal(await fetchBy('http://own.test/'), 'own 200');
  } finally {
    proxy.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the archive of the examples is one that tar reads', async () => {
  const listed = spawnSync('tar', ['-tf', '-'], { input: gunzipSync(exampleArchive), encoding: 'utf8' });
  assert.equal(listed.stdout, 'app/bin/app\napp/README\n');
});

test('the table and its closing line', () => {
  const row = { rule: 'a', example: '1', before: '2 layers', after: '1 layer', difference: 'none' };
  const rows = [
    { ...row, verdict: 'passed' as const },
    { ...row, verdict: 'skipped' as const },
    { ...row, verdict: 'failed' as const },
  ];
  assert.equal(closingLine(rows), '1 passed, 1 failed, 1 skipped');
  assert.equal(
    renderTable(rows.slice(0, 1)),
    'verdict  rule  example  before    after    difference\npassed   a     1        2 layers  1 layer  none',
  );
});
