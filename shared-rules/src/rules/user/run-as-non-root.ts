import { nonRootFix } from '../../fixes/non-root-user.js';
import { dropsPrivileges, isMadeToRun } from '../../model/privileges.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'run-as-non-root',
  title: 'Run the container as a user other than root',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0002', 'checkov:CKV_DOCKER_3', 'kics:fd54f200', 'sonar:S6471', 'semgrep:missing-user'],
  practices: ['P55', 'P57', 'U1'],
  fixes: ['suggested'],
  why: `
    Without USER the program runs as root, and root in the container is user 0 of the host's kernel. Whoever breaks into
    your program may change every file of the image, install tools, and is one kernel bug or one careless mount away from
    the host. As another user the same break-in ends inside your program. Kubernetes with \`runAsNonRoot\` refuses to start
    such an image at all.
  `,
  how: `
    Put USER behind the last step that needs root, and give the program only the folders that it writes to. Many images
    have a user ready: \`node\`, \`nonroot\`, \`nobody\`. A number (\`USER 1001\`) is what Kubernetes can check.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM «node:24-slim»
        COPY server.js /srv/
        CMD ["node", "/srv/server.js"]
      `,
      good: `
        FROM node:24-slim
        COPY server.js /srv/
        USER node
        CMD ["node", "/srv/server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A user is created with the commands of the distribution, and may write to WORKDIR.',
      bad: `
        FROM «python:3.13-slim»
        WORKDIR /app
        COPY . .
        # four workers are enough
        CMD ["gunicorn", "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY . .
        RUN groupadd --system --gid 1001 app && \\
            useradd --system --uid 1001 --gid app --no-create-home --shell /usr/sbin/nologin app && \\
            chown app:app /app
        USER app
        # four workers are enough
        CMD ["gunicorn", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The same on Alpine, in the stage that ships.',
      bad: `
        FROM golang:1.25 AS build
        RUN go build -o /server .

        FROM «alpine:3.22»
        COPY --from=build /server /usr/local/bin/server
        ENTRYPOINT ["server"]
      `,
      good: `
        FROM golang:1.25 AS build
        RUN go build -o /server .

        FROM alpine:3.22
        COPY --from=build /server /usr/local/bin/server
        RUN addgroup -S -g 1001 app && \\
            adduser -S -D -H -u 1001 -G app -s /sbin/nologin app
        USER app
        ENTRYPOINT ["server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A user that the file creates is used.',
      bad: `
        FROM «debian:13-slim»
        RUN useradd --system --no-create-home worker
        CMD ["/usr/local/bin/worker"]
      `,
      good: `
        FROM debian:13-slim
        RUN useradd --system --no-create-home worker
        USER worker
        CMD ["/usr/local/bin/worker"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Its name may come from an ARG.',
      bad: `
        FROM «debian:12-slim»
        ARG APP_USER=worker
        RUN useradd --system --no-create-home "$APP_USER"
        WORKDIR /srv/app
        RUN chown \${APP_USER}: /srv/app
        CMD ["/usr/local/bin/worker"]
      `,
      good: `
        FROM debian:12-slim
        ARG APP_USER=worker
        RUN useradd --system --no-create-home "$APP_USER"
        WORKDIR /srv/app
        RUN chown \${APP_USER}: /srv/app
        USER $APP_USER
        CMD ["/usr/local/bin/worker"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The folder belongs to the user already.',
      bad: `
        FROM «debian:13-slim»
        RUN useradd -m worker
        WORKDIR /home/worker
        CMD ["/usr/local/bin/worker"]
      `,
      good: `
        FROM debian:13-slim
        RUN useradd -m worker
        WORKDIR /home/worker
        USER worker
        CMD ["/usr/local/bin/worker"]
      `,
      fix: 'suggested',
    },
    {
      title: 'An image without `useradd`: a number needs no account.',
      bad: `
        FROM «registry.access.redhat.com/ubi9/ubi-minimal:9.6»
        WORKDIR /srv/app
        COPY server ./
        CMD ["./server"]
      `,
      good: `
        FROM registry.access.redhat.com/ubi9/ubi-minimal:9.6
        WORKDIR /srv/app
        COPY server ./
        RUN chown 1001:1001 /srv/app
        USER 1001:1001
        CMD ["./server"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A server that its image sets up for root would not start as a new user. There is an image for that.',
      bad: `
        FROM «nginx:1.29-alpine»
        COPY site /usr/share/nginx/html
      `,
      good: `
        FROM nginxinc/nginx-unprivileged:1.29-alpine
        COPY site /usr/share/nginx/html
      `,
    },
    {
      title: 'In an empty image a number is enough.',
      bad: `
        FROM «scratch»
        COPY server /server
        ENTRYPOINT ["/server"]
      `,
      good: `
        FROM scratch
        COPY server /server
        USER 65532:65532
        ENTRYPOINT ["/server"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'nobody knows the user of this image', text: 'FROM registry.example.com/base:1\nCMD ["a"]\n' },
    {
      because: 'the image runs as another user',
      text: 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
    {
      because: 'the base image drops root itself',
      text: 'FROM postgres:17\nCOPY init.sql /docker-entrypoint-initdb.d/\n',
    },
    {
      because: 'the start script drops root',
      text: 'FROM alpine:3.22\nRUN apk add --no-cache su-exec\nENTRYPOINT ["/entry.sh"]\n',
    },
    {
      because: 'Docker in Docker works as root only',
      text: 'FROM docker:28-dind\nCOPY entry.sh /\nENTRYPOINT ["/entry.sh"]\n',
    },
    { because: 'gosu starts the program', text: 'FROM debian:13-slim\nENTRYPOINT ["gosu", "app", "server"]\n' },
    { because: 'a USER of the parent stage holds', text: 'FROM alpine:3.22 AS a\nUSER app\nFROM a\nCMD ["b"]\n' },
    { because: 'an explicit root is a problem of its own', text: 'FROM alpine:3.22\nUSER root\nCMD ["b"]\n' },
    { because: 'an image that only serves as a base', text: 'FROM debian:13-slim\nRUN apt-get update\n' },
    { because: 'a stage for development', text: 'FROM node:24-slim AS dev\nCMD ["npm", "run", "dev"]\n' },
    { because: 'Windows has no root', text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCMD ["a.exe"]\n' },
  ],
  on: { document: check },
});

function* check(
  { finalStage }: { readonly finalStage: Stage | undefined },
  { dockerfile }: RuleContext,
): Iterable<Finding> {
  if (finalStage?.baseSpan === undefined || finalStage.forDevelopment) return;
  const { user } = finalStage.end;
  if (user.instruction !== undefined || user.isRoot !== true || finalStage.image?.windows === true) return;
  if (!isMadeToRun(finalStage) || dropsPrivileges(finalStage) || finalStage.image?.needsRoot === true) return;
  yield {
    span: finalStage.baseSpan,
    message:
      'No USER follows, so the program in this image runs as root. Switch to another user before CMD or ENTRYPOINT.',
    fixes: () => {
      const fix = nonRootFix(dockerfile, finalStage);
      return fix === undefined ? [] : [fix];
    },
  };
}
