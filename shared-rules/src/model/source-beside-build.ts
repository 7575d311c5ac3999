import { effectiveCommand } from '../shell/commands.js';
import { manifestInstalls, placeOf } from './dependency-installs.js';
import { rememberLatest } from './memo.js';
import { joinPath } from './paths.js';
import { scriptOf } from './script.js';
import { sourceStage } from './stage-references.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage, TransferPath } from './types.js';

/** A COPY that brings the whole build context. */
export interface WholeContext {
  readonly copy: InstructionNode;
  readonly source: TransferPath;
  /** Where it brings it to. */
  readonly place: string;
}

export interface SourceBesideBuild {
  readonly copies: readonly [WholeContext, ...WholeContext[]];
  /** The COPY of what another stage built from the same source, with the program that the image starts. */
  readonly output: InstructionNode;
  /** What the stage runs behind the first copy: installs of what manifests list, nothing else. */
  readonly runs: readonly InstructionNode[];
}

/** Source in the final stage that the running program does not need, since another stage has built it. */
export const sourceBesideBuild: (file: Dockerfile) => SourceBesideBuild | undefined = rememberLatest(
  ({ finalStage, stages }: Dockerfile) => {
    if (finalStage === undefined || finalStage.forDevelopment || stages.length < 2) return undefined;
    const [first, ...others] = wholeContext(finalStage);
    const start = finalStage.end.entrypoint ?? finalStage.end.cmd;
    if (first === undefined || start === undefined) return undefined;
    const output = finalStage.instructions.find((copy) => bringsProgram(copy, start, first.place));
    const runs = finalStage.instructions.filter(({ keyword, index }) => keyword === 'RUN' && index > first.copy.index);
    return output === undefined || !runs.every(isInstall) ? undefined : { copies: [first, ...others], output, runs };
  },
);

function wholeContext({ instructions }: Stage): readonly WholeContext[] {
  return instructions.flatMap((copy): readonly WholeContext[] => {
    if (copy.keyword !== 'COPY' && copy.keyword !== 'ADD') return [];
    const { from, sources, destination } = transferOf(copy);
    const source = sources.find(({ path }) => path !== undefined && /^\.?\/?\*?$/.test(path) && path !== '');
    if (from !== undefined || source === undefined || destination?.path === undefined) return [];
    return [{ copy, source, place: placeOf(copy.before, destination.path) }];
  });
}

/** A COPY of what a stage that has the same source built, with the program that the image starts. */
function bringsProgram(copy: InstructionNode, start: InstructionNode, source: string): boolean {
  const stage = sourceStage(copy);
  if (stage === undefined || copy.keyword !== 'COPY' || wholeContext(stage).length === 0) return false;
  const { sources, destination } = transferOf(copy);
  if (destination?.path === undefined || sources.length !== 1) return false;
  const name = sources[0]?.path?.split('/').filter(Boolean).at(-1) ?? '';
  const target = placeOf(copy.before, destination.path);
  const places = destination.path.endsWith('/') ? [target, joinPath(target, name)] : [target];
  return startedPaths(start).some((path) =>
    places.some((place) => place !== source && (path === place || path.startsWith(`${place}/`))),
  );
}

/** The paths that a CMD or ENTRYPOINT names, as absolute ones. */
export function startedPaths(start: InstructionNode): readonly string[] {
  return (scriptOf(start)?.commands ?? []).flatMap((command) => {
    const program = effectiveCommand(command);
    const words = [command.name, ...(program?.arguments ?? [])].flatMap((word) => word?.value ?? []);
    return words.filter((word) => word.includes('/')).map((word) => placeOf(start.before, word));
  });
}

/** A RUN that does nothing but install what manifests list. */
function isInstall(run: InstructionNode): boolean {
  const installs = new Set(manifestInstalls(run).map(({ call }) => call.command));
  return (scriptOf(run)?.commands ?? []).every((command) => installs.has(command));
}
