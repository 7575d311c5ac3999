import { moveBehind } from '../../fixes/move-instruction.js';
import { deletionsOf } from '../../model/deletions.js';
import { madeByCommand } from '../../model/made-files.js';
import { isMounted } from '../../model/mounts.js';
import { coversPath, joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { workingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'write-after-volume',
  title: 'Declare a volume after the last step that writes to it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P93'],
  fixes: ['suggested'],
  why: `
    From VOLUME on, a directory is a place outside of the image. Docker's older builder, and others that work like it, run
    each later RUN with a volume of its own there and throw it away: files, owners and modes that the RUN sets are not in the
    image, and there is no error. BuildKit keeps them, so one Dockerfile gives two different images. A new volume is filled
    with what the image has in that directory: write first, declare the volume then.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#notes-about-specifying-volumes'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        VOLUME «/data»
        RUN mkdir -p /data/cache && \\
            chown -R www-data /data
        CMD ["ls", "/data"]
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir -p /data/cache && \\
            chown -R www-data /data
        VOLUME /data
        CMD ["ls", "/data"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Several steps, a heredoc among them; comments move along.',
      bad: `
        FROM debian:12-slim
        RUN mkdir /srv/files

        # what users upload
        VOLUME [«"/srv/files"», "/srv/tmp"]

        WORKDIR /srv
        RUN echo welcome > files/readme.txt
        RUN <<EOF
        set -e
        cd files
        touch ready
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN mkdir /srv/files

        WORKDIR /srv
        RUN echo welcome > files/readme.txt
        RUN <<EOF
        set -e
        cd files
        touch ready
        EOF
        # what users upload
        VOLUME ["/srv/files", "/srv/tmp"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A stage built on another one has its volumes.',
      bad: `
        FROM debian:12-slim AS base
        VOLUME «/data»

        FROM base
        RUN touch /data/ready
      `,
      good: `
        FROM debian:12-slim AS base

        FROM base
        RUN mkdir -p /data && touch /data/ready
        VOLUME /data
      `,
    },
  ],
  silences: [
    {
      because: 'this is the right order',
      text: 'FROM debian:12-slim\nRUN mkdir /data && chown www-data /data\nVOLUME /data\nCMD ["ls"]\n',
    },
    { because: 'every builder keeps what COPY brings', text: 'FROM debian:12-slim\nVOLUME /data\nCOPY seed /data/\n' },
    {
      because: 'these only read, or make the directory that is there',
      text: 'FROM debian:12-slim\nVOLUME /data\nRUN ls /data && cp /data/a /tmp/ && mkdir -p /data\n',
    },
    {
      because: 'something else is written',
      text: 'FROM debian:12-slim\nVOLUME /data /var/log/app\nRUN touch /data-2 /database && cp /data/x /tmp/data\n',
    },
    {
      because: 'another stage has no such volume',
      text: 'FROM debian:12-slim AS a\nVOLUME /data\nFROM debian:12-slim\nRUN touch /data\n',
    },
    {
      because: 'a mount lies over it, which nobody keeps anyway',
      text: 'FROM debian:12-slim\nVOLUME /data\nRUN --mount=type=tmpfs,target=/data touch /data/a\n',
    },
    {
      because: 'clearing away what is not kept does no harm',
      text: 'FROM debian:12-slim\nVOLUME /work\nRUN rm -rf /work/*\nRUN curl -o /work/a.tgz https://example.com/a.tgz && tar -xzf /work/a.tgz -C /opt && rm /work/a.tgz\n',
    },
    {
      because: 'what is in there is not meant to last',
      text: 'FROM debian:12-slim\nVOLUME /tmp\nRUN echo a > /tmp/a && cat /tmp/a\n',
    },
    {
      because: 'the path is not known',
      text: 'FROM debian:12-slim\nARG DATA\nVOLUME $DATA\nRUN touch $DATA/a\n',
    },
    { because: 'a folder on Windows', text: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nVOLUME C:\\\\data\n' },
  ],
  mentions: ['volume'],
  on: { document: check },
});

interface Volume {
  readonly instruction: InstructionNode;
  readonly path: string;
  readonly span: Span;
}

interface Write {
  readonly run: InstructionNode;
  readonly span: Span;
  readonly makesDirectory: boolean;
}

function* check({ stages }: Dockerfile): Iterable<Finding> {
  if (!stages.some(({ instructions }) => instructions.some(({ keyword }) => keyword === 'VOLUME'))) return;
  const volumesOf = new Map<Stage, readonly Volume[]>();
  const writes = new Map<InstructionNode, Map<Volume, Write[]>>();
  for (const stage of stages) {
    const volumes = [...stageChain(stage)].slice(1).flatMap((each) => volumesOf.get(each) ?? []);
    const own: Volume[] = [];
    for (const instruction of stage.instructions) {
      if (instruction.keyword === 'VOLUME') own.push(...declared(instruction));
      if (instruction.keyword === 'RUN') note(instruction, [...volumes, ...own], writes);
    }
    volumesOf.set(stage, own);
  }
  for (const [instruction, written] of writes) yield report(instruction, written);
}

/** What is written there is not meant to last; the root is no volume. */
const TEMPORARY = /^\/(?:(?:var\/)?tmp\/?)?$/;

