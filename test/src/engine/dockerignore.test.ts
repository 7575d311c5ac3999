import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hoverAt } from '@dockwright/shared-rules';
import type { LintOptions } from '@dockwright/shared-rules/engine/types';
import { rules } from '@dockwright/shared-rules/rules/index';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import fc from 'fast-check';
import { engine } from '../rules/harness.js';

const paths = new Set(['.git/', '.env', 'web/', 'web/node_modules/', 'web/id_rsa', 'a b', 'src/', 'src/a.ts']);
const buildContext = { paths, dockerignore: undefined, folder: '/p' };
const options: LintOptions = { kind: 'dockerignore', buildContext };
const strict: LintOptions = {
  ...options,
  settings: {
    profile: 'strict',
    rules: new Map(rules.map((rule) => [rule.id, { severity: rule.severity, options: {} }])),
    source: undefined,
  },
};
const complete = '.git\n**/.env\n**/id_rsa\n**/node_modules\n';

describe('a .dockerignore', () => {
  function check(name: string, text: string, expected: readonly string[]): void {
    it(name, () => {
      assert.deepEqual(
        engine.analyze(text, options).problems.map(({ rule }) => rule),
        expected,
      );
    });
  }
  check('is heard by its own rules only', 'FROM node:latest\nCMD node x\n', ['dockerignore-incomplete']);
  check('may be well', complete, []);
  check(
    'has comments that silence the next pattern',
    `${complete}# dockwright ignore=dockerignore-reincludes-secret\n!web/id_rsa\n`,
    [],
  );
  check('has comments that silence the file', `# dockwright ignore-file=dockerignore-incomplete -- test\nx\n`, []);
  check('has comments that silence nothing', `# dockwright ignore=use-exec-form\n${complete}`, ['unused-suppression']);
  check('has comments that name no rule', `# dockwright ignore=dockerignore-incomplet\n${complete}`, [
    'unknown-rule-in-comment',
  ]);
  check('may be empty', '', ['dockerignore-incomplete']);

  it('and a Dockerfile are not mistaken for each other', () => {
    const { problems } = engine.analyze('*/node_modules\n', { buildContext });
    assert.ok(problems.every(({ rule }) => !rule.startsWith('dockerignore-')));
  });

  for (const scope of ['instruction', 'file'] as const) {
    it(`gets a comment that silences a problem for the ${scope}`, () => {
      for (const text of ['a *b *c\n.x *y\n', 'a\r\n*b *c\r\n', '\ufeff*b *c']) {
        const analysis = engine.analyze(text, { kind: 'dockerignore' });
        const [problem] = analysis.problems;
        assert.ok(problem !== undefined);
        const edits = engine.suppressionEdits(analysis, problem, scope);
        const after = engine.analyze(applyEdits(text, edits) ?? '', { kind: 'dockerignore' });
        assert.ok(after.problems.length < analysis.problems.length, JSON.stringify(after.text));
        assert.equal(after.text.includes('\r'), text.includes('\r'));
      }
    });
  }

  it('is fixed as a whole, and then at rest', () => {
    const fixed = engine.fixAll('# c\n*/node_modules dist/\n!.env\n', options, { include: 'suggested' });
    assert.deepEqual(engine.fixAll(fixed.text, options, { include: 'suggested' }).applied, []);
    const left = engine.analyze(fixed.text, options).problems;
    assert.deepEqual(left, [], fixed.text);
  });

  it('says of its patterns what they do', () => {
    const text = '.env\n!**/a.ts\n';
    const analysis = engine.analyze(text, options);
    assert.match(hoverAt(analysis, 1)?.markdown ?? '', /left out of the build context[\s\S]*Fits now: `.env`/);
    assert.match(hoverAt(analysis, 7)?.markdown ?? '', /back into the build context/);
  });

  it('of any text at all makes no rule throw, and its fixes come to rest', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '*',
        '**',
        '!src',
        '*/x',
        '# c',
        '[!a]',
        '.env',
        '!.env',
        'a b *.c',
        ' # d',
        '\\',
        '[',
        '**/**/a',
        '/',
        '!',
      ),
      fc.string({ maxLength: 12 }),
    );
    const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, (source) => {
        const { problems, failures } = engine.analyze(source, strict);
        assert.deepEqual(failures, []);
        for (const { span } of problems)
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= source.length);
        const first = engine.fixAll(source, strict, { include: 'suggested' });
        const second = engine.fixAll(first.text, strict, { include: 'suggested' });
        assert.equal(second.text, first.text);
      }),
      { seed: 20_251_121, numRuns: 400, endOnFailure: true },
    );
  });
});

describe('a fix that creates a file', () => {
  const text = 'FROM alpine:3.22\nCOPY . /app/\n';
  const problemIn = (lint: LintOptions) => {
    const analysis = engine.analyze(text, lint);
    const problem = analysis.problems.find(({ rule }) => rule === 'missing-dockerignore');
    return { analysis, problem };
  };

  it('names the folder of the host, and is offered alike for one problem and for all', () => {
    const { analysis, problem } = problemIn({ buildContext });
    assert.ok(problem !== undefined);
    const [fix] = engine.fixesFor(analysis, problem).fixes;
    assert.deepEqual(fix?.creates?.folder, '/p');
    assert.equal(fix?.creates?.path, '.dockerignore');
    assert.deepEqual(engine.allFixes(analysis).get(problem)?.fixes, [fix]);
  });

  it('is not applied to a text', () => {
    assert.equal(
      engine.fixAll(text, { buildContext }, { include: 'suggested', rule: 'missing-dockerignore' }).text,
      text,
    );
  });

  it('is withheld where the problem would stay', () => {
    const { analysis, problem } = problemIn({
      buildContext: { ...buildContext, paths: new Set([...paths, '.dockerignore']) },
    });
    assert.ok(problem !== undefined);
    assert.deepEqual(engine.fixesFor(analysis, problem).fixes, []);
  });
});
