import fc from 'fast-check';

/** Lines that real Dockerfiles are made of, and some that nobody should write. */
const lines: readonly string[] = [
  '# syntax=docker/dockerfile:1',
  '# escape=`',
  '# check=skip=JSONArgsRecommended',
  '# a comment',
  '# dockwright ignore=use-exec-form -- on purpose',
  '# hadolint ignore=DL3025,DL3006',
  'ARG VERSION=22',
  'ARG NPM_TOKEN',
  'FROM node',
  'FROM node:latest AS Build',
  'FROM node:${VERSION}-slim AS build',
  'FROM python:3.8',
  'FROM alpine:3.22',
  'FROM ubuntu:24.04 as base',
  'FROM scratch',
  'FROM build',
  'FROM $UNKNOWN',
  'FROM --platform=$BUILDPLATFORM golang:1.25 AS go',
  'WORKDIR /app',
  'WORKDIR src',
  'COPY . .',
  'COPY package.json package-lock.json ./',
  'COPY a b c',
  'COPY --from=build --chown=node:node /app/dist ./dist',
  'COPY --from=0 ["a b", "c"]',
  'ADD app.py /app/',
  'ADD https://example.com/x.tar.gz /tmp/',
  'ENV A=1 B="two words" C=$A',
  'ENV LEGACY some value',
  'ENV API_TOKEN=abc123',
  'LABEL maintainer="x"',
  'MAINTAINER Jane <jane@example.com>',
  'EXPOSE 8080 53/udp',
  'EXPOSE 99999',
  'USER root',
  'USER node',
  'USER $UID',
  'VOLUME ["/data"]',
  'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
  'STOPSIGNAL SIGTERM',
  'HEALTHCHECK --interval=30s CMD curl http://localhost/ || exit 1',
  'HEALTHCHECK NONE',
  'ONBUILD RUN npm ci',
  'ONBUILD COPY . .',
  'RUN apt-get update',
  'RUN apt-get install python3 curl',
  'RUN apt-get update && apt-get install -y --no-install-recommends \\',
  '    curl \\',
  '    # why',
  '    && rm -rf /var/lib/apt/lists/*',
  'RUN apt update; apt install -y git',
  'RUN apk add curl && sudo rm x',
  'RUN npm ci',
  'RUN npm install',
  'RUN pip install -r requirements.txt',
  'RUN --mount=type=cache,target=/root/.npm npm ci',
  'RUN --mount=type=secret,id=npm cat /run/secrets/npm',
  'RUN cd /tmp && make',
  'RUN curl -fsSL https://example.com/install.sh | bash',
  'RUN <<EOF',
  'RUN cat <<-"END" > /x && echo "a <<EOF b"',
  'set -e',
  'echo $HOME',
  'EOF',
  '\tEND',
  'RUN ["npm", "ci"]',
  "CMD ['node', 'server.js']",
  'CMD node server.js',
  'CMD "node server.js"',
  'CMD ["node", "server.js"]',
  'CMD gunicorn -b 0.0.0.0:$PORT app:app && echo done',
  'ENTRYPOINT exec node "$@"',
  'ENTRYPOINT ["/entrypoint.sh"]',
  'entrypoint npm start',
  'RUNN echo typo',
  'RUN',
  '\\',
  '`',
  '',
  '   ',
];

const oddities: readonly string[] = [
  '\\',
  '"',
  "'",
  '`',
  '$',
  '${',
  '<<',
  '\t',
  '\u00a0',
  '\u{1f433}',
  '\r',
  '\0',
  '[',
  '#',
];

const lineText = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...lines) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...lines), fc.constantFrom(...oddities)).map(([a, b]) => a + b) },
);

/** Cuts a text anywhere, or puts something odd into it. */
const mutated = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(texts, fc.nat(), fc.nat({ max: 6 }), fc.constantFrom('', ...oddities)).map(([text, at, length, odd]) => {
    const start = text.length === 0 ? 0 : at % text.length;
    return text.slice(0, start) + odd + text.slice(start + length);
  });

/**
 * Text that looks like a Dockerfile: lines of the list above or the given texts, whole or damaged, with either line ending,
 * with and without a byte order mark and a last line ending.
 */
export function dockerfileText(texts: readonly string[]): fc.Arbitrary<string> {
  const joined = fc
    .tuple(fc.array(lineText, { maxLength: 14 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean(), fc.boolean())
    .map(([parts, ending, last, mark]) => `${mark ? '\ufeff' : ''}${parts.join(ending)}${last ? ending : ''}`);
  const given = texts.length === 0 ? joined : fc.constantFrom(...texts);
  return fc.oneof(
    { weight: 5, arbitrary: joined },
    { weight: 2, arbitrary: mutated(joined) },
    { weight: 3, arbitrary: mutated(given) },
  );
}
