import {
  type AndOr,
  type Command,
  parse,
  type Redirection,
  type Statement,
  type Assignment as SyntaxAssignment,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { MappedText } from '../text/mapped-text.js';
import { type Span, span } from '../text/span.js';
import { backtickSource, literalSource } from './decode.js';
import { mapContent } from './map-content.js';
import {
  type InnerScript,
  readAssignedWord,
  readAssignmentArgument,
  readContent,
  readWord,
  type WordReading,
} from './read-word.js';
import { scriptArgument } from './script-argument.js';
import type {
  ScriptContent,
  ShellAssignment,
  ShellCommand,
  ShellCompound,
  ShellCompoundKind,
  ShellNesting,
  ShellOperator,
  ShellOperatorText,
  ShellRedirect,
  ShellVariable,
  ShellWord,
} from './types.js';

/** Where a node stands: what surrounds it, and the operators beside it in its own list or pipeline. */
interface Place {
  readonly nesting: readonly ShellNesting[];
  readonly before: ShellOperatorText | undefined;
  readonly after: ShellOperatorText | undefined;
  readonly isOutermost: boolean;
}

interface Task {
  readonly node: SyntaxNode;
  readonly place: Place;
}

/** What was read so far. It grows in any order; `readScript` sorts it. */
interface Reading {
  readonly text: string;
  /** How many quoted scripts (`sh -c '…'`) surround this one. */
  readonly depth: number;
  readonly tasks: Task[];
  readonly commands: ShellCommand[];
  readonly operators: ShellOperator[];
  readonly compounds: ShellCompound[];
  readonly variables: ShellVariable[];
  isPlainList: boolean;
  complete: boolean;
}

/** Beyond this many open substitutions the parser gives up, too, but only after some time. */
const deepestSubstitution = 200;
const deepestScriptArgument = 8;

const keywordLength: Readonly<Record<ShellCompoundKind, number>> = {
  subshell: 1,
  group: 1,
  if: 2,
  for: 3,
  select: 6,
  while: 5,
  until: 5,
  case: 4,
  function: 8,
  coproc: 6,
  test: 2,
  arithmetic: 2,
  negation: 1,
  time: 4,
};

/**
 * Takes a command line or script apart. Line endings are `\n`; spans are relative to `text`. Never throws: what the
 * parser does not understand makes `complete` false and leaves the commands that could be read.
 */
export function readScript(text: string, depth = 0): ScriptContent {
  const reading: Reading = {
    text,
    depth,
    tasks: [],
    commands: [],
    operators: [],
    compounds: [],
    variables: [],
    isPlainList: false,
    complete: true,
  };

  try {
    readAll(reading);
  } catch {
    // The parser exhausts the stack on chains of thousands of `coproc` or `f()`; what was read before stays valid.
    reading.complete = false;
  }

  return {
    commands: reading.commands.sort(byStart),
    operators: reading.operators.sort(byStart),
    compounds: reading.compounds.sort(byStart),
    variables: reading.variables.sort(byStart),
    isPlainList: reading.isPlainList && reading.complete,
    complete: reading.complete,
  };
}

function byStart(a: { readonly span: Span }, b: { readonly span: Span }): number {
  return a.span.start - b.span.start;
}

function readAll(reading: Reading): void {
  const readable = readableLength(reading.text);
  if (readable < reading.text.length) reading.complete = false;
  const script = parse(reading.text.slice(0, readable));
  reading.isPlainList = isPlainList(reading.text, script.commands);

  reading.tasks.push({ node: script, place: { nesting: [], before: undefined, after: undefined, isOutermost: true } });
  for (let task = reading.tasks.pop(); task !== undefined; task = reading.tasks.pop()) {
    readNode(reading, task.node, task.place);
  }
}

/** The length of the text up to where its substitutions nest too deep. */
function readableLength(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === ')' && depth > 0) depth--;
    if (character === '(' && at > 0 && '$<>'.includes(text.charAt(at - 1))) depth++;
    if (depth > deepestSubstitution) return at;
  }
  return text.length;
}

