import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { skipWithoutShellcheck } from '../shellcheck.js';
import { type Editor, edited, rangeOf, rulesOf, startEditor, type TemporaryFolder, temporaryFolder } from './editor.js';

const skip = skipWithoutShellcheck();

const isForeign = ({ code }: Diagnostic): boolean => /^SC\d{4}$/.test(String(code));
const some = ({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): boolean => diagnostics.some(isForeign);

const text = `FROM debian:12-slim
ARG VERSION
# the version is a number
RUN --mount=type=cache,target=/cache echo "é🐳" \\
    # a comment between
    && echo $VERSION \\

    && echo "$VERSION"
RUN <<END
# a comment of the script
echo "🐳" \\
  $VERSION
END
`;

describe('ShellCheck beside our rules', { skip }, () => {
  let editor: Editor;
  before(async () => {
    editor = await startEditor();
  });
  after(() => editor.stop());

  it('marks the very word, through continuations, comments and heredocs', async () => {
    const uri = 'file:///exact/Dockerfile';
    editor.open(uri, text);
    const problems = (await editor.problems(uri, some)).filter(isForeign);
    assert.deepEqual(rulesOf(problems), ['SC2086', 'SC2086']);
    assert.deepEqual(
      problems.map(({ range }) => range),
      [rangeOf(text, '$VERSION'), { start: { line: 11, character: 2 }, end: { line: 11, character: 10 } }],
    );
    assert.equal(problems[0]?.codeDescription?.href, 'https://www.shellcheck.net/wiki/SC2086');
  });

  it('offers its fix, verified, and the ways to silence it', async () => {
    const uri = 'file:///fix/Dockerfile';
    editor.open(uri, text);
    const [problem] = (await editor.problems(uri, some)).filter(isForeign);
    assert.ok(problem !== undefined);
    const actions = await editor.codeActions(uri, problem.range);
    const fix = actions.find(({ title }) => title === "Apply ShellCheck's fix for SC2086");
    assert.equal(edited(text, fix?.edit?.changes?.[uri] ?? []), text.replace('$VERSION', '"$VERSION"'));
    const silence = actions.find(({ title }) => title === 'Ignore SC2086 for this instruction');
    const silenced = edited(text, silence?.edit?.changes?.[uri] ?? []);
    assert.match(silenced, /# dockwright ignore=SC2086\nRUN --mount/);
  });

  it('is asked again only about what changed, and follows the text', async () => {
    const uri = 'file:///typing/Dockerfile';
    editor.open(uri, text);
    await editor.problems(uri, some);
    editor.change(uri, 'echo "$VERSION"', rangeOf(editor.textOf(uri), 'echo $VERSION'));
    const problems = await editor.problems(uri, ({ diagnostics }) => diagnostics.filter(isForeign).length === 1);
    assert.deepEqual(problems.find(isForeign)?.range.start, { line: 11, character: 2 });
  });
});

describe('without ShellCheck', { skip }, () => {
  async function problemsWith(settings: unknown, trusted = true): Promise<readonly Diagnostic[]> {
    const editor = await startEditor({ initializationOptions: { trusted, dockwright: settings } });
    const uri = 'file:///off/Dockerfile';
    editor.open(uri, text);
    await editor.problems(uri);
    // Twice as long as it takes where it is on.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const problems = await editor.problems(uri);
    await editor.stop();
    return problems;
  }

  it('nothing but its own findings is missing', async () => {
    const editor = await startEditor();
    const uri = 'file:///on/Dockerfile';
    editor.open(uri, text);
    const all = await editor.problems(uri, some);
    await editor.stop();
    const own = all.filter((problem) => !isForeign(problem));
    const off = await problemsWith({ shellcheck: { enable: false } });
    assert.deepEqual(off.filter(({ code }) => !own.some((problem) => problem.code === code)).filter(isForeign), []);
    for (const problem of own)
      assert.ok(off.some(({ code, range }) => code === problem.code && range.start.line === problem.range.start.line));
  });

  it('an untrusted workspace starts no program', async () => {
    assert.deepEqual((await problemsWith({}, false)).filter(isForeign), []);
  });

  it('a path that leads nowhere is no program, and no reason to take another', async () => {
    assert.deepEqual((await problemsWith({ shellcheck: { path: '/nowhere/shellcheck' } })).filter(isForeign), []);
  });
});

describe('a program that is not ShellCheck', { skip: process.platform === 'win32' }, () => {
  let folder: TemporaryFolder;
  before(() => {
    folder = temporaryFolder({
      hangs: '#!/bin/sh\nexec sleep 1000\n',
      babbles: '#!/bin/sh\nexec yes\n',
      fails: '#!/bin/sh\necho "no such option" >&2\nexit 4\n',
    });
    for (const name of ['hangs', 'babbles', 'fails']) chmodSync(join(folder.path, name), 0o755);
  });
  after(() => folder.dispose());

  for (const name of ['babbles', 'fails']) {
    it(`that ${name} is named in the log, and our problems are shown`, async () => {
      const path = join(folder.path, name);
      const editor = await startEditor({ initializationOptions: { dockwright: { shellcheck: { path } } } });
      const uri = 'file:///strange/Dockerfile';
      editor.open(uri, `${text}CMD node server.js\n`);
      await editor.until('a warning', () => editor.log.some(({ message }) => message.includes(`ShellCheck (${path})`)));
      const problems = await editor.problems(uri);
      assert.ok(rulesOf(problems).includes('use-exec-form'));
      await editor.stop();
    });
  }

  it('that hangs is in nobody’s way, and ends with the server', async () => {
    const path = join(folder.path, 'hangs');
    const editor = await startEditor({ initializationOptions: { dockwright: { shellcheck: { path } } } });
    const uri = 'file:///hanging/Dockerfile';
    editor.open(uri, `${text}CMD node server.js\n`);
    await editor.until('its start', () => editor.log.some(({ message }) => message.includes(path)));
    editor.change(uri, 'CMD ["node", "server.js"]', rangeOf(editor.textOf(uri), 'CMD node server.js'));
    const problems = await editor.problems(uri);
    assert.ok(!rulesOf(problems).includes('use-exec-form'));
    await editor.stop();
  });
});
