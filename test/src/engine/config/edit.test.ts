import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultConfigText } from '@dockwright/shared-rules/engine/config/default-text';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import fc from 'fast-check';
import { engine } from './support.js';

function edited(text: string | undefined): string | undefined {
  const edits = engine.editConfigRule(text, 'single-cmd', 'off');
  return edits === undefined ? undefined : applyEdits(text ?? '', edits);
}

function check(name: string, text: string | undefined, expected: string | undefined): void {
  it(name, () => {
    assert.equal(edited(text), expected);
    if (text === undefined || !text.includes('\n')) return;
    const windows = (value: string): string => value.replaceAll('\n', '\r\n');
    assert.equal(edited(windows(text)), expected && windows(expected), 'with CRLF');
  });
}

describe('turning a rule off', () => {
  check('no file', undefined, 'rules:\n  single-cmd: off\n');
  check('an empty file', '', 'rules:\n  single-cmd: off\n');
  check('comments only', '# hello\n', '# hello\nrules:\n  single-cmd: off\n');
  check('no rules', 'profile: strict\n', 'profile: strict\nrules:\n  single-cmd: off\n');
  check('no line ending at the end', 'profile: strict', 'profile: strict\nrules:\n  single-cmd: off\n');
  check(
    'other rules',
    'rules:\n  use-exec-form: error # why\n\n# end\n',
    'rules:\n  use-exec-form: error # why\n  single-cmd: off\n\n# end\n',
  );
  check(
    'other rules, further indented',
    'rules:\n    use-exec-form: error\nprofile: strict\n',
    'rules:\n    use-exec-form: error\n    single-cmd: off\nprofile: strict\n',
  );
  check(
    'options in several lines',
    'rules:\n  file-too-long:\n    - error\n    - most: 3\n',
    'rules:\n  single-cmd: off\n  file-too-long:\n    - error\n    - most: 3\n',
  );
  check(
    'the rule itself',
    'rules:\n  single-cmd: error # why\n  use-exec-form: off\n',
    'rules:\n  single-cmd: off # why\n  use-exec-form: off\n',
  );
  check(
    'the rule with options',
    'rules:\n  file-too-long: [error, { most: 3 }]\n  single-cmd: [error, {}]\n',
    'rules:\n  file-too-long: [error, { most: 3 }]\n  single-cmd: [off, {}]\n',
  );
  check('the rule by a code', 'rules:\n  DL4003: error\n', 'rules:\n  DL4003: off\n');
  check('the rule without a severity', 'rules:\n  single-cmd:\n', 'rules:\n  single-cmd: off\n');
  check('the rule with a wrong value', 'rules:\n  single-cmd: { a: b }\n', 'rules:\n  single-cmd: off\n');
  check('already off', 'rules:\n  single-cmd: off\n', 'rules:\n  single-cmd: off\n');
  check('rules in braces', 'rules: { use-exec-form: error }\n', 'rules: { single-cmd: off, use-exec-form: error }\n');
  check('empty braces', 'rules: {}\n', 'rules: { single-cmd: off }\n');
  check('everything in braces', '{ profile: strict }\n', '{ rules: { single-cmd: off }, profile: strict }\n');
  check(
    'no value for rules',
    'rules: # none yet\nprofile: strict\n',
    'rules: # none yet\n  single-cmd: off\nprofile: strict\n',
  );
  check('no value for rules, at the end', 'rules:', 'rules:\n  single-cmd: off');
  check('null for rules', 'rules: ~\n', 'rules: { single-cmd: off }\n');
  check(
    'an alias, where it is written',
    'x: &r\n  a: off\nrules: *r\n',
    'x: &r\n  a: off\n  single-cmd: off\nrules: *r\n',
  );
  check('a byte order mark', '\ufeffprofile: strict\n', '\ufeffprofile: strict\nrules:\n  single-cmd: off\n');
  check('other problems do not matter', 'profil: strict\n', 'profil: strict\nrules:\n  single-cmd: off\n');
  check('the default text', defaultConfigText(), `${defaultConfigText()}rules:\n  single-cmd: off\n`);
});

describe('a file that cannot be edited safely is left alone', () => {
  check('broken', 'rules: [\n', undefined);
  check('a list', '- a\n', undefined);
  check('rules that are a list', 'rules:\n  - a\n', undefined);
  check('a key that could not take a value', 'rules:\n  single-cmd: off\n  ? DL4003\n', undefined);
  check('two documents', 'profile: strict\n---\nprofile: strict\n', undefined);
  it('no such rule', () => assert.equal(engine.editConfigRule('', 'no-such-rule', 'off'), undefined));
});

describe('any text', () => {
  it('never fails, and keeps what it does not edit', () => {
    const line = fc.constantFrom(
      'rules:',
      '  single-cmd: off',
      '  use-exec-form: error',
      'profile: strict',
      '# c',
      '',
      '{',
      '}',
      '- a',
      '  - b',
      'rules: {}',
      '"',
      '---',
    );
    const text = fc.oneof(
      fc.array(line).map((lines) => lines.join('\n')),
      fc.string(),
    );
    fc.assert(
      fc.property(text, (value) => {
        const edits = engine.editConfigRule(value, 'single-cmd', 'error');
        if (edits === undefined) return;
        const after = applyEdits(value, edits);
        assert.ok(after !== undefined);
        assert.deepEqual(engine.editConfigRule(after, 'single-cmd', 'error')?.length, edits.length && 1);
        assert.ok(
          engine.checkConfig('dockwright.yaml', after).length <= engine.checkConfig('dockwright.yaml', value).length,
        );
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  it('is read without failing, with every place inside it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({
            unit: fc.constantFrom(
              'a',
              ':',
              ' ',
              '\n',
              '-',
              '[',
              ']',
              '{',
              '}',
              '&',
              '*',
              '"',
              '\r',
              '\t',
              '#',
              '|',
              '>',
              '!',
              '%',
            ),
          }),
        ),
        (value) => {
          for (const name of ['dockwright.yaml', '.hadolint.yaml']) {
            for (const { span } of engine.checkConfig(name, value)) {
              assert.ok(0 <= span.start && span.start <= span.end && span.end <= value.length);
            }
          }
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