function isPlainList(text: string, statements: readonly Statement[]): boolean {
  const only = statements[0];
  if (only === undefined || statements.length > 1 || only.background) return false;
  const { command } = only;
  const isSimple =
    command.type === 'Command' ||
    (command.type === 'AndOr' &&
      command.operators.every((operator) => operator === '&&') &&
      command.commands.every(({ type }) => type === 'Command'));
  return isSimple && isBlank(text.slice(0, command.pos)) && isBlank(text.slice(command.end));
}

/** What separates words for a shell: no other white space does. */
function isBlank(text: string): boolean {
  return /^[ \t\n]*$/.test(text);
}

function readNode(reading: Reading, node: SyntaxNode, place: Place): void {
  switch (node.type) {
    case 'Script':
      if (node.errors !== undefined && node.errors.length > 0) reading.complete = false;
      readList(reading, node.commands, place);
      break;
    case 'CompoundList':
      readList(reading, node.commands, place);
      break;
    case 'AndOr':
      readSequence(reading, node.commands, node.operators, place);
      break;
    case 'Pipeline': {
      let inner = place;
      for (const prefix of node.prefixes) {
        if (prefix.type === 'Time') {
          addCompound(reading, 'time', prefix.pos, node.end, place);
        } else {
          addCompound(reading, 'negation', prefix.pos, node.end, place);
          inner = { ...place, nesting: [...place.nesting, 'condition'] };
        }
      }
      readSequence(reading, node.commands, node.operators, inner);
      break;
    }
    case 'Command':
      readCommand(reading, node, place);
      break;
    case 'Redirected':
      reading.tasks.push({ node: node.command, place });
      for (const redirect of node.redirects) readRedirect(reading, redirect, place.nesting);
      break;
    case 'Subshell':
      addCompound(reading, 'subshell', node.pos, node.end, place);
      enter(reading, node.body, place, 'subshell');
      break;
    case 'BraceGroup':
      addCompound(reading, 'group', node.pos, node.end, place);
      enter(reading, node.body, place, 'group');
      break;
    case 'If':
      addCompound(reading, 'if', node.pos, node.end, place);
      for (const branch of [node, ...node.elif]) {
        enter(reading, branch.clause, place, 'if', 'condition');
        enter(reading, branch.then, place, 'if');
      }
      if (node.else !== undefined) enter(reading, node.else, place, 'if');
      break;
    case 'While':
      addCompound(reading, node.kind, node.pos, node.end, place);
      enter(reading, node.clause, place, 'loop', 'condition');
      enter(reading, node.body, place, 'loop');
      break;
    case 'For':
    case 'Select':
      addCompound(reading, node.type === 'For' ? 'for' : 'select', node.pos, node.end, place);
      for (const word of node.wordlist ?? []) addContent(reading, word, place.nesting);
      enter(reading, node.body, place, 'loop');
      break;
    case 'ArithmeticFor':
      addCompound(reading, 'for', node.pos, node.end, place);
      for (const part of [node.initialize, node.test, node.update]) {
        if (part !== undefined) addContent(reading, part, place.nesting);
      }
      enter(reading, node.body, place, 'loop');
      break;
    case 'Case':
      addCompound(reading, 'case', node.pos, node.end, place);
      addContent(reading, node.word, place.nesting);
      for (const item of node.items) {
        for (const pattern of item.pattern) addContent(reading, pattern, place.nesting);
        enter(reading, item.body, place, 'case');
      }
      break;
    case 'Function':
      addFunction(reading, node, place);
      enter(reading, node.body, place, 'function');
      break;
    case 'Coproc':
      addCompound(reading, 'coproc', node.pos, node.end, place);
      enter(reading, node.body, place, 'subshell');
      break;
    case 'TestCommand':
      addCompound(reading, 'test', node.pos, node.end, place);
      addContent(reading, node.expression, place.nesting);
      break;
    case 'ArithmeticCommand':
      addCompound(reading, 'arithmetic', node.pos, node.end, place);
      if (node.expression !== undefined) addContent(reading, node.expression, place.nesting);
      break;
    default:
      break;
  }
}

