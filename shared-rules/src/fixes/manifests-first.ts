import { isIgnored } from '../context/dockerignore.js';
import type { BuildContext } from '../context/types.js';
import { isManifestFile } from '../facts/ecosystems.js';
import {
  bringsManifests,
  type EarlySource,
  type EarlySources,
  type ManifestInstall,
  placeOf,
  readsNoSource,
  type SourceTree,
} from '../model/dependency-installs.js';
import { callHasOption } from '../model/packages.js';
import { coversPath, fitsGlob } from '../model/paths.js';
import { scriptOf } from '../model/script.js';
import { transferOf } from '../model/transfer.js';
import type { Dockerfile, InstructionNode, Keyword, Stage } from '../model/types.js';
import type { ShellCommand } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { type Span, slice, span } from '../text/span.js';
import { insertAt, keywordLike } from './edits.js';

/**
 * Copies the manifests before an install and the source behind it. An install that shares its RUN with commands that
 * need the source gets a RUN of its own. `undefined` where it is not plain that the build still works: what stands
 * between may need the source, the install may need more than the manifests, or nobody knows which manifests there are.
 */
export function copyManifestsFirst(
  file: Dockerfile,
  stage: Stage,
  early: EarlySources,
  context: BuildContext | undefined,
): readonly TextEdit[] | undefined {
  const copies = manifestCopies(file, stage, early, context);
  if (copies === undefined) return undefined;
  return moveSources(file, stage, early, copies) ?? splitInstall(file, stage, early, copies);
}

/** The COPY instructions to write before the installs; `undefined` where they cannot be told. */
function manifestCopies(
  file: Dockerfile,
  { instructions }: Stage,
  { sources, installs }: EarlySources,
  context: BuildContext | undefined,
): readonly string[] | undefined {
  const copies = new Set<string>();
  for (const install of installs) {
    const { onlyWith } = install.kind;
    if (install.needsProject || onlyWith?.every((option) => callHasOption(install.call, option)) === false)
      return undefined;
    const source = sources.find(({ tree }) => tree !== undefined);
    const folder = `${source?.tree?.root.replace(/^(?:\.?\/)+/, '') ?? ''}${source?.tree?.below ?? ''}`;
    const isPlain =
      context === undefined ? !speaksOfWorkspaces(file, install) : isPlainProject(install, folder, context);
    if (!isPlain) return undefined;
    const before = instructions.filter((each) => each.index < install.run.index && bringsManifests(each, install));
    if (hasAllManifests(before, install)) continue;
    const { directory } = installs[0];
    if (source?.tree === undefined || install.directory !== directory || sources.length > 1) return undefined;
    const copy = manifestCopy(file, source.instruction, source.tree, install, folder, context);
    if (copy === undefined) return undefined;
    copies.add(copy);
  }
  return [...copies];
}

/** Whether these COPY instructions bring the manifest and the lock file, or the files that the install names. */
function hasAllManifests(copies: readonly InstructionNode[], { kind, files }: ManifestInstall): boolean {
  const names = copies.flatMap((each) => transferOf(each).sources.map(({ text }) => lastPart(text)));
  const isCopied = (wanted: string): boolean => names.some((name) => name !== '*' && fitsGlob(name, wanted));
  if (files.length > 0) return files.map(lastPart).every(isCopied);
  const [manifest] = kind.manifests;
  const hasLock = kind.lockFiles.length === 0 || kind.lockFiles.some(isCopied);
  return manifest !== undefined && (names.some((name) => fitsGlob(manifest, name)) || isCopied(manifest)) && hasLock;
}

function lastPart(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? '';
}

/** Whether a file that nobody knows the build context of looks as if several projects were installed at once. */
function speaksOfWorkspaces({ text }: Dockerfile, { kind }: ManifestInstall): boolean {
  return (
    FOR_NODE.has(kind.manager) && /\b(?:turbo|lerna|nx|rush|workspaces?)\b|--filter\b|\b(?:packages|apps)\//.test(text)
  );
}

const FOR_NODE: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);

/**
 * Whether the build context shows nothing that would make an install need more than its manifests, or that would hide
 * what it has installed: other projects below this one, patches, installed packages that are not ignored.
 */
