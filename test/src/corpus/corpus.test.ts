/**
 * Real Dockerfiles: set DOCKWRIGHT_CORPUS to a folder of them. Without it nothing is run here.
 * DOCKWRIGHT_UPDATE_SNAPSHOT=1 writes the counts per rule to test/corpus-snapshot, after somebody looked through them.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  analyze,
  applyEdits,
  defaultSettings,
  type FixSafety,
  fixAll,
  fixesFor,
  type LintOptions,
  type Profile,
  type Settings,
} from '@dockwright/shared-rules';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import type { Instruction } from '@dockwright/shared-rules/syntax/types';
import { type Corpus, type CorpusFile, readCorpus } from './corpus.js';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const program = join(project, 'cli/out/main.js');
const snapshots = join(project, 'test/corpus-snapshot');
const folder = process.env['DOCKWRIGHT_CORPUS'];
const update = process.env['DOCKWRIGHT_UPDATE_SNAPSHOT'] === '1';

const settingsOf = (profile: Profile): Settings => ({ ...defaultSettings, profile });
const strict: LintOptions = { settings: settingsOf('strict') };

if (folder === undefined || !existsSync(folder)) {
  test('corpus: not run, DOCKWRIGHT_CORPUS names no folder', { skip: true });
} else {
  testCorpus(readCorpus(folder));
}

function testCorpus(corpus: Corpus): void {
  test(`corpus: ${corpus.files.length} files are linted, no rule fails, every place is in the file`, () => {
    assert.ok(corpus.files.length > 0);
    for (const { path, text } of corpus.files) {
      const { problems, failures } = analyze(text, strict);
      assert.deepEqual(failures, [], path);
      for (const { span, related, message } of problems) {
        for (const place of [span, ...related.map((other) => other.span)]) {
          assert.ok(0 <= place.start && place.start <= place.end && place.end <= text.length, `${path}: ${message}`);
        }
      }
    }
  });

  test('corpus: every fix that is offered can be applied and breaks nothing', (context) => {
    const counts = { problems: 0, safe: 0, suggested: 0, withheld: 0 };
    for (const file of corpus.files) {
      const analysis = analyze(file.text, strict);
      for (const problem of analysis.problems) {
        const { fixes, withheld } = fixesFor(analysis, problem);
        counts.problems++;
        counts.withheld += withheld.length;
        for (const { edits, safety, title } of fixes) {
          counts[safety]++;
          const fixed = applyEdits(file.text, edits);
          assert.ok(fixed !== undefined, `${file.path}: ${title}`);
          assertIntact(file, fixed);
        }
      }
    }
    context.diagnostic(JSON.stringify(counts));
  });

  for (const include of ['safe', 'suggested'] as const) testFixAll(corpus, include);
  for (const profile of ['recommended', 'strict'] as const) testSnapshot(corpus, profile);
  testProgram(corpus);
}

function testFixAll(corpus: Corpus, include: FixSafety): void {
  test(`corpus: all ${include} fixes break nothing and come to rest`, (context) => {
    const counts = { files: 0, applied: 0, withheld: 0, mostPasses: 0 };
    for (const file of corpus.files) {
      const { text, applied, withheld, passes } = fixAll(file.text, strict, { include });
      counts.files += text === file.text ? 0 : 1;
      counts.applied += applied.length;
      counts.withheld += withheld.length;
      counts.mostPasses = Math.max(counts.mostPasses, passes);
      assertIntact(file, text);
      assert.equal(fixAll(text, strict, { include }).text, text, `${file.path} changes again`);
    }
    context.diagnostic(JSON.stringify(counts));
  });
}

/** What no fix may touch: the syntax, line endings, the files that COPY and ADD write from heredocs. */
function assertIntact({ path, text }: CorpusFile, fixed: string): void {
  if (fixed === text) return;
  const before = syntaxProblems(text);
  for (const [message, count] of syntaxProblems(fixed)) {
    assert.ok(count <= (before.get(message) ?? 0), `${path} gains: ${message}`);
  }
  assert.equal(lineEndings(fixed), lineEndings(text), `${path} changes line endings`);
  assert.deepEqual(writtenFiles(fixed), writtenFiles(text), `${path} changes the body of a heredoc`);
}

