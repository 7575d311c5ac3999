import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFile } from './checks.js';

/** The folder of the whole project, seen from the compiled tests. */
export const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** The text of a file of the project, by its path below the project folder. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot, path), 'utf8');
}

/** Whether the project has that file or folder. */
export function projectHas(path: string): boolean {
  return existsSync(join(projectRoot, path));
}

/** All files below a folder of the project whose names end so, as paths below the project folder, with `/`. */
export function projectFiles(folder: string, ending: string): readonly string[] {
  if (!projectHas(folder)) return [];
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return projectFiles(path, ending);
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

/** The TypeScript sources of all packages. */
export function projectSources(): readonly SourceFile[] {
  return ['shared-rules', 'server', 'client', 'cli', 'test']
    .flatMap((name) => projectFiles(`${name}/src`, '.ts'))
    .map((path) => ({ path, source: readProjectFile(path) }));
}
