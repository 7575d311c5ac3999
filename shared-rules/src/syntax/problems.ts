import { type Span, slice, span } from '../text/span.js';
import type { EscapeCharacter, Heredoc, Instruction, SyntaxProblem, SyntaxTree } from './types.js';

const STAGE_NAME = /^[a-z][a-z0-9\-_.]*$/i;

function error(place: Span, message: string): SyntaxProblem {
  return { kind: 'error', span: place, message };
}

function refused(place: Span, message: string): SyntaxProblem {
  return { kind: 'refused', span: place, message };
}

function countProblem(instruction: Instruction, least: number, message: string): readonly SyntaxProblem[] {
  const count = instruction.form.kind === 'exec' ? instruction.form.elements.length : instruction.words.length;
  return count < least ? [error(instruction.keywordSpan, message)] : [];
}

/** An image with a colon or an `@` and nothing behind it. */
const OPEN_IMAGE = /^[^$]+[:@]$/;

function fromProblems({ words, keywordSpan }: Instruction): readonly SyntaxProblem[] {
  if (words.length === 0) return [error(keywordSpan, 'FROM needs a base image: `FROM image:tag`, or `FROM scratch`.')];
  const [image, as, name] = words;
  if (image !== undefined && OPEN_IMAGE.test(image.text)) {
    return [error(image.span, `The tag is missing: write \`${image.text.replace(/[:@]$/, ':<tag>')}\`.`)];
  }
  if (image === undefined || as === undefined) return [];
  if (as.text.toUpperCase() !== 'AS' || words.length > 3) {
    const isComment = words[3]?.text.startsWith('#') === true;
    return [
      (isComment ? refused : error)(
        span(as.span.start, words.at(-1)?.span.end ?? as.span.end),
        'FROM takes one image and, if you like, `AS name`.',
      ),
    ];
  }
  if (name === undefined) return [error(as.span, 'The name of the stage is missing behind AS.')];
  if (STAGE_NAME.test(name.text)) return [];
  return [
    error(name.span, `"${name.text}" cannot name a stage: begin with a letter, then letters, digits, "-", "_" or ".".`),
  ];
}

function keyValueProblems(instruction: Instruction): readonly SyntaxProblem[] {
  const { keyword, properties, legacyProperties } = instruction;
  if (properties.length === 0) return [error(instruction.keywordSpan, `${keyword} needs at least one \`name=value\`.`)];
  return properties.flatMap((property) => {
    if (property.key === '') return [error(property.span, `A name is missing before "=".`)];
    if (property.value !== undefined || legacyProperties) return [];
    return [
      error(
        property.span,
        `"${property.key}" has no value. Write \`${property.key}=value\`, and put quotes around a value with blanks.`,
      ),
    ];
  });
}

function argProblems({ properties, keywordSpan }: Instruction): readonly SyntaxProblem[] {
  if (properties.length === 0) return [error(keywordSpan, 'ARG needs a name: `ARG NAME` or `ARG NAME=default`.')];
  return properties.flatMap((property) =>
    property.key === '' ? [error(property.span, 'A name is missing before "=".')] : [],
  );
}

function healthcheckProblems({ body, words, keywordSpan }: Instruction): readonly SyntaxProblem[] {
  const kind = words[0];
  if (kind === undefined) return [error(keywordSpan, 'HEALTHCHECK needs `CMD` and a command, or `NONE`.')];
  const upper = kind.text.toUpperCase();
  if (upper === 'NONE') return words.length > 1 ? [error(kind.span, 'HEALTHCHECK NONE takes nothing behind it.')] : [];
  if (upper !== 'CMD') {
    return [error(kind.span, `HEALTHCHECK takes \`CMD\` and a command, or \`NONE\`, not "${kind.text}".`)];
  }
  return body.text.trim().length === kind.text.length
    ? [error(kind.span, 'The command is missing behind HEALTHCHECK CMD.')]
    : [];
}

function shellProblems(instruction: Instruction): readonly SyntaxProblem[] {
  const { form, words, keywordSpan, bodySpan } = instruction;
  if (words.length === 0) return [error(keywordSpan, 'SHELL needs a JSON array: `SHELL ["/bin/bash", "-c"]`.')];
  if (form.kind === 'shell') return [refused(bodySpan, 'SHELL takes a JSON array only: `SHELL ["/bin/bash", "-c"]`.')];
  if (form.kind === 'exec' && form.elements.length === 0) return [error(bodySpan, 'SHELL needs at least one element.')];
  return [];
}

const MISSING: Readonly<Record<string, string>> = {
  CMD: 'CMD needs a command: `CMD ["program", "argument"]`.',
  ENTRYPOINT: 'ENTRYPOINT needs a command: `ENTRYPOINT ["program"]`.',
  EXPOSE: 'EXPOSE needs a port: `EXPOSE 8080`.',
  MAINTAINER: 'MAINTAINER needs a name.',
  ONBUILD: 'ONBUILD needs an instruction behind it.',
  RUN: 'RUN needs a command.',
  STOPSIGNAL: 'STOPSIGNAL needs a signal: `STOPSIGNAL SIGTERM`.',
  USER: 'USER needs a user name or number.',
  VOLUME: 'VOLUME needs a path.',
  WORKDIR: 'WORKDIR needs a path.',
};

