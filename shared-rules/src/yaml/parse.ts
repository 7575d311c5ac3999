import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import type { Span } from '../text/span.js';
import type { YamlDocument, YamlEntry, YamlNode, YamlProblem } from './types.js';

/** No configuration is nearly as long; reading more would hold up everything else. */
export const mostCharacters = 100_000;
/** Aliases may repeat a value many times over; a document that grows beyond this is cut off. */
const mostNodes = 100_000;
const deepest = 100;

interface Reading {
  readonly text: string;
  /** The node that each anchor names so far. */
  readonly anchors: Map<string, Node>;
  readonly problems: YamlProblem[];
  /** The values of the aliases that are being read; one that holds itself ends there. */
  readonly open: Set<Node>;
  nodesLeft: number;
}

/**
 * Reads YAML 1.2, in time that is linear in the length of the text. Never throws: what cannot be read is a problem, and the
 * rest is there all the same.
 */
export function parseYaml(text: string): YamlDocument {
  if (text.length > mostCharacters) {
    const message = `it is longer than the ${mostCharacters} characters that are read`;
    return { root: undefined, problems: [problemOf(message, [0, 0], text)] };
  }
  try {
    const document = parseDocument(text, {
      keepSourceTokens: false,
      prettyErrors: false,
      merge: true,
      // The library compares each key with all others; `readMap` does without.
      uniqueKeys: false,
      logLevel: 'error',
    });
    const problems = document.errors.map((error) => problemOf(error.message, error.pos, text));
    const reading: Reading = { text, anchors: new Map(), problems, open: new Set(), nodesLeft: mostNodes };
    const { contents } = document;
    const isEmpty = contents === null || (isScalar(contents) && contents.value === null && contents.source === '');
    const root = isEmpty ? undefined : readNode(contents, { start: 0, end: 0 }, 0, reading);
    return { root, problems };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { root: undefined, problems: [problemOf(message, [0, 0], text)] };
  }
}

function problemOf(message: string, [start, end]: readonly [number, number], text: string): YamlProblem {
  // The library counts the first half of a line ending to its line.
  const placeOf = (offset: number): number => {
    const place = Math.min(offset, text.length);
    return text[place - 1] === '\r' && text[place] === '\n' ? place - 1 : place;
  };
  const from = placeOf(start);
  const [firstLine = ''] = message.split('\n', 1);
  return { span: { start: from, end: Math.max(placeOf(end), from) }, message: firstLine };
}

function readNode(node: unknown, fallback: Span, depth: number, reading: Reading): YamlNode {
  const nothing: YamlNode = { kind: 'scalar', value: null, span: fallback };
  if (depth > deepest || reading.nodesLeft <= 0) return nothing;
  reading.nodesLeft--;
  if (isAlias(node))
    return readAlias(node, fallback, depth, reading) ?? { ...nothing, span: spanOf(node, fallback, reading) };
  const span = spanOf(node, fallback, reading);
  if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined) {
    reading.anchors.set(node.anchor, node);
  }
  if (isMap(node))
    return { kind: 'map', entries: readMap(node.items, span, depth, reading), span, flow: node.flow === true };
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(item, span, depth + 1, reading));
    return { kind: 'list', items, span, flow: node.flow === true };
  }
  return isScalar(node) ? { kind: 'scalar', value: scalarOf(node.value), span } : nothing;
}

function readAlias(alias: Alias, fallback: Span, depth: number, reading: Reading): YamlNode | undefined {
  const target = reading.anchors.get(alias.source);
  const span = spanOf(alias, fallback, reading);
  if (target === undefined) reading.problems.push({ span, message: `There is no anchor "${alias.source}"` });
  if (target === undefined || reading.open.has(target)) return undefined;
  reading.open.add(target);
  const node = readNode(target, fallback, depth + 1, reading);
  reading.open.delete(target);
  return { ...node, span };
}

function readMap(pairs: readonly Pair[], span: Span, depth: number, reading: Reading): readonly YamlEntry[] {
  const names = new Set<unknown>();
  return pairs.flatMap((pair) => {
    const name = isScalar(pair.key) ? pair.key.value : pair.key;
    if (names.has(name) && !isMergeKey(name)) {
      reading.problems.push({ span: spanOf(pair.key, span, reading), message: 'Map keys must be unique' });
    }
    names.add(name);
    return readPair(pair, span, depth, reading);
  });
}

/** The library gives the key of a merge as a symbol. */
function isMergeKey(name: unknown): boolean {
  return typeof name === 'symbol' || name === '<<';
}

/** The entry of a pair; the entries of the map behind it for a merge key. */
function readPair(pair: Pair, around: Span, depth: number, reading: Reading): readonly YamlEntry[] {
  const { key } = pair;
  const keySpan = spanOf(key, around, reading);
  const value = readNode(pair.value, { start: keySpan.end, end: keySpan.end }, depth + 1, reading);
  const name = isScalar(key) ? key.value : undefined;
  if (isMergeKey(name)) return value.kind === 'map' ? value.entries : [];
  return [{ key: String(name ?? ''), keySpan, value }];
}

function scalarOf(value: unknown): string | number | boolean | null {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}

/** Where a node is written; the line ending behind a block is no part of it. */
function spanOf(node: unknown, fallback: Span, { text }: Reading): Span {
  if (!hasRange(node)) return fallback;
  const [start, end] = node.range;
  const isBlock = !isScalar(node) && !isAlias(node);
  return { start, end: isBlock ? start + text.slice(start, end).trimEnd().length : Math.max(start, end) };
}

function hasRange(node: unknown): node is Node & { readonly range: readonly [number, number, number] } {
  return (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) && Array.isArray(node.range);
}
