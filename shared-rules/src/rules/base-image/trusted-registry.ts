import type { ImageReference } from '../../facts/image-reference.js';
import { basePlaces } from '../../model/base-image.js';
import { imageSources } from '../../model/image-sources.js';
import { fitsGlob } from '../../model/paths.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext, type RuleOptions } from '../../rule.js';
import { span } from '../../text/span.js';

export default defineRule({
  id: 'trusted-registry',
  title: 'Take images from registries that you trust',
  severity: 'warning',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3026'],
  practices: ['P35'],
  fixes: [],
  why: `
    All that a base image holds ends up in yours, its start scripts included, and nobody reviews it line by line. A team
    that lists the registries it trusts notices a typo in a name, or an image from somewhere else, before the build
    fetches and runs it. Without a list this rule says nothing.
  `,
  how: `
    List hosts (\`ghcr.io\`), parts of them (\`*.example.com\`) or hosts with a path (\`docker.io/library\`). Docker Hub is
    \`docker.io\`, also where a name has no host in front.
  `,
  references: [
    'https://github.com/hadolint/hadolint#configure',
    'https://docs.docker.com/docker-hub/image-library/trusted-content/',
  ],
  options: {
    registries: {
      type: 'array',
      description: 'Registries to trust: hosts, perhaps with a path; * stands for any text.',
      items: { type: 'string' },
      default: [],
    },
  },
  examples: [
    {
      bad: `
        FROM «quay.example.org/team/node:24»
        CMD ["node", "--version"]
      `,
      good: `
        FROM registry.example.com/team/node:24
        CMD ["node", "--version"]
      `,
      options: { registries: ['*.example.com'] },
    },
    {
      title: 'Official images of Docker Hub alone; copied files and mounts count, too.',
      bad: `
        FROM alpine:3.22 AS build
        RUN --mount=type=bind,from=«busybox.example.org/tools:1»,target=/tools \\
            /tools/run

        FROM «someone/alpine:3.22»
        COPY --from=build /a /a
        COPY --from=«ghcr.io/someone/tool:1» /b /b
      `,
      good: `
        FROM alpine:3.22 AS build
        RUN --mount=type=bind,from=busybox:1.37,target=/tools \\
            /tools/run

        FROM alpine:3.22
        COPY --from=build /a /a
        COPY --from=ghcr.io/team/tool:1 /b /b
      `,
      options: { registries: ['docker.io/library', 'ghcr.io/team'] },
    },
  ],
  silences: [
    { because: 'no registries are configured', text: 'FROM quay.example.org/team/node:24\n' },
    { because: 'Docker Hub has two names', text: 'FROM node:24\n', options: { registries: ['hub.docker.com'] } },
    {
      because: 'a port is part of the host',
      text: 'FROM localhost:5000/a:1\n',
      options: { registries: ['localhost:5000'] },
    },
    { because: 'all are trusted', text: 'FROM quay.example.org/a:1\n', options: { registries: ['*'] } },
    {
      because: 'stages, by name or number, and scratch come from no registry',
      text: 'FROM scratch AS a\nFROM a\nCOPY --from=0 /a /a\nCOPY --from=A /b /b\n',
      options: { registries: ['ghcr.io'] },
    },
    {
      because: 'a plain name may be a build context',
      text: 'FROM ghcr.io/a/b:1\nCOPY --from=assets /a /a\n',
      options: { registries: ['ghcr.io'] },
    },
    {
      because: 'the registry is known at build time only',
      text: 'ARG REGISTRY\nFROM $REGISTRY/a:1\n',
      options: { registries: ['ghcr.io'] },
    },
  ],
  on: { document: checkBases, COPY: checkSources, RUN: checkSources },
});

function* checkBases(file: Dockerfile, { options }: RuleContext): Iterable<Finding> {
  const registries = registriesIn(options);
  if (registries.length === 0) return;
  const places = basePlaces(file, (reference) =>
    isTrusted(reference, registries) ? undefined : span(0, reference.text.length),
  );
  for (const { span: place, stage } of places) {
    yield { span: place, message: messageFor(stage.base.reference) };
  }
}

function* checkSources(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  const registries = registriesIn(options);
  if (registries.length === 0 || instruction.flags.length === 0) return;
  for (const { reference, span: place } of imageSources(instruction)) {
    const mayBeContext = !/[/:@]/.test(reference.text) && !eachCodeAlone;
    if (mayBeContext || isTrusted(reference, registries)) continue;
    yield { span: place, message: messageFor(reference) };
  }
}

function registriesIn({ registries }: RuleOptions): readonly string[] {
  return Array.isArray(registries) ? registries.filter((entry) => typeof entry === 'string') : [];
}

function isTrusted(reference: ImageReference, registries: readonly string[]): boolean {
  const { registry, name } = reference;
  if (registry !== undefined) return registries.some((entry) => fitsEntry(entry, registry, name));
  const path = name.includes('/') ? name : `library/${name}`;
  return ['docker.io', 'hub.docker.com', 'index.docker.io'].some((host) =>
    registries.some((entry) => fitsEntry(entry, host, `${host}/${path}`)),
  );
}

/** An entry names a host, or a host and the beginning of a path. */
function fitsEntry(entry: string, host: string, name: string): boolean {
  const wanted = entry.replace(/(?<!\/)\/+$/, '').toLowerCase();
  if (!wanted.includes('/')) return fitsGlob(wanted, host.toLowerCase());
  return fitsGlob(wanted, name) || fitsGlob(`${wanted}/*`, name);
}

function messageFor({ registry, name }: ImageReference): string {
  const host = registry ?? 'Docker Hub';
  return `${name} comes from ${host}, which is not among the trusted registries. Take the image from one of them, or add it.`;
}
