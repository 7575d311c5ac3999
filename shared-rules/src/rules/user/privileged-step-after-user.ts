import { asRootFix } from '../../fixes/as-root.js';
import { type RootStep, rootSteps } from '../../model/root-steps.js';
import type { EffectiveUser, Stage } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'privileged-step-after-user',
  title: 'Do what needs root before you switch to another user',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P60'],
  fixes: ['suggested'],
  why: `
    USER holds for every RUN behind it, not only for the finished container. Installing packages, creating users and
    writing to \`/usr\` or \`/etc\` is for root alone: such a step ends with \`Permission denied\`, and the build with it.
  `,
  how: 'Put USER behind the last step that needs root. Where a base image has switched already, say `USER root`, do the step, and switch back.',
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        USER node
        RUN «apt-get update» && apt-get install -y --no-install-recommends tini
        WORKDIR /home/node/app
        CMD ["node", "server.js"]
      `,
      good: `
        FROM node:24-slim
        RUN apt-get update && apt-get install -y --no-install-recommends tini
        USER node
        WORKDIR /home/node/app
        CMD ["node", "server.js"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Between steps of the user, root comes back for a while; a comment stays with its step.',
      bad: `
        FROM debian:12-slim
        RUN useradd --create-home app
        USER app:app
        RUN touch ~/first
        # tools for every user
        RUN mkdir -p «/usr/local/tools»
        ENV TOOLS=/usr/local/tools
        RUN <<EOF
        set -e
        useradd --system helper
        EOF
        RUN touch ~/second
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --create-home app
        USER app:app
        RUN touch ~/first
        USER root
        # tools for every user
        RUN mkdir -p /usr/local/tools
        ENV TOOLS=/usr/local/tools
        RUN <<EOF
        set -e
        useradd --system helper
        EOF
        USER app:app
        RUN touch ~/second
      `,
      fix: 'suggested',
    },
    {
      title: 'The user comes from the stage below.',
      bad: `
        FROM node:24-slim AS base
        USER node

        FROM base
        RUN «groupadd» --system editors
        CMD ["node"]
      `,
      good: `
        FROM node:24-slim AS base
        USER node

        FROM base
        USER root
        RUN groupadd --system editors
        USER node
        CMD ["node"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'root is back',
      text: 'FROM node:24-slim\nUSER node\nRUN npm ci\nUSER 0\nRUN apt-get update\nUSER node\n',
    },
    {
      because: 'sudo is a problem of its own',
      text: 'FROM debian:12-slim\nUSER app\nRUN sudo apt-get install -y curl\n',
    },
    {
      because: 'a failure is let pass, or the step is only done for root',
      text: 'FROM debian:12-slim\nUSER app\nRUN apt-get update || true\nRUN if [ "$(id -u)" = 0 ]; then apt-get update; fi\n',
    },
    {
      because: 'npm has a folder of the user',
      text: 'FROM node:24-slim\nENV NPM_CONFIG_PREFIX=/home/node/.npm-global\nUSER node\nRUN npm install -g typescript\nFROM node:24-slim\nUSER node\nRUN npm config set prefix ~/.npm-global && npm i -g typescript\n',
    },
    {
      because: 'the folder may belong to the user',
      text: 'FROM debian:12-slim\nRUN mkdir /usr/local/app && chown 1001 /usr/local/app\nUSER 1001\nRUN touch /usr/local/app/x\nFROM example.com/tools:1\nUSER app\nRUN mkdir /usr/share/app/x\n',
    },
    {
      because: 'the files belong to the user, or nobody knows to whom',
      text: 'FROM debian:12-slim\nUSER app\nRUN touch /tmp/a && mkdir -p ~/x && cp /etc/passwd /tmp/b && chown app /tmp/a && chown -R 1001:1001 /tmp/b\n',
    },
    {
      because: 'nobody knows who the user is',
      text: 'ARG APP\nFROM debian:12-slim\nARG APP\nUSER $APP\nRUN apt-get update\n',
    },
    { because: 'another stage', text: 'FROM debian:12-slim AS a\nUSER app\nFROM debian:12-slim\nRUN apt-get update\n' },
  ],
  on: { stage: check },
});

function* check(stage: Stage, { dockerfile }: RuleContext): Iterable<Finding> {
  for (const steps of stepsByUser(stage).values()) {
    const [first, ...others] = steps;
    if (first === undefined) continue;
    yield {
      span: first.span,
      message: `${userOf(first)} may not do this: ${first.what} needs root. Move the step above USER, or go back to root for it.`,
      related: others.map(({ span, what }) => ({ span, message: `Root is needed for ${what}, too.` })),
      fixes: () => {
        const fix = asRootFix(
          dockerfile,
          stage,
          steps.map(({ instruction }) => instruction),
        );
        return fix === undefined ? [] : [fix];
      },
    };
  }
}

/** One USER is one cause, however many steps fail for it. */
function stepsByUser(stage: Stage): ReadonlyMap<EffectiveUser, readonly RootStep[]> {
  const steps = new Map<EffectiveUser, RootStep[]>();
  for (const step of rootSteps(stage)) {
    const { user } = step.instruction.before;
    const known = steps.get(user);
    if (known === undefined) steps.set(user, [step]);
    else known.push(step);
  }
  return steps;
}

function userOf({ instruction }: RootStep): string {
  const { name = 'app' } = instruction.before.user;
  return /^\d+$/.test(name) ? `User ${name}` : `The user ${name}`;
}
