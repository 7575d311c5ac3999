import type { BuildContext } from '../../context/types.js';
import { ignoreLines } from '../../fixes/new-ignore-file.js';
import { contextPath } from '../../model/context-paths.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, TransferPath } from '../../model/types.js';
import { unwantedPaths } from '../../model/unwanted-files.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'missing-dockerignore',
  title: 'Have a .dockerignore where everything is copied',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P68'],
  fixes: ['suggested'],
  why: `
    \`COPY . .\` takes all that lies beside the Dockerfile: the history in \`.git\`, the \`node_modules\` of your machine, a
    \`.env\` with passwords. They make the image larger, whoever has it can read them, and every change to one of them, a
    commit for instance, makes the cache of this step and of all later ones useless. A \`.dockerignore\` keeps them out.
  `,
  how: 'It lies in the top folder of the build context, one pattern a line. `Dockerfile.dockerignore` is for one Dockerfile only.',
  references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /app
        COPY «.» .
        RUN npm ci
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json server.js ./
        RUN npm ci
        CMD ["node", "server.js"]
      `,
      context: { paths: ['.git/', '.env', 'node_modules/', 'package.json', 'package-lock.json', 'server.js'] },
    },
    {
      title: 'A build stage counts, too: its cache is lost with every commit.',
      bad: `
        FROM golang:1.27 AS build
        COPY \\
          --chown=1000:1000 \\
          «./» /src
        RUN go build -C /src -o /server

        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /server /server
      `,
      good: `
        FROM golang:1.27 AS build
        COPY go.mod main.go /src/
        RUN go build -C /src -o /server

        FROM gcr.io/distroless/static-debian13:nonroot
        COPY --from=build /server /server
      `,
      context: { paths: ['.git/', 'main.go', 'go.mod'] },
    },
  ],
  silences: [
    { because: 'nobody knows the build context', text: 'FROM node:24-slim\nCOPY . /app/\n' },
    {
      because: 'there is one',
      text: 'FROM node:24-slim\nCOPY . /app/\n',
      context: { paths: ['.git/', '.dockerignore'], dockerignore: '.git\n' },
    },
    {
      because: 'there is nothing to leave out',
      text: 'FROM nginx:1.30\nCOPY . /usr/share/nginx/html/\n',
      context: { paths: ['index.html', 'Dockerfile', 'img/', 'img/a.png'] },
    },
    {
      because: 'it copies a folder, or from another stage',
      text: 'FROM node:24 AS build\nCOPY src /src\nFROM nginx:1.30\nCOPY --from=build . /usr/share/nginx/html/\n',
      context: { paths: ['.git/', 'src/'] },
    },
    {
      because: 'the build needs the history',
      text: 'FROM golang:1.27\nCOPY . /src\nRUN cd /src && go build -ldflags "-X main.v=$(git describe)"\n',
      context: { paths: ['.git/', 'main.go'] },
    },
  ],
  on: { document: check },
});

function* check(file: Dockerfile, { buildContext }: RuleContext): Iterable<Finding> {
  if (buildContext === undefined || buildContext.dockerignore !== undefined) return;
  const source = wholeContext(file);
  if (source === undefined) return;
  const lines = ignoreLines(file, buildContext.paths);
  if (lines.length === 0) return;
  yield {
    span: source.span,
    message: messageFor(source, buildContext, lines),
    fixes: () => [
      {
        title: 'Create a .dockerignore',
        safety: 'suggested',
        edits: [],
        creates: { path: '.dockerignore', text: lines.map((line) => `${line}\n`).join('') },
      },
    ],
  };
}

/** The first COPY of everything. */
function wholeContext(file: Dockerfile): TransferPath | undefined {
  for (const instruction of file.instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const { sources, from } = transferOf(instruction);
    if (from !== undefined) continue;
    const whole = sources.find(({ path }) => path !== undefined && /^(?:\*\*?)?$/.test(contextPath(path) ?? 'no path'));
    if (whole !== undefined) return whole;
  }
  return undefined;
}

/** So many paths are named. */
const MOST_NAMED = 3;

function messageFor({ text }: TransferPath, { paths }: BuildContext, lines: readonly string[]): string {
  const wanted = new Set(lines);
  const found = unwantedPaths(paths, () => false).filter(({ pattern }) => wanted.has(pattern));
  const secretsFirst = [
    ...found.filter(({ kind }) => kind === 'secret'),
    ...found.filter(({ kind }) => kind !== 'secret'),
  ];
  const named = secretsFirst.slice(0, MOST_NAMED).map(({ path }) => (path.length > 50 ? `…${path.slice(-49)}` : path));
  const rest = found.length - named.length;
  const list = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  return `There is no .dockerignore, so "${text}" copies ${list}, too. Create one that leaves ${found.length === 1 ? 'it' : 'them'} out.`;
}
