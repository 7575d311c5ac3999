import { secretMountFix } from '../../fixes/secret-mount.js';
import { type Secret, secretsOf } from '../../model/secrets.js';
import type { Dockerfile } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'no-secret-in-run',
  title: 'Give secrets to a RUN as a secret mount',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0031'],
  practices: ['S03'],
  fixes: ['suggested'],
  why: `
    A RUN that reads a build argument is stored with the value of that argument: \`docker history --no-trunc\` prints it, and
    so do build logs, provenance attestations and exported caches. If the step writes it to a file, it is in a layer as well,
    also after a later \`rm\`. That holds for builder stages too.
  `,
  how: `
    \`--mount=type=secret,id=token,env=TOKEN\` sets the variable for this one RUN, and the command stays as it is. Build with
    \`docker build --secret id=token,env=TOKEN .\` For files leave out \`env\` and read \`/run/secrets/token\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        ARG API_TOKEN
        RUN wget -q --header "Authorization: Bearer «$API_TOKEN»" https://example.com/data.tgz
      `,
      good: `
        FROM alpine:3.22
        RUN --mount=type=secret,id=api_token,env=API_TOKEN wget -q --header "Authorization: Bearer $API_TOKEN" https://example.com/data.tgz
      `,
      fix: 'suggested',
    },
    {
      title: 'Several steps, one of them a heredoc.',
      bad: `
        FROM alpine:3.22
        ARG DB_PASSWORD=hunter2
        RUN ./configure --password «\${DB_PASSWORD}»
        RUN --network=none <<EOF
        ./check "$DB_PASSWORD"
        EOF
      `,
      good: `
        FROM alpine:3.22
        RUN --mount=type=secret,id=db_password,env=DB_PASSWORD ./configure --password \${DB_PASSWORD}
        RUN --network=none --mount=type=secret,id=db_password,env=DB_PASSWORD <<EOF
        ./check "$DB_PASSWORD"
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it comes from a secret mount',
      text: 'FROM alpine:3.22\nRUN --mount=type=secret,id=token,env=TOKEN ./fetch $TOKEN\n',
    },
    {
      because: 'the mount hides the ARG',
      text: 'FROM alpine:3.22\nARG TOKEN\nRUN --mount=type=secret,id=token,env=TOKEN ./fetch $TOKEN\n',
    },
    {
      because: 'an ENV with a value is the cause, and reported there',
      text: 'FROM alpine:3.22\nENV TOKEN=a1b2c3\nRUN ./fetch $TOKEN\n',
    },
    { because: 'a variable of the shell itself', text: 'FROM alpine:3.22\nRUN TOKEN=$(./make) && ./fetch $TOKEN\n' },
    {
      because: 'a token that goes into a configuration file is reported there',
      text: 'FROM node:24-slim\nARG NPM_TOKEN\nRUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN\n',
    },
    {
      because: 'single quotes keep it from the shell',
      text: "FROM alpine:3.22\nARG TOKEN\nRUN --mount=type=secret,id=x,env=TOKEN echo '$TOKEN'\n",
    },
  ],
  mentions: ['arg'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  for (const secret of secretsOf(dockerfile)) if (secret.declaration.kind === 'arg') yield* report(dockerfile, secret);
}

function* report(dockerfile: Dockerfile, secret: Secret): Iterable<Finding> {
  const { declaration, uses } = secret;
  const [first, ...rest] = uses.filter(({ writing }) => writing === undefined);
  if (first === undefined) return;
  yield {
    span: first.variable.span,
    message: `The value of ${declaration.name} is stored in the history of this step, for everybody who can read the image or its cache. Mount it as a secret.`,
    related: [
      { span: declaration.property.span, message: 'The build argument is declared here.' },
      ...rest.slice(0, 8).map(({ variable }) => ({ span: variable.span, message: 'It is read here, too.' })),
    ],
    fixes: () => {
      const fix = secretMountFix(dockerfile, secret);
      return fix === undefined ? [] : [fix];
    },
  };
}
