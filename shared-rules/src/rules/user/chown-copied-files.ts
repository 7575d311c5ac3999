import { addFlag } from '../../fixes/edits.js';
import { packageCall } from '../../model/packages.js';
import { fitsGlob, joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { workingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand, operands } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import { type Span, slice } from '../../text/span.js';

export default defineRule({
  id: 'chown-copied-files',
  title: 'Give copied files to the user whose steps change them',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P61'],
  fixes: ['suggested'],
  why: `
    USER does not count for COPY: what comes from the build context belongs to root, whoever the user is. A step behind it
    that changes such a file as another user (\`chmod +x start.sh\`, \`npm ci\` in a copied folder) fails with
    \`Operation not permitted\` or \`EACCES\`.
  `,
  how: `
    \`COPY --chown=app\` gives the files away while it copies them. Do that only for what must be changed: what the program
    merely reads is safer with root. For the permissions alone there is \`COPY --chmod=755 start.sh /\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#copy---chown---chmod'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN useradd --create-home app
        WORKDIR /home/app
        USER app
        COPY start.sh «./»
        RUN chmod u+x start.sh
        CMD ["./start.sh"]
      `,
      good: `
        FROM debian:12-slim
        RUN useradd --create-home app
        WORKDIR /home/app
        USER app
        COPY --chown=app start.sh ./
        RUN chmod u+x start.sh
        CMD ["./start.sh"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A user that the image has ready; the step writes into a copied folder.',
      bad: `
        FROM node:24-slim
        USER node
        WORKDIR /home/node
        COPY client «./client/»
        RUN set -e; \\
            cd client; \\
            mkdir generated
      `,
      good: `
        FROM node:24-slim
        USER node
        WORKDIR /home/node
        COPY --chown=node:node client ./client/
        RUN set -e; \\
            cd client; \\
            mkdir generated
      `,
      fix: 'suggested',
    },
    {
      title: 'The number of a user, and a heredoc.',
      bad: `
        FROM debian:12-slim AS build
        USER 1001:1001
        COPY --chmod=644 settings.conf «/srv/app/settings.conf»
        RUN <<EOF
        set -e
        echo "port = 8080" >> /srv/app/settings.conf
        EOF
      `,
      good: `
        FROM debian:12-slim AS build
        USER 1001:1001
        COPY --chmod=644 --chown=1001:1001 settings.conf /srv/app/settings.conf
        RUN <<EOF
        set -e
        echo "port = 8080" >> /srv/app/settings.conf
        EOF
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the program only reads the files',
      text: 'FROM node:24-slim\nWORKDIR /app\nUSER node\nCOPY package.json ./\nCOPY . .\nRUN node --check server.js\nCMD ["node", "server.js"]\n',
    },
    {
      because: 'they are given to the user, or root changes them',
      text: 'FROM node:24-slim\nUSER node\nCOPY --chown=node start.sh /\nRUN chmod +x /start.sh\nFROM node:24-slim\nCOPY start.sh /\nRUN chmod +x /start.sh\nUSER node\nFROM node:24-slim\nUSER node\nCOPY start.sh /\nUSER root\nRUN chmod +x /start.sh\n',
    },
    {
      because: 'what another stage made keeps its owner',
      text: 'FROM node:24-slim\nUSER node\nCOPY --from=build /start.sh /start.sh\nRUN chmod +x /start.sh\n',
    },
    {
      because: 'another file, or one that the user made',
      text: 'FROM node:24-slim\nUSER node\nWORKDIR /home/node/app\nCOPY . .\nRUN touch run.sh && chmod +x run.sh\nRUN chmod +x ~/x.sh /tmp/y.sh\n',
    },
    {
      because: 'a failure is let pass',
      text: 'FROM node:24-slim\nUSER node\nCOPY start.sh /\nRUN chmod +x /start.sh || true\n',
    },
    {
      because: 'WORKDIR belongs to its user, and npm writes beside what was copied',
      text: 'FROM node:24-slim\nUSER node\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
    },
  ],
  on: { stage: check },
});

interface Copied {
  readonly copy: InstructionNode;
  readonly span: Span;
  readonly user: string | undefined;
  /** Absolute paths of files; those that end with `/` are whole folders of files. */
  readonly paths: readonly string[];
  /** The folder that the COPY makes itself. */
  readonly folder: string | undefined;
}

