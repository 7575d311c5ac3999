import { mountsOf } from '../../model/mounts.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { Flag, FlagOption } from '../../syntax/types.js';

export default defineRule({
  id: 'secret-mount-mode',
  title: 'Keep mounted secrets readable for one user only',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S6469'],
  practices: ['U29'],
  fixes: ['suggested'],
  why: `
    Docker mounts a secret with mode 0400, and an SSH agent with 0600: only their owner gets at them. Package managers run
    the scripts of strangers as other users, so that those cannot do harm. A mode such as 0444 hands the secret to every one
    of these scripts for as long as the step runs.
  `,
  how: `
    Where the step runs as another user than root, give the secret to that user and keep the mode:
    \`--mount=type=secret,id=token,uid=1000\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#run---mounttypesecret'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token,«mode=0444» test -s /run/secrets/token
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=secret,id=token,mode=0400 test -s /run/secrets/token
      `,
      fix: 'suggested',
    },
    {
      title: 'Another user gets it as its owner.',
      bad: `
        FROM debian:12-slim
        USER 1000:1000
        RUN --mount=type=secret,id=token,target=/tmp/token,«mode=755» <<EOF
        test -s /tmp/token
        EOF
      `,
      good: `
        FROM debian:12-slim
        USER 1000:1000
        RUN --mount=type=secret,id=token,target=/tmp/token,mode=0400,uid=1000 <<EOF
        test -s /tmp/token
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'The socket of an SSH agent.',
      bad: `
        FROM node:22-slim
        RUN --mount=type=cache,target=/root/.npm --mount=type=ssh,«mode=0666» npm ci
      `,
      good: `
        FROM node:22-slim
        RUN --mount=type=cache,target=/root/.npm --mount=type=ssh npm ci
      `,
    },
  ],
  silences: [
    { because: 'nobody else can read it', text: 'FROM a\nRUN --mount=type=secret,id=a,mode=0440,gid=50 x\n' },
    { because: 'the default', text: 'FROM a\nRUN --mount=type=secret,id=a x\n' },
    { because: 'caches are no secrets', text: 'FROM a\nRUN --mount=type=cache,target=/a,mode=0777 x\n' },
    { because: 'a variable decides', text: 'FROM a\nARG MODE\nRUN --mount=type=secret,id=a,mode=$MODE x\n' },
  ],
  mentions: ['mode'],
  on: { RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  if (instruction.flags.length === 0) return;
  const mounts = mountsOf(instruction);
  for (const [index, flag] of mountFlags(instruction).entries()) {
    const mount = mounts[index];
    if (mount?.type !== 'secret' && mount?.type !== 'ssh') continue;
    const option = flag.options.find(({ name }) => name.toLowerCase() === 'mode');
    if (option?.value === undefined || !/^(?:0o?)?[0-7]{2,3}[1-7]$|^[1-7]$/.test(option.value)) continue;
    yield {
      span: option.span,
      message:
        mount.type === 'ssh'
          ? `With mode ${option.value} every user of this step can use your SSH agent. Leave it at 0600.`
          : `With mode ${option.value} every user of this step can read the secret. ${advice(instruction)}`,
      fixes: () => fixes(instruction, flag, option, mount.type === 'ssh' ? '0600' : '0400'),
    };
  }
}

/** Without `uid=`, the secret belongs to root, and another user could not read it with 0400. */
function advice({ before }: InstructionNode): string {
  return before.user.isRoot === true
    ? 'Leave it at 0400, for its owner alone.'
    : 'Name the user that needs it with uid=, and leave the mode at 0400.';
}

function mountFlags({ flags }: InstructionNode): readonly Flag[] {
  return flags.filter(({ name }) => name === 'mount');
}

/** None where it cannot be known who must read it. */
function fixes({ before }: InstructionNode, flag: Flag, option: FlagOption, mode: string): readonly Fix[] {
  const owner = ownerOption(before.user.name, before.user.isRoot, flag);
  if (owner === undefined) return [];
  return [
    {
      title: `Let only its owner read it (mode=${mode})`,
      safety: 'suggested',
      edits: [{ span: option.span, text: `mode=${mode}${owner}` }],
    },
  ];
}

/** What makes the user of the step its owner; `undefined` where its number is not known. */
function ownerOption(user: string | undefined, isRoot: boolean | undefined, flag: Flag): string | undefined {
  if (flag.options.some(({ name }) => name.toLowerCase() === 'uid')) return '';
  if (isRoot === true) return '';
  return user !== undefined && /^\d+$/.test(user) ? `,uid=${user}` : undefined;
}
