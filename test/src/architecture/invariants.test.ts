import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  analyze,
  applyEdits,
  configSchema,
  fixAll,
  fixesFor,
  hoverAt,
  ruleMarkdown,
  ruleSummaries,
  suppressionEdits,
} from '@dockwright/shared-rules';
import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { Profile } from '@dockwright/shared-rules/engine/types';
import { buildModel } from '@dockwright/shared-rules/model/build';
import type { Fix, Rule } from '@dockwright/shared-rules/rule';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { longDockerfile } from './long-dockerfile.js';

const usual = 'FROM node:24-slim\nUSER node\nCMD node server.js\n';

/** A rule that reports every USER, with a fix. */
function ruleOf(id: string, fix: (start: number, end: number) => Fix): Rule {
  return {
    topic: 'user',
    id,
    title: 'Leave USER out',
    severity: 'warning',
    recommended: true,
    since: '0.1.0',
    codes: [],
    fixes: ['safe'],
    why: 'For a test.',
    references: [],
    examples: [{ bad: '', good: '' }],
    on: {
      *USER(instruction) {
        const { start, end } = instruction.span;
        yield { span: instruction.span, message: 'Leave it out.', fixes: () => [fix(start, end)] };
      },
    },
  };
}

function replacement(text: string): (start: number, end: number) => Fix {
  return (start, end) => ({ title: `Write ${text}`, safety: 'safe', edits: [{ span: { start, end }, text }] });
}

describe('invariants', () => {
  it('what the core gives is plain data', () => {
    const analysis = analyze(usual);
    const [problem] = analysis.problems;
    assert.ok(problem !== undefined);
    const given = [
      analysis.problems,
      fixesFor(analysis, problem),
      fixAll(usual, {}, { include: 'suggested' }),
      suppressionEdits(analysis, problem, 'instruction'),
      hoverAt(analysis, problem.span.start),
      ruleSummaries,
      configSchema(),
      ruleMarkdown(problem.rule),
    ];
    for (const value of given) assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
  });

  it('a half-typed line leaves the problems of the other lines', () => {
    const rules = (text: string): readonly string[] => analyze(text).problems.map((problem) => problem.rule);
    const expected = rules(usual);
    assert.ok(expected.length > 0);
    for (const typed of ['RU', 'RUN', 'COPY --from=', 'ENV A', 'HEALTHCHECK --inter', 'ONBUILD', 'EXPOSE 80/']) {
      const found = rules(usual.replace('USER', `${typed}\nUSER`));
      for (const rule of expected) assert.ok(found.includes(rule), `${rule} is gone while "${typed}" is typed`);
    }
  });

  it('what hangs on a variable or an unknown image stays unknown', () => {
    for (const base of ['$BASE', 'acme/unknown:1', 'node:$TAG']) {
      const stage = buildModel(parseDockerfile(`FROM ${base}\nRUN true\n`)).finalStage;
      assert.equal(stage?.image?.defaultUser, undefined, base);
      assert.equal(stage?.end.user.isRoot, undefined, base);
    }
  });

  it('rules keep no state between documents', () => {
    const texts = [usual, longDockerfile(60), 'FROM alpine:3.22\nRUN apk add curl\n'];
    const first = texts.map((text) => analyze(text).problems);
    const second = [...texts].reverse().map((text) => analyze(text).problems);
    assert.deepEqual(second.reverse(), first);
  });

  it('a fix that fails verification is withheld, and the problem is still shown', () => {
    const broken: readonly Rule[] = [
      ruleOf('adds-syntax-problem', replacement('RUNN')),
      ruleOf('changes-nothing', replacement('USER node')),
      ruleOf('swallows-the-next-line', replacement('WORKDIR /app \\')),
    ];
    for (const rule of broken) {
      const engine = createEngine([rule]);
      const analysis = engine.analyze(usual);
      const [problem] = analysis.problems;
      assert.ok(problem !== undefined, rule.id);
      const { fixes, withheld } = engine.fixesFor(analysis, problem);
      assert.deepEqual(fixes, [], rule.id);
      assert.equal(withheld.length, 1, rule.id);
      assert.equal(engine.fixAll(usual, {}, { include: 'suggested' }).text, usual, rule.id);
    }
  });

  it('a fix that passes verification is offered', () => {
    const engine = createEngine([ruleOf('leave-user-out', replacement('STOPSIGNAL SIGTERM'))]);
    const analysis = engine.analyze(usual);
    const [problem] = analysis.problems;
    assert.ok(problem !== undefined);
    const [fix] = engine.fixesFor(analysis, problem).fixes;
    assert.ok(fix !== undefined);
    assert.equal(applyEdits(usual, fix.edits), usual.replace('USER node', 'STOPSIGNAL SIGTERM'));
  });

  it('a rule that throws is named and skipped, and the others are heard', () => {
    const healthy = ruleOf('healthy', replacement(''));
    const throwing: Rule = {
      ...healthy,
      id: 'throwing',
      on: {
        USER() {
          throw new Error('out of order');
        },
      },
    };
    const { problems, failures } = createEngine([throwing, healthy]).analyze(usual);
    assert.deepEqual(
      problems.map((problem) => problem.rule),
      ['healthy'],
    );
    assert.equal(failures.length, 1);
    assert.equal(failures[0]?.rule, 'throwing');
    assert.match(failures[0]?.message ?? '', /out of order/);
  });

  for (const profile of ['recommended', 'hadolint'] as const) {
    it(`the cost of a lint grows with the size of the file and no faster: ${profile}`, () => {
      const small = fastest(longDockerfile(2_000), profile);
      const large = fastest(longDockerfile(8_000), profile);
      // Four times the lines: linear work takes four times as long, quadratic work sixteen times.
      assert.ok(large / small < 9, `2,000 lines: ${small.toFixed(1)} ms, 8,000 lines: ${large.toFixed(1)} ms`);
    });
  }
});

/** The cheapest of some runs, in milliseconds of processor time: other work on the machine can only make it dearer. */
function fastest(text: string, profile: Profile): number {
  const settings = { profile, rules: new Map(), source: undefined };
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) {
    const start = process.cpuUsage();
    analyze(text, { settings });
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}
