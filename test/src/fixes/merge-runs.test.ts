import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mergeRunsFix } from '@dockwright/shared-rules/fixes/merge-runs';
import { buildModel } from '@dockwright/shared-rules/model/build';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { applyEdits } from '@dockwright/shared-rules/text/edit';

/** `expected`: the file after the merge of all its RUNs, without FROM; `undefined`: they are not merged. */
function check(name: string, runs: readonly string[], expected: readonly string[] | undefined): void {
  it(name, () => {
    const text = `FROM example\n${runs.join('\n')}\n`;
    const file = buildModel(parseDockerfile(text));
    const fix = mergeRunsFix(file.instructions.filter(({ keyword }) => keyword === 'RUN'));
    const outcome = fix === undefined ? undefined : applyEdits(text, fix.edits);
    assert.equal(outcome, expected && `FROM example\n${expected.join('\n')}\n`);
  });
}

describe('a semicolon at the end of a step', () => {
  check('needs a group', ['RUN a;', 'RUN b'], ['RUN { a; } && \\', '    b']);
  check('behind other commands', ['RUN a; b;', 'RUN c'], ['RUN { a; b; } && \\', '    c']);
  check('of the last step', ['RUN a', 'RUN b;'], ['RUN a && \\', '    { b; }']);
  check(
    'is a word behind a backslash',
    ['RUN find . -exec a {} \\;', 'RUN b'],
    ['RUN find . -exec a {} \\; && \\', '    b'],
  );
  check(
    'is a word behind a backslash, in a group',
    ['RUN a; find . -exec b {} \\;', 'RUN c'],
    ['RUN { a; find . -exec b {} \\;; } && \\', '    c'],
  );
});

describe('steps that are not merged', () => {
  check('in the background', ['RUN a &', 'RUN b'], undefined);
  check('exec form', ['RUN ["a"]', 'RUN b'], undefined);
  check('set -e with a semicolon', ['RUN set -e; a', 'RUN b'], undefined);
  check('a comment of the shell', ['RUN a # why', 'RUN b'], undefined);
});
