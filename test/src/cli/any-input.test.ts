import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, encode } from '@dockwright/cli/decode';
import { run } from '@dockwright/cli/run';
import fc from 'fast-check';
import { memoryHost } from './memory-host.js';

const pieces = [
  ...[
    'FROM a\n',
    'RUN b',
    ' \\\n',
    '\r\n',
    'CMD c d\n',
    'RUN <<E\n',
    'E\n',
    '# hadolint ignore=DL3025\n',
    '[',
    '"',
    "'",
  ],
  ...[
    '\u001B',
    '\uFEFF',
    '\u0000',
    '🐳',
    '名',
    '\t',
    '`',
    '$X',
    '${',
    'apt-get install x',
    ' && ',
    'USER root\n',
    'COPY . .\n',
  ],
];
const text = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''));
const bytes = fc.oneof(
  text.map((parts) => new TextEncoder().encode(parts)),
  fc.uint8Array({ maxLength: 60 }),
);

test('bytes that can be read are written back as they were', () => {
  fc.assert(
    fc.property(bytes, (input) => {
      const decoded = decode(input);
      if ('text' in decoded) assert.deepEqual([...encode(decoded)], [...input]);
    }),
    { numRuns: 2_000 },
  );
});

test('any bytes are linted, or refused at their place', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, fc.constantFrom('text', 'json'), async (input, format) => {
      const host = memoryHost({ Dockerfile: input });
      const exit = await run(['lint', '--format', format, 'Dockerfile'], host);
      const { output, error } = host.printed();
      if (exit === 2) assert.match(error, /^dockwright: Dockerfile:\d+:\d+: /);
      else assert.equal(error, '');
      if (format === 'json') assert.equal(JSON.parse(output).files.length, exit === 2 ? 0 : 1);
    }),
    { numRuns: 300 },
  );
});

test('fixes come to rest, and what cannot be read is not written', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (input) => {
      const host = memoryHost({ Dockerfile: input });
      const exit = await run(['lint', '--fix=suggested', 'Dockerfile'], host);
      if (exit === 2) assert.deepEqual(host.writes, []);
      const once = host.textOf('Dockerfile');
      await run(['lint', '--fix=suggested', 'Dockerfile'], host);
      assert.equal(host.textOf('Dockerfile'), once);
    }),
    { numRuns: 300 },
  );
});

test('any command line ends with 0, 1 or 2', async () => {
  const word = fc.oneof(
    fc.constantFrom(
      'lint',
      'rules',
      'explain',
      'init',
      '--fix',
      '--fix=',
      '--format',
      'json',
      '-',
      '--',
      '-q',
      '--diff',
      'Dockerfile',
    ),
    fc.constantFrom(
      '--config',
      '--profile',
      'strict',
      '*',
      '**/*',
      '[',
      '{a,b',
      '../..',
      '/',
      '--max-severity=none',
      '--help',
    ),
    fc.string({ maxLength: 6 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (argv) => {
      const host = memoryHost({ Dockerfile: 'FROM a\n', 'b/api.Dockerfile': 'RUN\n' }, { input: 'FROM b\n' });
      const exit = await run(argv, host);
      assert.ok(exit === 0 || exit === 1 || exit === 2);
      if (exit === 2) assert.match(host.printed().error, /^dockwright: ./);
    }),
    { numRuns: 1_000 },
  );
});
