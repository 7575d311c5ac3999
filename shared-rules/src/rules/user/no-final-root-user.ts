import { nonRootFix, switchUserFix } from '../../fixes/non-root-user.js';
import { dropsPrivileges } from '../../model/privileges.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'no-final-root-user',
  title: 'Do not end with USER root',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3002', 'checkov:CKV_DOCKER_8', 'trivy:DS-0002', 'sonar:S6471'],
  practices: ['P55'],
  fixes: ['suggested'],
  why: `
    The last USER of the shipped stage is whom the container runs as. With root, a break-in into your program owns the whole
    container, and user 0 in it is user 0 of the host's kernel. Often \`USER root\` was meant for one step, and the way back
    was forgotten.
  `,
  references: ['https://docs.docker.com/build/building/best-practices/#user'],
  examples: [
    {
      bad: `
        FROM gcr.io/distroless/python3-debian12:nonroot
        USER «root»
        COPY app.py /srv/
        CMD ["/srv/app.py"]
      `,
      good: `
        FROM gcr.io/distroless/python3-debian12:nonroot
        USER root
        COPY app.py /srv/
        USER nonroot
        CMD ["/srv/app.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Back to the user of before.',
      bad: `
        FROM alpine:3.22
        USER 1001
        RUN ./configure
        USER «root»
        RUN ./install
        CMD ["server"]
      `,
      good: `
        FROM alpine:3.22
        USER 1001
        RUN ./configure
        USER root
        RUN ./install
        USER 1001
        CMD ["server"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'only the shipped stage counts',
      text: 'FROM alpine:3.22 AS build\nUSER root\nFROM alpine:3.22\nUSER app\nCOPY --from=build /a /a\n',
    },
    { because: 'another USER follows', text: 'FROM alpine:3.22\nUSER root\nRUN a\nUSER app\n' },
    {
      because: 'the start script drops root',
      text: 'FROM alpine:3.22\nUSER root\nRUN apk add --no-cache su-exec\nENTRYPOINT ["/entry.sh"]\n',
    },
    { because: 'the value is only known at build time', text: 'FROM alpine:3.22\nARG UID\nUSER $UID\n' },
    { because: 'a stage for development', text: 'FROM node:24-slim AS dev\nUSER root\n' },
  ],
  mentions: ['user'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  const { finalStage } = dockerfile;
  if (finalStage === undefined || finalStage.forDevelopment || finalStage.image?.windows === true) return;
  const { instruction, isRoot } = finalStage.end.user;
  const word = instruction?.words[0];
  if (instruction === undefined || word === undefined || isRoot !== true || dropsPrivileges(finalStage)) return;
  yield {
    span: word.span,
    message: 'The image runs as root from here on. Switch to another user behind the last step that needs root.',
    fixes: () => fixes(dockerfile, finalStage),
  };
}

function fixes(dockerfile: Dockerfile, stage: Stage): readonly Fix[] {
  const earlier = earlierUser(stage);
  if (earlier !== undefined) return [switchUserFix(dockerfile, stage, earlier)];
  const fix = nonRootFix(dockerfile, stage);
  return fix === undefined ? [] : [fix];
}

/** The user of before: of an earlier USER that was not root, or the base image's own. */
function earlierUser(stage: Stage): string | undefined {
  for (const { instructions } of stageChain(stage)) {
    const users = instructions.filter(isOtherUser);
    const last = users.at(-1)?.words[0]?.text;
    if (last !== undefined) return last;
  }
  const own = stage.image?.defaultUser;
  return own === undefined || own.root ? undefined : own.name;
}

function isOtherUser({ keyword, words }: InstructionNode): boolean {
  const name = words[0]?.text.split(':')[0];
  return keyword === 'USER' && name !== undefined && name !== 'root' && !/^0+$/.test(name) && !name.includes('$');
}
