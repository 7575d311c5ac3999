import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, hoverAt, type LintOptions } from '@dockwright/shared-rules';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { readMarks } from '@dockwright/shared-rules/text/marks';

/** Every rule is on. */
const strict: LintOptions = { settings: { profile: 'strict', rules: new Map(), source: undefined } };
const HOSTILE = ['[x](command:evil)', '<img/src=x>', '`[x](command:evil)', '![x](http://evil)', '``<b>`'];

/** What of a Markdown text is followed or rendered: no code, nothing behind a backslash. */
function live(markdown: string): string {
  return markdown
    .replace(/^(?<fence>`{3,})[^\n]*\n[\s\S]*?^\k<fence>$/gm, '')
    .replace(/\\[\s\S]/g, '')
    .replace(/(?<!`)(?<quotes>`+)(?!`)[\s\S]*?(?<!`)\k<quotes>(?!`)/g, '');
}

/** The text with something hostile behind the last word of every line, or as a part of every word. */
function variants(text: string): readonly string[] {
  return HOSTILE.flatMap((hostile) => [
    text.replace(/[^\s\\](?=[ \t]*$)/gm, (end) => end + hostile),
    text.replace(/(?<=\s[\w./:=-]{3,})(?=\s)/g, hostile),
    text.replace(/(?<==)(?=[\w"'])/g, hostile),
  ]);
}

describe('hostile text of a Dockerfile', () => {
  it('the check sees what is followed', () => {
    assert.equal(live('a `[x](command:y)` \\[x\\]\\(command:z\\)'), 'a  xcommand:z');
    assert.match(live('a [x](command:y)'), /\]\(command/);
    assert.match(live('`a [x](command:y)'), /\]\(command/);
  });

  it('is never followed or rendered in the message of any rule', () => {
    const told = new Set<string>();
    for (const rule of rules) {
      for (const { bad } of rule.examples) {
        const { text } = readMarks(dedent(bad));
        for (const hostile of variants(text)) {
          const analysis = analyze(hostile, strict);
          for (const problem of analysis.problems) {
            const markdown = hoverAt(analysis, problem.span.start, true)?.markdown ?? '';
            assert.doesNotMatch(
              live(markdown),
              /\]\((?:command|http:\/\/evil)|<img|<b>/,
              `${problem.rule}\n${hostile}`,
            );
            if (/evil|img/.test(problem.message)) told.add(problem.rule);
          }
        }
      }
    }
    assert.ok(told.size > 20, `${told.size} rules repeat what stands in the file`);
  });
});
