import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { check } from './tokenize.js';

type Pattern = string | { readonly pattern: string; readonly flags: string };

type LanguageConfiguration = {
  readonly wordPattern: string;
  readonly onEnterRules: readonly {
    readonly beforeText: Pattern;
    readonly afterText?: Pattern;
    readonly previousLineText?: Pattern;
    readonly action: { readonly indent: string };
  }[];
};

type Snippets = {
  readonly [name: string]: {
    readonly prefix: readonly string[];
    readonly body: string | readonly string[];
    readonly description: string;
  };
};

const configuration: LanguageConfiguration = read('language-configuration.json');
const snippets: Snippets = read('snippets/dockerfile.json');

test('Enter indents after the first line of a continued instruction and comes back after its last', () => {
  const table: readonly (readonly [previousLine: string, line: string, indent: string | undefined])[] = [
    ['', 'RUN a \\', 'indent'],
    ['', '  run a \\  ', 'indent'],
    ['', 'RUN \\', 'indent'],
    ['', 'ONBUILD RUN a \\', 'indent'],
    ['', 'RUN a', undefined],
    ['', 'RUN a \\\\', undefined],
    ['', '# RUN a \\', undefined],
    ['RUN a \\', '    && b \\', undefined],
    ['RUN a \\', '    # b', undefined],
    ['RUN a \\', '    && b', 'outdent'],
    ['    && b \\', '    c ', 'outdent'],
    ['RUN a `', '    b', 'outdent'],
    ['RUN a \\', 'b', undefined],
    ['RUN <<EOF', '    a', undefined],
  ];
  for (const [previousLine, line, indent] of table) {
    assert.equal(onEnter(previousLine, line), indent, JSON.stringify([previousLine, line]));
  }
});

test('a word is what a person would call one', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['RUN apt-get install --no-install-recommends', ['RUN', 'apt-get', 'install', 'no-install-recommends']],
    ['# dockwright ignore=use-exec-form,DL3006', ['dockwright', 'ignore', 'use-exec-form', 'DL3006']],
    ['FROM node:22-slim AS café', ['FROM', 'node', '22-slim', 'AS', 'café']],
  ];
  for (const [text, words] of table) {
    assert.deepEqual(text.match(new RegExp(configuration.wordPattern, 'g')), words);
  }
});

test('every snippet has a prefix of its own', () => {
  const prefixes = Object.values(snippets).flatMap(({ prefix }) => prefix);
  assert.deepEqual(prefixes, [...new Set(prefixes)]);
});

test('every snippet leaves the next instruction alone', () => {
  for (const [name, { body }] of Object.entries(snippets)) {
    const text = expand(typeof body === 'string' ? body : body.join('\n'));
    assert.doesNotMatch(text, /\\\\|\\\$/, `${name}: an escape is left in ${text}`);
    check(`FROM a\n${text}\nSTOPSIGNAL b`, [['STOPSIGNAL', '=keyword.other.special-method']]);
  }
});

function onEnter(previousLine: string, line: string): string | undefined {
  const rule = configuration.onEnterRules.find(
    ({ beforeText, afterText, previousLineText }) =>
      matches(beforeText, line) && matches(afterText, '') && matches(previousLineText, previousLine),
  );
  return rule?.action.indent;
}

function matches(pattern: Pattern | undefined, text: string): boolean {
  if (pattern === undefined) return true;
  return (typeof pattern === 'string' ? new RegExp(pattern) : new RegExp(pattern.pattern, pattern.flags)).test(text);
}

/** A snippet's text with every placeholder's default, and every choice's first option. */
function expand(body: string): string {
  return body.replaceAll(
    /\\([\\$}|,])|\$\{\d+:((?:\\.|[^\\}])*)\}|\$\{\d+\|((?:\\.|[^\\,|])*)(?:,(?:\\.|[^\\|])*)?\|\}|\$\d+/g,
    (_match, escaped?: string, text?: string, choice?: string) => escaped ?? unescaped(text ?? choice ?? ''),
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1');
}

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
}
