import { isTarArchive } from '../../facts/archives.js';
import { addArchiveEdits } from '../../fixes/add-archive.js';
import { lateDeletions } from '../../model/late-deletions.js';
import { joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage, TransferPath } from '../../model/types.js';
import { tarPrograms, type Unpacking, unpackingOf } from '../../model/unpacking.js';
import { workingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'add-archive',
  title: 'Let ADD unpack a local archive',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3010'],
  practices: ['P65'],
  fixes: ['suggested'],
  why: `
    A COPY puts the archive into a layer, and a RUN unpacks it into the next one: the image holds the same data twice, even
    where the RUN deletes the archive, which stays in the layer below. ADD unpacks a local tar archive on its way into the
    image: one layer, and the archive itself is nowhere. It needs neither tar nor xz in the image.
  `,
  how: 'ADD unpacks tar archives, plain or compressed. It does not unpack `.zip` or a single `.gz` file.',
  references: ['https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        COPY «app.tar.gz» /tmp/
        RUN mkdir -p /opt/tools && \\
            tar -xzf /tmp/app.tar.gz -C /opt/tools
        CMD ["/opt/tools/app/bin/app"]
      `,
      good: `
        FROM debian:12-slim
        ADD app.tar.gz /opt/tools/
        RUN mkdir -p /opt/tools
        CMD ["/opt/tools/app/bin/app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing is left of the RUN.',
      bad: `
        FROM debian:12-slim AS tools
        WORKDIR /srv
        COPY «app.tar.gz» .
        RUN tar xf app.tar.gz && rm app.tar.gz

        FROM debian:12-slim
        COPY --from=tools /srv/app /srv/app
      `,
      good: `
        FROM debian:12-slim AS tools
        WORKDIR /srv
        ADD app.tar.gz /srv/

        FROM debian:12-slim
        COPY --from=tools /srv/app /srv/app
      `,
      fix: 'suggested',
    },
    {
      title: 'A heredoc that does more.',
      bad: `
        FROM debian:12-slim
        COPY «app.tar.gz» /
        RUN <<EOF
        set -e
        tar --extract --file /app.tar.gz --directory /opt
        ls /opt/app
        EOF
      `,
      good: `
        FROM debian:12-slim
        ADD app.tar.gz /opt/
        RUN ls /opt/app
      `,
    },
  ],
  silences: [
    {
      because: 'it is deleted in a later layer of the shipped image: the rule for that speaks there',
      text: 'FROM debian:12-slim\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/*\n',
    },
    { because: 'ADD does so already', text: 'FROM debian:12-slim\nADD app.tar.gz /opt/\nRUN ls /opt/app\n' },
    {
      because: 'ADD does not unpack these',
      text: 'FROM debian:12-slim\nCOPY a.zip b.gz /x/\nRUN unzip /x/a.zip && gunzip /x/b.gz\n',
    },
    {
      because: 'ADD cannot leave out the first folder, or take a part',
      text: 'FROM debian:12-slim\nCOPY a.tar.gz b.tar.gz /x/\nRUN tar -xzf /x/a.tar.gz --strip-components=1\nRUN tar -xzf /x/b.tar.gz bin/app\n',
    },
    {
      because: 'it comes from another stage: ADD takes nothing from there',
      text: 'FROM debian:12-slim AS a\nFROM debian:12-slim\nCOPY --from=a /a.tar.gz /x/\nRUN tar -xzf /x/a.tar.gz\n',
    },
    {
      because: 'it stays an archive',
      text: 'FROM debian:12-slim\nCOPY app.tar.gz /srv/downloads/\nRUN ls /srv/downloads\n',
    },
    {
      because: 'another archive is unpacked',
      text: 'FROM debian:12-slim\nCOPY app.tar.gz /x/\nRUN tar -xzf /y/app.tar.gz\n',
    },
    {
      because: 'another stage unpacks it',
      text: 'FROM debian:12-slim AS a\nCOPY app.tar.gz /x/\nFROM debian:12-slim\nRUN tar -xzf /x/app.tar.gz\n',
    },
    {
      because: 'an archive is made',
      text: 'FROM debian:12-slim\nCOPY app.tar.gz /x/\nRUN tar -czf /x/app.tar.gz /etc\n',
    },
  ],
  mentions: tarPrograms,
  on: { stage: check },
});