function syntaxProblems(text: string): ReadonlyMap<string, number> {
  const { problems, instructions } = parseDockerfile(text);
  const unknown = instructions
    .filter(({ keyword }) => keyword === 'UNKNOWN')
    .map(({ written }) => `unknown ${written}`);
  const counts = new Map<string, number>();
  for (const message of [...problems.map((problem) => problem.message), ...unknown]) {
    counts.set(message, (counts.get(message) ?? 0) + 1);
  }
  return counts;
}

function lineEndings(text: string): 'CRLF' | 'LF' | 'both' {
  const windows = text.split('\r\n').length - 1;
  if (windows === 0) return 'LF';
  return windows === text.split('\n').length - 1 ? 'CRLF' : 'both';
}

function writtenFiles(text: string): readonly string[] {
  const bodies = (instruction: Instruction): readonly string[] =>
    instruction.keyword === 'COPY' || instruction.keyword === 'ADD'
      ? instruction.heredocs.map(({ body }) => text.slice(body.start, body.end))
      : [];
  return parseDockerfile(text).instructions.flatMap((instruction) => [
    ...bodies(instruction),
    ...(instruction.trigger === undefined ? [] : bodies(instruction.trigger)),
  ]);
}

/** Counts per rule, so that nobody changes by accident what hundreds of real files are told. */
function testSnapshot(corpus: Corpus, profile: Profile): void {
  const path = join(snapshots, `${profile}.json`);
  const counts: Record<string, number> = {};
  for (const { text } of corpus.files) {
    for (const { rule } of analyze(text, { settings: settingsOf(profile) }).problems)
      counts[rule] = (counts[rule] ?? 0) + 1;
  }
  const rules = Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
  const found = { corpus: corpus.digest, files: corpus.files.length, rules };
  if (update) {
    mkdirSync(snapshots, { recursive: true });
    writeFileSync(path, `${JSON.stringify(found, undefined, 2)}\n`);
  }
  const expected: typeof found | undefined = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  const skip = expected?.corpus === corpus.digest ? false : 'the snapshot is of other files, or there is none';
  test(`corpus: problems per rule, profile ${profile}`, { skip }, () => assert.deepEqual(found, expected));
}

function testProgram(corpus: Corpus): void {
  for (const fix of ['--fix', '--fix=suggested']) {
    test(`corpus: dockwright lint ${fix} over a copy, twice`, (context) => {
      const copy = mkdtempSync(join(tmpdir(), 'dockwright-corpus-'));
      try {
        copyFiles(corpus, copy);
        const names = readdirSync(copy, { recursive: true }).length;
        const started = performance.now();
        const first = lint(copy, fix);
        const milliseconds = Math.round(performance.now() - started);
        context.diagnostic(`${milliseconds} ms; ${first.split('\n').slice(-6).join(' ').trim()}`);
        const once = readCorpus(copy);
        lint(copy, fix);
        assert.equal(readCorpus(copy).digest, once.digest, 'the second run changed something');
        assert.equal(readdirSync(copy, { recursive: true }).length, names, 'a file was left behind');
        const fixed = new Map(once.files.map(({ path, text }) => [path, text]));
        for (const file of corpus.files) assertIntact(file, fixed.get(file.path) ?? '');
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    });
  }

  test('corpus: dockwright lint --format json', (context) => {
    const started = performance.now();
    const { files, summary } = JSON.parse(lint(corpus.folder, '--format', 'json'));
    context.diagnostic(`${Math.round(performance.now() - started)} ms; ${JSON.stringify(summary)}`);
    assert.deepEqual(
      files.map(({ path }: { path: string }) => path).sort(),
      corpus.files.map(({ path }) => path).sort(),
    );
  });
}

/** The corpus may be write-protected; the copy is not. */
function copyFiles(corpus: Corpus, to: string): void {
  for (const { path } of corpus.files) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(corpus.folder, path), join(to, path));
    chmodSync(join(to, path), 0o644);
  }
}

/** What the program prints; it must not fail. */
function lint(cwd: string, ...options: readonly string[]): string {
  const argv = [program, 'lint', '--no-color', ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd, encoding: 'utf8', maxBuffer: 1e9 });
  assert.ok(status === 0 || status === 1, stderr);
  return stdout;
}
