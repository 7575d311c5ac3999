import { addFlag, removeInstruction } from '../../fixes/edits.js';
import { mountFor } from '../../fixes/lend-to-run.js';
import { deletionsOf } from '../../model/deletions.js';
import { frontendAllows } from '../../model/frontend.js';
import { isMounted } from '../../model/mounts.js';
import { joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellText } from '../../model/shell-values.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { workingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import { cover, type Span } from '../../text/span.js';

export default defineRule({
  id: 'no-artifact-left-behind',
  title: 'Mount what is only there to be installed',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P02'],
  fixes: ['suggested'],
  why: `
    Packages and archives that are copied in to be installed or unpacked are in the image twice then: once installed, once as
    they came, in the layer of the COPY. Deleting them in a later step hides them and frees nothing. A bind mount lends them
    to the one RUN that needs them and leaves no trace.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#run---mounttypebind',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim AS build
        RUN pip wheel --wheel-dir /app/wheels six
        FROM python:3.13-slim
        COPY --from=build «/app/wheels /wheels»
        RUN pip install --no-cache-dir --no-index /wheels/*
        CMD ["python", "-m", "six"]
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN pip wheel --wheel-dir /app/wheels six
        FROM python:3.13-slim
        RUN --mount=type=bind,from=build,source=/app/wheels,target=/wheels pip install --no-cache-dir --no-index /wheels/*
        CMD ["python", "-m", "six"]
      `,
      fix: 'suggested',
    },
    {
      title: 'An archive, in a script of several lines.',
      bad: `
        FROM debian:12-slim AS build
        RUN tar -czf /app.tar.gz -C /etc os-release
        FROM debian:12-slim
        COPY --from=build «/app.tar.gz /tmp/»
        RUN <<EOF
        mkdir /srv/app
        tar -xzf /tmp/app.tar.gz -C /srv/app
        EOF
      `,
      good: `
        FROM debian:12-slim AS build
        RUN tar -czf /app.tar.gz -C /etc os-release
        FROM debian:12-slim
        RUN --mount=type=bind,from=build,source=/app.tar.gz,target=/tmp/app.tar.gz <<EOF
        mkdir /srv/app
        tar -xzf /tmp/app.tar.gz -C /srv/app
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'From the build context, with a pattern: here the way round is up to you.',
      bad: `
        FROM debian:12-slim
        COPY «packages/*.deb /packages/»
        RUN dpkg -i /packages/*.deb
        CMD ["app"]
      `,
      good: `
        FROM debian:12-slim
        RUN --mount=type=bind,source=packages,target=/packages dpkg -i /packages/*.deb
        CMD ["app"]
      `,
    },
  ],
  silences: [
    {
      because: 'mounted already',
      text: 'FROM python:3.13 AS b\nFROM python:3.13\nRUN --mount=type=bind,from=b,source=/w,target=/w pip install /w/*\nCOPY a /x/a.whl\nRUN --mount=type=bind,source=a,target=/x pip install /x/*.whl\n',
    },
    {
      because: 'a stage that does not ship',
      text: 'FROM python:3.13 AS b\nCOPY w /w\nRUN pip install /w/*\nFROM python:3.13\nCOPY --from=b /v /v\n',
    },
    {
      because: 'it is used again',
      text: 'FROM debian:13\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv\nRUN sha256sum /tmp/app.tar.gz > /sum\nCOPY w /w\nRUN pip install /w/*\nENV PIP_FIND_LINKS=/w\n',
    },
    {
      because: 'it is deleted: another rule says that this frees nothing',
      text: 'FROM debian:13\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /srv && rm /tmp/app.tar.gz\n',
    },
    {
      because: 'lists of packages are small and not installed',
      text: 'FROM python:3.13\nCOPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt\n',
    },
    {
      because: 'the app itself',
      text: 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install .\nRUN pip install dist/*.whl\n',
    },
    { because: 'ADD unpacks by itself', text: 'FROM debian:13\nADD rootfs.tar.gz /\n' },
  ],
  on: { stage: check },
});

/** Programs that install or unpack files that they are given. */
const INSTALLERS: ReadonlySet<string> = new Set([
  ...['pip', 'pip3', 'uv', 'dpkg', 'apt', 'apt-get', 'rpm', 'yum', 'dnf', 'microdnf', 'zypper', 'apk', 'gem', 'npm'],
  ...['tar', 'unzip', 'bsdtar', 'python', 'python3'],
]);

const ARTIFACT = /\.(?:whl|deb|rpm|apk|gem|zip|tgz|tbz2?|txz|tar(?:\.\w+)?)$/;

/** For each of them the whole stage is gone through once. */
const MOST_PER_STAGE = 20;

interface Copied {
  readonly copy: InstructionNode;
  /** Where it lies then. */
  readonly path: string;
  readonly span: Span;
}

function* check(stage: Stage, { dockerfile }: { readonly dockerfile: Dockerfile }): Iterable<Finding> {
  if (!stage.ships || stage.forDevelopment) return;
  const waiting = new Map<string, Copied>();
  let count = 0;
  for (const instruction of stage.instructions) {
    if (instruction.keyword === 'COPY') for (const copied of copiedBy(instruction)) waiting.set(copied.path, copied);
    if (instruction.keyword !== 'RUN' || waiting.size === 0) continue;
    for (const path of installedPaths(instruction)) {
      const found = waiting.get(path) ?? waiting.get(path.slice(0, path.lastIndexOf('/')));
      if (found === undefined || ++count > MOST_PER_STAGE) continue;
      waiting.delete(found.path);
      if (!isOnlyFor(found, instruction, dockerfile)) continue;
      yield {
        span: found.span,
        message: `Line ${instruction.line + 1} installs ${found.path}, and nothing needs it then, but this COPY keeps it in the image. Mount it into that RUN instead.`,
        related: [{ span: instruction.keywordSpan, message: 'Where it is installed.' }],
        fixes: () => mountInstead(dockerfile, found, instruction),
      };
    }
  }
}

function copiedBy(copy: InstructionNode): readonly Copied[] {
  const { sources, destination } = transferOf(copy);
  const [source] = sources;
  const { workdir } = copy.before;
  if (source?.path === undefined || sources.length > 1 || destination?.path === undefined) return [];
  if (workdir === undefined && !destination.path.startsWith('/')) return [];
  const name = source.path.slice(source.path.lastIndexOf('/') + 1);
  const isFile = ARTIFACT.test(name) && !/[*?]/.test(name);
  const target = joinPath(workdir ?? '/', destination.path);
  const path =
    isFile && (/(?:^|\/)\.?$/.test(destination.path) || !ARTIFACT.test(target)) ? joinPath(target, name) : target;
  const isPlace = /^\/(?:tmp|opt|srv|usr|root|home|app|var)?$/.test(path) || path === copy.stage?.end.workdir;
  return isPlace ? [] : [{ copy, path, span: cover(source.span, destination.span) }];
}

/** Files, patterns of files and folders of packages that a RUN installs or unpacks, as absolute paths. */
function installedPaths(run: InstructionNode): readonly string[] {
  const directory = workingDirectory(run);
  return (scriptOf(run)?.commands ?? []).flatMap((command) => {
    const paths = givenPaths(run, command).flatMap((path) => directory.resolve(command, path) ?? []);
    directory.pass(command);
    return paths.map((path) => joinPath('/', path));
  });
}

function givenPaths(run: InstructionNode, command: ShellCommand): readonly string[] {
  const program = effectiveCommand(command);
  if (program === undefined || !INSTALLERS.has(program.name)) return [];
  const isPip = program.arguments.some(({ value }) => value === 'install' || value === 'sync');
  return program.arguments.flatMap((word, at) => {
    const text = shellText(run, word) ?? '';
    const previous = program.arguments[at - 1]?.value;
    if (isPip && (previous === '--find-links' || previous === '-f')) return [joinPath(text, '*')];
    if (isPip && text.startsWith('--find-links=')) return [`${text.slice('--find-links='.length)}/*`];
    if (text.startsWith('-') || !text.includes('/')) return ARTIFACT.test(text) && !text.startsWith('-') ? [text] : [];
    return ARTIFACT.test(text) || (isPip && /\/\*$/.test(text)) ? [text] : [];
  });
}

/** Nothing else in the shipped stages names it, and the RUN neither deletes nor mounts it. */
function isOnlyFor({ copy, path }: Copied, run: InstructionNode, { finalStage }: Dockerfile): boolean {
  if (finalStage === undefined || isMounted(run, path)) return false;
  if (deletionsOf(run).some(({ pattern }) => pattern === undefined || touchesPath(pattern, path))) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const others = [...stageChain(finalStage)].flatMap(({ instructions }) => instructions);
  return others.every((each) => each === copy || each === run || !mentions(each, path, name));
}

function touchesPath(pattern: string, path: string): boolean {
  return pattern === path || pattern.startsWith(`${path}/`) || path.startsWith(pattern.replace(/\/?\*?$/, '/'));
}

function mentions({ file, span }: InstructionNode, path: string, name: string): boolean {
  const text = file.text.slice(span.start, span.end);
  return text.includes(path) || (ARTIFACT.test(name) && text.includes(name));
}

function mountInstead(file: Dockerfile, { copy, path }: Copied, run: InstructionNode): readonly Fix[] {
  const { from } = transferOf(copy);
  if (!frontendAllows(file, [1, 2]) || /^\d+$/.test(from ?? '') || copy.stage !== run.stage) return [];
  const mount = mountFor(copy, path);
  const entersIt = (scriptOf(run)?.commands ?? []).some(
    ({ name, arguments: words }) => name?.value === 'cd' && words.some(({ text }) => text.includes(path)),
  );
  if (mount === undefined || entersIt || run.before.workdir === path) return [];
  const edits = [removeInstruction(file, copy), addFlag(run, mount)];
  return [{ title: 'Mount it into the RUN that installs it', safety: 'suggested', edits }];
}
