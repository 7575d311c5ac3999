import { createEngine, type Engine } from '@dockwright/shared-rules/engine/engine';
import type { Problem } from '@dockwright/shared-rules/engine/types';
import type { Fix, FixSafety, Handlers, Rule } from '@dockwright/shared-rules/rule';
import type { TextEdit } from '@dockwright/shared-rules/text/edit';

/** A rule of which only what matters to a test is given. */
export function rule(id: string, on: Handlers, more: Partial<Omit<Rule, 'id' | 'on'>> = {}): Rule {
  return {
    id,
    topic: 'style',
    title: `Rule ${id}`,
    severity: 'warning',
    recommended: true,
    since: '0.1.0',
    codes: [],
    fixes: [],
    why: 'For tests.',
    references: [],
    examples: [{ bad: 'FROM «a»', good: 'FROM b' }],
    on,
    ...more,
  };
}

/** A rule that reports every match of an expression, each with the fixes that are made for it. */
export function matchRule(
  id: string,
  pattern: RegExp,
  fixes?: (match: RegExpExecArray) => readonly Fix[],
  more: Partial<Omit<Rule, 'id' | 'on'>> = {},
): Rule {
  return rule(
    id,
    {
      *document({ text }) {
        for (const match of text.matchAll(pattern)) {
          const span = { start: match.index, end: match.index + match[0].length };
          const finding = { span, message: `Found ${match[0].split('\n')[0]}.` };
          yield fixes === undefined ? finding : { ...finding, fixes: () => fixes(match) };
        }
      },
    },
    more,
  );
}

/** A rule that offers to replace every match of an expression. */
export function replaceRule(
  id: string,
  pattern: RegExp,
  replacement: string,
  safety: FixSafety = 'safe',
  more: Partial<Omit<Rule, 'id' | 'on'>> = {},
): Rule {
  return matchRule(id, pattern, (match) => [fix([replace(match, replacement)], safety)], more);
}

export function fix(edits: readonly TextEdit[], safety: FixSafety = 'safe', title = 'Change it'): Fix {
  return { title, safety, edits };
}

export function replace(match: RegExpExecArray, text: string): TextEdit {
  return { span: { start: match.index, end: match.index + match[0].length }, text };
}

export function insert(at: number, text: string): TextEdit {
  return { span: { start: at, end: at }, text };
}

/** A rule that reports every instruction of a kind, at its keyword. */
export function keywordRule(keyword: keyof Handlers, more: Partial<Omit<Rule, 'id' | 'on'>> = {}): Rule {
  const id = `no-${keyword.toLowerCase()}`;
  return rule(id, { [keyword]: reportKeyword }, more);

  function* reportKeyword(node: { readonly keywordSpan?: { readonly start: number; readonly end: number } }) {
    if (node.keywordSpan !== undefined) yield { span: node.keywordSpan, message: `No ${keyword}.` };
  }
}

/** `line:rule` of each problem, lines from 1. */
export function report(text: string, problems: readonly Problem[]): readonly string[] {
  return problems.map((problem) => `${text.slice(0, problem.span.start).split('\n').length}:${problem.rule}`);
}

/** Lints with a few rules and reports `line:rule` of each problem. */
export function lint(rules: readonly Rule[], text: string, engine: Engine = createEngine(rules)): readonly string[] {
  return report(text, engine.analyze(text).problems);
}