function* check(stage: Stage): Iterable<Finding> {
  if (stage.image?.windows === true || stage.instructions.every(({ before }) => before.user.isRoot !== false)) return;
  const waiting = createWaiting();
  const mentioned = new Set<string>();
  for (const instruction of stage.instructions) {
    const { keyword, before } = instruction;
    if (before.workdir !== undefined) mentioned.add(before.workdir);
    if (keyword === 'COPY' && before.user.isRoot === false) {
      const copied = copiedBy(instruction, mentioned);
      if (copied !== undefined) waiting.add(copied);
    }
    if (keyword !== 'RUN') continue;
    const hits = before.user.isRoot === false ? hitsOf(instruction, waiting, mentioned) : [];
    for (const [copied, command] of hits) yield finding(stage, copied, command);
    for (const word of instruction.body.text.split(/[^\w.-]+/)) mentioned.add(word);
  }
}

/** What was copied and not yet reported, by its place. */
interface Waiting {
  add(copied: Copied): void;
  /** Takes out, and gives, what a user may not change at a path: the file, those that a pattern fits, a folder above it. */
  takeChanged(path: string, user: string | undefined): readonly Copied[];
  /** Takes out, and gives, the folders in which a user may make nothing at a path. */
  takeFolders(path: string, user: string | undefined): readonly Copied[];
}

function createWaiting(): Waiting {
  const files = new Map<string, Map<string, Copied[]>>();
  const trees = new Map<string, Copied[]>();
  const folders = new Map<string, Copied[]>();
  const taken = new Set<Copied>();
  const push = (map: Map<string, Copied[]>, key: string, copied: Copied): void => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [copied]);
    else list.push(copied);
  };
  const take = (map: Map<string, Copied[]> | undefined, key: string, user: string | undefined): readonly Copied[] => {
    const list = map?.get(key) ?? [];
    const found = list.filter((copied) => copied.user === user && !taken.has(copied));
    if (found.length > 0)
      map?.set(
        key,
        list.filter((copied) => copied.user !== user),
      );
    for (const copied of found) taken.add(copied);
    return found;
  };
  return {
    add: (copied) => {
      for (const path of copied.paths) {
        if (path.endsWith('/')) push(trees, path.slice(0, -1), copied);
        else {
          const names = files.get(folderOf(path)) ?? new Map<string, Copied[]>();
          files.set(folderOf(path), names);
          push(names, lastPart(path), copied);
        }
      }
      if (copied.folder !== undefined) push(folders, copied.folder, copied);
    },
    takeChanged: (path, user) => {
      const names = files.get(folderOf(path));
      const name = lastPart(path);
      const fitting = /[*?[]/.test(name) ? [...(names?.keys() ?? [])].filter((each) => fitsGlob(name, each)) : [name];
      return [
        ...fitting.flatMap((each) => take(names, each, user)),
        ...foldersAbove(path).flatMap((folder) => take(trees, folder, user)),
      ];
    },
    takeFolders: (path, user) => foldersAbove(path).flatMap((folder) => take(folders, folder, user)),
  };
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** A path and all folders above it. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}

function finding(stage: Stage, { copy, span, user }: Copied, command: ShellCommand): Finding {
  return {
    span,
    message: `What is copied here belongs to root, and a step behind it changes it as ${user ?? 'another user'}, which is not allowed. Copy it with \`--chown=${ownerOf(stage, copy)}\`.`,
    related: [{ span: command.span, message: 'This command fails.' }],
    fixes: () => fixes(stage, copy),
  };
}

