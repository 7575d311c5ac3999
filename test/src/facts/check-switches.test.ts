import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CheckSwitches, signatureSwitches, tlsSwitches } from '@dockwright/shared-rules/facts/check-switches';

/** What stands in a Dockerfile where a switch is used; patterns as they are written. */
function places({ options, settings, variables }: CheckSwitches): readonly string[] {
  return [
    ...options.flatMap(({ programs, names, value }) =>
      programs.flatMap((program) => names.map((name) => `${program} ${name} ${source(value)}`)),
    ),
    ...settings.flatMap(({ programs, words }) => programs.map((program) => `${program} ${source(words)}`)),
    ...variables.map(({ name }) => name),
  ];
}

function source(pattern: RegExp | undefined): string {
  return pattern?.source.replace(/\\[a-zA-Z]/g, ' ') ?? '';
}

function runsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

describe('the words of a table of switches', () => {
  const tables: readonly CheckSwitches[] = [tlsSwitches, signatureSwitches];

  it('stand where one of its switches is used', () => {
    for (const table of tables) {
      for (const place of places(table))
        assert.ok(
          runsOf(place).some((word) => table.words.includes(word)),
          place,
        );
    }
  });

  it('are words of a switch or of a line', () => {
    for (const table of tables) {
      const all = runsOf([...places(table), source(table.line)].join(' '));
      for (const word of table.words) assert.ok(all.includes(word), word);
    }
  });
});

describe('the lines of a table of switches', () => {
  const check = (table: CheckSwitches, text: string, expected: boolean): void => {
    it(`${expected ? 'are' : 'are not'} found in ${text}`, () => assert.equal(table.line.test(text), expected));
  };
  check(signatureSwitches, 'printf "[repo]\\ngpgcheck=0\\n"', true);
  check(signatureSwitches, 'echo nogpgcheck=0', false);
  check(tlsSwitches, 'printf "[repo]\\nsslverify=0\\n"', true);
  check(tlsSwitches, 'echo "sslverify = false" >> /etc/yum.conf', true);
  check(tlsSwitches, 'echo "sslverify = true" >> /etc/yum.conf', false);
});
