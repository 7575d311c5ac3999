import type { LineIndex } from '../text/line-index.js';
import { slice, span } from '../text/span.js';
import type { Directive, EscapeCharacter, SyntaxProblem } from './types.js';

const DIRECTIVE = /^(\s*#\s*)([a-zA-Z][a-zA-Z0-9]*)(\s*=\s*)(\S(?:.*\S)?|[^\S\n])\s*$/;

function directiveName(written: string): Directive['name'] | undefined {
  const name = written.toLowerCase();
  return name === 'syntax' || name === 'escape' || name === 'check' ? name : undefined;
}

export interface DirectiveBlock {
  readonly directives: readonly Directive[];
  readonly escapeCharacter: EscapeCharacter;
  /** The first line (from 0) behind the directives. */
  readonly nextLine: number;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads the parser directives at the top of a file. They end at the first line that is none: a comment, a blank line,
 * an unknown `# name=value`. Docker refuses a directive that stands twice.
 * Source: https://docs.docker.com/reference/dockerfile/#parser-directives
 */
export function readDirectives(text: string, lines: LineIndex): DirectiveBlock {
  const directives: Directive[] = [];
  const problems: SyntaxProblem[] = [];
  let escapeCharacter: EscapeCharacter = '\\';
  let line = 0;
  for (; line < lines.count; line++) {
    const whole = lines.lineSpan(line);
    const start = line === 0 && text.charCodeAt(0) === 0xfeff ? whole.start + 1 : whole.start;
    const match = DIRECTIVE.exec(text.slice(start, whole.end));
    if (match === null) break;
    const [, lead = '', written = '', equals = '', value = ''] = match;
    const name = directiveName(written);
    if (name === undefined) break;
    const nameStart = start + lead.length;
    const valueStart = nameStart + written.length + equals.length;
    const directive: Directive = {
      name,
      value,
      span: span(start + lead.indexOf('#'), valueStart + value.length),
      nameSpan: span(nameStart, nameStart + written.length),
      valueSpan: span(valueStart, valueStart + value.length),
    };
    if (directives.some((earlier) => earlier.name === name)) {
      problems.push({
        kind: 'directive',
        span: directive.span,
        message: `The directive "${name}" stands here a second time. Keep one of them.`,
      });
    } else if (name === 'escape') {
      if (value === '`' || value === '\\') escapeCharacter = value;
      else {
        problems.push({
          kind: 'directive',
          span: directive.valueSpan,
          message: `The escape character can be \\ or \`, not "${slice(text, directive.valueSpan)}".`,
        });
      }
    }
    directives.push(directive);
  }
  return { directives, escapeCharacter, nextLine: line, problems };
}
