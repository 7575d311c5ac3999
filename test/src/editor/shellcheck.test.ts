import * as vscode from 'vscode';
import {
  choose,
  equal,
  eventually,
  openDockerfile,
  problem,
  problemCode,
  problems,
  quickFixes,
  tidy,
} from './support.js';

const text = `FROM debian:12-slim
ARG VERSION
RUN mkdir -p /srv \\
    # why this is done
    && echo $VERSION \\
       /srv
RUN <<END
# a comment of the script
echo first
echo \\
  $VERSION
END
USER nobody
CMD sleep infinity
`;

/** Whether the machine that the extension runs on has ShellCheck: never in a browser. */
async function hasShellcheck(): Promise<boolean> {
  const folders = typeof process === 'undefined' ? [] : (process.env['PATH'] ?? '').split(':');
  for (const folder of folders.filter((path) => path.startsWith('/'))) {
    try {
      await vscode.workspace.fs.stat(vscode.Uri.file(`${folder}/shellcheck`));
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}

function isForeign(found: vscode.Diagnostic): boolean {
  return /^SC\d{4}$/.test(problemCode(found).value);
}

function foreign(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return problems(uri).filter(isForeign);
}

async function setEnabled(value: boolean | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('dockwright');
  await settings.update('shellcheck.enable', value, vscode.ConfigurationTarget.Global);
}

suite('ShellCheck', () => {
  teardown(async () => {
    await setEnabled(undefined);
    await tidy();
  });

  test('its findings sit on the very word, where it is installed; without it only they are missing', async () => {
    const document = await openDockerfile(text);
    const { uri } = document;
    await problem(uri, 'use-exec-form');
    const isThere = await hasShellcheck();
    if (isThere) {
      const found = await eventually('findings of ShellCheck', () => {
        const all = foreign(uri);
        return all.length === 2 ? all : undefined;
      });
      equal(
        found.map(({ range }) => [range.start.line, range.start.character, document.getText(range)]),
        [
          [4, 12, '$VERSION'],
          [10, 2, '$VERSION'],
        ],
        'the marked words',
      );
    }
    const own = problems(uri).filter((found) => !isForeign(found));
    await setEnabled(false);
    await eventually('nothing of ShellCheck', () => (foreign(uri).length === 0 ? true : undefined));
    equal(
      problems(uri).map(({ message }) => message),
      own.map(({ message }) => message),
      'our own problems',
    );
  });

  test('its fix is a quick fix, and the finding is gone with it', async () => {
    if (!(await hasShellcheck())) return;
    const document = await openDockerfile(text);
    const found = await problem(document.uri, 'SC2086');
    const title = "Apply ShellCheck's fix for SC2086";
    await choose(await quickFixes(document, found.range, title), title);
    equal(document.getText(), text.replace('$VERSION', '"$VERSION"'), 'the fixed text');
    await eventually('one finding less', () => (foreign(document.uri).length === 1 ? true : undefined));
  });
});
