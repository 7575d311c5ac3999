/** A stage as people write them; 20 lines. */
const stage: readonly string[] = [
  'FROM node:24-slim AS stage-#',
  '# what the service needs',
  'ARG VERSION=1.0.#',
  'ENV NODE_ENV=production \\',
  '    PORT=80#',
  'WORKDIR /app',
  'COPY package.json package-lock.json ./',
  'RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev',
  'RUN apt-get update \\',
  '    && apt-get install -y --no-install-recommends ca-certificates curl=7.# \\',
  '    && rm -rf /var/lib/apt/lists/*',
  'COPY --chown=node:node . .',
  'RUN <<EOF',
  'set -e',
  'echo "${VERSION}" > version-#.txt',
  'EOF',
  'EXPOSE 80#',
  'USER node',
  'HEALTHCHECK --interval=30s CMD node health.js || exit 1',
  'CMD npm run start-#',
];

/** A Dockerfile of about that many lines, in stages that are alike but not equal. Made for measuring. */
export function longDockerfile(lines: number): string {
  const text: string[] = ['# syntax=docker/dockerfile:1'];
  for (let number = 0; text.length < lines; number++) {
    for (const line of stage) text.push(line.replaceAll('#', (mark, at) => (at === 0 ? mark : String(number % 10))));
  }
  return `${text.join('\n')}\n`;
}
