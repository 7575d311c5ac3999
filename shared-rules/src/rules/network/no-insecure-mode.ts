import { isPlainCommand } from '../../facts/plain-commands.js';
import { removeFlag } from '../../fixes/edits.js';
import { packageCalls } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';

export default defineRule({
  id: 'no-insecure-mode',
  title: 'Keep build steps in their sandbox',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S6502'],
  practices: ['U28'],
  fixes: ['suggested'],
  why: `
    \`--security=insecure\` takes the sandbox away: the step has all rights of root on the build machine and can mount its
    disks and load modules into its kernel. A package with a bad install script then owns the machine, with every other
    build on it. Docker refuses such a step unless the build is started with \`--allow security.insecure\`.
  `,
  how: `
    Most steps need none of these rights. Disk images can be made without mounting them (\`mke2fs -d\`), images of containers
    without a daemon (\`COPY --from=\`). If a test needs real rights, do it in a container that is started for it, after the
    build.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#run---security'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN «--security=insecure» apt-get update \\
            && apt-get install -y --no-install-recommends less \\
            && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update \\
            && apt-get install -y --no-install-recommends less \\
            && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: 'A step that really needs the rights needs another way.',
      bad: `
        FROM debian:12-slim
        RUN «--security=insecure» <<EOF
        truncate -s 64M /disk.img && mkfs.ext4 /disk.img
        mount /disk.img /mnt && cp -r /data/. /mnt && umount /mnt
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        truncate -s 64M /disk.img && mkfs.ext4 -d /data /disk.img
        EOF
      `,
    },
  ],
  silences: [
    { because: 'the default, by name', text: 'FROM debian:12-slim\nRUN --security=sandbox make\n' },
    { because: 'an option of the program', text: 'FROM debian:12-slim\nRUN tool --security=insecure\n' },
  ],
  mentions: ['insecure'],
  on: { RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  for (const flag of instruction.flags) {
    if (flag.name !== 'security' || flag.value !== 'insecure') continue;
    yield {
      span: flag.span,
      message:
        'This step runs with all rights of root on the build machine. Leave the flag out; where a program needs such rights, find another way.',
      fixes: () =>
        needsNoRights(instruction)
          ? [{ title: 'Remove --security=insecure', safety: 'suggested', edits: [removeFlag(instruction.file, flag)] }]
          : [],
    };
  }
}

/** Whether every command is one that is known to work in the sandbox. */
function needsNoRights(instruction: InstructionNode): boolean {
  const script = scriptOf(instruction);
  if (script?.complete !== true) return false;
  const installing = new Set(packageCalls(instruction).map(({ command }) => command));
  return script.commands.every((command) => {
    if (command.name === undefined || installing.has(command)) return true;
    const program = effectiveCommand(command);
    return program !== undefined && isPlainCommand(program.name);
  });
}