function copiedBy(copy: InstructionNode, mentioned: ReadonlySet<string>): Copied | undefined {
  const { flags, before, heredocs } = copy;
  if (flags.some(({ name }) => name === 'from' || name === 'chown' || name === 'parents') || heredocs.length > 0)
    return undefined;
  const { sources, destination } = transferOf(copy);
  const target = destination?.path;
  if (destination === undefined || target === undefined || target.startsWith('~')) return undefined;
  if (!target.startsWith('/') && before.workdir === undefined) return undefined;
  const place = joinPath(before.workdir ?? '/', target);
  const [only] = sources;
  const isOneFile = sources.length === 1 && isFile(only?.path) && !/(?:^|\/)\.{0,2}$/.test(target);
  const paths = sources.map(({ path = '' }) => {
    const name = lastPart(path);
    if (!isFile(path)) return `${place}/`;
    return isOneFile && isFile(target) ? place : joinPath(place, name);
  });
  const isNew = !isOneFile && !mentioned.has(place) && !mentioned.has(lastPart(place)) && place !== before.workdir;
  const span = destination.span;
  return { copy, span, user: before.user.name, paths, folder: isNew ? place : undefined };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isFile(path: string | undefined): boolean {
  return path !== undefined && !/[*?[]/.test(path) && /[^./]\.\w+$/.test(path);
}

/** What a RUN tries to change of what was copied, each with the command that does. */
function hitsOf(
  run: InstructionNode,
  waiting: Waiting,
  mentioned: ReadonlySet<string>,
): readonly (readonly [Copied, ShellCommand])[] {
  const hits: (readonly [Copied, ShellCommand])[] = [];
  const directories = workingDirectory(run);
  const user = run.before.user.name;
  const before = new Set<string>();
  for (const command of scriptOf(run)?.commands ?? []) {
    const resolve = (path: string): string | undefined => directories.resolve(command, path)?.replace(/(.)\/+$/, '$1');
    if (command.operatorAfter !== '||' && command.nesting.every((kind) => kind === 'group')) {
      const changed = changedFiles(run, command)
        .flatMap((path) => resolve(path) ?? [])
        .filter((path) => !mentioned.has(lastPart(path)) && !before.has(lastPart(path)));
      const written = writtenPlaces(run, command).flatMap((path) => resolve(path) ?? []);
      const found = [
        ...changed.flatMap((path) => waiting.takeChanged(path, user)),
        ...written.flatMap((path) => waiting.takeFolders(path, user)),
      ];
      for (const copied of found) hits.push([copied, command]);
    }
    for (const { value = '' } of command.arguments) before.add(lastPart(value));
    directories.pass(command);
  }
  return hits;
}

/** Files that only their owner may change in this way. */
function changedFiles(run: InstructionNode, command: ShellCommand): readonly string[] {
  const program = effectiveCommand(command);
  const redirected = command.redirects.flatMap(({ operator, target }) =>
    /^(?:>>?|>\||&>>?)$/.test(operator) && target !== undefined ? [target] : [],
  );
  const changes = program?.name === 'chmod' || program?.name === 'chown';
  const [owner, ...files] = changes && program.wrappers.length === 0 ? operands(program.arguments, []) : [];
  const isSelf = program?.name !== 'chown' || owner?.value?.split(/[:.]/)[0] === run.before.user.name;
  return [...(isSelf ? files : []), ...redirected].flatMap((word) => shellText(run, word) ?? []);
}

const MAKES_FILES: ReadonlySet<string> = new Set(['mkdir', 'touch']);
const INSTALLS_HERE: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun', 'composer']);

/** Places where a command makes a new file. */
function writtenPlaces(run: InstructionNode, command: ShellCommand): readonly string[] {
  const call = packageCall(command, run);
  if (call !== undefined) {
    const isGlobal = call.options.some(({ names }) =>
      names.some((name) => /^(?:-g|--global|--prefix|-C|--cwd)$/.test(name)),
    );
    return INSTALLS_HERE.has(call.manager.name) && call.action === 'install' && !isGlobal ? ['.'] : [];
  }
  const program = effectiveCommand(command);
  if (program === undefined || !MAKES_FILES.has(program.name)) return [];
  return operands(program.arguments, ['-m', '--mode']).flatMap((word) => {
    const path = shellText(run, word);
    // What `mkdir -p` is asked for may be there already.
    return path === undefined || program.arguments.some(({ value }) => /^(?:-\w*p\w*|--parents)$/.test(value ?? ''))
      ? []
      : [path];
  });
}

/** As USER says it; with the group of the same name where the image is known to have it. */
function ownerOf({ image }: Stage, { before, file }: InstructionNode): string {
  const { instruction, name = '' } = before.user;
  const written = instruction === undefined ? name : slice(file.text, instruction.bodySpan);
  return image?.nonRootUser?.name === written && !written.startsWith('$') ? `${written}:${written}` : written;
}

function fixes(stage: Stage, copy: InstructionNode): readonly Fix[] {
  const owner = ownerOf(stage, copy);
  if (!/^[\w$.{}:-]+$/.test(owner)) return [];
  return [{ title: `Give the files to ${owner}`, safety: 'suggested', edits: [addFlag(copy, `--chown=${owner}`)] }];
}
