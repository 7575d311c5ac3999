import { posix } from 'node:path';
import { type Layer, layers } from './layers.js';
import { type Import, readSource, type SourceText } from './source-text.js';

/** A source file: its path below the project folder, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

/** What is wrong with a file, as sentences that name it; empty where all is well. */
export function violationsOf({ path, source }: SourceFile): readonly string[] {
  const text = readSource(source);
  const problems = [
    ...importViolations(path, text.imports),
    ...reachViolations(path, text),
    ...globalViolations(path, text),
    ...styleViolations(text),
  ];
  return problems.map((problem) => `${path}: ${problem}`);
}

function* importViolations(path: string, imports: readonly Import[]): Iterable<string> {
  const layer = layerOf(path);
  if (layer === undefined) return;
  for (const entry of imports) {
    const problem = entry.specifier.startsWith('.')
      ? relativeViolation(path, layer, entry)
      : packageViolation(layer, entry.specifier);
    if (problem !== undefined) yield problem;
  }
}

function relativeViolation(path: string, layer: Layer, { specifier, typeOnly }: Import): string | undefined {
  const target = posix.join(posix.dirname(path), specifier.replace(/\.js$/, '.ts'));
  const other = layerOf(target);
  if (other === undefined) return `imports ${target}, which belongs to no layer`;
  if (other === layer) return layer.isolated === true ? `imports ${target}, its neighbour` : undefined;
  if (layer.layers.includes(other.name)) return undefined;
  if (typeOnly && layer.types?.includes(other.name) === true) return undefined;
  return `${layer.name} imports ${other.name} (${specifier})`;
}

function packageViolation(layer: Layer, specifier: string): string | undefined {
  const allowed = (layer.packages ?? []).some((name) =>
    /[:/]$/.test(name) ? specifier.startsWith(name) : specifier === name,
  );
  return allowed ? undefined : `${layer.name} imports the package ${specifier}`;
}

function layerOf(path: string): Layer | undefined {
  return layers.find((layer) => (layer.path.endsWith('/') ? path.startsWith(layer.path) : path === layer.path));
}

/** Packages of Node that reach the network, start programs or run text as code. */
const farReaching =
  /^(?:node:)?(?:child_process|cluster|dgram|dns|http|http2|https|inspector|net|repl|tls|vm|wasi)(?:\/|$)/;

/** The only files that start programs: ShellCheck, where the person has it. */
const programStarters: ReadonlySet<string> = new Set(['server/src/node-programs.ts', 'cli/src/programs.ts']);

/** Nothing leaves the machine, and nothing from a workspace is run: no package of ours has the means to. */
function* reachViolations(path: string, { code, imports }: SourceText): Iterable<string> {
  if (path.startsWith('test/')) return;
  for (const { specifier } of imports) {
    if (specifier === 'node:child_process' && programStarters.has(path)) continue;
    if (farReaching.test(specifier)) yield `imports ${specifier}, which reaches beyond the workspace`;
  }
  for (const match of code.matchAll(/(?<![\w$.])(fetch|eval)\s*\(|\bnew\s+(?:Function|WebSocket|XMLHttpRequest)\b/g)) {
    yield `uses ${match[0].trim()}`;
  }
}

const hostGlobals =
  /(?<![\w$.])(Buffer|console|Date|setTimeout|setInterval|setImmediate|queueMicrotask|globalThis|__dirname|__filename)(?![\w$])/g;
/** Names that may as well be a variable of ours: only their use as a global counts. */
const hostObjects = /(?<![\w$.])(process|document|window|navigator|performance|crypto|self)\s*(?=\??\.[a-z])/g;
const hostFunctions = /(?<![\w$.])require\s*\(|\bMath\s*\.\s*random\b/g;

/** The core must run in a web worker and give the same answer every time. */
function* globalViolations(path: string, { code }: SourceText): Iterable<string> {
  if (!path.startsWith('shared-rules/src/')) return;
  for (const pattern of [hostGlobals, hostFunctions]) {
    for (const match of code.matchAll(pattern)) yield `uses ${match[0].trim()}`;
  }
  for (const match of code.matchAll(hostObjects)) {
    const name = match[1] ?? '';
    if (!declares(code, name)) yield `uses ${name}`;
  }
}

function declares(code: string, name: string): boolean {
  return new RegExp(`(?:\\b(?:const|let|function)\\s+|[({,]\\s*)${name}\\s*(?::|,|\\}|\\)|=)`).test(code);
}

function* styleViolations({ code, comments }: SourceText): Iterable<string> {
  if (/(?<![\w$.])any(?![\w$(])/.test(code)) yield 'uses the type any';
  if (/\bas\s+unknown\s+as\b/.test(code)) yield 'casts by way of unknown';
  for (const comment of comments) {
    const match = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|eslint-disable|\b(?:TODO|FIXME|XXX|HACK)\b/.exec(
      comment,
    );
    if (match !== null) yield `has a comment with ${match[0]}`;
  }
}
