import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { confinedFiles } from '@dockwright/language-server/confined-files';
import { isWanted } from '@dockwright/language-server/document-kind';
import type { FileAccess, FileContent, FileFilter } from '@dockwright/language-server/host';
import { disk } from '@dockwright/language-server/node-files';
import { isWithin, normalizeUri } from '@dockwright/language-server/uri';
import { type OddFiles, skipOddFiles, writeOddFiles } from '../odd-files.js';
import { rulesOf, startEditor, type TemporaryFolder, temporaryFolder } from './editor.js';

const text = 'FROM alpine:3.20\nUSER nobody\nCMD node server.js\n';
const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
const filter = { wanted: isWanted, excluded: () => false };

function pathsBelow(folder: TemporaryFolder, uris: readonly string[]): readonly string[] {
  return uris.map((uri) => fileURLToPath(uri).slice(folder.path.length + 1));
}

describe('the disk', { skip: skipOddFiles }, () => {
  let folder: TemporaryFolder;
  let other: TemporaryFolder;
  let odd: OddFiles;
  before(() => {
    folder = temporaryFolder();
    other = temporaryFolder();
    odd = writeOddFiles(folder.path, other.path, text);
  });
  after(() => {
    folder.dispose();
    other.dispose();
  });

  it('is walked to its end, and gives every file once', async () => {
    const found = pathsBelow(folder, await disk.list(folder.uri, filter, token)).filter(
      (path) =>
        // Its name cannot be read as text, so neither can it.
        /Dockerfile/.test(path) && !path.includes('\ufffd'),
    );
    assert.deepEqual(found, odd.dockerfiles);
  });

  it('tells of the folders that it lists on the way what each of them holds', async () => {
    const told = new Map<string, Awaited<ReturnType<FileAccess['entries']>>>();
    const pending: Promise<unknown>[] = [];
    const listed: FileFilter['listed'] = (uri, entries) => {
      pending.push(entries.then((known) => told.set(uri, known)));
    };
    await disk.list(folder.uri, { ...filter, listed }, token);
    await Promise.all(pending);
    assert.ok(told.size > odd.dockerfiles.length / 2, `${told.size} folders`);
    for (const [uri, known] of told) {
      // Such a folder cannot be named in a URI, so nothing can be asked about it.
      if (!decodeURIComponent(uri).includes('\ufffd')) assert.deepEqual(known, await disk.entries(uri), uri);
    }
  });

  it('says of a folder that cannot be listed that nothing is known of it', async () => {
    const told: unknown[] = [];
    const listed: FileFilter['listed'] = (_, entries) => told.push(entries);
    await assert.rejects(disk.list(`${folder.uri}/missing`, { ...filter, listed }, token));
    assert.deepEqual(await Promise.all(told), [undefined]);
  });

  it('gives the text of each of them', async () => {
    for (const path of odd.dockerfiles)
      assert.deepEqual(await disk.read(folder.uriOf(path)), { kind: 'text', text }, path);
  });

  it('a link to a file that is found by itself is no file of its own, one to another file is', async () => {
    const place = temporaryFolder({ 'a/Dockerfile': text, base: text });
    symlinkSync('a/Dockerfile', join(place.path, 'Dockerfile'));
    symlinkSync('base', join(place.path, 'Dockerfile.base'));
    symlinkSync('base', join(place.path, 'Dockerfile.same'));
    symlinkSync('Dockerfile.base', join(place.path, 'Dockerfile.then'));
    const reached = temporaryFolder();
    symlinkSync(place.path, join(reached.path, 'link'));
    for (const root of [place.uri, pathToFileURL(join(reached.path, 'link')).href]) {
      const found = (await disk.list(root, filter, token)).map((uri) => uri.slice(root.length + 1));
      assert.deepEqual(found, ['Dockerfile.base', 'a/Dockerfile']);
    }
    place.dispose();
    reached.dispose();
  });

  const check = (access: FileAccess, path: string, expected: FileContent['kind']): void => {
    it(`${path}${access === disk ? '' : ', where nobody trusts the workspace'}: ${expected}`, async () => {
      const content = await access.read(path.startsWith('/') ? pathToFileURL(path).href : folder.uriOf(path));
      assert.equal(content.kind, expected, JSON.stringify(content));
      if (access !== disk && content.kind === 'unreadable') assert.match(content.message, /do not trust\.$/);
    });
  };
  for (const path of ['pipe', 'Dockerfile.topipe', 'Dockerfile.zero', 'Dockerfile.ring', 'folder', 'root-of-all']) {
    check(disk, path, 'unreadable');
  }
  check(disk, 'Dockerfile.dangling', 'missing');
  check(disk, 'Dockerfile/below', 'missing');
  check(disk, 'linked/Dockerfile', 'text');
  if (process.platform === 'linux') {
    check(disk, '/etc/passwd', 'text');
    // Files that say that they are empty, and hold something: zero bytes, or more than there is.
    check(disk, '/proc/self/environ', 'unreadable');
    check(disk, '/proc/self/status', 'text');
    check(disk, '/proc/self/mem', 'unreadable');
  }

  const confined = confinedFiles(disk, {
    of: (uri) => (isWithin(normalizeUri(uri), folder.uri) ? folder.uri : undefined),
  });
  check(confined, 'Dockerfile', 'text');
  check(confined, 'folder/Dockerfile/Dockerfile', 'text');
  check(confined, 'one/none/dockwright.yaml', 'missing');
  for (const path of [
    'Dockerfile.out',
    'Dockerfile.again',
    'linked/Dockerfile',
    'one/up/Dockerfile',
    'root-of-all/etc/passwd',
  ]) {
    check(confined, path, 'unreadable');
  }
  check(confined, '/etc/passwd', 'unreadable');
  it('names that climb out are outside, however they are written', async () => {
    for (const way of [
      '/../../etc/passwd',
      '/%2e%2e/%2E%2E/etc/passwd',
      '/..%2f..%2fetc/passwd',
      '-beside/Dockerfile',
      '/..%5C..%5Cx',
    ]) {
      const content = await confined.read(folder.uri + way);
      assert.match(content.kind === 'unreadable' ? content.message : '', /outside of the opened folders/, way);
    }
  });
  it('folders outside, and links to them, are not listed', async () => {
    for (const path of ['one/up', 'linked', 'root-of-all', 'root-of-all/etc', '..']) {
      assert.equal(await confined.entries(folder.uriOf(path)), undefined, path);
    }
    assert.deepEqual(await confined.entries(folder.uriOf('folder/Dockerfile')), [
      { name: 'Dockerfile', isFolder: false },
    ]);
  });

  for (const trusted of [true, false]) {
    it(`all of it is checked by a server that is ${trusted ? '' : 'not '}trusted`, async () => {
      const editor = await startEditor({ folders: [folder.uri], initializationOptions: { trusted } });
      const expected = odd.dockerfiles.filter((path) => trusted || path !== odd.outside);
      const uris = expected.map((path) => folder.uriOf(path));
      try {
        await editor.until('the problems of every file', () =>
          uris.every((uri) => editor.published.some((params) => params.uri === uri && params.diagnostics.length > 0)),
        );
        await editor.until('the end of the scan', () =>
          editor.log.some(({ message }) => message.startsWith('Checked ')),
        );
        const shown = new Map(editor.published.map(({ uri, diagnostics }) => [uri, diagnostics]));
        const withProblems = [...shown].filter(([, diagnostics]) => rulesOf(diagnostics).includes('use-exec-form'));
        assert.deepEqual(
          pathsBelow(
            folder,
            withProblems.map(([uri]) => uri),
          )
            .slice()
            .sort(),
          expected,
        );
        assert.deepEqual(
          editor.log.filter(({ level }) => level === 'error'),
          [],
        );
      } finally {
        await editor.stop();
      }
    });
  }
});