function isPlainProject({ kind }: ManifestInstall, folder: string, context: BuildContext): boolean {
  const { paths, dockerignore } = context;
  const [manifest = ''] = kind.manifests;
  const unusual = FOR_NODE.has(kind.manager)
    ? ['patches/', 'prisma/', '.yarn/', 'pnpm-workspace.yaml', 'lerna.json', '.pnp.cjs']
    : ['go.work', 'vendor/cache/'];
  if (unusual.some((name) => paths.has(folder + name))) return false;
  for (const path of paths) {
    if (!path.startsWith(folder) || isIgnored(dockerignore ?? '', path)) continue;
    const inner = path.slice(folder.length);
    if (/^node_modules\//.test(inner) || inner.endsWith('.gemspec')) return false;
    if (inner.endsWith(`/${manifest}`) && kind.lockFiles.length > 0) return false;
  }
  return true;
}

function manifestCopy(
  file: Dockerfile,
  source: InstructionNode,
  { root, below }: SourceTree,
  install: ManifestInstall,
  folder: string,
  context: BuildContext | undefined,
): string | undefined {
  const { written, flags, form } = source;
  const { destination } = transferOf(source);
  const names = folderOfFiles(install) ?? manifestNames(install, folder, context);
  if (names === undefined || root === '*' || form.kind === 'exec' || destination === undefined) return undefined;
  if (/["'\\`]/.test(destination.text) || /[\s"'$]/.test(root)) return undefined;
  const kept = flags.filter(({ name }) => name === 'chown' || name === 'chmod' || name === 'link');
  const words = [
    keywordLike(written, 'COPY'),
    ...kept.map((flag) => slice(file.text, flag.span)),
    ...names.map((name) => root + below + name),
    `${destination.text.replace(/\/*$/, '/')}${below}`,
  ];
  return words.join(' ');
}

/** An install from `requirements/prod.txt` may read the files beside it: then the folder is copied. */
function folderOfFiles({ files }: ManifestInstall): readonly string[] | undefined {
  return files.some((file) => file.includes('/') && !file.startsWith('/')) ? [''] : undefined;
}

/** The names to copy: those that are there, or patterns that fail in no case. */
function manifestNames(
  { kind, files, call }: ManifestInstall,
  folder: string,
  context: BuildContext | undefined,
): readonly string[] | undefined {
  const named = [...new Set(files.map(lastPart))];
  if (context === undefined) return named.length > 0 ? patternsFor(named) : kind.copyFirst;
  if (kind.copyFirst === undefined && named.length === 0) return undefined;
  const there = filesIn(folder, context);
  if (named.length > 0) {
    const others = there.filter((name) => /^(?:requirements|constraints).*\.(?:txt|in)$/.test(name));
    return named.every((name) => there.includes(name)) ? [...new Set([...named, ...others])] : undefined;
  }
  const wanted = [...kind.manifests, ...kind.lockFiles];
  const found = wanted.flatMap((pattern) => there.filter((name) => fitsGlob(pattern, name)));
  const [manifest = ''] = kind.manifests;
  const needsLock = call.subcommand.some(({ value }) => value === 'ci' || value === 'clean-install');
  const hasLock = kind.lockFiles.some((name) => there.includes(name));
  return there.includes(manifest) && (hasLock || !needsLock) ? found : undefined;
}

/** `requirements.txt` stands for itself; one of several files of requirements may read the others. */
function patternsFor(names: readonly string[]): readonly string[] | undefined {
  const patterns = names.map((name) => {
    if (!/\.(?:txt|in)$/.test(name) || name === 'requirements.txt') return name;
    return /^requirements.*\.txt$/.test(name) ? 'requirements*.txt' : undefined;
  });
  const known = patterns.filter((pattern) => pattern !== undefined);
  return known.length === patterns.length ? [...new Set(known)] : undefined;
}

/** The files of a folder of the build context that a COPY can find. */
function filesIn(folder: string, { paths, dockerignore }: BuildContext): readonly string[] {
  return [...paths]
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/') && path !== folder)
    .filter((path) => !isIgnored(dockerignore ?? '', path))
    .map((path) => path.slice(folder.length))
    .sort();
}

/** Moves the COPY instructions of source behind the last install. */
function moveSources(
  file: Dockerfile,
  { instructions }: Stage,
  { sources, installs }: EarlySources,
  copies: readonly string[],
): readonly TextEdit[] | undefined {
  const last = installs.reduce((latest, { run }) => (run.index > latest.index ? run : latest), installs[0].run);
  const moved = new Set(sources.map(({ instruction }) => instruction));
  const between = instructions.filter(({ index }) => index > sources[0].instruction.index && index <= last.index);
  if (!between.every((each) => moved.has(each) || canComeBefore(each, sources))) return undefined;
  const { lines, lineEnding } = file.syntax;
  const edits: TextEdit[] = [];
  const blocks: string[] = [];
  for (const [index, source] of sources.entries()) {
    const change = takeOut(file, source, index === 0 ? copies : []);
    if (change === undefined) return undefined;
    edits.push(...change.edits);
    blocks.push(change.block);
  }
  const lastSource = sources.at(-1) ?? sources[0];
  const gap = isBlankLine(file, lastSource.instruction.endLine + 1) ? lineEnding : '';
  edits.push(insertAt(lines.lineSpan(last.endLine).end, `${lineEnding}${gap}${blocks.join(lineEnding)}`));
  return edits;
}

/** Instructions that a COPY may change places with. */
const NEUTRAL: ReadonlySet<Keyword | 'UNKNOWN'> = new Set<Keyword | 'UNKNOWN'>([
  ...(['LABEL', 'EXPOSE', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL', 'MAINTAINER'] as const),
]);

/** Whether an instruction that stands behind the source may as well stand before it. */
function canComeBefore(instruction: InstructionNode, sources: readonly EarlySource[]): boolean {
  const { keyword } = instruction;
  if (NEUTRAL.has(keyword) || keyword === 'USER' || keyword === 'SHELL') return true;
  switch (keyword) {
    case 'ENV':
    case 'ARG':
      return sources.every((source) => !source.instruction.logical.text.includes('$'));
    case 'WORKDIR':
      return sources.every(({ instruction: copy }) => transferOf(copy).destination?.text.startsWith('/') === true);
    case 'COPY':
    case 'ADD':
      return isPlainManifestCopy(instruction) || sources.every((source) => areApart(instruction, source.instruction));
    case 'RUN': {
      const script = scriptOf(instruction);
      return script?.complete === true && readsNoSource(instruction, script.commands);
    }
    default:
      return false;
  }
}

/** The same files, under the same names, that a COPY of the whole directory would bring. */
function isPlainManifestCopy(instruction: InstructionNode): boolean {
  if (instruction.flags.some(({ name }) => name === 'from') || instruction.heredocs.length > 0) return false;
  const { sources, destination } = transferOf(instruction);
  const target = destination?.text ?? '';
  return sources.every(({ text }) => {
    const isRenamed =
      !/(?:^|\/)\.?$/.test(target) && lastPart(target).includes('.') && lastPart(target) !== lastPart(text);
    return isManifestFile(text) && !isRenamed;
  });
}

function areApart(one: InstructionNode, other: InstructionNode): boolean {
  const places = [one, other].map((each) => {
    const path = transferOf(each).destination?.path;
    return path === undefined ? undefined : placeOf(each.before, path);
  });
  const [first, second] = places;
  return first !== undefined && second !== undefined && !coversPath(first, second) && !coversPath(second, first);
}

interface TakenOut {
  readonly edits: readonly TextEdit[];
  /** What to write behind the install, without a line ending at its end. */
  readonly block: string;
}

/** Takes source out of its place, with the comments above it, and writes something else there. */
function takeOut(file: Dockerfile, source: EarlySource, instead: readonly string[]): TakenOut | undefined {
  const { instruction } = source;
  const { lines, lineEnding } = file.syntax;
  if (transferOf(instruction).sources.length > source.sources.length) return takeWords(file, source);
  const start = lines.lineSpan(firstLineOf(file, instruction)).start;
  const block = slice(file.text, span(start, instruction.span.end));
  if (instead.length > 0) {
    return { edits: [{ span: span(start, instruction.span.end), text: instead.join(lineEnding) }], block };
  }
  return { edits: [{ span: wholeLines(file, start, instruction), text: '' }], block };
}

/** Takes some of the sources out of a COPY; they get one of their own. */
function takeWords(file: Dockerfile, { instruction, sources }: EarlySource): TakenOut | undefined {
  const { written, flags, form, head, line, words } = instruction;
  const { destination } = transferOf(instruction);
  const isPlain = form.kind === 'shell' && file.syntax.lines.lineAt(head.end) === line && destination !== undefined;
  if (!isPlain) return undefined;
  const starts = words.map((word) => word.span.start);
  const edits = sources.map(({ span: word }): TextEdit => {
    const next = starts.find((start) => start > word.start) ?? word.end;
    return { span: span(word.start, next), text: '' };
  });
  const block = [
    written,
    ...flags.map((flag) => slice(file.text, flag.span)),
    ...sources.map(({ text }) => text),
    destination.text,
  ].join(' ');
  return { edits, block };
}

/** The line of the first of the comments right above an instruction; its own line where there are none. */
function firstLineOf({ syntax }: Dockerfile, { line }: InstructionNode): number {
  const commented = new Set(
    syntax.comments.filter((comment) => !comment.insideInstruction).map((comment) => comment.line),
  );
  let first = line;
  while (commented.has(first - 1)) first--;
  return first;
}

/** To the end of the line; a blank line that would be left between two blank lines goes, too. */
function wholeLines(file: Dockerfile, start: number, { endLine }: InstructionNode): Span {
  const { lines } = file.syntax;
  const first = lines.lineAt(start);
  const next = endLine + 1;
  const leavesTwo = (first === 0 || isBlankLine(file, first - 1)) && isBlankLine(file, next);
  return span(start, lines.lineSpan(leavesTwo ? next + 1 : next).start);
}

function isBlankLine({ syntax, text }: Dockerfile, line: number): boolean {
  return line < syntax.lines.count && slice(text, syntax.lines.lineSpan(line)).trim() === '';
}

/** What changes the shell for the commands behind it: in a RUN of its own it would be lost. */
const CHANGES_SHELL: ReadonlySet<string> = new Set(['cd', 'export', 'set', '.', 'source', 'pushd']);

/** Gives an install, and what it needs of the same RUN, a RUN of its own before the source. */
function splitInstall(
  file: Dockerfile,
  { instructions }: Stage,
  { sources, installs }: EarlySources,
  copies: readonly string[],
): readonly TextEdit[] | undefined {
  const [{ run, call }, ...otherInstalls] = installs;
  const [{ instruction, tree }, ...otherSources] = sources;
  const script = scriptOf(run);
  if (script === undefined || tree === undefined || otherInstalls.length + otherSources.length > 0) return undefined;
  if (!script.isPlainList || run.heredocs.length > 0 || run.form.kind !== 'shell') return undefined;
  const between = instructions.filter(({ index }) => index > instruction.index && index < run.index);
  if (!between.every(({ keyword }) => NEUTRAL.has(keyword))) return undefined;
  const at = script.commands.findIndex((command) => command.span.start === call.command.span.start);
  const before = script.commands.slice(0, at + 1);
  const [first] = before;
  const next = script.commands[at + 1];
  if (first === undefined || next === undefined || !readsNoSource(run, before) || before.some(changesShell)) {
    return undefined;
  }
  const { lines, lineEnding } = file.syntax;
  const removed = span(first.span.start, next.span.start);
  if (slice(file.text, removed).includes('#')) return undefined;
  const words = [
    run.written,
    ...run.flags.map((flag) => slice(file.text, flag.span)),
    slice(file.text, span(first.span.start, call.command.span.end)),
  ];
  const gap = isBlankLine(file, instruction.endLine + 1) ? lineEnding : '';
  const added = [...copies, words.join(' ')].map((line) => line + lineEnding).join('');
  return [insertAt(lines.lineSpan(firstLineOf(file, instruction)).start, added + gap), { span: removed, text: '' }];
}

function changesShell({ name }: ShellCommand): boolean {
  return name?.value === undefined || CHANGES_SHELL.has(name.value);
}
