import { configKind, looksLikeDockerfile, roleOf } from '@dockwright/shared-rules';
import { nameOf, uriParts } from './uri.js';

export type DocumentKind = 'dockerfile' | 'dockerignore' | 'config';

const LANGUAGES: ReadonlySet<string> = new Set(['dockerfile', 'containerfile', 'docker']);

/** Editors go by such patterns, and take `Dockerfile.md` and `Dockerfile.j2` for Dockerfiles. */
const BEGINS_LIKE_DOCKERFILE = /^(?:docker|container)file./i;

/**
 * What an open document is. Its name decides on configuration files; of everything else the language that the editor gave
 * it, and for languages that say little its name.
 */
export function kindOfDocument(uri: string, languageId: string): DocumentKind | undefined {
  const { path } = uriParts(uri);
  if (configKind(path) !== undefined) return 'config';
  const role = roleOf(nameOf(path));
  if (role === 'dockerignore') return 'dockerignore';
  if (role === 'compose') return undefined;
  if (role === undefined && BEGINS_LIKE_DOCKERFILE.test(nameOf(path))) return undefined;
  if (LANGUAGES.has(languageId.toLowerCase())) return 'dockerfile';
  return role === 'dockerfile' ? 'dockerfile' : undefined;
}

/** Whether files of this name are looked for in a workspace. */
export function isWanted(name: string): boolean {
  const role = roleOf(name);
  return (
    role === 'dockerfile' || role === 'perhaps-dockerfile' || role === 'dockerignore' || configKind(name) !== undefined
  );
}

/** What a file of the workspace is, now that its text is known. */
export function kindOfFile(uri: string, text: string): DocumentKind | undefined {
  const { path } = uriParts(uri);
  if (configKind(path) !== undefined) return 'config';
  const role = roleOf(nameOf(path));
  if (role === 'perhaps-dockerfile') return looksLikeDockerfile(text) ? 'dockerfile' : undefined;
  return role === 'dockerfile' || role === 'dockerignore' ? role : undefined;
}
