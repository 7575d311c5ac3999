import type { ShellWord } from '../shell/types.js';
import { rememberLatest } from './memo.js';
import { mountsOf } from './mounts.js';
import { callHasOption, type PackageCall, packageCalls } from './packages.js';
import { joinPath, normalPath } from './paths.js';
import { shellText } from './shell-values.js';
import { sourceStage } from './stage-references.js';
import { findStage, stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';

/** A `pip wheel`, in its RUN. */
export interface WheelBuild {
  readonly run: InstructionNode;
  readonly call: PackageCall;
  /** It leaves out what the packages need: `--no-deps`. */
  readonly withoutDependencies: boolean;
}

/** A directory from which `pip install` takes wheels. */
export interface WheelSource {
  readonly word: ShellWord;
  /** Without a slash at its end. */
  readonly directory: string;
}

/**
 * Where a `pip install` takes wheels from: packages that are all files of a directory (`/wheels/*`), the directories of
 * `--find-links`.
 */
export function wheelSources(call: PackageCall, run: InstructionNode): readonly WheelSource[] {
  const files = call.operands.flatMap((word) => {
    const text = globText(word);
    const [, directory] = /^(.+)\/\*(?:\.whl)?$/.exec(text ?? '') ?? [];
    return directory === undefined ? [] : [{ word, directory }];
  });
  const linked = optionWords(call, '-f', '--find-links').flatMap(({ word, value }) =>
    value === undefined || value.includes(':') ? [] : [{ word, directory: value }],
  );
  return [...files, ...linked].flatMap(({ word, directory }) => {
    const path = absolute(run, directory);
    return path === undefined ? [] : [{ word, directory: path }];
  });
}

function globText({ value, text, variables, hasSubstitution, hasQuotes }: ShellWord): string | undefined {
  if (value !== undefined) return value;
  return variables.length > 0 || hasSubstitution || hasQuotes ? undefined : text;
}

function optionWords(
  { options }: PackageCall,
  ...names: readonly string[]
): readonly { readonly word: ShellWord; readonly value: string | undefined }[] {
  return options.flatMap((option) =>
    option.names.some((name) => names.includes(name))
      ? [{ word: option.valueWord ?? option.word, value: option.value }]
      : [],
  );
}

function absolute(run: InstructionNode, path: string): string | undefined {
  const { workdir } = run.before;
  if (/^[/~]/.test(path)) return normalPath(path);
  return workdir === undefined ? undefined : normalPath(joinPath(workdir, path));
}

/** How the wheels of a directory were made. */
export interface WheelBuilds {
  /** In source order; at least one. */
  readonly all: readonly [WheelBuild, ...WheelBuild[]];
  /** The first without dependencies. */
  readonly incomplete: WheelBuild | undefined;
  /** One of them is of sources, and without dependencies: the wheel of the project itself. */
  readonly isOfProject: boolean;
}

const buildsOfFile = rememberLatest((_file: Dockerfile) => new Map<string, WheelBuilds | undefined>());

/** The `pip wheel` calls that fill a directory which a RUN sees: of its own stage, of the stage it was copied or mounted from. */
export function wheelBuilds(run: InstructionNode, directory: string): WheelBuilds | undefined {
  const { stage } = run;
  if (stage === undefined) return undefined;
  for (const { from, source, target } of mountsOf(run)) {
    if (from === undefined || target === undefined || absolute(run, target) !== directory) continue;
    const origin = findStage(run.file.stages, from, stage.index);
    return origin === undefined ? undefined : remembered('into', origin, normalPath(source ?? '/'), buildsInto);
  }
  const builds =
    remembered('into', stage, directory, buildsInto) ?? remembered('copied', stage, directory, copiedBuilds);
  return builds !== undefined && builds.all[0].run.index <= run.index ? builds : undefined;
}

function remembered(
  how: string,
  stage: Stage,
  directory: string,
  find: (stage: Stage, directory: string) => WheelBuilds | undefined,
): WheelBuilds | undefined {
  const known = buildsOfFile(stage.from.file);
  const key = `${how} ${stage.index} ${directory}`;
  if (!known.has(key)) known.set(key, find(stage, directory));
  return known.get(key);
}

/** Those of the stage that the directory is copied from. */
function copiedBuilds(stage: Stage, directory: string): WheelBuilds | undefined {
  for (const each of stageChain(stage)) {
    for (const copy of each.instructions) {
      const origin = copy.keyword === 'COPY' ? sourceStage(copy) : undefined;
      if (origin === undefined) continue;
      const { sources, destination } = transferOf(copy);
      const [source] = sources;
      if (source?.path === undefined || sources.length > 1 || destination?.path === undefined) continue;
      if (absolute(copy, destination.path) !== directory) continue;
      return remembered('into', origin, normalPath(source.path.replace(/\/\*$/, '')), buildsInto);
    }
  }
  return undefined;
}

function buildsInto(stage: Stage, directory: string): WheelBuilds | undefined {
  const [first, ...others] = [...stageChain(stage)]
    .reverse()
    .flatMap(({ instructions }) =>
      instructions.flatMap((run) => packageCalls(run).flatMap((call) => buildOf(run, call, directory) ?? [])),
    );
  if (first === undefined) return undefined;
  const all = [first, ...others] as const;
  return {
    all,
    incomplete: all.find(({ withoutDependencies }) => withoutDependencies),
    isOfProject: all.some(({ call, withoutDependencies }) => withoutDependencies && isOfSources(call)),
  };
}

function isOfSources({ operands }: PackageCall): boolean {
  return operands.some(({ value }) => value !== undefined && /^[./]/.test(value));
}

function buildOf(run: InstructionNode, call: PackageCall, directory: string): WheelBuild | undefined {
  if (call.manager.name !== 'pip' || call.subcommand[0]?.value !== 'wheel') return undefined;
  const [named] = optionWords(call, '-w', '--wheel-dir');
  const written = named === undefined ? '.' : shellText(run, named.word)?.replace(/^--wheel-dir=/, '');
  const path = written === undefined ? undefined : absolute(run, written);
  if (path !== directory) return undefined;
  return { run, call, withoutDependencies: callHasOption(call, { long: ['no-deps', 'no-dependencies'] }) };
}
