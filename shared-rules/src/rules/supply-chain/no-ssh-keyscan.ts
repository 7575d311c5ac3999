import { rememberLatest } from '../../model/memo.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellScript } from '../../shell/types.js';

/** https://man.openbsd.org/ssh-keyscan */
const OPTIONS_WITH_VALUE = ['-f', '-O', '-p', '-T', '-t'];

export default defineRule({
  id: 'no-ssh-keyscan',
  title: 'Bring host keys along, do not ask the network for them',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S10'],
  fixes: [],
  why: `
    \`ssh-keyscan\` writes down whatever key answers, without asking whether it is the right one. Whoever stands between
    your build and the server can send a key of their own: ssh then trusts it, and the code you clone is theirs. The check
    of host keys exists to prevent exactly that.
  `,
  how: `
    Put the keys that the host publishes into a file beside the Dockerfile and copy it. GitHub, GitLab and Bitbucket list
    theirs in their documentation.
  `,
  references: [
    'https://man.openbsd.org/ssh-keyscan#SECURITY',
    'https://docs.github.com/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN apk add --no-cache git openssh-client
        RUN --mount=type=ssh mkdir -p -m 0700 ~/.ssh \\
            && «ssh-keyscan» github.com >> ~/.ssh/known_hosts \\
            && git clone git@github.com:example/shop.git /srv
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache git openssh-client
        COPY known_hosts /etc/ssh/ssh_known_hosts
        RUN --mount=type=ssh git clone git@github.com:example/shop.git /srv
      `,
    },
    {
      title: 'The keys can stand in the Dockerfile itself.',
      bad: `
        FROM debian:13-slim
        RUN <<EOF
        «ssh-keyscan» -t ed25519 git.example.com > /etc/ssh/ssh_known_hosts
        EOF
      `,
      good: `
        FROM debian:13-slim
        COPY <<EOF /etc/ssh/ssh_known_hosts
        git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl
        EOF
      `,
    },
  ],
  silences: [
    {
      because: 'the fingerprint is compared',
      text: 'FROM debian:13-slim\nRUN ssh-keyscan github.com > /tmp/k && ssh-keygen -lf /tmp/k | grep -q SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDQ1oTzEz\n',
    },
    {
      because: 'the keys are compared with known ones',
      text: 'FROM debian:13-slim\nRUN ssh-keyscan github.com > /tmp/k && echo "abc  /tmp/k" | sha256sum -c\n',
    },
    { because: 'a word of a text', text: 'FROM debian:13-slim\nRUN echo "ssh-keyscan github.com"\n' },
  ],
  mentions: ['keyscan'],
  on: { command: check },
});

function* check({ command, script }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program?.name !== 'ssh-keyscan' || isCompared(script)) return;
  const [host] = operands(program.arguments, OPTIONS_WITH_VALUE);
  const whose = host?.value === undefined ? 'the host' : host.value;
  yield {
    span: program.nameWord.span,
    message: `The build trusts whatever key answers for ${whose} on the network. Copy a known_hosts file with its published keys instead.`,
  };
}

const isCompared = rememberLatest(({ commands }: ShellScript): boolean =>
  commands.some((command) => {
    const program = effectiveCommand(command);
    if (program === undefined) return false;
    if (/^(?:diff|cmp|sha(?:256|384|512)sum)$/.test(program.name)) return true;
    return program.name === 'ssh-keygen' && program.arguments.some(({ text }) => /^-[a-zA-Z]*l/.test(text));
  }),
);
