import { removeProperty, secretMountFix } from '../../fixes/secret-mount.js';
import { type Secret, secretsOf } from '../../model/secrets.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'no-secret-in-env',
  title: 'Keep secrets out of ENV',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3064', 'buildkit:SecretsUsedInArgOrEnv', 'trivy:DS-0031', 'sonar:S6472'],
  practices: ['S01'],
  fixes: ['suggested'],
  why: `
    An ENV is stored in the image as plain text. Everybody who can pull the image reads it with \`docker inspect\`, and at run
    time it also shows in \`/proc/1/environ\`, in every child process, in crash reports and in logs. A later \`unset\` does not
    take it out. Once an image with a secret was pushed, the only remedy is a new secret.
  `,
  how: `
    At run time read it from a file: \`secrets:\` of Compose or Swarm, a Kubernetes secret, with a variable such as
    \`DB_PASSWORD_FILE=/run/secrets/db_password\`. For a build step use \`RUN --mount=type=secret\`.
  `,
  references: [
    'https://docs.docker.com/build/building/secrets/',
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
  ],
  examples: [
    {
      bad: `
        FROM postgres:18
        ENV POSTGRES_DB=shop «POSTGRES_PASSWORD=hunter2»
      `,
      good: `
        FROM postgres:18
        ENV POSTGRES_DB=shop
      `,
      fix: 'suggested',
    },
    {
      title: 'Over several lines, and in the legacy form.',
      bad: `
        FROM alpine:3.22
        ENV PORT=8080 \\
            «API_KEY="a1b2c3d4e5"» \\
            LANG=C.UTF-8
        ENV «DB_PASSWORD hunter2»
        USER 1001
      `,
      good: `
        FROM alpine:3.22
        ENV PORT=8080 \\
            LANG=C.UTF-8
        USER 1001
      `,
      fix: 'suggested',
    },
    {
      title: 'Only a build step reads it: that step gets it as a secret.',
      bad: `
        FROM node:24-slim
        ENV «NPM_TOKEN=a1b2c3d4e5»
        RUN ./publish --token "$NPM_TOKEN"
      `,
      good: `
        FROM node:24-slim
        RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN ./publish --token "$NPM_TOKEN"
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the name of a file with the secret',
      text: 'FROM alpine:3.22\nENV DB_PASSWORD_FILE=/run/secrets/db\nENV DB_PASSWORD=/run/secrets/db\n',
    },
    {
      because: 'names that only look like it',
      text: 'FROM alpine:3.22\nENV TOKENIZERS_PARALLELISM=false GOPRIVATE=example.com KEYCLOAK_URL=https://a USERNAME=ada PUBLIC_KEY=abc GOPASS_VERSION=1.8 SSH_AUTH_SOCK=/a AWS_WEB_IDENTITY_TOKEN_FILE=/b\n',
    },
    {
      because: 'no value, or a switch',
      text: 'FROM alpine:3.22\nENV API_KEY= MYSQL_ALLOW_EMPTY_PASSWORD=yes TOKEN=<your-token>\n',
    },
    {
      because: 'fingerprints of public keys',
      text: 'FROM alpine:3.22\nENV GPG_KEY=E3FF2839C048B25C084DEBE9B26995E310250568\n',
    },
    { because: 'a value that nobody knows', text: 'FROM alpine:3.22\nARG X\nENV PASSWORD_HINT=$X\n' },
  ],
  mentions: ['env'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  for (const secret of secretsOf(dockerfile)) {
    const { kind, name, property, valueKind, instruction } = secret.declaration;
    if (kind !== 'env') continue;
    const what = valueKind === undefined ? `The secret ${name}` : `This ${valueKind}`;
    const where =
      instruction.stage?.ships === false ? 'in the build cache and in every image of this stage' : 'in the image';
    yield {
      span: property.span,
      message: `${what} is stored ${where} as plain text, for everybody who can read it. Pass it when the container starts, or as a build secret.`,
      related: secret.uses.map(({ variable }) => ({ span: variable.span, message: 'It is read here.' })),
      fixes: () => fixes(dockerfile, secret),
    };
  }
}

function fixes(dockerfile: Dockerfile, secret: Secret): readonly Fix[] {
  const { declaration, uses, otherUses } = secret;
  const mount = secretMountFix(dockerfile, secret);
  if (mount !== undefined) return [mount];
  if (uses.length > 0 || otherUses.length > 0) return [];
  return [
    {
      title: `Remove ${declaration.name}, and pass it when the container starts`,
      safety: 'suggested',
      edits: [removeProperty(dockerfile, declaration.instruction, declaration.property)],
    },
  ];
}
