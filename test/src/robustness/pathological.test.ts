import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, hoverAt, type LintOptions, looksLikeDockerfile } from '@dockwright/shared-rules';
import { longDockerfile } from '../architecture/long-dockerfile.js';
import { shapes } from './shapes.js';

/** Every rule is on. */
const strict: LintOptions = { settings: { profile: 'strict', rules: new Map(), source: undefined } };

/** Processor time in milliseconds: other work on the machine hardly counts. */
function cost(text: string): number {
  const before = process.cpuUsage();
  const { failures } = analyze(text, strict);
  const { user, system } = process.cpuUsage(before);
  assert.deepEqual(failures, []);
  return (user + system) / 1000;
}

describe('a document of a hundred thousand lines', () => {
  it('costs no more than twelve times what ten thousand lines cost', () => {
    const small = longDockerfile(10_000);
    const large = longDockerfile(100_000);
    analyze(small, strict);
    const tenth = Math.max(cost(small), cost(small));
    const whole = cost(large);
    assert.ok(whole <= 12 * tenth, `10,000 lines: ${tenth.toFixed(0)} ms, 100,000 lines: ${whole.toFixed(0)} ms`);
  });
});

describe('documents that nobody would write', () => {
  for (const { name, size, text } of shapes) {
    it(`${size} ${name}: the cost does not grow faster than the size`, () => {
      cost(text(Math.ceil(size / 16)));
      const quarter = cost(text(Math.ceil(size / 4)));
      const whole = cost(text(size));
      // Four times the size: linear work takes four times as long, quadratic work sixteen times.
      const limit = 9 * quarter + 300;
      assert.ok(whole < limit, `a quarter: ${quarter.toFixed(0)} ms, the whole: ${whole.toFixed(0)} ms`);
    });
  }

  it('one line of 5 MB is read, and shown at its place', () => {
    const text = `FROM alpine:3.22\nRUN echo ${'a b '.repeat(1_300_000)}\nCMD node server.js\n`;
    const analysis = analyze(text, strict);
    assert.deepEqual(analysis.failures, []);
    const problem = analysis.problems.find(({ rule }) => rule === 'use-exec-form');
    assert.equal(problem?.span.start, text.indexOf('node server.js'));
    assert.ok(hoverAt(analysis, text.indexOf('CMD')) !== undefined);
  });

  it('whether a text begins like a Dockerfile is known at once, however many comments come first', () => {
    assert.equal(looksLikeDockerfile(`${'#\r\n'.repeat(50_000)}FROM a\n`), true);
    assert.equal(looksLikeDockerfile(`${'#\r\n'.repeat(50_000)}x\n`), false);
    assert.equal(looksLikeDockerfile(`${' \t\n'.repeat(50_000)}x\n`), false);
  });
});
