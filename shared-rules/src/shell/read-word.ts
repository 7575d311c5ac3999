import {
  type ArithmeticCommandExpansion,
  type CommandExpansionPart,
  forEachChild,
  type ProcessSubstitutionPart,
  type Assignment as SyntaxAssignment,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { span } from '../text/span.js';
import type { ShellVariable, ShellWord } from './types.js';

/** A script inside a word: `$(…)`, backticks, `<(…)`. */
export interface InnerScript {
  readonly node: CommandExpansionPart | ProcessSubstitutionPart | ArithmeticCommandExpansion;
  readonly quoted: boolean;
}

/** What a word, or anything else that is made of words, holds; spans are relative to the parsed text. */
export interface WordContent {
  readonly variables: readonly ShellVariable[];
  readonly scripts: readonly InnerScript[];
  /** Its value is known only when the script runs, globs aside. */
  readonly isDynamic: boolean;
  readonly hasGlob: boolean;
  readonly hasQuotes: boolean;
}

/** A word and the scripts inside it. */
export interface WordReading {
  readonly word: ShellWord;
  readonly scripts: readonly InnerScript[];
}

interface Visit {
  readonly node: SyntaxNode;
  readonly quoted: boolean;
  /** Part of the word itself, not of an operand such as that of `${x:-"y"}`. */
  readonly own: boolean;
}

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** `x`, `$x` or `x[…]` in arithmetic; `${x}` and the like are parts of their word, and read as such. */
const arithmeticName = /^\$?([A-Za-z_][A-Za-z0-9_]*)(?=\[|$)/;
const defaultOperators: ReadonlySet<string> = new Set([':-', '-', ':=', '=']);

/**
 * Looks through a word, an arithmetic or test expression or the body of a heredoc. Does not go into the scripts inside it.
 * With a stack of its own, since expressions such as `1+1+1+…` nest as deep as they are long.
 */
export function readContent(root: SyntaxNode, quoted: boolean): WordContent {
  const variables: ShellVariable[] = [];
  const scripts: InnerScript[] = [];
  let isDynamic = false;
  let hasGlob = false;
  let hasQuotes = false;

  const stack: Visit[] = [{ node: root, quoted, own: true }];
  for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
    const { node, own } = visit;
    let inside = { quoted: visit.quoted, own };
    switch (node.type) {
      case 'SimpleExpansion': {
        isDynamic = true;
        const name = joinContinuations(node.text).slice(1);
        if (identifier.test(name)) variables.push(variable(node, name, visit.quoted, false));
        break;
      }
      case 'ParameterExpansion': {
        isDynamic = true;
        const { operation, parameter } = node;
        const hasDefault = operation?.type === 'Default' && defaultOperators.has(operation.operator);
        if (identifier.test(parameter)) variables.push(variable(node, parameter, visit.quoted, hasDefault));
        inside = { quoted: visit.quoted, own: false };
        break;
      }
      case 'ArithmeticExpansion':
        isDynamic = true;
        inside = { quoted: true, own: false };
        break;
      case 'ArithmeticWord': {
        const name = node.parts === undefined || !node.value.startsWith('$') ? arithmeticName.exec(node.value) : null;
        if (name?.[1] !== undefined) {
          variables.push({
            name: name[1],
            span: span(node.pos, node.pos + name[0].length),
            quoted: true,
            hasDefault: false,
          });
        }
        inside = { quoted: true, own: false };
        break;
      }
      case 'CommandExpansion':
      case 'ProcessSubstitution':
      case 'ArithmeticCommandExpansion':
        isDynamic = true;
        scripts.push({ node, quoted: visit.quoted });
        continue;
      case 'DoubleQuoted':
      case 'LocaleString':
        hasQuotes ||= own;
        inside = { quoted: true, own };
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        hasQuotes ||= own;
        break;
      case 'Glob':
      case 'ExtendedGlob':
      case 'BraceExpansion':
        hasGlob ||= own;
        break;
    }
    forEachChild(node, (child) => stack.push({ node: child, ...inside }));
  }

  variables.sort((a, b) => a.span.start - b.span.start);
  return { variables, scripts, isDynamic, hasGlob, hasQuotes };
}

/** A word of a command line. */
export function readWord(node: Word): WordReading {
  const content = readContent(node, false);
  const hasGlob = content.hasGlob || beginsWithTilde(node);
  return {
    word: {
      text: joinContinuations(node.text),
      value: content.isDynamic || hasGlob ? undefined : node.value,
      span: span(node.pos, node.end),
      variables: content.variables,
      hasSubstitution: content.scripts.length > 0,
      hasGlob,
      hasQuotes: content.hasQuotes,
    },
    scripts: content.scripts,
  };
}

/** The value of an assignment, which the shell neither splits nor globs. */
export function readAssignedWord(node: Word): WordReading {
  const content = readContent(node, false);
  const hasTilde = beginsWithTilde(node) || hasTildeAfterColon(node);
  return {
    word: {
      text: joinContinuations(node.text),
      value: content.isDynamic || hasTilde ? undefined : node.value,
      span: span(node.pos, node.end),
      variables: content.variables,
      hasSubstitution: content.scripts.length > 0,
      hasGlob: content.hasGlob || hasTilde,
      hasQuotes: content.hasQuotes,
    },
    scripts: content.scripts,
  };
}

/** `name=value` as an argument, such as that of `export`: one word. */
export function readAssignmentArgument(node: SyntaxAssignment): WordReading {
  const content = readContent(node, false);
  const { value } = node;
  const assigned = value.type === 'Word' ? readAssignedWord(value).word : undefined;
  const isStatic = assigned?.value !== undefined && node.index === undefined;
  return {
    word: {
      text: joinContinuations(node.text),
      value: isStatic ? `${node.name}${node.append ? '+' : ''}=${assigned.value}` : undefined,
      span: span(node.pos, node.end),
      variables: content.variables,
      hasSubstitution: content.scripts.length > 0,
      hasGlob: assigned?.hasGlob ?? content.hasGlob,
      hasQuotes: content.hasQuotes,
    },
    scripts: content.scripts,
  };
}

function variable(
  node: { readonly pos: number; readonly end: number },
  name: string,
  quoted: boolean,
  hasDefault: boolean,
): ShellVariable {
  return { name, span: span(node.pos, node.end), quoted, hasDefault };
}

function beginsWithTilde(node: Word): boolean {
  const first = node.parts?.[0];
  return node.text.startsWith('~') && (first === undefined || first.type === 'Literal');
}

/** In an assignment the shell also expands a tilde behind a colon, as in `PATH=$PATH:~/bin`. */
function hasTildeAfterColon(node: Word): boolean {
  if (node.parts === undefined) return node.text.includes(':~');
  return node.parts.some((part) => part.type === 'Literal' && part.text.includes(':~'));
}

/** Takes `\` before a line ending, and the line ending, out of a word; inside single quotes they stay. */
function joinContinuations(text: string): string {
  if (!text.includes('\\\n')) return text;
  return text.replace(/'[^']*'|"(?:\\[\s\S]|[^"\\])*"|\\[\s\S]/g, (piece) => {
    if (piece.startsWith('"')) return piece.replace(/\\[\s\S]/g, (pair) => (pair === '\\\n' ? '' : pair));
    return piece === '\\\n' ? '' : piece;
  });
}
