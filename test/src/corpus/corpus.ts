import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, roleOf } from '@dockwright/shared-rules';

export interface CorpusFile {
  /** Below the folder of the corpus, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface Corpus {
  readonly folder: string;
  readonly files: readonly CorpusFile[];
  /** Changes with the name or the text of any file. */
  readonly digest: string;
}

function* walk(folder: string, below: string): Iterable<string> {
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(folder, path);
    else if (entry.isFile() && roleOf(entry.name) === 'dockerfile') yield path;
  }
}

/** All Dockerfiles below a folder, as UTF-8. */
export function readCorpus(folder: string): Corpus {
  const files = [...walk(folder, '')].sort(compareText).map((path) => {
    return { path, text: readFileSync(join(folder, path), 'utf8') };
  });
  const hash = createHash('sha256');
  for (const { path, text } of files) hash.update(`${path}\0${text}\0`);
  return { folder, files, digest: hash.digest('hex').slice(0, 16) };
}
