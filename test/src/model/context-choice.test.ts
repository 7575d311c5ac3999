import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BuildContext } from '@dockwright/shared-rules/context/types';
import { buildModel } from '@dockwright/shared-rules/model/build';
import { chooseContext } from '@dockwright/shared-rules/model/context-choice';
import { isDevelopmentPath } from '@dockwright/shared-rules/model/stages';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';

function context(paths: string | undefined, unlisted: readonly string[] = []): BuildContext | undefined {
  if (paths === undefined) return undefined;
  return { paths: new Set(paths.split(' ')), dockerignore: undefined, unlisted: new Set(unlisted) };
}

describe('chooseContext', () => {
  /** What is beside the file, and what in the folder of the project, where that is another. */
  function check(
    instructions: string,
    candidates: readonly (string | undefined)[],
    expected: number | undefined,
    unlisted?: readonly string[],
  ): void {
    it(`${instructions.replaceAll('\n', '; ')} of ${candidates.join(' | ')}`, () => {
      const contexts = candidates.map((paths) => context(paths, unlisted));
      const chosen = chooseContext(buildModel(parseDockerfile(`FROM a\n${instructions}`)), contexts);
      assert.equal(chosen, expected === undefined ? undefined : contexts[expected]);
    });
  }
  check('COPY a b /x/', ['a b'], 0);
  check('COPY a b /x/', ['a'], 0);
  check('COPY a b /x/', ['c'], undefined);
  check('COPY a b /x/', ['a b', 'a b'], 0);
  check('COPY a b /x/', ['c', 'a b'], 1);
  check('COPY a b /x/', ['c', 'a'], 1);
  check('COPY a b /x/', ['a', 'c'], 0);
  check('COPY a b /x/', ['a', 'b'], undefined);
  check('COPY a b /x/', ['a', 'a b'], 1);
  check('COPY a /x/', ['c', undefined], undefined);
  check('COPY a /x/', ['a', undefined], 0);
  check('COPY a b /x/', ['a', undefined], undefined);
  check('COPY a /x/', [undefined, 'a'], undefined);
  check('COPY ./a/ ../b /x/', ['a/ b'], 0);
  check('COPY --from=y a /x/\nCOPY b /x/', ['a', 'b'], 1);
  check('COPY $A /x/\nCOPY b /x/', ['a', 'b'], 1);
  check('ADD https://example.org/a /x/\nCOPY b /x/', ['a', 'b'], 1);
  check('RUN --mount=type=bind,source=b,target=/b cat /b', ['a', 'b'], 1);
  check('RUN --mount=type=bind,from=y,source=a,target=/b cat /b\nCOPY b /x/', ['a', 'b'], 1);
  check('COPY node_modules/c /x/', ['node_modules/'], 0, ['node_modules/']);
  check('COPY . /x/', ['Dockerfile'], 0);
  check('COPY . /x/', ['Dockerfile build.sh README.md', 'package.json'], undefined);
  check('COPY . /x/', ['Dockerfile package.json', 'go.mod'], 0);
  check('RUN true', ['a'], 0);
});

describe('isDevelopmentPath', () => {
  function check(path: string, expected: boolean): void {
    it(path, () => assert.equal(isDevelopmentPath(path), expected));
  }
  for (const path of [
    'Dockerfile.dev',
    'dev.Dockerfile',
    'docker/test/Dockerfile',
    '.devcontainer/Dockerfile',
    'Dockerfile-test',
    'ci/Dockerfile',
    'a/tests/b/Dockerfile',
  ])
    check(path, true);
  for (const path of [
    'Dockerfile',
    'Dockerfile.prod',
    'devices/Dockerfile',
    'contest/Dockerfile',
    'latest.Dockerfile',
    'docs/Dockerfile',
  ])
    check(path, false);
});
