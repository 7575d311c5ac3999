import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot, temporaryFolder } from './editor.js';

function hasNeovim(): boolean {
  return spawnSync('nvim', ['--version']).status === 0;
}

/** Why there is no Neovim to test with; nothing where there is one. Where packages can be installed, it is. */
function whyNot(): string | undefined {
  if (hasNeovim()) return undefined;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) return 'Neovim is not installed, and only root may install it: apt-get install neovim';
  spawnSync('apt-get', ['update'], { timeout: 60_000 });
  spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'neovim'], { timeout: 120_000 });
  return hasNeovim() ? undefined : 'Neovim is not installed, and apt-get could not install it';
}

describe('Neovim', () => {
  const reason = whyNot();
  it('shows problems and hovers, and applies a fix', { skip: reason ?? false }, () => {
    const folder = temporaryFolder({ Dockerfile: 'FROM alpine:latest\nUSER nobody\nCMD node server.js\n' });
    try {
      const result = join(folder.path, 'seen.json');
      const server = join(projectRoot, 'dist/server.js');
      const script = join(projectRoot, 'test/src/protocol/neovim.lua');
      const run = spawnSync('nvim', ['--headless', '--clean', '-c', `luafile ${script}`], {
        encoding: 'utf8',
        timeout: 60_000,
        env: { ...process.env, DOCKWRIGHT_TEST: [process.execPath, server, folder.path, result].join('\n') },
      });
      assert.equal(run.status, 0, run.stderr);
      const seen: unknown = JSON.parse(readFileSync(result, 'utf8'));
      assert.ok(typeof seen === 'object' && seen !== null);
      const { problems, column, hover, action, lines, gone }: Record<string, unknown> = { ...seen };
      assert.ok(Array.isArray(problems) && problems.includes('use-exec-form'), JSON.stringify(seen));
      assert.ok(!problems.includes('no-latest-tag'), 'the settings of initializationOptions count');
      assert.equal(column, 4);
      assert.match(String(hover), /exec form/);
      assert.match(String(action), /exec form/);
      assert.deepEqual(lines, ['FROM alpine:latest', 'USER nobody', 'CMD ["node", "server.js"]']);
      assert.equal(gone, true, 'the problem is gone after the fix');
    } finally {
      folder.dispose();
    }
  });
});