function argumentProblems(instruction: Instruction): readonly SyntaxProblem[] {
  const { keyword, form, bodySpan } = instruction;
  switch (keyword) {
    case 'UNKNOWN':
      return [];
    case 'FROM':
      return fromProblems(instruction);
    case 'ENV':
    case 'LABEL':
      return keyValueProblems(instruction);
    case 'ARG':
      return argProblems(instruction);
    case 'HEALTHCHECK':
      return healthcheckProblems(instruction);
    case 'SHELL':
      return shellProblems(instruction);
    case 'ADD':
    case 'COPY':
      return countProblem(instruction, 2, `${keyword} needs a source and a destination.`);
    case 'CMD':
    case 'ENTRYPOINT':
      return form.kind === 'exec' ? [] : countProblem(instruction, 1, MISSING[keyword] ?? '');
    default: {
      if (form.kind === 'exec' && form.elements.length === 0) return [error(bodySpan, MISSING[keyword] ?? '')];
      return countProblem(instruction, 1, MISSING[keyword] ?? '');
    }
  }
}

/**
 * Flags that need a value, by instruction; those that Docker does not know are no problem of the syntax.
 * https://github.com/moby/buildkit/blob/master/frontend/dockerfile/instructions/parse.go
 */
const VALUED_FLAGS: Readonly<Record<string, readonly string[]>> = {
  ADD: ['chown', 'chmod', 'checksum', 'exclude'],
  COPY: ['from', 'chown', 'chmod', 'exclude'],
  FROM: ['platform'],
  HEALTHCHECK: ['interval', 'timeout', 'start-period', 'start-interval', 'retries'],
  RUN: ['mount', 'network', 'security', 'device'],
};

function flagProblems({ flags, keyword }: Instruction): readonly SyntaxProblem[] {
  const valued = VALUED_FLAGS[keyword] ?? [];
  return flags.flatMap(({ name, value, span: place }) =>
    value === undefined && valued.includes(name)
      ? [error(place, `The value of \`--${name}\` is missing: write \`--${name}=…\`, without a blank.`)]
      : [],
  );
}

function heredocProblem(heredoc: Heredoc): readonly SyntaxProblem[] {
  if (heredoc.terminator !== undefined) return [];
  return [error(heredoc.marker, `This heredoc never ends: a line with "${heredoc.name}" alone is missing.`)];
}

function formProblem(instruction: Instruction): readonly SyntaxProblem[] {
  const { form } = instruction;
  if (form.kind !== 'malformed') return [];
  return [{ kind: 'malformed-exec-form', span: form.span, message: '' }];
}

/** Docker expands what stands in these and stops at a quote or a `${` that is never closed. */
function openEnds(instruction: Instruction, escapeCharacter: EscapeCharacter): readonly SyntaxProblem[] {
  const { keyword, properties, words } = instruction;
  const values =
    keyword === 'USER' || keyword === 'WORKDIR'
      ? words.map(({ text, span: place }) => ({ text, place }))
      : properties.flatMap(({ value, valueSpan }) =>
          value === undefined || valueSpan === undefined ? [] : [{ text: value, place: valueSpan }],
        );
  return values.flatMap(({ text, place }) => {
    const open = openEnd(text, escapeCharacter);
    return open === undefined ? [] : [error(place, `This ${open} is never closed.`)];
  });
}

/** What a value opens and does not close: `${` or a quote. */
function openEnd(text: string, escapeCharacter: EscapeCharacter): string | undefined {
  if (!/["'{]/.test(text)) return undefined;
  let quote = '';
  let braces = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (quote === "'") {
      if (character === "'") quote = '';
    } else if (character === escapeCharacter) index++;
    else if (character === '$' && text[index + 1] === '{') {
      braces++;
      index++;
    } else if (character === '}' && braces > 0) braces--;
    else if (character === quote) quote = '';
    else if (quote === '' && braces === 0 && (character === '"' || character === "'")) quote = character;
  }
  if (braces > 0) return '`${`';
  return quote === '' ? undefined : 'quote';
}

/** What is wrong with one instruction, ONBUILD's trigger included. */
export function instructionProblems(
  instruction: Instruction,
  escapeCharacter: EscapeCharacter,
): readonly SyntaxProblem[] {
  const ofFlags = flagProblems(instruction);
  return [
    ...openEnds(instruction, escapeCharacter),
    ...ofFlags,
    // The value that belongs to a flag stands among the arguments then.
    ...(ofFlags.length > 0 ? [] : argumentProblems(instruction)),
    ...formProblem(instruction),
    ...instruction.heredocs.flatMap(heredocProblem),
    ...(instruction.trigger === undefined ? [] : instructionProblems(instruction.trigger, escapeCharacter)),
  ];
}

/** What is wrong with the file as a whole. */
export function fileProblems(tree: Pick<SyntaxTree, 'text' | 'instructions'>): readonly SyntaxProblem[] {
  const { instructions, text } = tree;
  if (instructions.length === 0) {
    const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    return [refused(span(start, start), 'There is nothing to build here yet: a Dockerfile begins with FROM.')];
  }
  if (instructions.some(({ keyword }) => keyword === 'FROM' || keyword === 'UNKNOWN')) return [];
  const last = instructions.at(-1);
  if (last === undefined) return [];
  return [
    refused(
      last.keywordSpan,
      `There is no FROM in this file, so "${slice(text, last.keywordSpan)}" has no image to work on.`,
    ),
  ];
}
