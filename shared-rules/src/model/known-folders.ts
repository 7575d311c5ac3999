import { rememberLatest } from './memo.js';
import { joinPath } from './paths.js';
import { scriptOf } from './script.js';
import { stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** Folders that every image for Linux has. https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html */
const EVERYWHERE: ReadonlySet<string> = new Set([
  ...['/', '/bin', '/etc', '/home', '/lib', '/mnt', '/opt', '/root', '/sbin', '/srv', '/tmp', '/usr', '/usr/bin'],
  ...['/usr/lib', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/sbin', '/usr/share', '/var', '/var/lib'],
]);
/** As long as Linux takes them: https://man7.org/linux/man-pages/man7/path_resolution.7.html */
const LONGEST_PATH = 4096;

/** Folders by their paths, with the index of the first instruction that finds them. */
type Folders = ReadonlyMap<string, number>;

/** What is surely a folder when an instruction runs: of every image, or made above it. `path` is absolute. */
export function isKnownFolder({ file, stage, index }: InstructionNode, path: string): boolean {
  const folder = joinPath('/', path);
  if (EVERYWHERE.has(folder)) return true;
  if (stage === undefined) return false;
  for (const each of stageChain(stage)) {
    const from = foldersOf(file).get(each)?.get(folder);
    if (from !== undefined && from <= index) return true;
  }
  return false;
}

const foldersOf = rememberLatest(
  ({ stages }: Dockerfile): ReadonlyMap<Stage, Folders> => new Map(stages.map((stage) => [stage, foldersIn(stage)])),
);

function foldersIn({ instructions }: Stage): Folders {
  const folders = new Map<string, number>();
  const add = (path: string, index: number): void => {
    if (path.length > LONGEST_PATH || !path.startsWith('/')) return;
    for (let folder = path; folder !== '/' && folder !== '' && !folders.has(folder); ) {
      folders.set(folder, index);
      folder = folder.slice(0, folder.lastIndexOf('/'));
    }
  };
  for (const instruction of instructions) {
    const { index, before } = instruction;
    if (before.workdir !== undefined) add(joinPath('/', before.workdir), index);
    for (const folder of foldersMadeBy(instruction)) add(joinPath('/', folder), index + 1);
  }
  return folders;
}

/** Absolute paths of what an instruction makes. */
function foldersMadeBy(instruction: InstructionNode): readonly string[] {
  const { keyword, body, before, heredocs } = instruction;
  if (keyword === 'COPY' || keyword === 'ADD') {
    const path = transferOf(instruction).destination?.path;
    if (path === undefined || (!path.startsWith('/') && before.workdir === undefined)) return [];
    const target = joinPath(before.workdir ?? '/', path);
    return [path.endsWith('/') ? target : target.slice(0, target.lastIndexOf('/'))];
  }
  if (keyword !== 'RUN' || (heredocs.length === 0 && !/\b(?:mkdir|install)\b/.test(body.text))) return [];
  return (scriptOf(instruction)?.commands ?? []).flatMap(({ name, arguments: words }) => {
    const isMaker = name?.value === 'mkdir' || (name?.value === 'install' && words.some(({ value }) => value === '-d'));
    if (!isMaker) return [];
    return words.flatMap(({ value }) => (value?.startsWith('/') === true ? [value] : []));
  });
}
