import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ruleHover, ruleMarkdown, ruleTable } from '@dockwright/shared-rules/docs';
import type { Rule } from '@dockwright/shared-rules/rule';

const rule: Rule = {
  topic: 'process',
  id: 'say-hello',
  title: 'Say hello',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL0001', 'buildkit:SayHello', 'other:1'],
  fixes: ['safe', 'suggested'],
  why: `
    Nobody likes silence. So they leave.
  `,
  how: `
    Use \`echo\`.
  `,
  references: ['https://example.com/a', 'https://example.com/b'],
  options: {
    words: { type: 'array', description: 'What to say | shout.', items: { type: 'string' }, default: ['hello'] },
    tone: { type: 'string', description: 'How to say it.', enum: ['loud', 'soft'] },
  },
  examples: [
    {
      bad: `
        FROM alpine:3.22
        «RUN true»
        RUN «one \\
          two»
      `,
      good: `
        FROM alpine:3.22
        RUN echo hello
      `,
      fix: 'safe',
    },
    { title: 'Twice.', bad: '«RUN a»', good: 'RUN b', fix: 'suggested' },
    { bad: '«RUN a»', good: 'RUN ```' },
  ],
  on: {},
};

describe('ruleMarkdown', () => {
  it('is the whole page', () => {
    assert.equal(
      ruleMarkdown(rule),
      `# Say hello

\`say-hello\` · warning (security or correctness) · on by default · safe and suggested fixes · topic: what the container runs · since 0.1.0

Nobody likes silence. So they leave.

## Example

\`\`\`dockerfile
FROM alpine:3.22
RUN true
RUN one \\
  two
\`\`\`

Reported: \`RUN true\` in line 2, \`one \\ …\` in line 3.

After the safe fix:

\`\`\`dockerfile
FROM alpine:3.22
RUN echo hello
\`\`\`

## Example 2

Twice.

\`\`\`dockerfile
RUN a
\`\`\`

Reported: \`RUN a\` in line 1.

After the suggested fix, which is for you to judge:

\`\`\`dockerfile
RUN b
\`\`\`

## Example 3

\`\`\`dockerfile
RUN a
\`\`\`

Reported: \`RUN a\` in line 1.

Better:

\`\`\`\`dockerfile
RUN \`\`\`
\`\`\`\`

## How to do it well

Use \`echo\`.

## Options

| Option | Type | Default | Meaning |
| --- | --- | --- | --- |
| \`words\` | list of strings | \`["hello"]\` | What to say \\| shout. |
| \`tone\` | \`loud\` or \`soft\` | none | How to say it. |

## In other tools

- hadolint DL0001
- BuildKit SayHello
- other 1

Comments and configuration that name one of these codes work for this rule, too.

## Silence it

For one instruction, in the line above it:

\`\`\`dockerfile
# dockwright ignore=say-hello -- why it is right here
\`\`\`

For a whole file, anywhere in it:

\`\`\`dockerfile
# dockwright ignore-file=say-hello -- why it is right here
\`\`\`

For a whole project, in \`dockwright.yaml\`:

\`\`\`yaml
rules:
  say-hello: off
\`\`\`

## Read more

- <https://example.com/a>
- <https://example.com/b>
`,
    );
  });

  it('leaves out what a rule does not have', () => {
    const { how, options, ...rest } = rule;
    const page = ruleMarkdown({ ...rest, codes: [], fixes: [], recommended: false });
    assert.doesNotMatch(page, /How to do it|Options|other tools|undefined/);
    assert.match(page, /off by default · no fix/);
    assert.ok(how !== undefined && options !== undefined);
  });
});

describe('ruleHover', () => {
  it('leaves out the message where the editor shows it', () => {
    const message = 'A sentence of its own.';
    assert.ok(ruleHover(rule, { severity: 'error', message }).includes(message));
    assert.ok(!ruleHover(rule, { severity: 'error', message }, false).includes(message));
  });

  it('has the message, the reason, one example, and the way out', () => {
    const hover = ruleHover(rule, { severity: 'error', message: 'Say <hello> to `bob`.' });
    assert.match(hover, /^\*\*Say hello\*\*\n\nError `say-hello`: Say \\<hello\\> to `bob`\./);
    for (const part of [
      'Nobody likes silence',
      'Instead of',
      'write',
      'Use `echo`',
      'hadolint DL0001',
      'ignore=say-hello',
    ]) {
      assert.ok(hover.includes(part), part);
    }
    assert.match(
      hover,
      /\[Read more\]\(https:\/\/example\.com\/a\) · \[Read more \(2\)\]\(https:\/\/example\.com\/b\)$/,
    );
    assert.doesNotMatch(hover, /Twice|«|»/);
  });
});

describe('ruleTable', () => {
  it('has a heading for each topic and a row for each rule', () => {
    const { how, options, ...rest } = rule;
    const other: Rule = { ...rest, topic: 'syntax', id: 'a-b', recommended: false, codes: [], fixes: [] };
    assert.equal(
      ruleTable([rule, other], 'docs/rules'),
      `### Syntax

| Rule | Demand | Severity | Fix | Elsewhere |
| --- | --- | --- | --- | --- |
| [\`a-b\`](docs/rules/a-b.md) | Say hello | warning, off | | |

### What the container runs

| Rule | Demand | Severity | Fix | Elsewhere |
| --- | --- | --- | --- | --- |
| [\`say-hello\`](docs/rules/say-hello.md) | Say hello | warning | safe, suggested | hadolint DL0001, BuildKit SayHello, other 1 |`,
    );
    assert.ok(how !== undefined && options !== undefined);
  });
});
