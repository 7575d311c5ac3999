import { describe, it, type TestContext } from 'node:test';
import {
  type Editor,
  type EditorOptions,
  rulesOf,
  startEditor,
  type TemporaryFolder,
  temporaryFolder,
} from './editor.js';

const bad = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';

const Created = 1;
const Changed = 2;
const Deleted = 3;

/** Starts a server on a folder with some files and an open Dockerfile, and stops both at the end of the test. */
async function startOn(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  options: EditorOptions = {},
): Promise<{ readonly editor: Editor; readonly folder: TemporaryFolder; readonly uri: string }> {
  const folder = temporaryFolder(files);
  const editor = await startEditor({ folders: [folder.uri], ...options });
  test.after(async () => {
    await editor.stop();
    folder.dispose();
  });
  const uri = folder.uriOf('a/Dockerfile');
  editor.open(uri, files['a/Dockerfile'] ?? bad);
  return { editor, folder, uri };
}

function tell(editor: Editor, uri: string, type: number): void {
  void editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type }] });
}

/** Waits until the severity of `use-exec-form` is this one; `undefined`: until there is no such problem. */
function severityOf(editor: Editor, uri: string, severity: number | undefined): Promise<unknown> {
  return editor.problems(
    uri,
    ({ diagnostics }) => diagnostics.find(({ code }) => code === 'use-exec-form')?.severity === severity,
  );
}

describe('.hadolint.yaml', () => {
  it('counts at once when it comes, changes and goes', async (test) => {
    const { editor, folder, uri } = await startOn(test, {});
    await severityOf(editor, uri, 2);
    const config = folder.write('.hadolint.yaml', 'ignored: [DL3025]\n');
    tell(editor, config, Created);
    await severityOf(editor, uri, undefined);
    folder.write('.hadolint.yaml', 'override: { error: [DL3025] }\n');
    tell(editor, config, Changed);
    await severityOf(editor, uri, 1);
    folder.remove('.hadolint.yaml');
    tell(editor, config, Deleted);
    await severityOf(editor, uri, 2);
  });

  it('counts while it is typed', async (test) => {
    const { editor, folder, uri } = await startOn(test, { '.hadolint.yaml': '' });
    const config = folder.uriOf('.hadolint.yaml');
    editor.open(config, '', 'yaml');
    editor.change(config, 'override: { style: [DL3025] }\n');
    await severityOf(editor, uri, 4);
    editor.change(config, 'override: { stile: [DL3025] }\n');
    await editor.problems(config, ({ diagnostics }) =>
      diagnostics.some(({ message }) => /"style"/.test(String(message))),
    );
    await severityOf(editor, uri, 2);
  });

  it('counts again when the dockwright.yaml above it goes, though an editor still holds that one', async (test) => {
    const { editor, folder, uri } = await startOn(test, {
      'dockwright.yaml': 'rules: { use-exec-form: error }\n',
      'a/.hadolint.yaml': 'ignored: [DL3025]\n',
    });
    const own = folder.uriOf('dockwright.yaml');
    editor.open(own, 'rules: { use-exec-form: error }\n', 'yaml');
    await severityOf(editor, uri, 1);
    folder.remove('dockwright.yaml');
    tell(editor, own, Deleted);
    await severityOf(editor, uri, undefined);
    tell(editor, folder.write('dockwright.yaml', 'rules: { use-exec-form: error }\n'), Created);
    await severityOf(editor, uri, 1);
    editor.change(own, 'rules: { use-exec-form: hint }\n');
    await severityOf(editor, uri, 4);
  });

  it('lets no comment silence anything where it says so', async (test) => {
    const text = 'FROM alpine:3.20\nUSER nobody\n# hadolint ignore=DL3025\nCMD node server.js\n';
    const { editor, folder, uri } = await startOn(test, { 'a/Dockerfile': text });
    await editor.problems(uri, ({ diagnostics }) => !rulesOf(diagnostics).includes('use-exec-form'));
    tell(editor, folder.write('a/.hadolint.yml', 'disable-ignore-pragma: true\n'), Created);
    await severityOf(editor, uri, 2);
  });

  it('is taken where the editor names it', async (test) => {
    const files = { 'ci/.hadolint.yaml': 'override: { error: [DL3025] }\n', 'dockwright.yaml': 'profile: strict\n' };
    const { editor, uri } = await startOn(test, files, { initializationOptions: { configFile: 'ci/.hadolint.yaml' } });
    await severityOf(editor, uri, 1);
  });
});
