import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, hoverAt } from '@dockwright/shared-rules';
import { practices, rulesOf } from '@dockwright/shared-rules/practices';
import { rules } from '@dockwright/shared-rules/rules/index';

describe('practices', () => {
  for (const practice of practices) {
    it(`${practice.id} is taught somewhere: ${practice.title}`, () => {
      const taught = rulesOf(practice, rules).length > 0 || practice.hover !== undefined;
      assert.notEqual(taught, practice.elsewhere !== undefined, 'by a rule or a hover, or there is a reason why not');
    });
    const { hover } = practice;
    if (hover === undefined) continue;
    it(`${practice.id} is taught by a hover`, () => {
      const offset = hover.at.indexOf('¦');
      assert.notEqual(offset, -1, 'no pointer in the text');
      const markdown = hoverAt(analyze(hover.at.replace('¦', '')), offset)?.markdown ?? '';
      assert.ok(markdown.includes(hover.says), markdown);
    });
  }

  it('rules name practices that there are', () => {
    const named = [...new Set(rules.flatMap((rule) => rule.practices ?? []))];
    const known = new Set(practices.map(({ id }) => id));
    assert.deepEqual(
      named.filter((id) => !known.has(id) && !known.has(id.replace(/[a-z]$/, ''))),
      [],
    );
  });

  it('numbers are there once', () => {
    assert.equal(new Set(practices.map(({ id }) => id)).size, practices.length);
  });
});
