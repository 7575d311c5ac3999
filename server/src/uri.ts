/** A URI taken apart: `vscode-vfs://github` + `/a/Dockerfile` + `?query#fragment`. */
export interface UriParts {
  readonly scheme: string;
  /** Scheme, colon and authority, as written. */
  readonly prefix: string;
  /** Decoded, with `/`; what cannot be decoded stays as it is. */
  readonly path: string;
  /** Query and fragment, as written. */
  readonly suffix: string;
}

const URI = /^(?<scheme>[a-z][a-z0-9+.-]*):(?<authority>\/\/[^/?#]*)?(?<path>[^?#]*)(?<suffix>.*)$/is;

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes a URI apart. A text that is no URI is a path without scheme. */
export function uriParts(uri: string): UriParts {
  const groups = URI.exec(uri)?.groups;
  if (groups === undefined) return { scheme: '', prefix: '', path: decoded(uri), suffix: '' };
  const { scheme = '', authority = '', path = '', suffix = '' } = groups;
  return { scheme: scheme.toLowerCase(), prefix: `${scheme.toLowerCase()}:${authority}`, path: decoded(path), suffix };
}

/** What needs no escape in a path, so that most of them are taken as they are. */
const PLAIN_PATH = /^[\w\-.~/]*$/;
/** A URI of the normal spelling: no escapes, no drive, nothing behind the path. */
const NORMAL = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/[\w\-.~/]*$/;

/** The URI of another path on the disk or file system of `neighbour`. */
export function uriOfPath(neighbour: string, path: string): string {
  return uriParts(neighbour).prefix + encoded(path);
}

function encoded(path: string): string {
  if (PLAIN_PATH.test(path)) return path;
  return path
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

/** One spelling for every URI of a file: escapes and the case of drive letters differ between editors. */
export function normalizeUri(uri: string): string {
  if (NORMAL.test(uri)) return uri;
  const { path, suffix } = uriParts(uri);
  const withDrive = path.replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
  return uriOfPath(uri, withDrive) + suffix;
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Whether a URI is that of a folder or of something below it; both normalized. */
export function isWithin(uri: string, folder: string): boolean {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder;
  return uri === base || uri.startsWith(`${base}/`);
}

/** The path of a URI below a folder, without `/` at its start; `undefined` where it is not below it. Both normalized. */
export function pathWithin(uri: string, folder: string): string | undefined {
  if (!isWithin(uri, folder)) return undefined;
  const base = uriParts(folder).path.replace(/\/$/, '');
  return uriParts(uri).path.slice(base.length + 1);
}
