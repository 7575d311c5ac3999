import { quoteValue } from '../../fixes/quote-value.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { Property } from '../../syntax/types.js';
import { span } from '../../text/span.js';

export default defineRule({
  id: 'no-legacy-key-value',
  title: 'Put an equals sign between name and value',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:LegacyKeyValueFormat', 'sonar:S6574'],
  fixes: ['safe', 'suggested'],
  why: `
    Without \`=\`, Docker takes all the rest of the line for the value of the first name. \`ENV A 1 B 2\` sets one variable,
    A, to \`1 B 2\`, and B is never set. The build says nothing, so the mistake shows in the running container only. Docker
    keeps this old form for old files and warns of it.
  `,
  references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ENV «LANG C.UTF-8»
      `,
      good: `
        FROM debian:12-slim
        ENV LANG=C.UTF-8
      `,
      fix: 'safe',
    },
    {
      title: 'A value with blanks gets quotes.',
      bad: `
        FROM debian:12-slim
        ENV «GREETING   hello to $HOME and "all others"»
        LABEL «org.opencontainers.image.title 'The shop'»
      `,
      good: `
        FROM debian:12-slim
        ENV GREETING="hello to $HOME and all others"
        LABEL org.opencontainers.image.title='The shop'
      `,
      fix: 'safe',
    },
    {
      title: 'Over several lines all is one value: perhaps that was not meant.',
      bad: `
        FROM debian:12-slim
        ENV «OPTIONS --first \\
            --second»
      `,
      good: `
        FROM debian:12-slim
        ENV OPTIONS="--first \\
            --second"
      `,
      fix: 'suggested',
    },
    {
      title: 'The value on lines of its own.',
      bad: `
        FROM debian:12-slim
        ENV «PACKAGES \\
                less \\
                nano»
      `,
      good: `
        FROM debian:12-slim
        ENV PACKAGES="less \\
                nano"
      `,
      fix: 'suggested',
    },
    {
      title: 'Blanks around the equals sign make it a part of the value.',
      bad: `
        FROM debian:12-slim
        ENV «PORT = 8080»
      `,
      good: `
        FROM debian:12-slim
        ENV PORT=8080
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'values with blanks in quotes', text: 'FROM debian:12-slim\nENV A="1 2" B=\'3 4\' C=5\\ 6\n' },
    { because: 'ARG declares two names', text: 'FROM debian:12-slim\nARG A B\n' },
    { because: 'RUN is a command line', text: 'FROM debian:12-slim\nRUN <<EOF\nENV A 1\nEOF\n' },
    { because: 'the value is missing, which is an error of its own', text: 'FROM debian:12-slim\nENV A\n' },
  ],
  on: { ENV: check, LABEL: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const [property] = instruction.properties;
  if (!instruction.legacyProperties || property?.value === undefined) return;
  const { key, value } = property;
  yield {
    span: property.span,
    message: value.startsWith('=')
      ? `The blank before "=" makes it a part of the value: ${key} is "${shorten(value)}". Write ${key}=… without blanks.`
      : `Without "=", all the rest of the line is the value of ${key}. Write ${key}=…, with quotes around a value that has blanks.`,
    fixes: () => fixes(instruction, property),
  };
}

function shorten(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}

function fixes({ file, body, keyword }: InstructionNode, property: Property): readonly Fix[] {
  const { keySpan, valueSpan, value = '', valueAt } = property;
  if (valueSpan === undefined || valueAt === undefined) return [];
  const isOneLine = !body.segments.some(({ at }) => at > 0);
  const title = `Write ${keyword} ${property.key}=…`;
  if (value.startsWith('=')) {
    const written = isOneLine ? quoteValue(value.slice(1).trim(), file.syntax.escapeCharacter) : undefined;
    if (written === undefined || written === '') return [];
    return [{ title, safety: 'suggested', edits: [{ span: span(keySpan.end, valueSpan.end), text: `=${written}` }] }];
  }
  const written = quoteValue(value, file.syntax.escapeCharacter);
  if (written === undefined) return [];
  if (isOneLine) {
    return [{ title, safety: 'safe', edits: [{ span: span(keySpan.end, valueSpan.end), text: `=${written}` }] }];
  }
  // Lines stay as they are: quotes can only go around all of it.
  const gapHasComment = file.text.slice(keySpan.end, valueSpan.start).includes('#');
  if (gapHasComment || (written !== value && written !== `"${value}"`)) return [];
  const quote = written === value ? '' : '"';
  const edits = [
    { span: span(keySpan.end, valueSpan.start), text: `=${quote}` },
    { span: span(valueSpan.end, valueSpan.end), text: quote },
  ].filter((edit) => edit.text !== '');
  return [{ title, safety: 'suggested', edits }];
}
