import { patternTest } from '../context/dockerignore.js';
import { namedSources } from '../model/context-choice.js';
import type { Dockerfile } from '../model/types.js';
import { type UnwantedPath, unwantedPaths } from '../model/unwanted-files.js';

/**
 * The lines of a new `.dockerignore`: what is there and no image needs, but for what this file copies by name, the history
 * where a step asks git, and installed dependencies where no step installs any.
 */
export function ignoreLines(file: Dockerfile, paths: ReadonlySet<string>): readonly string[] {
  const sources = namedSources(file);
  return unwantedPaths(paths, () => false)
    .filter((unwanted) => !isNeeded(file, unwanted, sources))
    .map(({ pattern }) => pattern);
}

function isNeeded({ text }: Dockerfile, { kind, pattern }: UnwantedPath, sources: readonly string[]): boolean {
  if (kind === 'history' && /\bgit\b|setuptools[_-]scm|hatch-vcs|versioneer|goreleaser/i.test(text)) return true;
  if (kind === 'dependencies' && !/\b(?:npm|yarn|pnpm|bun|bower|pip3?|uv|poetry|pdm|pipenv)\b/.test(text)) return true;
  const fits = patternTest(pattern);
  return sources.some(fits);
}
