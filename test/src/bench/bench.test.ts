import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, applyEdits, configKind, roleOf } from '@dockwright/shared-rules';
import { longDockerfile } from '../architecture/long-dockerfile.js';
import { editingSession } from './editing-session.js';
import { type WorkspaceFile, workspaceFiles } from './workspace-files.js';

const isLeftOut = (path: string): boolean => path.includes('/dist/');
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

describe('the workspace that is measured', () => {
  const files = [...workspaceFiles(400)];
  const ofRole = (role: string): readonly WorkspaceFile[] =>
    files.filter(({ path }) => roleOf(nameOf(path)) === role && !isLeftOut(path));

  it('has as many files to check as it should', () => {
    for (const count of [1, 2, 3, 7, 100, 400]) {
      const checked = [...workspaceFiles(count)].filter(({ path }) => {
        const role = roleOf(nameOf(path));
        return !isLeftOut(path) && (role === 'dockerfile' || role === 'dockerignore' || configKind(path) !== undefined);
      });
      assert.equal(checked.length, count);
    }
  });

  it('is the same every time', () => {
    assert.deepEqual([...workspaceFiles(400)], files);
  });

  it('has every path once', () => {
    assert.equal(new Set(files.map(({ path }) => path)).size, files.length);
  });

  it('has Dockerfiles of 5 to 60 lines, each another beyond its name, as people write them', () => {
    const texts = ofRole('dockerfile').map(({ text }) => text);
    const lines = texts.map((text) => text.split('\n').length - 1);
    assert.deepEqual(
      lines.filter((count) => count < 5 || count > 60),
      [],
    );
    const median = [...lines].sort((a, b) => a - b)[Math.floor(lines.length / 2)] ?? 0;
    assert.ok(median >= 14 && median <= 26, `half have fewer than ${median} lines`);
    const bodies = texts.map((text) => text.replace(/^# \w+-\d+ .*\n/m, ''));
    assert.ok(new Set(bodies).size > 0.97 * bodies.length, `${new Set(bodies).size} of ${bodies.length}`);
    const broken = texts.filter((text) => analyze(text).problems.some(({ rule }) => rule === 'syntax-error'));
    assert.ok(broken.length < 0.1 * texts.length, `${broken.length} of ${texts.length} are no Dockerfiles`);
  });

  it('has a .dockerignore beside one of three', () => {
    const share = ofRole('dockerignore').length / ofRole('dockerfile').length;
    assert.ok(share > 0.25 && share < 0.4, String(share));
  });
});

describe('the editing session that is measured', () => {
  const text = longDockerfile(500);
  const session = editingSession(text);

  it('has more than 600 keystrokes', () => {
    assert.ok(session.length > 600, String(session.length));
  });

  it('can be played, and ends with a file that is whole', () => {
    let current = text;
    for (const { span, text: typed, cursor } of session) {
      const next = applyEdits(current, [{ span, text: typed }]);
      assert.ok(next !== undefined && next !== current);
      assert.ok(cursor >= 0 && cursor <= next.length);
      current = next;
    }
    assert.deepEqual(
      analyze(current).problems.filter(({ rule }) => rule === 'syntax-error' || rule === 'unknown-instruction'),
      [],
    );
    assert.match(current, /^RUN apt-get update && apt-get install -y curl=8\.\* git \\$/m);
    assert.match(current, /^ENV GREETING="hello world" \\$/m);
    assert.match(current, /^COPY --from=stage-2 --chown=node:node \/app\/dist \.\/dist$/m);
    assert.match(current, /^ENV SOURCE=\$\{REGISTRY:-https:\/\/registry\.example\.com\}\/\$VERSION$/m);
    assert.equal(current.split('monthly-reports').length, 2);
  });
});
