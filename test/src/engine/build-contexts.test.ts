import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BuildContexts, createBuildContexts } from '@dockwright/shared-rules/engine/build-contexts';

/** A project at `/p` whose files are the keys of a map that tests may change, and the folders that were listed. */
function project(files: Map<string, string>): { readonly contexts: BuildContexts; readonly listed: string[] } {
  const listed: string[] = [];
  const contexts = createBuildContexts('/p', {
    list: async (folder) => {
      listed.push(folder);
      const entries = new Map<string, boolean>();
      for (const path of files.keys()) {
        if (!path.startsWith(`${folder}/`)) continue;
        const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
        entries.set(name, rest.length > 0);
      }
      return entries.size === 0 ? undefined : [...entries].map(([name, isFolder]) => ({ name, isFolder }));
    },
    readText: async (path) => files.get(path),
  });
  return { contexts, listed };
}

function filesOf(...paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [`/p/${path}`, '']));
}

describe('build contexts', () => {
  it('are the folder of the file and that of the project, each listed once', async () => {
    const { contexts, listed } = project(
      filesOf('Dockerfile', 'api/Dockerfile', 'api/src/a.ts', 'node_modules/x/y.js'),
    );
    const [own, root] = await contexts.possibleFor('/p/api/Dockerfile');
    assert.deepEqual([...(own?.paths ?? [])].sort(), ['Dockerfile', 'src/', 'src/a.ts']);
    assert.deepEqual([...(root?.paths ?? [])].sort(), [
      'Dockerfile',
      'api/',
      'api/Dockerfile',
      'api/src/',
      'api/src/a.ts',
      'node_modules/',
    ]);
    assert.deepEqual([...(root?.unlisted ?? [])], ['node_modules/']);
    await contexts.possibleFor('/p/Dockerfile');
    assert.deepEqual(listed, ['/p', '/p/api', '/p/api/src']);
  });

  it('are one where the file is in the folder of the project', async () => {
    const { contexts } = project(filesOf('Dockerfile'));
    assert.equal((await contexts.possibleFor('/p/Dockerfile')).length, 1);
  });

  it('have the .dockerignore of the file, or else their own', async () => {
    const files = filesOf('Dockerfile', 'prod.Dockerfile');
    files.set('/p/.dockerignore', 'a').set('/p/prod.Dockerfile.dockerignore', 'b');
    const { contexts } = project(files);
    assert.equal((await contexts.possibleFor('/p/Dockerfile'))[0]?.dockerignore, 'a');
    assert.equal((await contexts.possibleFor('/p/prod.Dockerfile'))[0]?.dockerignore, 'b');
  });

  it('of a project that is too large are not known, while those of its parts are', async () => {
    const many = Array.from({ length: 20_001 }, (_, index) => `data/${index}`);
    const { contexts } = project(filesOf('api/Dockerfile', 'api/a.ts', ...many));
    const [own, root] = await contexts.possibleFor('/p/api/Dockerfile');
    assert.deepEqual([...(own?.paths ?? [])].sort(), ['Dockerfile', 'a.ts']);
    assert.equal(root, undefined);
  });

  it('of a .dockerignore are its folder, or what its Dockerfile is built in', async () => {
    const files = filesOf('api/.dockerignore', 'docker/Dockerfile.dockerignore', 'app.ts', 'lost.dockerignore');
    files.set('/p/docker/Dockerfile', 'FROM a\nCOPY app.ts /\n');
    const { contexts } = project(files);
    assert.equal((await contexts.ofIgnoreFile('/p/api/.dockerignore'))?.folder, '/p/api');
    assert.equal((await contexts.ofIgnoreFile('/p/docker/Dockerfile.dockerignore'))?.folder, '/p');
    assert.equal(await contexts.ofIgnoreFile('/p/lost.dockerignore'), undefined);
  });

  it('stay the same objects until something comes or goes', async () => {
    const files = filesOf('api/Dockerfile', 'b.ts');
    const { contexts } = project(files);
    const before = await contexts.possibleFor('/p/api/Dockerfile');
    assert.equal(await contexts.refresh(), false);
    assert.equal(await contexts.possibleFor('/p/api/Dockerfile'), before);
    files.set('/p/c.ts', '');
    assert.equal(await contexts.refresh(), true);
    const after = await contexts.possibleFor('/p/api/Dockerfile');
    assert.equal(after[0], before[0]);
    assert.ok(after[1]?.paths.has('c.ts'));
  });

  it('are not known where nothing can be listed', async () => {
    const { contexts } = project(new Map());
    assert.deepEqual(await contexts.possibleFor('/p/Dockerfile'), [undefined]);
  });
});
