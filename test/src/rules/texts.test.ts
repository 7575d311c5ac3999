import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { topicTitles } from '@dockwright/shared-rules/docs';
import type { Rule } from '@dockwright/shared-rules/rule';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { projectFiles, readProjectFile } from '../architecture/project.js';
import { engine, lintOptions, offeredFixes, variantsOf } from './harness.js';

/** Words with a capital letter that are one in the middle of a title. */
const names = new Set([
  'Alpine',
  'Bash',
  'BuildKit',
  'Compose',
  'Composer',
  'Debian',
  'Docker',
  'Dockerfile',
  'Dockwright',
  'Git',
  'Gunicorn',
  'Kubernetes',
  'Linux',
  'Node',
  'Python',
  'Ubuntu',
  'Windows',
]);

const consequence =
  /\b(?:so|then|but|until|unless|instead|because|whatever|every|never|no|nobody|nothing|everybody|anybody|without|cannot|longer|fail|fails|break|breaks|stay|stays|leak|leaks|wait|waits|kill|kills|lose|loses|lost|waste|wastes|means|MB|seconds)\b|\d/;

it('rule ids are the names of their files, each once', () => {
  const files = projectFiles('shared-rules/src/rules', '.ts')
    .filter((path) => !path.endsWith('/index.ts'))
    .map((path) => path.replace('shared-rules/src/rules/', '').replace('.ts', ''));
  assert.deepEqual(rules.map((rule) => `${rule.topic}/${rule.id}`).sort(), [...files].sort());
  assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length);
});

it('a code of another tool is a rule of its own there: no rule lists one twice', () => {
  const doubled = rules.filter((rule) => new Set(rule.codes).size !== rule.codes.length);
  assert.deepEqual(
    doubled.map((rule) => rule.id),
    [],
  );
});

for (const rule of rules) {
  describe(`the texts of ${rule.id}`, () => testTexts(rule));
}

function testTexts(rule: Rule): void {
  const why = dedent(rule.why).trim();

  it('id is kebab case', () => {
    assert.match(rule.id, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
  });

  it('topic has a title', () => {
    assert.ok(topicTitles[rule.topic].length > 0);
  });

  it('title is a demand in sentence case', () => {
    assert.match(rule.title, /^[A-Z]/);
    assert.doesNotMatch(rule.title, /[.!?:]$/);
    const capitalised = rule.title
      .split(/\s+/)
      .slice(1)
      .filter((word) => /^[A-Z][a-z]+$/.test(word) && !names.has(word));
    assert.deepEqual(capitalised, [], 'words with a capital letter');
    assert.ok(rule.title.length <= 80, `${rule.title.length} characters`);
  });

  it('why says what happens, in two sentences or more', () => {
    assert.match(why, /^(?:[A-Z`*]|(?:apk|apt|apt-get|curl|dnf|gunicorn|npm|pip|pnpm|sudo|wget|yarn|yum)\b)/);
    assert.match(why, /[.`]$/);
    assert.ok(sentences(why).length >= 2, why);
    assert.match(why, consequence);
  });

  it('since is a version of ours', () => {
    const { version } = JSON.parse(readProjectFile('package.json'));
    assert.match(rule.since, /^\d+\.\d+\.\d+$/);
    assert.ok(compareVersions(rule.since, version) <= 0, `${rule.since} is newer than ${version}`);
  });

  it('references are addresses that begin with https', () => {
    assert.ok(rule.references.length > 0);
    for (const address of rule.references) assert.equal(new URL(address).protocol, 'https:', address);
  });

  it('codes name their tool', () => {
    for (const code of rule.codes) assert.match(code, /^[a-z]+:[A-Za-z0-9_.-]+$/);
  });

  it('codes of findings are codes of the rule', () => {
    for (const problem of exampleProblems(rule)) {
      for (const code of problem.codes) assert.ok(rule.codes.includes(code), `${code} is not declared`);
    }
  });

  it('messages are sentences', () => {
    for (const { message } of exampleProblems(rule)) {
      assert.match(message, /^[A-Za-z`"'$\d/<.-]/);
      assert.match(message, /[.?]$/);
      assert.ok(message.length <= 300, `${message.length} characters: ${message}`);
      assert.doesNotMatch(message, /\n|undefined|\[object|NaN/);
    }
  });

  it('titles of fixes are demands in sentence case', () => {
    for (const title of exampleFixTitles(rule)) {
      assert.match(title, /^[A-Z]/);
      assert.doesNotMatch(title, /[.!?]$|undefined|\[object/);
    }
  });

  it('does not call anything simple or plain to see', () => {
    const texts = [
      rule.title,
      why,
      dedent(rule.how ?? ''),
      ...rule.examples.map((example) => example.title ?? ''),
      ...Object.values(rule.options ?? {}).map((option) => option.description),
      ...exampleProblems(rule).map((problem) => problem.message),
      ...exampleFixTitles(rule),
    ];
    for (const text of texts) assert.doesNotMatch(text, /\b(?:simply|just|obviously|of course|please)\b/i);
  });
}

function exampleProblems(rule: Rule) {
  return rule.examples.flatMap((example) => {
    const [variant] = variantsOf(example);
    const options = lintOptions(rule, example.options, example.context);
    return engine.analyze(variant?.bad ?? '', options).problems.filter((problem) => problem.rule === rule.id);
  });
}

function exampleFixTitles(rule: Rule): readonly string[] {
  return rule.examples.flatMap((example) => {
    const [variant] = variantsOf(example);
    const options = lintOptions(rule, example.options, example.context);
    return offeredFixes(rule, variant?.bad ?? '', options).map((fix) => fix.title);
  });
}

/** Sentences of Markdown text; what stands in code spans ends none. */
function sentences(markdown: string): readonly string[] {
  return markdown
    .replace(/`[^`]*`/g, 'code')
    .split(/[.!?](?:\s+|$)/)
    .filter((sentence) => sentence.trim() !== '');
}

function compareVersions(first: string, second: string): number {
  const other = second.split('.').map(Number);
  for (const [index, part] of first.split('.').map(Number).entries()) {
    const difference = part - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
