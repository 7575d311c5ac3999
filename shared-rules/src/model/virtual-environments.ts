import { effectiveCommand, operands } from '../shell/commands.js';
import type { ShellCommand, ShellWord } from '../shell/types.js';
import { type Span, slice } from '../text/span.js';
import { fileOf } from './build.js';
import { rememberLatest } from './memo.js';
import { normalPath } from './paths.js';
import { scriptOf } from './script.js';
import { shellText } from './shell-values.js';
import { stageChain } from './stages.js';
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

const createdOfFile = rememberLatest((_file: Dockerfile) => new Map<Stage, ReadonlySet<string>>());

/** The directories of environments that a stage, or one that it is built FROM, creates. */
export function createdEnvironments(stage: Stage): ReadonlySet<string> {
  const created = createdOfFile(stage.from.file);
  const known = created.get(stage);
  if (known !== undefined) return known;
  const paths = [...stageChain(stage)].flatMap(({ instructions }) =>
    instructions.flatMap((instruction) =>
      environmentSteps(instruction).flatMap(({ kind, path }) =>
        kind === 'created' && path !== undefined ? [path] : [],
      ),
    ),
  );
  const found = new Set(paths);
  created.set(stage, found);
  return found;
}

/**
 * Whether programs of an environment may be found by their names: an ENV of the stage, or of one that it is built FROM,
 * puts it into PATH or activates it in each shell, or a start-up file of the shell does.
 */
export function mayBeOnPath(stage: Stage, path: string | undefined): boolean {
  const name = path?.slice(path.lastIndexOf('/') + 1);
  return [...stageChain(stage)].some(({ instructions }) =>
    instructions.some((instruction) => {
      if (instruction.keyword === 'SHELL') return /activate|"-\w*l\w*"|--login/.test(instruction.body.text);
      if (instruction.keyword === 'RUN') return writesStartUpFile(instruction) || linksPrograms(instruction);
      if (instruction.keyword !== 'ENV') return false;
      return instruction.properties.some(({ key, value = '' }) => {
        if (key !== 'PATH') return /activate/.test(value);
        const added = expandAt(instruction, value) ?? value;
        return name === undefined || added.includes(`${name}/bin`) || /\$\{?(?!\{?PATH\b)\w/.test(value);
      });
    }),
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
