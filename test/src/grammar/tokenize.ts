import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import type { IGrammar } from 'vscode-textmate';
import textmate from 'vscode-textmate';
import { otherGrammars } from './other-grammars.js';

export type Token = { readonly text: string; readonly scopes: readonly string[] };

/**
 * A token and the scope it must have. `a.b` asks for a scope that is `a.b` or begins with `a.b.`; `=a.b` for no scope but
 * the file's and this one; `!a.b` for no scope that begins so; `` (nothing) for no scope but the file's.
 */
export type Expected = readonly [token: string, scope: string];

const grammarFile = new URL('../../../syntaxes/dockerfile.tmLanguage.json', import.meta.url);
const wasmFile = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');

await oniguruma.loadWASM(readFileSync(wasmFile));

const dockerfileGrammar = textmate.parseRawGrammar(readFileSync(grammarFile, 'utf8'), 'dockerfile.json');

const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scopeName) =>
    scopeName === dockerfileGrammar.scopeName ? dockerfileGrammar : otherGrammars.get(scopeName),
});

const dockerfile = await loaded('source.dockerfile');
const markdown = await loaded('text.markdown');

/** The tokens of a Dockerfile, in order, without those of white space only. Lines end at `\n`, as an editor hands them. */
export function tokenize(text: string): readonly Token[] {
  return tokenizeWith(dockerfile, text);
}

/** The tokens of a Markdown text, whose ```` ```dockerfile ```` blocks embed the grammar. */
export function tokenizeMarkdown(text: string): readonly Token[] {
  return tokenizeWith(markdown, text);
}

/** Asserts that these tokens occur in the text in this order, each with its scope. Others may stand between. */
export function check(text: string, expected: readonly Expected[], tokens = tokenize(text)): void {
  let next = 0;
  for (const [token, scope] of expected) {
    const found = tokens.findIndex(({ text }, index) => index >= next && text === token);
    assert.notEqual(found, -1, `no further token ${JSON.stringify(token)} in\n${listing(tokens)}`);
    const scopes = tokens[found]?.scopes.slice(1) ?? [];
    assert.ok(hasScope(scopes, scope), `${JSON.stringify(token)} is not ${scope || 'plain'} in\n${listing(tokens)}`);
    next = found + 1;
  }
}

function hasScope(scopes: readonly string[], wanted: string): boolean {
  if (wanted === '') return scopes.length === 0;
  if (wanted.startsWith('=')) return scopes.length === 1 && isOrBelow(scopes[0] ?? '', wanted.slice(1));
  if (wanted.startsWith('!')) return !scopes.some((scope) => isOrBelow(scope, wanted.slice(1)));
  return scopes.some((scope) => isOrBelow(scope, wanted));
}

function isOrBelow(scope: string, wanted: string): boolean {
  return scope === wanted || scope.startsWith(`${wanted}.`);
}

function tokenizeWith(grammar: IGrammar, text: string): readonly Token[] {
  const tokens: Token[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const word = line.slice(startIndex, endIndex).trim();
      if (word !== '') tokens.push({ text: word, scopes });
    }
  }
  return tokens;
}

function listing(tokens: readonly Token[]): string {
  return tokens.map(({ text, scopes }) => `  ${JSON.stringify(text)}  ${scopes.slice(1).join(' ')}`).join('\n');
}

async function loaded(scopeName: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scopeName);
  assert.ok(grammar, `no grammar ${scopeName}`);
  return grammar;
}