/** Puts off a node inside a compound command, where lists and pipelines begin anew. */
function enter(reading: Reading, node: SyntaxNode, place: Place, ...nesting: readonly ShellNesting[]): void {
  reading.tasks.push({
    node,
    place: { nesting: [...place.nesting, ...nesting], before: undefined, after: undefined, isOutermost: false },
  });
}

function addCompound(reading: Reading, kind: ShellCompoundKind, start: number, end: number, place: Place): void {
  const keyword = span(start, Math.min(start + keywordLength[kind], reading.text.length));
  reading.compounds.push({
    kind,
    span: span(start, Math.max(end, keyword.end)),
    keyword,
    nesting: place.nesting,
  });
}

function addFunction(reading: Reading, node: Extract<SyntaxNode, { type: 'Function' }>, place: Place): void {
  if (node.pos < node.name.pos) {
    addCompound(reading, 'function', node.pos, node.end, place);
    return;
  }
  const keyword = span(node.name.pos, node.name.end);
  reading.compounds.push({ kind: 'function', span: span(node.pos, node.end), keyword, nesting: place.nesting });
}

function readList(reading: Reading, statements: readonly Statement[], place: Place): void {
  let before: ShellOperatorText | undefined;
  statements.forEach((statement, index) => {
    const isLast = index === statements.length - 1;
    const operator = isLast && !statement.background ? undefined : operatorAt(reading.text, statement.command.end);
    if (operator !== undefined && place.isOutermost) reading.operators.push(operator);
    const after = statement.background ? '&' : isLast ? undefined : (operator?.text ?? ';');
    reading.tasks.push({ node: statement.command, place: { ...place, before, after } });
    before = after;
  });
}

function readSequence(
  reading: Reading,
  nodes: AndOr['commands'],
  operators: readonly ShellOperatorText[],
  place: Place,
): void {
  nodes.forEach((node, index) => {
    const isLast = index === nodes.length - 1;
    const before = index === 0 ? place.before : operators[index - 1];
    const after = isLast ? place.after : operators[index];
    if (!isLast && place.isOutermost) {
      const operator = operatorAt(reading.text, node.end);
      if (operator !== undefined && operator.text === after) reading.operators.push(operator);
    }
    reading.tasks.push({ node, place: { ...place, before, after } });
  });
}

/** The operator behind a command that ends at `from`: the syntax tree does not say where operators stand. */
function operatorAt(text: string, from: number): ShellOperator | undefined {
  let at = from;
  for (;;) {
    if (text[at] === ' ' || text[at] === '\t') at++;
    else if (text.startsWith('\\\n', at)) at += 2;
    else break;
  }
  if (text[at] === '#') at = text.indexOf('\n', at);
  const pattern = /&&|\|\||\|&|[;&|\n]/y;
  pattern.lastIndex = at;
  const operator = at === -1 ? undefined : operatorText(pattern.exec(text)?.[0]);
  return operator && { text: operator, span: span(at, at + operator.length) };
}

function operatorText(text: string | undefined): ShellOperatorText | undefined {
  switch (text) {
    case '&&':
    case '||':
    case '|&':
    case '|':
    case ';':
    case '&':
    case '\n':
      return text;
    default:
      return undefined;
  }
}

function readCommand(reading: Reading, node: Command, place: Place): void {
  const { nesting } = place;
  const assignments: ShellAssignment[] = [];
  const redirects: ShellRedirect[] = [];
  for (const part of node.prefix) {
    if (part.type === 'Assignment') assignments.push(readAssignment(reading, part, nesting));
    else redirects.push(readRedirect(reading, part, nesting));
  }
  const name = node.name && addWord(reading, readWord(node.name), nesting);
  const words: ShellWord[] = [];
  const nodes: (Word | SyntaxAssignment)[] = [];
  for (const part of node.suffix) {
    if (part.type !== 'Word' && part.type !== 'Assignment') {
      redirects.push(readRedirect(reading, part, nesting));
      continue;
    }
    nodes.push(part);
    words.push(addWord(reading, part.type === 'Word' ? readWord(part) : readAssignmentArgument(part), nesting));
  }

  const command: ShellCommand = {
    name,
    arguments: words,
    assignments,
    redirects,
    span: span(node.pos, node.end),
    nesting,
    operatorBefore: place.before,
    operatorAfter: place.after,
  };
  reading.commands.push(command);

  const script = scriptArgument(command);
  const scriptNode = script && nodes[words.indexOf(script)];
  if (scriptNode?.type !== 'Word') return;
  const source = literalSource(reading.text, scriptNode);
  if (source !== undefined) addScript(reading, source, [...nesting, 'script-argument']);
}

