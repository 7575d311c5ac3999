import { documentSpan, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/span.js';
import type {
  ScriptContent,
  ShellAssignment,
  ShellCommand,
  ShellNesting,
  ShellRedirect,
  ShellVariable,
  ShellWord,
} from './types.js';

/**
 * The content of a script whose spans point into `mapped.text`, with spans that point to where that text comes from.
 * `outer` is what surrounds the script there.
 */
export function mapContent(
  content: ScriptContent,
  mapped: MappedText,
  outer: readonly ShellNesting[] = [],
): ScriptContent {
  // At the end of a broken script the parser's offsets may lie behind the text.
  const { length } = mapped.text;
  const at = (part: Span): Span => documentSpan(mapped, Math.min(part.start, length), Math.min(part.end, length));
  const inside = (nesting: readonly ShellNesting[]): readonly ShellNesting[] =>
    outer.length === 0 ? nesting : [...outer, ...nesting];
  const variable = (part: ShellVariable): ShellVariable => ({ ...part, span: at(part.span) });
  const word = (part: ShellWord): ShellWord => ({
    ...part,
    span: at(part.span),
    variables: part.variables.length === 0 ? part.variables : part.variables.map(variable),
  });
  const optionalWord = (part: ShellWord | undefined): ShellWord | undefined => part && word(part);
  const redirect = (part: ShellRedirect): ShellRedirect => ({
    ...part,
    span: at(part.span),
    target: optionalWord(part.target),
  });
  const assignment = (part: ShellAssignment): ShellAssignment => ({
    ...part,
    span: at(part.span),
    value: optionalWord(part.value),
  });
  const command = (part: ShellCommand): ShellCommand => ({
    ...part,
    name: optionalWord(part.name),
    arguments: part.arguments.map(word),
    assignments: part.assignments.map(assignment),
    redirects: part.redirects.map(redirect),
    span: at(part.span),
    nesting: inside(part.nesting),
  });

  return {
    commands: content.commands.map(command),
    operators: content.operators.map((operator) => ({ ...operator, span: at(operator.span) })),
    compounds: content.compounds.map((compound) => ({
      ...compound,
      span: at(compound.span),
      keyword: at(compound.keyword),
      nesting: inside(compound.nesting),
    })),
    variables: content.variables.map(variable),
    isPlainList: content.isPlainList,
    complete: content.complete,
  };
}
