import { isPresent } from '../context/presence.js';
import type { BuildContext } from '../context/types.js';
import { contextPath } from './context-paths.js';
import { mountsOf } from './mounts.js';
import { transferOf } from './transfer.js';
import type { Dockerfile } from './types.js';

/**
 * Which of several folders is the build context of a file: the one that holds what the file copies. `undefined` where
 * that cannot be told, and no guess is made.
 * @param candidates the folder of the file first; `undefined` for a folder that could not be listed
 */
export function chooseContext(
  file: Dockerfile,
  candidates: readonly (BuildContext | undefined)[],
): BuildContext | undefined {
  const [own] = candidates;
  const sources = namedSources(file);
  if (sources.length === 0) return own !== undefined && isPlausible(own, candidates) ? own : undefined;
  const counts = candidates.map((candidate) => candidate && countPresent(sources, candidate));
  const whole = counts.indexOf(sources.length);
  if (whole !== -1 && (whole === 0 || counts[0] !== undefined)) return candidates[whole];
  const some = candidates.filter((_, index) => counts[index] !== 0);
  return some.length === 1 ? some[0] : undefined;
}

/** Paths of the context that a file names without wildcards, each once. */
export function namedSources(file: Dockerfile): readonly string[] {
  const found = new Set<string>();
  for (const instruction of file.instructions) {
    for (const path of sourcesOf(instruction)) {
      const clean = path === undefined ? undefined : contextPath(path);
      if (clean !== undefined && clean !== '' && !/[*?[]/.test(clean)) found.add(clean);
    }
  }
  return [...found];
}

function sourcesOf(instruction: Dockerfile['instructions'][number]): readonly (string | undefined)[] {
  if (instruction.keyword === 'RUN') {
    return mountsOf(instruction).flatMap(({ type, from, source }) =>
      type === 'bind' && from === undefined && source?.includes('$') === false ? [source] : [],
    );
  }
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return [];
  const { sources, from } = transferOf(instruction);
  return from === undefined ? sources.map(({ path }) => path) : [];
}

function countPresent(sources: readonly string[], context: BuildContext): number {
  return sources.filter((source) => isPresent(context, source) !== false).length;
}

const DOCKER_FILES =
  /^(?:[^/]*(?:docker|container)[^/]*|[^/]*compose[^/]*|README[^/]*|\.env[^/]*|[^/]*\.sh|[^/]+\/.*)$/i;

/** A folder that a file copies as a whole: the only one there is, or one that holds more than what belongs to the image's making. */
function isPlausible({ paths }: BuildContext, candidates: readonly (BuildContext | undefined)[]): boolean {
  if (candidates.length === 1) return true;
  for (const path of paths) if (!DOCKER_FILES.test(path)) return true;
  return false;
}
