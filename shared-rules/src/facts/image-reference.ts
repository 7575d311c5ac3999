import { type Span, span } from '../text/span.js';

/** An image reference taken apart, as Docker reads it. Spans are UTF-16 offsets within `text`. */
export interface ImageReference {
  /** As given. */
  readonly text: string;
  /** `undefined` for Docker Hub, written out (`docker.io/…`) or not. A port is part of it: `localhost:5000`. */
  readonly registry: string | undefined;
  /**
   * Normalised: `node` for `docker.io/library/node`, `bitnami/redis` for `docker.io/bitnami/redis`; any other registry
   * stays in front: `mcr.microsoft.com/dotnet/sdk`.
   */
  readonly name: string;
  /** `undefined` where none is written; Docker then takes `latest`, unless there is a digest. */
  readonly tag: string | undefined;
  /** Without the colon. */
  readonly tagAt: Span | undefined;
  /** With its algorithm: `sha256:…` */
  readonly digest: string | undefined;
  /** Without the `@`. */
  readonly digestAt: Span | undefined;
}

const HUB_HOSTS: ReadonlySet<string> = new Set(['docker.io', 'index.docker.io']);
const NAME_LIMIT = 255;

const hostPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const componentPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestLengths: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/**
 * Reads an image reference: `node`, `node:22-slim`, `localhost:5000/team/app@sha256:…`. Gives `undefined` where Docker
 * refuses it: upper case in the name, an empty or too long tag, a digest of the wrong length, a bare image id.
 * Source: https://github.com/distribution/reference/blob/main/reference.go and normalize.go
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) return undefined;

  const withTag = at === -1 ? text : text.slice(0, at);
  const colon = withTag.indexOf(':', withTag.lastIndexOf('/') + 1);
  const tag = colon === -1 ? undefined : withTag.slice(colon + 1);
  if (tag !== undefined && !tagPattern.test(tag)) return undefined;

  const name = readName(colon === -1 ? withTag : withTag.slice(0, colon));
  if (name === undefined) return undefined;
  return {
    text,
    registry: name.registry,
    name: name.name,
    tag,
    tagAt: tag === undefined ? undefined : span(colon + 1, withTag.length),
    digest,
    digestAt: digest === undefined ? undefined : span(at + 1, text.length),
  };
}

function readName(written: string): { readonly registry: string | undefined; readonly name: string } | undefined {
  if (written.length > NAME_LIMIT || /^[a-f0-9]{64}$/.test(written)) return undefined;
  const slash = written.indexOf('/');
  const first = slash === -1 ? undefined : written.slice(0, slash);
  const host = first !== undefined && isHost(first) ? first : undefined;
  if (host !== undefined && !hostPattern.test(host)) return undefined;

  const path = host === undefined ? written : written.slice(slash + 1);
  if (!path.split('/').every((component) => componentPattern.test(component))) return undefined;
  if (host !== undefined && !HUB_HOSTS.has(host)) return { registry: host, name: written };
  const isOfficial = path.startsWith('library/') && path.indexOf('/', 'library/'.length) === -1;
  return { registry: undefined, name: isOfficial ? path.slice('library/'.length) : path };
}

/** Docker takes what stands before the first slash for a registry if it looks like a host, or cannot be part of a name. */
function isHost(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
}

function isDigest(text: string): boolean {
  const colon = text.indexOf(':');
  if (colon === -1) return false;
  const hash = text.slice(colon + 1);
  return hash.length === digestLengths.get(text.slice(0, colon)) && /^[a-f0-9]+$/.test(hash);
}