interface CopiedArchive {
  readonly copy: InstructionNode;
  readonly source: TransferPath;
  /** As in the image; absolute where the working directory is known. */
  readonly place: string | undefined;
  readonly name: string;
}

function* check({ instructions }: Stage, context: RuleContext): Iterable<Finding> {
  const archives = new Map<string, CopiedArchive[]>();
  for (const instruction of instructions) {
    if (instruction.keyword === 'COPY') {
      for (const archive of copiedArchives(instruction)) {
        archives.set(archive.name, [...(archives.get(archive.name) ?? []), archive]);
      }
    }
    if (instruction.keyword === 'RUN' && archives.size > 0) yield* unpackedBy(instruction, archives, context);
  }
}

function copiedArchives(copy: InstructionNode): readonly CopiedArchive[] {
  const { sources, destination, from } = transferOf(copy);
  if (from !== undefined || destination === undefined) return [];
  const target = destination.path ?? destination.text;
  const isDirectory = sources.length > 1 || /(?:^|\/)\.{0,2}$/.test(target);
  return sources.flatMap((source): readonly CopiedArchive[] => {
    const path = source.path ?? source.text;
    const name = lastPart(isDirectory || !isTarArchive(target) ? path : target);
    if (!isTarArchive(path) && !isTarArchive(name)) return [];
    const written = isDirectory ? `${target}/${lastPart(path)}` : target;
    const { workdir } = copy.before;
    const isKnown = destination.path !== undefined && (written.startsWith('/') || workdir !== undefined);
    return [{ copy, source, name, place: isKnown ? joinPath(workdir ?? '/', written) : undefined }];
  });
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function* unpackedBy(
  run: InstructionNode,
  archives: Map<string, CopiedArchive[]>,
  { dockerfile, eachCodeAlone }: RuleContext,
): Iterable<Finding> {
  const directories = workingDirectory(run);
  for (const command of scriptOf(run)?.commands ?? []) {
    const unpacking = unpackingOf(run, command);
    const name = unpacking === undefined ? '' : lastPart(unpacking.path);
    const candidates = archives.get(name) ?? [];
    const path = unpacking === undefined ? undefined : directories.resolve(command, unpacking.path);
    const archive = candidates.find(({ place }) =>
      place === undefined || path === undefined ? eachCodeAlone : place === path,
    );
    if (unpacking !== undefined && archive !== undefined && (unpacking.isWhole || eachCodeAlone)) {
      archives.delete(name);
      if (eachCodeAlone || !isDeletedLate(dockerfile, archive)) {
        yield report(archive, run, unpacking, directories.resolve(command, unpacking.directory ?? '.'));
      }
    }
    directories.pass(command);
  }
}

/** Then another rule speaks, where it is deleted: one finding per cause. */
function isDeletedLate(dockerfile: Dockerfile, { copy, place }: CopiedArchive): boolean {
  return place !== undefined && lateDeletions(dockerfile).names.get(copy)?.has(place) === true;
}

function report(
  { copy, source, place, name }: CopiedArchive,
  run: InstructionNode,
  unpacking: Unpacking,
  directory: string | undefined,
): Finding {
  return {
    span: source.span,
    message: `${name} is copied here and unpacked by a RUN, so it is in the image twice. ADD unpacks it on its way in.`,
    related: [{ span: unpacking.command.span, message: 'It is unpacked here.' }],
    fixes: (): readonly Fix[] => {
      if (place === undefined || directory?.startsWith('/') !== true || !unpacking.isWhole) return [];
      const edits = addArchiveEdits(copy, run, unpacking, place, directory);
      return edits === undefined ? [] : [{ title: `Let ADD unpack ${name}`, safety: 'suggested', edits }];
    },
  };
}
