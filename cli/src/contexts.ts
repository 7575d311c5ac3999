import { type BuildContext, type BuildContexts, createBuildContexts, type LintOptions } from '@dockwright/shared-rules';
import { decode, SIZE_LIMIT } from './decode.js';
import type { Host } from './host.js';
import { folderOf, pathBelow } from './paths.js';
import { createProjectFinder } from './project.js';

/** What is known of a file beside its text. */
export type Surroundings = Pick<LintOptions, 'path' | 'buildContext' | 'possibleContexts'>;

export interface ContextSource {
  /** What is known of a Dockerfile, or of a `.dockerignore`, by its absolute path. */
  surroundingsOf(path: string, isIgnoreFile: boolean): Promise<Surroundings>;
  /** A file was written: looks again at what was looked at before. */
  refresh(): Promise<void>;
}

/**
 * Finds out what lies around files, each folder once. A project is what a repository holds, or else the working folder.
 * @param context an absolute path: the build context of all files
 */
export function createContextSource(host: Host, context: string | undefined): ContextSource {
  const projects = new Map<string, BuildContexts>();

  const topOf = createProjectFinder(host);
  const projectAt = (top: string): BuildContexts => {
    const known =
      projects.get(top) ??
      createBuildContexts(top, { list: (path) => list(host, path), readText: (path) => readText(host, path) });
    projects.set(top, known);
    return known;
  };

  return {
    surroundingsOf: async (path, isIgnoreFile) => {
      const top = await topOf(folderOf(path));
      const below = pathBelow(top, path);
      const named = below === undefined ? {} : { path: below };
      const project = projectAt(top);
      if (context !== undefined) return { ...named, ...withContext(await project.inFolder(context, path)) };
      if (isIgnoreFile) return { ...named, ...withContext(await project.ofIgnoreFile(path)) };
      return { ...named, possibleContexts: await project.possibleFor(path) };
    },
    refresh: async () => {
      for (const project of projects.values()) {
        project.forgetTexts();
        await project.refresh();
      }
    },
  };
}

function withContext(buildContext: BuildContext | undefined): Surroundings {
  return buildContext === undefined ? {} : { buildContext };
}

async function list(host: Host, folder: string) {
  const outcome = await host.list(folder);
  if (!outcome.ok) return undefined;
  return outcome.value.map(({ name, kind }) => ({ name, isFolder: kind === 'folder' }));
}

async function readText(host: Host, path: string): Promise<string | undefined> {
  const outcome = await host.read(path, SIZE_LIMIT);
  const decoded = outcome.ok ? decode(outcome.value) : undefined;
  return decoded !== undefined && 'text' in decoded ? decoded.text : undefined;
}
