import type { ShellWord } from '../shell/types.js';
import { mountsOf } from './mounts.js';
import { callHasOption, type PackageCall, packageCalls } from './packages.js';
import { joinPath, normalPath } from './paths.js';
import { shellText } from './shell-values.js';
import { sourceStage } from './stage-references.js';
import { findStage, stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { InstructionNode, Stage } from './types.js';

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

/** The `pip wheel` calls that fill a directory which a RUN sees: of its own stage, of the stage it was copied or mounted from. */
export function wheelBuilds(run: InstructionNode, directory: string): readonly WheelBuild[] {
  const { stage } = run;
  if (stage === undefined) return [];
  for (const { from, source, target } of mountsOf(run)) {
    if (from === undefined || target === undefined || absolute(run, target) !== directory) continue;
    const origin = findStage(run.file.stages, from, stage.index);
    return origin === undefined ? [] : buildsInto(origin, normalPath(source ?? '/'), run);
  }
  const own = buildsInto(stage, directory, run);
  if (own.length > 0) return own;
  for (const each of stageChain(stage)) {
    for (const copy of each.instructions) {
      if (copy.keyword !== 'COPY' || copy.index > run.index) continue;
      const origin = sourceStage(copy);
      const [source, ...others] = transferOf(copy).sources;
      const target = transferOf(copy).destination?.path;
      if (origin === undefined || source?.path === undefined || others.length > 0 || target === undefined) continue;
      if (absolute(copy, target) !== directory) continue;
      return buildsInto(origin, normalPath(source.path.replace(/\/\*$/, '')), run);
    }
  }
  return [];
}

function buildsInto(stage: Stage, directory: string, before: InstructionNode): readonly WheelBuild[] {
  return [...stageChain(stage)].flatMap(({ instructions }) =>
    instructions
      .filter((run) => run.keyword === 'RUN' && run.index <= before.index)
      .flatMap((run) => packageCalls(run).flatMap((call) => buildOf(run, call, directory) ?? [])),
  );
}

function buildOf(run: InstructionNode, call: PackageCall, directory: string): WheelBuild | undefined {
  if (call.manager.name !== 'pip' || call.subcommand[0]?.value !== 'wheel') return undefined;
  const [named] = optionWords(call, '-w', '--wheel-dir');
  const written = named === undefined ? '.' : shellText(run, named.word)?.replace(/^--wheel-dir=/, '');
  const path = written === undefined ? undefined : absolute(run, written);
  if (path !== directory) return undefined;
  return { run, call, withoutDependencies: callHasOption(call, { long: ['no-deps', 'no-dependencies'] }) };
}
