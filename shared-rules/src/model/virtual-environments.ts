import { effectiveCommand, operands } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { type Span, slice } from '../text/span.js';
import { fileOf } from './build.js';
import { rememberLatest } from './memo.js';
import { normalPath } from './paths.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';
import { expandAt } from './variables.js';
import { workingDirectory } from './working-directory.js';

/** What a RUN does with a virtual environment of Python: `python -m venv /venv`, `. /venv/bin/activate`. */
export interface EnvironmentStep {
  readonly kind: 'created' | 'activated';
  /** Where it is, absolute; `undefined` where that is not known. */
  readonly path: string | undefined;
  readonly command: ShellCommand;
  /** The command as far as it says what it does. */
  readonly span: Span;
}

const stepsOfFile = rememberLatest((_file: Dockerfile) => new Map<InstructionNode, readonly EnvironmentStep[]>());

/** In source order; none for other instructions. */
export function environmentSteps(run: InstructionNode): readonly EnvironmentStep[] {
  if (run.keyword !== 'RUN') return [];
  const known = stepsOfFile(run.file).get(run);
  if (known !== undefined) return known;
  const directory = workingDirectory(run);
  const steps: EnvironmentStep[] = [];
  for (const command of scriptOf(run)?.commands ?? []) {
    directory.pass(command);
    const found = activatedIn(command) ?? createdIn(command);
    if (found === undefined) continue;
    const text = shellText(run, found.word)?.replace(/\/bin\/activate$/, '');
    const path = text === undefined || text === '' ? undefined : directory.resolve(command, text);
    steps.push({
      kind: found.kind,
      path: path === undefined || path.startsWith('~') ? undefined : normalPath(path),
      command,
      span: { start: command.span.start, end: found.word.span.end },
    });
  }
  stepsOfFile(run.file).set(run, steps);
  return steps;
}

type Found = Pick<EnvironmentStep, 'kind'> & { readonly word: ShellWord };

function activatedIn({ name, arguments: [word] }: ShellCommand): Found | undefined {
  const isSourced = name?.value === '.' || name?.value === 'source';
  return isSourced && word !== undefined && /(?:^|[\w}"])\/?bin\/activate"?$/.test(word.text)
    ? { kind: 'activated', word }
    : undefined;
}

/** https://docs.python.org/3/library/venv.html, https://virtualenv.pypa.io, https://docs.astral.sh/uv/pip/environments/ */
const OPTIONS_WITH_VALUE: readonly string[] = ['--prompt', '-p', '--python', '--seeder', '--app-data', '--index-url'];

function createdIn(command: ShellCommand): Found | undefined {
  const program = effectiveCommand(command);
  if (program === undefined) return undefined;
  const [first, second] = program.arguments;
  const isModule = first?.value === '-m' && /^(?:venv|virtualenv)$/.test(second?.value ?? '');
  const skip = isModule && isPython(program.name) ? 2 : program.name === 'uv' && first?.value === 'venv' ? 1 : 0;
  if (skip === 0 && program.name !== 'virtualenv') return undefined;
  const [word] = operands(program.arguments.slice(skip), OPTIONS_WITH_VALUE);
  return word === undefined ? undefined : { kind: 'created', word };
}

function isPython(name: string): boolean {
  return /^python(?:\d+(?:\.\d+)?)?$/.test(name);
}

/** The directories of environments that a stage, or one that it is built FROM, creates. */
export function createdEnvironments(stage: Stage): ReadonlySet<string> {
  return createdByStage(stage.from.file).get(stage) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();

const createdByStage: (file: Dockerfile) => ReadonlyMap<Stage, ReadonlySet<string>> = rememberLatest(({ stages }) => {
  const created = new Map<Stage, ReadonlySet<string>>();
  for (const stage of stages) {
    const own = stage.instructions.flatMap((instruction) =>
      environmentSteps(instruction).flatMap(({ kind, path }) =>
        kind === 'created' && path !== undefined ? [path] : [],
      ),
    );
    const below = (stage.parent && created.get(stage.parent)) ?? NONE;
    created.set(stage, own.length === 0 ? below : new Set([...below, ...own]));
  }
  return created;
});

/** What a stage says of PATH. */
interface PathSettings {
  /** Every shell may activate an environment, or links to its programs stand in PATH. */
  readonly isOpen: boolean;
  /** What ENV puts into PATH. */
  readonly values: readonly string[];
  /** The nearest stage below that puts something into PATH. */
  readonly below: PathSettings | undefined;
}

const settingsByStage: (file: Dockerfile) => ReadonlyMap<Stage, PathSettings> = rememberLatest(({ stages }) => {
  const settings = new Map<Stage, PathSettings>();
  for (const stage of stages) {
    const parent = stage.parent && settings.get(stage.parent);
    settings.set(stage, {
      isOpen: parent?.isOpen === true || stage.instructions.some(opensPath),
      values: stage.instructions.flatMap(pathValues),
      below: parent === undefined || parent.values.length > 0 ? parent : parent.below,
    });
  }
  return settings;
});

/**
 * Whether programs of an environment may be found by their names: an ENV of the stage, or of one that it is built FROM,
 * puts it into PATH or activates it in each shell, or a start-up file of the shell does.
 */
export function mayBeOnPath(stage: Stage, path: string | undefined): boolean {
  const settings = settingsByStage(stage.from.file).get(stage);
  if (settings?.isOpen !== false) return true;
  const name = path?.slice(path.lastIndexOf('/') + 1);
  for (let each: PathSettings | undefined = settings; each !== undefined; each = each.below) {
    if (each.values.some((value) => name === undefined || value.includes(`${name}/bin`))) return true;
  }
  return false;
}

function opensPath(instruction: InstructionNode): boolean {
  const { keyword, body, properties } = instruction;
  if (keyword === 'SHELL') return /activate|"-\w*l\w*"|--login/.test(body.text);
  if (keyword === 'RUN') return writesStartUpFile(instruction) || linksPrograms(instruction);
  if (keyword !== 'ENV') return false;
  return properties.some(({ key, value = '' }) =>
    key === 'PATH' ? /\$\{?(?!\{?PATH\b)\w/.test(expandAt(instruction, value) ?? value) : /activate/.test(value),
  );
}

function pathValues(instruction: InstructionNode): readonly string[] {
  if (instruction.keyword !== 'ENV') return [];
  return instruction.properties.flatMap(({ key, value = '' }) =>
    key === 'PATH' ? [expandAt(instruction, value) ?? value] : [],
  );
}

function writesStartUpFile(run: InstructionNode): boolean {
  return /\.\w*profile|bashrc|bash_login|profile\.d/.test(slice(fileOf(run)?.text ?? '', run.span));
}

/** `ln -s /venv/bin/tool /usr/local/bin/` */
function linksPrograms(run: InstructionNode): boolean {
  return (scriptOf(run)?.commands ?? []).some(
    ({ name, arguments: words }) => name?.value === 'ln' && words.some(({ text }) => text.includes('/bin')),
  );
}