function declared(instruction: InstructionNode): readonly Volume[] {
  const { form, words } = instruction;
  const places =
    form.kind === 'exec'
      ? form.elements.map(({ value, span }) => ({ text: value, span }))
      : words.map(({ text, span }) => ({ text, span }));
  return places.flatMap(({ text, span }) => {
    const path = expandAt(instruction, text);
    return path?.startsWith('/') !== true || TEMPORARY.test(path)
      ? []
      : [{ instruction, path: joinPath('/', path), span }];
  });
}

function note(
  run: InstructionNode,
  volumes: readonly Volume[],
  writes: Map<InstructionNode, Map<Volume, Write[]>>,
): void {
  if (volumes.length === 0) return;
  const written = writtenPaths(run);
  if (written.length === 0) return;
  const deletions = deletionsOf(run);
  for (const { path, span, makesDirectory } of written) {
    const volume = volumes.find((each) => path === each.path || path.startsWith(`${each.path}/`));
    const isGone = deletions.some(
      ({ pattern, word }) =>
        word.span.start > span.start && pattern !== undefined && coversPath(pattern.replace(/\/\*$/, ''), path),
    );
    if (volume === undefined || (makesDirectory && path === volume.path) || isGone || isMounted(run, path)) continue;
    const known = writes.get(volume.instruction) ?? new Map<Volume, Write[]>();
    writes.set(volume.instruction, known);
    known.set(volume, [...(known.get(volume) ?? []), { run, span, makesDirectory }]);
  }
}

interface WrittenPath {
  /** Absolute. */
  readonly path: string;
  readonly span: Span;
  /** It does nothing where the directory is there already. */
  readonly makesDirectory: boolean;
}

/** Which of its operands a program writes to. */
const WRITTEN: Readonly<Record<string, 'all' | 'last' | 'all but first'>> = {
  touch: 'all',
  mkdir: 'all',
  tee: 'all',
  cp: 'last',
  mv: 'last',
  ln: 'last',
  install: 'last',
  chown: 'all but first',
  chmod: 'all but first',
  chgrp: 'all but first',
};

function writtenPaths(run: InstructionNode): readonly WrittenPath[] {
  const directories = workingDirectory(run);
  const written: WrittenPath[] = [];
  for (const command of scriptOf(run)?.commands ?? []) {
    for (const { path, span } of writtenBy(run, command)) {
      const place = path === undefined ? undefined : directories.resolve(command, path);
      if (place?.startsWith('/') !== true || /[*?[]/.test(place)) continue;
      written.push({ path: joinPath('/', place), span, makesDirectory: command.name?.value === 'mkdir' });
    }
    directories.pass(command);
  }
  return written;
}

function writtenBy(
  run: InstructionNode,
  command: ShellCommand,
): readonly { readonly path: string | undefined; readonly span: Span }[] {
  const words: ShellWord[] = command.redirects.flatMap(({ operator, target }) =>
    /^(?:>|>>|>\||&>|&>>)$/.test(operator) && target !== undefined ? [target] : [],
  );
  const program = effectiveCommand(command);
  const which = program === undefined ? undefined : WRITTEN[program.name];
  if (program !== undefined && which !== undefined) {
    const all = operands(program.arguments, ['-m', '--mode', '-o', '-g', '--owner', '--group']);
    words.push(...(which === 'all' ? all : which === 'last' ? all.slice(-1) : all.slice(1)));
  }
  return [
    ...words.map((word) => ({ path: shellText(run, word), span: word.span })),
    ...madeByCommand(run, command).map(({ path, span }) => ({ path, span })),
  ];
}

function report(instruction: InstructionNode, written: ReadonlyMap<Volume, readonly Write[]>): Finding {
  const [first] = written;
  const [volume, writes] = first ?? [];
  const all = [...written.values()].flat();
  const last = all.reduce((latest, { run }) => (run.index > latest.index ? run : latest), instruction);
  return {
    span: volume?.span ?? instruction.keywordSpan,
    message: `A RUN below writes to ${volume?.path ?? 'it'}, which is a volume by then: only BuildKit keeps that, other builders throw it away. Put VOLUME below the RUN.`,
    related: (writes ?? []).map(({ span }) => ({ span, message: 'This may not get into the image.' })),
    fixes: (): readonly Fix[] => {
      const isMovable =
        last.stage === instruction.stage && [...written].every((entry) => hasDirectory(instruction, ...entry));
      const edits = isMovable ? moveBehind(instruction.file, [instruction], last) : undefined;
      return edits === undefined ? [] : [{ title: 'Move VOLUME below what writes there', safety: 'suggested', edits }];
    },
  };
}

/** VOLUME makes the directory for some builders: whether it is there without it when the first RUN writes to it. */
function hasDirectory({ stage }: InstructionNode, { path }: Volume, [first]: readonly Write[]): boolean {
  if (stage === undefined || first === undefined || first.makesDirectory) return first !== undefined;
  return stage.instructions.some((instruction) => {
    const { keyword, index, before } = instruction;
    if (index > first.run.index) return false;
    if (before.workdir !== undefined && coversPath(path, before.workdir)) return true;
    if (keyword === 'RUN' && instruction !== first.run) {
      return writtenPaths(instruction).some((other) => other.makesDirectory && coversPath(path, other.path));
    }
    const destination = keyword === 'COPY' || keyword === 'ADD' ? transferOf(instruction).destination?.path : undefined;
    return destination?.startsWith('/') === true && coversPath(path, destination);
  });
}