function readAssignment(reading: Reading, node: SyntaxAssignment, nesting: readonly ShellNesting[]): ShellAssignment {
  const { value } = node;
  if (value.type === 'Word') {
    if (node.index !== undefined) addContent(reading, node.index, nesting);
    const word = addWord(reading, readAssignedWord(value), nesting);
    return { name: node.name, value: word, span: span(node.pos, node.end) };
  }
  addContent(reading, node, nesting);
  return { name: node.name, value: undefined, span: span(node.pos, node.end) };
}

function readRedirect(reading: Reading, node: Redirection, nesting: readonly ShellNesting[]): ShellRedirect {
  const { descriptor } = node;
  return {
    operator: node.operator,
    fileDescriptor: descriptor?.type === 'FileDescriptor' ? descriptor.value : undefined,
    target: readRedirectTarget(reading, node, nesting),
    span: span(node.pos, node.end),
  };
}

function readRedirectTarget(
  reading: Reading,
  node: Redirection,
  nesting: readonly ShellNesting[],
): ShellWord | undefined {
  if (node.type !== 'HereDoc') return node.target && addWord(reading, readWord(node.target), nesting);
  addContent(reading, node.body, nesting, true);
  const { delimiter } = node;
  return (
    delimiter && {
      text: delimiter.text,
      value: delimiter.value,
      span: span(delimiter.pos, delimiter.end),
      variables: [],
      hasSubstitution: false,
      hasGlob: false,
      hasQuotes: delimiter.quoted,
    }
  );
}

function addWord(reading: Reading, { word, scripts }: WordReading, nesting: readonly ShellNesting[]): ShellWord {
  for (const variable of word.variables) reading.variables.push(variable);
  addInnerScripts(reading, scripts, nesting);
  return word;
}

/** Takes note of variables and scripts inside something that is no word of a simple command. */
function addContent(reading: Reading, node: SyntaxNode, nesting: readonly ShellNesting[], quoted = false): void {
  const content = readContent(node, quoted);
  for (const variable of content.variables) reading.variables.push(variable);
  addInnerScripts(reading, content.scripts, nesting);
}

function addInnerScripts(reading: Reading, scripts: readonly InnerScript[], outer: readonly ShellNesting[]): void {
  if (scripts.length === 0) return;
  const nesting: readonly ShellNesting[] = [...outer, 'substitution'];
  for (const { node, quoted } of scripts) {
    const { script } = node;
    if (script === undefined) {
      reading.complete = false;
    } else if (script.source === undefined) {
      reading.tasks.push({ node: script, place: { nesting, before: undefined, after: undefined, isOutermost: false } });
    } else {
      // Backticks with escapes: the parser's offsets point into a text without them, so that text is read by itself.
      const source = node.type === 'CommandExpansion' ? backtickSource(reading.text, node, quoted) : undefined;
      if (source === undefined) reading.complete = false;
      else addScript(reading, source, nesting);
    }
  }
}

/** Reads a script that stands in quotes or backticks of this one. */
function addScript(reading: Reading, source: MappedText, nesting: readonly ShellNesting[]): void {
  if (reading.depth >= deepestScriptArgument) {
    reading.complete = false;
    return;
  }
  const content = mapContent(readScript(source.text, reading.depth + 1), source, nesting);
  for (const command of content.commands) reading.commands.push(command);
  for (const compound of content.compounds) reading.compounds.push(compound);
  for (const variable of content.variables) reading.variables.push(variable);
  if (!content.complete) reading.complete = false;
}
