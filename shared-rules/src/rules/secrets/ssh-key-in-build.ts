import { addFlag, removeInstruction } from '../../fixes/edits.js';
import { removeCommands } from '../../fixes/script-edits.js';
import { removeProperty } from '../../fixes/secret-mount.js';
import { mountsOf } from '../../model/mounts.js';
import { scriptOf } from '../../model/script.js';
import { type CopiedSecretFile, copiedSecretFiles } from '../../model/secret-files.js';
import { secretsOf } from '../../model/secrets.js';
import { isSshKey, mayUseSsh } from '../../model/ssh-keys.js';
import { type TokenWriting, tokenWritings } from '../../model/token-files.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import type { TextEdit } from '../../text/edit.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'ssh-key-in-build',
  title: 'Lend the SSH agent to the step instead of giving it a key',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S09'],
  fixes: ['suggested'],
  why: `
    A private key that COPY or a build argument brings in is in a layer or in the history of the image, and an \`rm\` does not
    take it out. Whoever can pull the image, or read the build cache, can log in wherever that key opens: usually every
    repository of the person who built it.
  `,
  how: `
    \`RUN --mount=type=ssh git clone git@…\` uses the keys of your own SSH agent while the step runs; they never enter the
    build. Start it with \`docker build --ssh default .\` On a build server, load a deploy key into an agent first. The host's
    public key belongs in \`/etc/ssh/ssh_known_hosts\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/#ssh-mounts'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        COPY ssh_known_hosts /etc/ssh/
        COPY «id_ed25519» /root/.ssh/id_ed25519
        RUN chmod 600 /root/.ssh/id_ed25519 && git clone git@git.example.com:shop.git /srv/shop
      `,
      good: `
        FROM debian:12-slim
        COPY ssh_known_hosts /etc/ssh/
        RUN --mount=type=ssh git clone git@git.example.com:shop.git /srv/shop
      `,
      fix: 'suggested',
    },
    {
      title: 'From a build argument, which also stands in the history.',
      bad: `
        FROM debian:12-slim AS fetch
        ARG SSH_PRIVATE_KEY
        RUN mkdir -p /root/.ssh \\
            && echo "$SSH_PRIVATE_KEY" > «/root/.ssh/id_rsa» \\
            && chmod 600 /root/.ssh/id_rsa \\
            && git clone git@git.example.com:shop.git /srv/shop \\
            && rm /root/.ssh/id_rsa
        FROM debian:12-slim
        COPY --from=fetch /srv/shop /srv/shop
      `,
      good: `
        FROM debian:12-slim AS fetch
        RUN --mount=type=ssh mkdir -p /root/.ssh \\
            && git clone git@git.example.com:shop.git /srv/shop
        FROM debian:12-slim
        COPY --from=fetch /srv/shop /srv/shop
      `,
      fix: 'suggested',
    },
    {
      title: 'The whole folder with all keys.',
      bad: `
        FROM debian:12-slim
        COPY «.ssh» /root/.ssh
        RUN <<EOF
        ssh -T deploy@git.example.com
        EOF
      `,
      good: `
        FROM debian:12-slim
        COPY ssh_known_hosts /etc/ssh/
        RUN --mount=type=ssh <<EOF
        ssh -T deploy@git.example.com
        EOF
      `,
    },
  ],
  silences: [
    { because: 'the agent is lent', text: 'FROM a\nRUN --mount=type=ssh git clone git@example.com:a.git\n' },
    { because: 'the public half', text: 'FROM a\nCOPY id_rsa.pub /root/.ssh/authorized_keys\n' },
    { because: 'keys of hosts', text: 'FROM a\nCOPY known_hosts /root/.ssh/known_hosts\nCOPY config /root/.ssh/\n' },
    {
      because: 'a later step deletes it, which is reported there',
      text: 'FROM a\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@example.com:a.git\nRUN rm /root/.ssh/id_rsa\n',
    },
    {
      because: 'it comes from a secret mount and goes again',
      text: 'FROM a\nRUN --mount=type=secret,id=k,env=K echo "$K" > ~/.ssh/id_rsa && git pull && rm ~/.ssh/id_rsa\n',
    },
    {
      because: 'made in the build, which is reported elsewhere',
      text: 'FROM a\nRUN ssh-keygen -f /root/.ssh/id_rsa\n',
    },
  ],
  mentions: ['ssh', 'rsa', 'dsa', 'ecdsa', 'ed'],
  on: { document: check },
});

