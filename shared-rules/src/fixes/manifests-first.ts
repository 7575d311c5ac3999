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
import type { ManifestLookup } from '../model/manifest-lookup.js';
import { callHasOption } from '../model/packages.js';
import { coversPath, fitsGlob, lastPart } from '../model/paths.js';
import { scriptOf } from '../model/script.js';
import { transferOf } from '../model/transfer.js';
import type { Dockerfile, InstructionNode, Keyword, Stage } from '../model/types.js';
import type { ShellCommand } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice, span } from '../text/span.js';
import { insertAt, keywordLike } from './edits.js';
import { firstLineOf, isBlankLine, wholeLines } from './move-instruction.js';

/**
 * Copies the manifests before an install and the source behind it. An install that shares its RUN with commands that
 * need the source gets a RUN of its own. `undefined` where it is not plain that the build still works: what stands
 * between may need the source, the install may need more than the manifests, or nobody knows which manifests there are.
 */
export function copyManifestsFirst(
  file: Dockerfile,
  stage: Stage,
  early: EarlySources,
  manifests: ManifestLookup,
): readonly TextEdit[] | undefined {
  const copies = manifestCopies(file, stage, early, manifests);
  if (copies === undefined) return undefined;
  return moveSources(file, stage, early, copies) ?? splitInstall(file, stage, early, copies);
}

/** The COPY instructions to write before the installs; `undefined` where they cannot be told. */
function manifestCopies(
  file: Dockerfile,
  { instructions }: Stage,
  { sources, installs }: EarlySources,
  manifests: ManifestLookup,
): readonly string[] | undefined {
  const copies = new Set<string>();
  for (const install of installs) {
    const { onlyWith } = install.kind;
    if (install.needsProject || onlyWith?.every((option) => callHasOption(install.call, option)) === false)
      return undefined;
    const source = sources.find(({ tree }) => tree !== undefined);
    const folder = `${source?.tree?.root.replace(/^(?:\.?\/)+/, '') ?? ''}${source?.tree?.below ?? ''}`;
    if (!manifests.isPlainProject(install, folder)) return undefined;
    const before = instructions.filter((each) => each.index < install.run.index && bringsManifests(each, install));
    if (hasAllManifests(before, install)) continue;
    const { directory } = installs[0];
    if (source?.tree === undefined || install.directory !== directory || sources.length > 1) return undefined;
    const names = folderOfFiles(install) ?? manifests.names(install, folder);
    const copy = names === undefined ? undefined : manifestCopy(file, source.instruction, source.tree, names);
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

function manifestCopy(
  file: Dockerfile,
  source: InstructionNode,
  { root, below }: SourceTree,
  names: readonly string[],
): string | undefined {
  const { written, flags, form } = source;
  const { destination } = transferOf(source);
  if (root === '*' || form.kind === 'exec' || destination === undefined) return undefined;
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
