import type { CheckSwitches } from '../../facts/check-switches.js';
import { dropVariableEdit, switchOnEdit } from '../../fixes/check-switches.js';
import { switchedOffBy, switchedOffByProperties } from '../../model/check-switches.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';

/** Anything else turns it on: https://docs.docker.com/engine/security/trust/ */
const SWITCHES: CheckSwitches = {
  options: [],
  settings: [],
  variables: [{ name: 'DOCKER_CONTENT_TRUST', value: /^(?!(?:0|false|f)?$)/i }],
  line: /(?!)/,
  words: ['trust'],
};

export default defineRule({
  id: 'content-trust-retired',
  title: 'Do without DOCKER_CONTENT_TRUST, which is retired',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P36'],
  fixes: ['suggested'],
  why: `
    Docker is shutting Content Trust down: the signatures of the official images have been running out since August 2025,
    and its server is to be switched off in December 2026. With the variable set, every \`docker pull\` of an image
    without a valid signature fails. In an image it only matters to a \`docker\` command that runs there.
  `,
  how: `
    Pin base images by digest (\`FROM debian:13-slim@sha256:…\`): what you get is then what you looked at. To check who made
    an image use cosign or Notation, or the provenance that BuildKit attaches.
  `,
  references: [
    'https://www.docker.com/blog/retiring-docker-content-trust/',
    'https://docs.docker.com/build/metadata/attestations/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        ENV APP_ENV=production \\
            «DOCKER_CONTENT_TRUST=1»
        RUN «DOCKER_CONTENT_TRUST=1» true
      `,
      good: `
        FROM debian:12-slim
        ENV APP_ENV=production
        RUN true
      `,
      fix: 'suggested',
    },
    {
      bad: `
        FROM debian:12-slim
        ARG «DOCKER_CONTENT_TRUST=1»
        RUN <<EOF
        export «DOCKER_CONTENT_TRUST=1»
        echo ready
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        echo ready
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is off, or comes from outside',
      text: 'FROM debian:13\nENV DOCKER_CONTENT_TRUST=0\nARG DOCKER_CONTENT_TRUST\nRUN DOCKER_CONTENT_TRUST=0 docker version\n',
    },
    {
      because: 'another variable',
      text: 'FROM debian:13\nENV DOCKER_CONTENT_TRUST_SERVER=https://notary.example.com\n',
    },
    { because: 'a word of a text', text: 'FROM debian:13\nRUN echo "DOCKER_CONTENT_TRUST=1"\n' },
  ],
  mentions: SWITCHES.words,
  on: { command: checkCommand, ENV: checkProperties, ARG: checkProperties },
});

function* checkCommand(node: CommandNode): Iterable<Finding> {
  for (const on of switchedOffBy(node, SWITCHES)) {
    yield finding(on.span, () => switchOnEdit(node, on));
  }
}

function* checkProperties(instruction: InstructionNode): Iterable<Finding> {
  for (const on of switchedOffByProperties(instruction, SWITCHES)) {
    yield finding(on.span, () => dropVariableEdit(instruction, on));
  }
}

function finding(place: Span, edit: () => TextEdit | undefined): Finding {
  return {
    span: place,
    message:
      'Docker Content Trust is being shut down, and with it pulls of images whose signature ran out fail. Leave it out, and pin images by digest.',
    tags: ['deprecated'],
    fixes: (): readonly Fix[] => {
      const removal = edit();
      if (removal === undefined) return [];
      return [{ title: 'Remove DOCKER_CONTENT_TRUST', safety: 'suggested', edits: [removal] }];
    },
  };
}
