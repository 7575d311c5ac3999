import { scriptOf } from '../model/script.js';
import type { Dockerfile, InstructionNode, VariableValue } from '../model/types.js';
import { resolveVariable, variablesAreKnown, variablesOf } from '../model/variables.js';
import { markdownCode } from '../text/markdown.js';
import type { Span } from '../text/span.js';
import { knownVariableText } from './known-variables.js';
import { predefinedArguments } from './predefined.js';
import { type Description, paragraphs } from './render.js';

interface NamedPlace {
  readonly name: string;
  readonly span: Span;
}

/** The variable at an offset: one that Docker expands or one that the shell of a RUN expands. */
export function variableAt(
  dockerfile: Dockerfile,
  instruction: InstructionNode,
  isHere: (span: Span) => boolean,
): Description | undefined {
  const expanded = innermost(variablesOf(instruction).filter((reference) => isHere(reference.span)));
  if (expanded !== undefined) {
    return {
      span: expanded.span,
      markdown: paragraphs(
        valueMarkdown(dockerfile, expanded.name, instruction),
        modifierText(expanded.modifier, expanded.operand),
      ),
    };
  }
  const script = scriptOf(instruction);
  const inShell = innermost((script?.variables ?? []).filter((variable) => isHere(variable.span)));
  if (inShell === undefined) return undefined;
  const isOwn = script?.commands.some((command) => command.assignments.some((entry) => entry.name === inShell.name));
  if (isOwn === true) {
    return { span: inShell.span, markdown: `${markdownCode(inShell.name)} is set by this command itself.` };
  }
  return { span: inShell.span, markdown: shellValueMarkdown(dockerfile, inShell.name, instruction) };
}

/** The name that an ARG or ENV declares, at an offset. */
export function declarationAt(instruction: InstructionNode, isHere: (span: Span) => boolean): Description | undefined {
  if (instruction.keyword !== 'ARG' && instruction.keyword !== 'ENV') return undefined;
  const property = instruction.properties.find((candidate) => isHere(candidate.keySpan));
  if (property === undefined) return undefined;
  const name = markdownCode(property.key);
  return {
    span: property.keySpan,
    markdown: paragraphs(
      instruction.keyword === 'ENV' ? envText(name) : argText(name, instruction),
      knownVariableText(property.key),
    ),
  };
}

function envText(name: string): string {
  return `${name}: an environment variable for the instructions behind this line and for every container of the image.`;
}

function argText(name: string, instruction: InstructionNode): string {
  const reach =
    instruction.stage === undefined
      ? 'Known to `FROM` lines only, until a stage repeats the `ARG`.'
      : 'Known from here to the end of the stage, and to stages built `FROM` it.';
  return `${name}: a build argument, set by \`docker build --build-arg\`. ${reach} Its value can be read in the image history.`;
}

/** What a variable holds where the shell of an instruction reads it. */
function shellValueMarkdown(dockerfile: Dockerfile, name: string, instruction: InstructionNode): string {
  const value = resolveVariable(instruction, name);
  if (instruction.keyword === 'RUN') {
    if (value.kind !== 'undeclared') return describe(dockerfile, name, value);
    return `${markdownCode(name)}: no \`ARG\` or \`ENV\` above sets it. It is empty, unless the base image or the command sets it.`;
  }
  if (value.kind === 'env' || value.kind === 'image') {
    return paragraphs(
      describe(dockerfile, name, value),
      'The container may be started with another value (`docker run -e`).',
    );
  }
  return `${markdownCode(name)} is read when the container starts: its value comes from \`docker run -e\` or an \`ENV\`. An \`ARG\` is gone by then.`;
}

/** What a variable holds where Docker itself reads it. */
function valueMarkdown(dockerfile: Dockerfile, name: string, instruction: InstructionNode): string {
  const value = resolveVariable(instruction, name);
  if (value.kind !== 'undeclared') return describe(dockerfile, name, value);
  if (instruction.keyword === 'FROM') {
    return `${markdownCode(name)}: no \`ARG\` before the first \`FROM\` declares it, and others are not known here. It is empty.`;
  }
  if (dockerfile.preamble.some((entry) => entry.properties.some((property) => property.key === name))) {
    return `${markdownCode(name)} is declared before the first \`FROM\` only, where stages do not see it. Repeat \`ARG\` with this name in the stage.`;
  }
  return variablesAreKnown(instruction)
    ? `${markdownCode(name)}: nothing above sets it. It is empty.`
    : `${markdownCode(name)}: no \`ARG\` or \`ENV\` above sets it. It is empty, unless the base image sets it.`;
}

function describe(dockerfile: Dockerfile, name: string, { kind, value, instruction }: VariableValue): string {
  const label = markdownCode(name);
  if (kind === 'image') return `${label}: the base image sets it. Its value is known when the image is pulled.`;
  if (kind === 'predefined') {
    return `${label}: Docker sets it. ${sentence(predefinedArguments.get(name.toUpperCase()) ?? 'its value is known when you build')}`;
  }
  const origin = `${kind === 'env' ? '`ENV`' : '`ARG`'}${lineOf(dockerfile, instruction)}`;
  if (value === undefined) {
    return kind === 'arg'
      ? `${label}: an ${origin}. Its value is known when you build: \`docker build --build-arg\`.`
      : `${label}: an ${origin}. Its value hangs on what is known only when you build.`;
  }
  const shown = value === '' ? 'empty' : markdownCode(value, 120);
  return kind === 'arg'
    ? `${label} is ${shown}: the default of the ${origin}. \`docker build --build-arg\` can set another value.`
    : `${label} is ${shown}, as the ${origin} says.`;
}

function lineOf(dockerfile: Dockerfile, instruction: InstructionNode | undefined): string {
  return instruction === undefined ? '' : ` in line ${dockerfile.syntax.lines.lineAt(instruction.span.start) + 1}`;
}

function modifierText(modifier: string | undefined, operand: string | undefined): string | undefined {
  if (modifier === undefined) return undefined;
  const value = operand === undefined || operand === '' ? 'nothing' : markdownCode(operand);
  const unset = modifier.startsWith(':') ? 'unset or empty' : 'unset';
  if (modifier.endsWith('-')) return `${value} stands in where it is ${unset}.`;
  if (modifier.endsWith('+'))
    return `${value} stands in where it is ${modifier.startsWith(':') ? 'set and not empty' : 'set'}.`;
  if (modifier.endsWith('?')) return `The build stops with this message where it is ${unset}: ${value}.`;
  if (modifier.startsWith('#')) return `What matches ${value} is cut off at its beginning.`;
  if (modifier.startsWith('%')) return `What matches ${value} is cut off at its end.`;
  return modifier === '//' ? 'Every match is replaced.' : 'The first match is replaced.';
}

function innermost<Place extends NamedPlace>(places: readonly Place[]): Place | undefined {
  let best: Place | undefined;
  for (const place of places) {
    if (best === undefined || width(place.span) <= width(best.span)) best = place;
  }
  return best;
}

function width({ start, end }: Span): number {
  return end - start;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
