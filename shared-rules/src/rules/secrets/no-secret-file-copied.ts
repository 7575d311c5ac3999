import { removeInstruction } from '../../fixes/edits.js';
import { mountFileEdits } from '../../fixes/secret-file.js';
import { rememberLatest } from '../../model/memo.js';
import { type CopiedSecretFile, copiedSecretFiles } from '../../model/secret-files.js';
import { isSshKey } from '../../model/ssh-keys.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'no-secret-file-copied',
  title: 'Do not copy secret files into the image',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S07', 'U6'],
  fixes: ['suggested'],
  why: `
    A file that COPY brings in is in a layer, readable for everybody who can pull the image or its build cache, and no later
    step takes it out. Keys, \`.env\` and \`.npmrc\` files are what thieves look for first in a public image.
  `,
  how: `
    Mount it for the step that needs it: \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\`, and build with
    \`docker build --secret id=npmrc,src=.npmrc .\` What the program needs at run time, give to the container. List such files
    in \`.dockerignore\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /app
        COPY «.npmrc» ./
        COPY package.json package-lock.json ./
        RUN npm ci
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN --mount=type=secret,id=npmrc,target=/app/.npmrc npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'Each secret file of several.',
      bad: `
        FROM alpine:3.22
        COPY app.conf «.env» «certs/server.key» /etc/app/
      `,
      good: `
        FROM alpine:3.22
        COPY app.conf /etc/app/
      `,
    },
  ],
  silences: [
    {
      because: 'the token comes as a variable, so the file holds a placeholder for it',
      text: 'FROM node:24-slim\nWORKDIR /app\nCOPY package.json package-lock.json .npmrc ./\nRUN --mount=type=secret,id=t,env=NPM_TOKEN npm ci\n',
    },
    {
      because: 'templates, certificates and public keys',
      text: 'FROM alpine:3.22\nCOPY .env.example ca.pem server.crt id_rsa.pub ca-bundle.pem /a/\n',
    },
    {
      because: 'made in another stage, where it is judged',
      text: 'FROM alpine:3.22 AS a\nFROM alpine:3.22\nCOPY --from=a /server.key /a/\n',
    },
    {
      because: 'removed later: reported there',
      text: 'FROM alpine:3.22\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:a.git\nRUN rm /root/.ssh/id_rsa\n',
    },
    {
      because: 'keys for SSH have a rule of their own',
      text: 'FROM alpine:3.22\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:a.git\n',
    },
    {
      because: 'public keys, settings in code, a keystore for debugging',
      text: 'FROM node:24-slim\nCOPY apt.pub.key .env.js debug.keystore src/credentials /app/\n',
    },
    { because: 'code about keys', text: 'FROM node:24-slim\nCOPY src/keys.js secrets.ts tokenizer.json /app/\n' },
  ],
  on: { document: check },
});

function* check(
  { instructions }: { readonly instructions: readonly InstructionNode[] },
  { dockerfile }: RuleContext,
): Iterable<Finding> {
  if (instructions.length === 0) return;
  for (const file of copiedSecretFiles(dockerfile)) {
    if (file.removal !== undefined || isSshKey(file.name)) continue;
    if (file.name === '.npmrc' && namesNpmToken(dockerfile)) continue;
    yield {
      span: file.source.span,
      message: `${whatHappens(file)} Mount it where it is needed: in a step as a secret, or in the container.`,
      fixes: () => fixes(dockerfile, file),
    };
  }
}

/** Not every `.npmrc` holds a token, and not every stage is shipped. */
function whatHappens({ name, source, instruction }: CopiedSecretFile): string {
  const what = name === '.npmrc' ? `A token in "${source.text}"` : `"${source.text}"`;
  return instruction.stage?.ships === true
    ? `${what} would be in the image for everybody to read.`
    : `${what} would stay in the build cache, which others may read.`;
}

/** A token that comes as a variable is no part of the `.npmrc`, which holds a placeholder for it. */
const namesNpmToken = rememberLatest((dockerfile: Dockerfile): boolean =>
  dockerfile.instructions.some(
    ({ keyword, logical }) =>
      (keyword === 'ARG' || keyword === 'ENV' || keyword === 'RUN') &&
      /\b(?:NPM|NODE|GITHUB|GH|CI|REGISTRY)_(?:AUTH_|REGISTRY_|JOB_)?TOKEN\b/.test(logical.text),
  ),
);

function fixes(dockerfile: RuleContext['dockerfile'], file: CopiedSecretFile): readonly Fix[] {
  const mounts = mountFileEdits(file);
  if (mounts === undefined) return [];
  return [
    {
      title: `Mount ${file.name} as a secret`,
      safety: 'suggested',
      edits: [removeInstruction(dockerfile, file.instruction), ...mounts],
    },
  ];
}
