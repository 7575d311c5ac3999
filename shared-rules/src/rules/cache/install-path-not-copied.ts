import { isMounted } from '../../model/mounts.js';
import { packageCall } from '../../model/packages.js';
import { fitsGlob, joinPath } from '../../model/paths.js';
import {
  createPlacedFiles,
  filesNamed,
  mayBeThere,
  type PlacedFile,
  type PlacedFiles,
} from '../../model/placed-files.js';
import { shellText } from '../../model/shell-values.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import type { WorkingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand, ShellWord } from '../../shell/types.js';
import { slice } from '../../text/span.js';

export default defineRule({
  id: 'install-path-not-copied',
  title: 'Install from the path that the file was copied to',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P11'],
  fixes: ['suggested'],
  why: `
    COPY puts a file into the working directory, and the install looks for it in another one. The build stops there with
    "No such file or directory", after it has done all the steps above. A path with a slash in front starts at the root of
    the image, whatever WORKDIR says; one without starts in WORKDIR.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#workdir',
    'https://docs.docker.com/reference/dockerfile/#copy',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r «/requirements.txt»
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt .
        RUN pip install --no-cache-dir -r requirements.txt
      `,
      fix: 'suggested',
    },
    {
      title: 'A script that lies elsewhere.',
      bad: `
        FROM debian:12-slim
        COPY setup.sh /opt/setup/
        RUN mkdir /data && \\
            sh «/setup.sh»
      `,
      good: `
        FROM debian:12-slim
        COPY setup.sh /opt/setup/
        RUN mkdir /data && \\
            sh /opt/setup/setup.sh
      `,
      fix: 'suggested',
    },
    {
      title: 'A directory of the file that npm reads.',
      bad: `
        FROM node:22-slim AS base
        WORKDIR /srv/app
        COPY package.json package-lock.json ./

        FROM base
        RUN npm ci --prefix «/app»
      `,
      good: `
        FROM node:22-slim AS base
        WORKDIR /srv/app
        COPY package.json package-lock.json ./

        FROM base
        RUN npm ci --prefix /srv/app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the file is there',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r /app/requirements.txt\nRUN pip install -r ./requirements.txt\n',
    },
    {
      because: 'a whole directory may bring it',
      text: 'FROM python:3.13-slim\nCOPY api/requirements.txt /tmp/\nCOPY . /app\nRUN pip install -r /app/requirements.txt\n',
    },
    {
      because: 'nothing is known of the image: it may have the file',
      text: 'FROM registry.example.com/python:1\nCOPY requirements.txt /app/\nRUN pip install -r /requirements.txt\n',
    },
    {
      because: 'a command puts it there',
      text: 'FROM python:3.13-slim\nCOPY requirements.txt /app/\nRUN cp /app/requirements.txt / && pip install -r /requirements.txt\n',
    },
    {
      because: 'a script may do anything',
      text: 'FROM python:3.13-slim\nCOPY a.py requirements.txt /app/\nRUN python /app/a.py && pip install -r /requirements.txt\n',
    },
    {
      because: 'it is mounted for this step',
      text: 'FROM python:3.13-slim\nCOPY requirements.txt /app/\nRUN --mount=type=bind,source=r.txt,target=/requirements.txt pip install -r /requirements.txt\n',
    },
    {
      because: 'the step may do without',
      text: 'FROM python:3.13-slim\nCOPY requirements.txt /app/\nRUN pip install -r /requirements.txt || true\nRUN if [ -f /r.txt ]; then pip install -r /r.txt; fi\n',
    },
    {
      because: 'the path holds a variable that only the build knows',
      text: 'FROM python:3.13-slim\nARG DIR\nCOPY requirements.txt /app/\nRUN pip install -r $DIR/requirements.txt\n',
    },
    {
      because: 'the command moved there',
      text: 'FROM python:3.13-slim\nCOPY requirements.txt /app/\nRUN cd /app && pip install -r requirements.txt\n',
    },
    {
      because: '/app may be a directory or a file here',
      text: 'FROM python:3.13-slim\nCOPY requirements.txt /app\nRUN pip install -r /app/requirements.txt\n',
    },
    {
      because: 'a heredoc makes the file',
      text: 'FROM debian:12-slim\nCOPY run.sh /opt/\nCOPY <<EOF /run.sh\ntrue\nEOF\nRUN sh /run.sh\n',
    },
  ],
  mentions: ['copy', 'add'],
  on: { document: check },
});

function* check(file: Dockerfile): Iterable<Finding> {
  const { stages } = file;
  if (!namesCopiedFile(file)) return;
  const placed = new Map<Stage, PlacedFiles>();
  for (const stage of stages) {
    const files = createPlacedFiles(stage.parent === undefined ? undefined : placed.get(stage.parent));
    placed.set(stage, files);
    const wrong = findWrongPath(stage, files);
    if (wrong !== undefined && isKnownImage(stage)) yield report(wrong);
  }
}

/** A quick look: whether any RUN names a file that a COPY or ADD names, or a directory that npm is to work in. */
function namesCopiedFile({ instructions }: Dockerfile): boolean {
  const names = new Set<string>();
  const patterns: string[] = [];
  for (const instruction of instructions) {
    for (const { text } of transferOf(instruction).sources) {
      const name = text.slice(text.lastIndexOf('/') + 1);
      if (/[*?[{$]/.test(name)) patterns.push(name.replace(/[[{$].*$/, '*'));
      else names.add(name);
    }
  }
  if (names.size + patterns.length === 0) return false;
  return instructions.some(({ keyword, span, file }) => {
    if (keyword !== 'RUN') return false;
    for (const word of slice(file.text, span).match(/[\w.@+-]+/g) ?? []) {
      if (names.has(word) || word === '--prefix' || patterns.some((pattern) => fitsGlob(pattern, word))) return true;
    }
    return false;
  });
}

/** Images with ONBUILD triggers copy files of the build context before anything else. */
function isKnownImage({ image, base, parent }: Stage): boolean {
  if (parent !== undefined) return isKnownImage(parent);
  return base.kind === 'image' && image?.role !== undefined && !/onbuild/.test(base.reference.tag ?? '');
}

interface WrongPath {
  readonly run: InstructionNode;
  readonly word: ShellWord;
  /** As written in the word. */
  readonly written: string;
  /** What is not there. */
  readonly path: string;
  readonly places: readonly [PlacedFile, ...PlacedFile[]];
  /** What to write instead, for the first of the places. */
  readonly instead: string;
}

/** The first one of a stage: the build goes no further. */
function findWrongPath(stage: Stage, files: PlacedFiles): WrongPath | undefined {
  let found: WrongPath | undefined;
  for (const instruction of stage.instructions) {
    files.pass(instruction, (command, directories) => {
      found ??= wrongPath(instruction, command, directories, files);
    });
  }
  return found;
}

function wrongPath(
  run: InstructionNode,
  command: ShellCommand,
  directories: WorkingDirectory,
  files: PlacedFiles,
): WrongPath | undefined {
  const needed = neededFile(run, command);
  if (needed === undefined || !mustSucceed(command)) return undefined;
  const { written, fileName, word } = needed;
  const place = directories.resolve(command, written);
  if (place === undefined || !place.startsWith('/')) return undefined;
  const path = joinPath(place, fileName);
  if (isMounted(run, path)) return undefined;
  const [first, ...rest] = filesNamed(files, path.slice(path.lastIndexOf('/') + 1));
  if (first === undefined || [first, ...rest].some((other) => other.path === path) || mayBeThere(files, path)) {
    return undefined;
  }
  const folder = first.path.slice(0, first.path.lastIndexOf('/')) || '/';
  const isHere = fileName === '' && directories.resolve(command, '.') === folder && !runsIt(command, word);
  const instead = isHere ? first.path.slice(first.path.lastIndexOf('/') + 1) : fileName === '' ? first.path : folder;
  return { run, word, written, path, places: [first, ...rest], instead };
}

function mustSucceed({ nesting, operatorAfter }: ShellCommand): boolean {
  return operatorAfter !== '||' && nesting.every((kind) => kind === 'group' || kind === 'subshell');
}

function runsIt({ name }: ShellCommand, word: ShellWord): boolean {
  return name === word;
}

interface NeededFile {
  readonly word: ShellWord;
  readonly written: string;
  /** Where a directory is named: the file that must be in it; else empty. */
  readonly fileName: string;
}

const INTERPRETER = /^(?:sh|bash|ash|dash|zsh|python[\d.]*|node|ruby|perl|php)$/;
const SHELL = /sh$/;

/** The file without which a command fails at once. */
function neededFile(run: InstructionNode, command: ShellCommand): NeededFile | undefined {
  const call = packageCall(command, run);
  if (call !== undefined) {
    const { manager, options, operands, action } = call;
    const isNpm = manager.name === 'npm' && operands.length === 0;
    if (action !== 'install' && action !== 'download') return undefined;
    const wanted = /pip$/.test(manager.name) ? /^(?:-r|--requirements?)$/ : isNpm ? /^--prefix$/ : undefined;
    const option = options.find(({ names }) => wanted?.test(names.at(-1) ?? '') === true);
    const word = option?.valueWord;
    if (option === undefined || word === undefined) return undefined;
    return needed(run, word, word === option.word ? option.value : undefined, isNpm ? 'package.json' : '');
  }
  const program = effectiveCommand(command);
  if (program === undefined) return undefined;
  const { name, nameWord, arguments: words } = program;
  if (INTERPRETER.test(name)) {
    const first = words.find(({ value }) => !(SHELL.test(name) ? /^-[eux]+$/ : /^-[uB]+$/).test(value ?? ''));
    return first === undefined || first.value?.startsWith('-') !== false
      ? undefined
      : needed(run, first, undefined, '');
  }
  return /^\.{0,2}\//.test(nameWord.value ?? '') ? needed(run, nameWord, undefined, '') : undefined;
}

function needed(
  run: InstructionNode,
  word: ShellWord,
  value: string | undefined,
  fileName: string,
): NeededFile | undefined {
  const written = value ?? shellText(run, word);
  if (written === undefined || /^-|:\/\/|[*?[~]/.test(written) || written === '') return undefined;
  return { word, written, fileName };
}

function report({ run, word, written, path, places, instead }: WrongPath): Finding {
  const [{ path: place, instruction }] = places;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const start = word.span.start + Math.max(0, word.text.indexOf(written));
  const isVerbatim = slice(run.file.text, word.span) === word.text && word.text.includes(written);
  const span = isVerbatim ? { start, end: start + written.length } : word.span;
  return {
    span,
    message: `Nothing puts ${name} at ${path}: the ${instruction.keyword} above brings it to ${place}, so the build stops here.`,
    related: places.map((other) => ({
      span: other.instruction.span,
      message: `${name} goes to ${other.path}.`,
    })),
    fixes: (): readonly Fix[] =>
      isVerbatim && places.length === 1 && /^[\w./@+-]+$/.test(instead)
        ? [{ title: `Use ${instead}`, safety: 'suggested', edits: [{ span, text: instead }] }]
        : [],
  };
}
