import {
  configFileNames,
  configFromHadolint,
  defaultConfigText,
  type HadolintOptions,
  hadolintFileNames,
  readHadolintConfig,
} from '@dockwright/shared-rules';
import type { InitCommand } from './arguments.js';
import { decode, SIZE_LIMIT } from './decode.js';
import { exitCodes } from './exit-codes.js';
import { noteOf } from './hadolint/config.js';
import { formatOfHadolint } from './hadolint/formats.js';
import type { Host } from './host.js';
import { toleratedBy } from './max-severity.js';
import { explainFailure, type Note, printNote } from './note.js';
import { join } from './paths.js';

/** Runs `dockwright init` and gives its exit code. */
export async function init({ profile, fromHadolint }: InitCommand, host: Host): Promise<number> {
  const entries = await host.list(host.workingFolder);
  const names = entries.ok ? entries.value.map(({ name }) => name) : [];
  const existing = configFileNames.find((name) => names.includes(name));
  if (existing !== undefined) {
    return refuse(existing, 'There is a configuration already. Edit it, or delete it first.', host);
  }
  const hadolint = hadolintFileNames.find((name) => names.includes(name));
  const from = fromHadolint === '' ? hadolint : fromHadolint;
  if (fromHadolint !== undefined && from === undefined) {
    return refuse('.', `There is no ${hadolintFileNames.join(' or ')} here. Name the file.`, host);
  }
  const carried = from === undefined ? undefined : await readCarried(from, host);
  if (carried !== undefined && 'level' in carried) return refuse(carried.path, carried.message, host);
  const text =
    carried === undefined
      ? defaultConfigText().replace(/^profile: .*$/m, `profile: ${profile}`)
      : configFromHadolint(carried, profile, remarksOn(carried, from ?? ''));
  const [path = 'dockwright.yaml'] = configFileNames;
  const written = await host.create(join(host.workingFolder, path), new TextEncoder().encode(text));
  if (!written.ok) return refuse(path, explainFailure(written.failure), host);
  host.writeOutput(`Wrote ${path} with the profile ${profile}.\n`);
  if (hadolint !== undefined) {
    const rest = fromHadolint === undefined ? ': carry over what you need' : '; dockwright hadolint still reads it';
    host.writeOutput(`From now on ${hadolint} is not read any more${rest}.\n`);
  }
  if (carried !== undefined) host.writeOutput(`In a pipeline: ${commandFor(carried)}\n`);
  return exitCodes.fine;
}

function refuse(path: string, message: string, host: Host): number {
  printNote({ path, message, level: 'fatal' }, host);
  return exitCodes.failed;
}

/** The options of a `.hadolint.yaml`; what is wrong in it is said, and the rest is carried over. */
async function readCarried(path: string, host: Host): Promise<HadolintOptions | Note> {
  const outcome = await host.read(join(host.workingFolder, path), SIZE_LIMIT, true);
  if (!outcome.ok) return { path, message: explainFailure(outcome.failure), level: 'fatal' };
  const decoded = decode(outcome.value);
  if (!('text' in decoded)) return { path, message: decoded.message, level: 'fatal' };
  const { options, problems } = readHadolintConfig(path, decoded.text);
  for (const problem of problems) printNote(noteOf(problem), host);
  return options;
}

/** The command that ends and prints as hadolint did with these options. */
function commandFor(options: HadolintOptions): string {
  const tolerated = toleratedBy(options);
  const [format] = options.formats;
  return [
    'dockwright lint',
    ...(tolerated === undefined || tolerated === 'hint' ? [] : [`--max-severity ${tolerated}`]),
    ...(format === undefined ? [] : [`--format ${formatOfHadolint[format]}`]),
    ...(options.noColor === true ? ['--no-color'] : []),
  ].join(' ');
}

function remarksOn(options: HadolintOptions, from: string): readonly string[] {
  return [
    `Carried over from ${JSON.stringify(from)}.`,
    'How a run ends and what it prints is said on the command line here:',
    `  ${commandFor(options)}`,
  ];
}
