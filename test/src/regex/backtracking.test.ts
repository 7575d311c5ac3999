import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { check } from 'recheck';
import { projectSources } from '../architecture/project.js';
import { type RegularExpression, regularExpressionsOf } from '../architecture/source-text.js';

/** The checker works in processes of its own; so many expressions are looked at together. */
const AT_ONCE = 2;
const LIMIT_MILLISECONDS = 1_000;

interface Found extends RegularExpression {
  readonly path: string;
}

/**
 * How the time of a match grows with the text: a complaint where it is worse than quadratic. What the checker cannot
 * decide within the time (assertions, back-references, many alternatives), it attacks with texts instead.
 */
async function complaint({ path, line, pattern, flags }: Found): Promise<string | undefined> {
  const timeout = LIMIT_MILLISECONDS;
  const decided = await check(pattern, flags, { checker: 'automaton', timeout });
  const result = decided.status === 'unknown' ? await check(pattern, flags, { checker: 'fuzz', timeout }) : decided;
  if (result.status !== 'vulnerable') return undefined;
  const { complexity } = result;
  if (complexity.type === 'polynomial' && complexity.degree <= 2) return undefined;
  const growth = complexity.type === 'polynomial' ? `polynomial of degree ${complexity.degree}` : complexity.type;
  return `${path}:${line}: /${pattern}/${flags} is ${growth}, as for ${result.attack.string.slice(0, 100)}`;
}

/** Complaints about regular expressions, each looked at once. */
async function complaintsAbout(expressions: readonly Found[]): Promise<readonly string[]> {
  const pending = [...new Map(expressions.map((each) => [`${each.pattern}/${each.flags}`, each])).values()];
  const complaints: string[] = [];
  const work = async (): Promise<void> => {
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const found = await complaint(next);
      if (found !== undefined) complaints.push(found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return complaints;
}

describe('regular expressions', () => {
  it('the check finds those that take exponential and cubic time', async () => {
    const bad = regularExpressionsOf(`const a = /^(?:a|a)*$/; const b = /^a*a*a*$/; const good = /^a*$/;`);
    assert.equal(bad.length, 3);
    const complaints = await complaintsAbout(bad.map((each) => ({ ...each, path: 'a.ts' })));
    assert.equal(complaints.length, 2, complaints.join('\n'));
  });

  it('none of the product backtracks catastrophically', async () => {
    const expressions = projectSources()
      .filter(({ path }) => !path.startsWith('test/'))
      .flatMap(({ path, source }) => regularExpressionsOf(source).map((each) => ({ ...each, path })));
    assert.ok(expressions.length > 500, `${expressions.length} were found`);
    assert.deepEqual(await complaintsAbout(expressions), []);
  });
});
