import type { Dockerfile, InstructionNode, VariableReference } from '../../model/types.js';
import { resolveVariable, variablesOf } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { Property } from '../../syntax/types.js';
import type { TextEdit } from '../../text/edit.js';
import { contains } from '../../text/span.js';

export default defineRule({
  id: 'env-uses-itself',
  title: 'Do not use a variable in the ENV that sets it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3044'],
  fixes: ['suggested'],
  why: `
    All values of one ENV see the variables as they were before it. \`ENV HOME_DIR=/srv PATH=$HOME_DIR/bin:$PATH\` puts
    \`/bin\` first in the path, since \`HOME_DIR\` has no value yet; where it had one, the old value is taken. Docker does not
    say so, and the program that is not found is looked for elsewhere.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#environment-replacement'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ENV APP_HOME=/srv/app PATH=«$APP_HOME»/bin:$PATH
      `,
      good: `
        FROM debian:12-slim
        ENV APP_HOME=/srv/app
        ENV PATH=$APP_HOME/bin:$PATH
      `,
      fix: 'suggested',
    },
    {
      title: 'Over several lines, in the second stage.',
      bad: `
        FROM debian:12-slim AS build
        ENV VENV=/venv
        FROM python:3.13-slim
        ENV PYTHONUNBUFFERED=1 \\
            # Where the packages are.
            VENV=/opt/venv \\
            PATH="«\${VENV}»/bin:$PATH" \\
            LIBRARIES=\${VENV}/lib
      `,
      good: `
        FROM debian:12-slim AS build
        ENV VENV=/venv
        FROM python:3.13-slim
        ENV PYTHONUNBUFFERED=1 \\
            # Where the packages are.
            VENV=/opt/venv
        ENV PATH="\${VENV}/bin:$PATH" \\
            LIBRARIES=\${VENV}/lib
      `,
      fix: 'suggested',
    },
    {
      title: 'The value from before is taken, not the new one.',
      bad: `
        FROM debian:12-slim
        ENV RELEASE=1
        ENV RELEASE=2 ARCHIVE=app-«$RELEASE».tar.gz
      `,
      good: `
        FROM debian:12-slim
        ENV RELEASE=1
        ENV RELEASE=2
        ENV ARCHIVE=app-$RELEASE.tar.gz
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it adds to its own value',
      text: 'FROM debian:13\nENV PATH=/x:$PATH LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH\n',
    },
    { because: 'the same value as before', text: 'FROM debian:13\nARG A=1\nENV A=1 B=$A\n' },
    {
      because: 'an ARG that becomes an ENV',
      text: 'FROM debian:13\nARG VERSION\nENV VERSION=$VERSION URL=https://example.com/$VERSION\n',
    },
    { because: 'not expanded', text: "FROM debian:13\nENV A=1 B='$A' C=\\$A\n" },
    { because: 'a default is given for that case', text: 'FROM debian:13\nENV A=1 B=${A:-1}\n' },
    { because: 'two instructions', text: 'FROM debian:13\nENV A=1\nENV B=$A\n' },
    { because: 'part of a longer name', text: 'FROM debian:13\nARG AB=1\nENV A=1 B=$AB\n' },
  ],
  on: { ENV: check },
});

interface Use {
  readonly reference: VariableReference;
  /** The one that sets the variable. */
  readonly setter: Property;
  readonly isFirst: boolean;
}

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { properties, file } = instruction;
  if (properties.length < 2) return;
  const uses = usesIn(instruction);
  const [first, ...others] = uses;
  if (first === undefined) return;
  const { name } = first.reference;
  const state = first.isFirst ? `${name} has no value yet here` : `${name} still has its old value here`;
  yield {
    span: first.reference.span,
    message: `${state}: this same ENV sets it. Put what uses it into an ENV of its own, below.`,
    related: [
      { span: first.setter.span, message: `Sets ${name}.` },
      ...others.map(({ reference }) => ({ span: reference.span, message: 'Here, too.' })),
    ],
    ...(uses.some(({ isFirst }) => isFirst) ? {} : { codes: [] }),
    fixes: () => split(file, instruction, uses),
  };
}

function usesIn(instruction: InstructionNode): readonly Use[] {
  const setters = new Map<string, Property>();
  for (const property of instruction.properties) setters.set(property.key, property);
  return variablesOf(instruction).flatMap((reference): readonly Use[] => {
    const setter = reference.modifier === undefined ? setters.get(reference.name) : undefined;
    if (setter?.valueSpan === undefined || contains(setter.valueSpan, reference.span)) return [];
    const { kind, value } = resolveVariable(instruction, reference.name);
    const isFirst = kind === 'undeclared';
    if (isFirst) return [{ reference, setter, isFirst }];
    const isPlain = !/[$"'\\`]/.test(setter.value ?? '$');
    const changes = kind === 'image' || (value !== undefined && value !== setter.value);
    return isPlain && changes ? [{ reference, setter, isFirst }] : [];
  });
}

/** Begins a new ENV before each value that uses what the ENV before it sets. */
function split(file: Dockerfile, instruction: InstructionNode, uses: readonly Use[]): readonly Fix[] {
  const { properties, legacyProperties, written } = instruction;
  if (legacyProperties || instruction.isTrigger) return [];
  const edits: TextEdit[] = [];
  let begun = 0;
  for (const [at, property] of properties.entries()) {
    const needed = uses.filter(({ reference }) => property.valueSpan && contains(property.valueSpan, reference.span));
    const places = needed.map(({ setter }) => properties.indexOf(setter));
    if (places.some((place) => place > at)) return [];
    if (!places.some((place) => place >= begun)) continue;
    const previous = properties[at - 1];
    if (previous === undefined) return [];
    edits.push(...separate(file, previous.span.end, property.span.start, written));
    begun = at;
  }
  return [{ title: 'Put it into an ENV of its own', safety: 'suggested', edits }];
}

/** Ends the instruction at `end` and begins another before `start`; comments between them stay. */
function separate({ text, syntax }: Dockerfile, end: number, start: number, keyword: string): readonly TextEdit[] {
  const { lines } = syntax;
  const [endLine, startLine] = [lines.lineAt(end), lines.lineAt(start)];
  if (endLine === startLine) return [{ span: { start: end, end: start }, text: `\n${keyword} ` }];
  const indent = lines.lineSpan(startLine).start;
  const own = text.slice(lines.lineSpan(endLine).start, end);
  const margin = /^\s*/.exec(own.trimStart().toUpperCase().startsWith('ENV') ? own : '')?.[0] ?? '';
  return [
    { span: { start: end, end: lines.lineSpan(endLine).end }, text: '' },
    { span: { start: indent, end: start }, text: `${margin}${keyword} ` },
  ];
}