function* check(dockerfile: Dockerfile): Iterable<Finding> {
  if (!/id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh\b/.test(dockerfile.text)) return;
  for (const file of copiedSecretFiles(dockerfile)) {
    if (!isSshKey(file.name) || file.removal !== undefined) continue;
    yield {
      span: file.source.span,
      message: `The private key in "${file.source.text}" would be in the image for everybody to read. Use \`RUN --mount=type=ssh\` where it is needed.`,
      fixes: () => fixOf(copyEdits(dockerfile, file)),
    };
  }
  for (const instruction of dockerfile.instructions) {
    if (instruction.keyword !== 'RUN') continue;
    for (const writing of tokenWritings(instruction)) {
      if (!isSshKey(writing.file)) continue;
      yield {
        span: writing.span,
        message: `The private key in ${writing.file} stays in this layer or in the history of the image. Use \`RUN --mount=type=ssh\` where it is needed.`,
        fixes: () => fixOf(writingEdits(dockerfile, instruction, writing)),
      };
    }
  }
}

function fixOf(edits: readonly TextEdit[] | undefined): readonly Fix[] {
  return edits === undefined ? [] : [{ title: 'Use the SSH agent (--mount=type=ssh)', safety: 'suggested', edits }];
}

function copyEdits(file: Dockerfile, copied: CopiedSecretFile): readonly TextEdit[] | undefined {
  const { instruction, isOnlySource, name } = copied;
  if (!isOnlySource || instruction.isTrigger || instruction.stage === undefined || name === '.ssh') return undefined;
  const later = instruction.stage.instructions.filter(({ index }) => index > instruction.index);
  const edits = later.map((step) => stepEdits(file, step, []));
  const isUsed = later.some(mayUseSsh);
  const known = edits.flatMap((step) => step ?? []);
  if (!isUsed || edits.includes(undefined)) return undefined;
  return [removeInstruction(file, instruction), ...known];
}

function writingEdits(
  file: Dockerfile,
  instruction: InstructionNode,
  { command }: TokenWriting,
): readonly TextEdit[] | undefined {
  if (instruction.isTrigger || instruction.stage === undefined || !mayUseSsh(instruction)) return undefined;
  const secrets = secretsOf(file).filter(({ uses }) => uses.some((use) => use.writing?.command === command));
  if (secrets.some(({ uses, otherUses }) => uses.length > 1 || otherUses.length > 0)) return undefined;
  const others = instruction.stage.instructions.filter(({ index }) => index > instruction.index);
  if (others.some((step) => mentionsKey(stepText(file, step)))) return undefined;
  const edits = stepEdits(file, instruction, [command]);
  if (edits === undefined) return undefined;
  const removed = secrets.map(({ declaration }) => removeProperty(file, declaration.instruction, declaration.property));
  return [...removed, ...edits];
}

function stepText({ text }: Dockerfile, { span }: InstructionNode): string {
  return slice(text, span);
}

function mentionsKey(text: string): boolean {
  return /id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh\b|ssh-a|GIT_SSH|IdentityFile/.test(text);
}

/**
 * What a step needs so that it works without the key: what only looks after the file goes, and the agent is mounted.
 * `undefined` where the step uses the key in some other way.
 */
function stepEdits(
  file: Dockerfile,
  step: InstructionNode,
  written: readonly ShellCommand[],
): readonly TextEdit[] | undefined {
  const uses = mayUseSsh(step);
  if (uses && step.before.user.isRoot !== true) return undefined;
  const hasMount = mountsOf(step).some(({ type }) => type === 'ssh');
  const mount = uses && !hasMount ? [addFlag(step, '--mount=type=ssh')] : [];
  if (!mentionsKey(stepText(file, step))) return mount;
  const script = step.keyword === 'RUN' ? scriptOf(step) : undefined;
  if (script?.complete !== true) return undefined;
  const mentioned = script.commands.filter(
    (command) => !written.includes(command) && mentionsKey(slice(file.text, command.span)),
  );
  const idle = mentioned.filter(looksAfterKey);
  if (mentioned.some((command) => !idle.includes(command) && command.name?.value !== 'mkdir')) return undefined;
  const gone = script.commands.filter((command) => written.includes(command) || idle.includes(command));
  if (gone.length === 0) return mount;
  if (gone.length === script.commands.length) return uses ? undefined : [removeInstruction(file, step)];
  const removed = removeCommands(step, gone);
  return removed === undefined ? undefined : [...mount, ...removed];
}

/** `chmod`, `chown` or `rm` of the key file. */
function looksAfterKey(command: ShellCommand): boolean {
  const program = effectiveCommand(command);
  return (
    program !== undefined &&
    /^(?:chmod|chown|rm|shred)$/.test(program.name) &&
    program.arguments.some(({ text }) => isSshKey(text.replace(/["']/g, '')) && !/\.ssh\/?$/.test(text))
  );
}
