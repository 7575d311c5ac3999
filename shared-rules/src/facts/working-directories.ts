import { imageFamily } from './base-images.js';
import type { ImageReference } from './image-reference.js';

/**
 * Images that bring a WORKDIR of their own, by family. What is not here and has role `system`, `language`, `sdk` or
 * `runtime` starts in the root folder.
 * Sources: the Dockerfiles behind the images on https://hub.docker.com/u/library and
 * https://github.com/aws/aws-lambda-base-images (taken 2026-11)
 */
const OWN: ReadonlySet<string> = new Set([
  ...['golang', 'php', 'composer', 'gradle', 'bun', 'deno', 'jupyter', 'tensorflow', 'pytorch', 'micromamba'],
  ...['aws-lambda', 'ubi-language', 'ubi-openjdk', 'devcontainers', 'dotnet-framework', 'distroless', 'chainguard'],
  ...['distroless-python', 'distroless-node', 'distroless-java', 'docker-hardened', 'bitnami'],
]);

/** Whether an image is known to have no WORKDIR of its own, so that a stage on it starts in `/`. */
export function startsInRoot(reference: ImageReference, role: string | undefined): boolean {
  const family = imageFamily(reference);
  if (family === undefined || OWN.has(family)) return false;
  return role === 'system' || role === 'language' || role === 'sdk' || role === 'runtime';
}
