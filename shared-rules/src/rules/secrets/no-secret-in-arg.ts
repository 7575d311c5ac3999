import { mountIntoRunsFix, removeProperty } from '../../fixes/secret-mount.js';
import { packageCalls } from '../../model/packages.js';
import { type SecretDeclaration, secretsOf } from '../../model/secrets.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'no-secret-in-arg',
  title: 'Keep secrets out of ARG',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3064', 'buildkit:SecretsUsedInArgOrEnv', 'trivy:DS-0031', 'sonar:S6472'],
  practices: ['S02', 'S04'],
  fixes: ['suggested'],
  why: `
    The value of a build argument is written into the history of every RUN that follows: \`docker history --no-trunc\` shows
    \`|1 TOKEN=… /bin/sh -c …\`. It also stands in the build log, in provenance attestations and in the build cache. A builder
    stage does not help: its cache and its pushed images keep it.
  `,
  how: `
    Give it to the one step that needs it: \`RUN --mount=type=secret,id=token,env=TOKEN …\`, and build with
    \`docker build --secret id=token,env=TOKEN .\` The command stays as it is, and nothing is stored.
  `,
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  examples: [
    {
      bad: `
        FROM node:24-slim
        ARG «NPM_TOKEN»
        RUN npm ci
      `,
      good: `
        FROM node:24-slim
        RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing can need it.',
      bad: `
        FROM alpine:3.22
        ARG «NPM_TOKEN»
        RUN apk add --no-cache curl
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl
      `,
      fix: 'suggested',
    },
    {
      title: 'A default value is in the file for all to read.',
      bad: `
        FROM alpine:3.22
        ARG VERSION=1 «DB_PASSWORD=hunter2»
        RUN ./build --version $VERSION
      `,
      good: `
        FROM alpine:3.22
        ARG VERSION=1
        RUN ./build --version $VERSION
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'a RUN reads it: no-secret-in-run speaks there',
      text: 'FROM alpine:3.22\nARG TOKEN\nRUN ./fetch $TOKEN\n',
    },
    {
      because: 'names that only look like it',
      text: 'FROM alpine:3.22\nARG TOKEN_FILE\nARG USERNAME\nARG SSH_KEY_DIR\nARG KMS_KEY_ALIAS\nARG SECRET_NAME\n',
    },
    { because: 'a path to it', text: 'FROM alpine:3.22\nARG SSH_PRIVATE_KEY=/run/secrets/key\n' },
    {
      because: 'fingerprints of public keys',
      text: 'FROM alpine:3.22\nARG GPG_KEYS=573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62\n',
    },
  ],
  mentions: ['arg'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const secrets = secretsOf(dockerfile);
  for (const { declaration, uses, otherUses } of secrets) {
    const { kind, name, property } = declaration;
    if (kind !== 'arg' || uses.length > 0) continue;
    if (otherUses.some((other) => secrets.some(({ declaration: { instruction: source } }) => source === other)))
      continue;
    yield {
      span: property.span,
      message: `The value of ${name} is kept in the image's history and in the build cache. Use \`RUN --mount=type=secret\` where it is needed.`,
      fixes: () => (otherUses.length > 0 ? [] : fixesOf(dockerfile, declaration)),
    };
  }
}

/** A package manager may read the variable without a word of it here: `.npmrc` can name it. */
function fixesOf(dockerfile: Dockerfile, declaration: SecretDeclaration): readonly Fix[] {
  const { name, instruction, property } = declaration;
  const readers = (instruction.stage?.instructions ?? []).filter(
    (run) => run.index > instruction.index && packageCalls(run).some(({ manager }) => manager.kind === 'language'),
  );
  if (readers.length > 0) {
    const fix = mountIntoRunsFix(dockerfile, declaration, new Set(readers));
    return fix === undefined ? [] : [fix];
  }
  return [
    {
      title: `Remove ARG ${name}, which no step names`,
      safety: 'suggested',
      edits: [removeProperty(dockerfile, instruction, property)],
    },
  ];
}
