import type { LineIndex, Problem } from '@dockwright/shared-rules';
import type { FileReport } from './report.js';

/** The name of a problem of a file; call it once for each problem, in order. */
export type Fingerprints = (file: Pick<FileReport, 'path' | 'text'>, lines: LineIndex, problem: Problem) => string;

/**
 * Names the problems of a report so that each keeps its name when lines above it come and go: by path, rule and the text of
 * its line, and by its number where these are the same. No name is given twice, even where several files are reported under
 * one path.
 */
export function createFingerprints(): Fingerprints {
  const seen = new Map<string, number>();
  return ({ path, text }, lines, { rule, span }) => {
    const line = lines.lineSpan(lines.lineAt(span.start));
    const key = `${path}\0${rule}\0${text.slice(line.start, line.end).trim()}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return hash(`${key}\0${count}`);
  };
}

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;

/** FNV-1a, 64 bits, as 16 hexadecimal digits: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hash(text: string): string {
  let value = offsetBasis;
  for (const byte of new TextEncoder().encode(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * prime);
  return value.toString(16).padStart(16, '0');
}
