import {
  analyze,
  type HadolintFormat,
  type HadolintOptions,
  hadolintSettings,
  type LintOptions,
  layHadolintOptions,
  type Settings,
} from '@dockwright/shared-rules';
import { createContextSource } from '../contexts.js';
import { discover, kindOf } from '../discover.js';
import { exitCodes } from '../exit-codes.js';
import type { Host } from '../host.js';
import { isAbove, toleratedBy } from '../max-severity.js';
import { explainFailure, type Note, printNote } from '../note.js';
import { join } from '../paths.js';
import { wantsColor } from '../reporters/colors.js';
import { reporters } from '../reporters/index.js';
import type { FileReport, Report } from '../reporters/report.js';
import { createShellcheckSource } from '../shellcheck.js';
import { failureNotes, readInput, readTarget, type Source, withFixes, withoutFixes } from '../sources.js';
import type { HadolintCommand } from './arguments.js';
import { createConfigSource } from './config.js';
import { readEnvironment } from './environment.js';
import { formatOfHadolint, formatsThatNeverFail, formatsWithGivenPath, type Output, outputsOf } from './formats.js';
import { summaryOf } from './summary.js';

/** A file that was read, with the options that hold for it. */
interface Subject {
  readonly source: Source;
  readonly options: HadolintOptions;
  /** Of the configuration; `undefined` where there is none. */
  readonly configuration: string | undefined;
}

interface Linted extends Subject {
  readonly report: FileReport;
}

/** The first that says anything. */
function firstSaid<Value>(all: readonly HadolintOptions[], pick: (options: HadolintOptions) => Value | undefined) {
  return all.map(pick).find((value) => value !== undefined);
}

function withGivenPath(report: Report, format: HadolintFormat, path: string | undefined): Report {
  if (path === undefined || !formatsWithGivenPath.has(format)) return report;
  return { ...report, files: report.files.map((file) => ({ ...file, path })) };
}

/** Runs `dockwright hadolint` and gives its exit code, which is 0 or 1 as hadolint's is. */
export async function lintAsHadolint(command: HadolintCommand, host: Host): Promise<number> {
  const environment = readEnvironment(host.environment);
  const config = command.config === undefined ? undefined : join(host.workingFolder, command.config);
  const configs = createConfigSource(host, config);
  const optionsFor = async (path: string): Promise<Omit<Subject, 'source'>> => {
    const { options, source } = await configs.configFor(path);
    const below = layHadolintOptions(environment.options, options);
    return { options: layHadolintOptions(below, command.options), configuration: source };
  };

  const discovery = await discover(
    command.paths.filter((path) => path !== '-'),
    host,
  );
  const notes: Note[] = [...discovery.notes];
  const subjects: Subject[] = [];
  const take = async (source: Source | Note | undefined): Promise<void> => {
    if (source === undefined) return;
    if ('message' in source) notes.push(source);
    else subjects.push({ source, ...(await optionsFor(source.absolute)) });
  };
  if (command.paths.includes('-')) await take(await readInput(undefined, host));
  for (const target of discovery.targets) await take(await readTarget(target, host));

  // How a run looks is said once: by the first file whose configuration says it, or else by that of the working folder.
  const { options: ofFolder } = await optionsFor(join(host.workingFolder, 'Dockerfile'));
  const spoken = [...subjects.map(({ options }) => options), ofFolder];
  const formats = firstSaid(spoken, (options) => (options.formats.length === 0 ? undefined : options.formats)) ?? [];
  const outputs = outputsOf({ formats }, command.outputs);

  const linted = await lintAll(subjects, outputs, host);
  for (const subject of linted) {
    notes.push(...subject.notes);
    if (subject.options.verbose === true)
      notes.push({ path: subject.source.path, message: summaryOf(subject), level: 'remark' });
  }
  notes.push(...configs.notes());
  for (const problem of environment.problems) host.writeError(`dockwright: ${problem}\n`);
  for (const note of notes) printNote(note, host);

  const noColor = firstSaid(spoken, (options) => options.noColor);
  const written = await print(
    { files: linted.map(({ report }) => report), fixed: undefined },
    outputs,
    command,
    noColor,
    host,
  );
  if (!written || notes.some(({ level }) => level === 'fatal')) return exitCodes.problems;
  if (outputs.every(({ format }) => formatsThatNeverFail.has(format))) return exitCodes.fine;
  const fails = linted.some(({ options, report }) => isAbove(toleratedBy(options) ?? 'hint', report));
  return fails ? exitCodes.problems : exitCodes.fine;
}

async function lintAll(subjects: readonly Subject[], outputs: readonly Output[], host: Host) {
  const contexts = createContextSource(host, undefined);
  const wantsFixes = outputs.some(({ format }) => format === 'sarif');
  // The same settings are the same object, so that a rule set is made once and not for every file.
  const settings = new Map<string, Settings>();
  const settingsFor = ({ options, configuration }: Subject): Settings => {
    const key = configuration ?? '';
    const known = settings.get(key) ?? hadolintSettings(options, 'hadolint', configuration);
    settings.set(key, known);
    return known;
  };
  const shellcheck = createShellcheckSource('auto', host);
  const linted: (Linted & { readonly notes: readonly Note[] })[] = [];
  for (const subject of subjects) {
    const { path, absolute, decoded } = subject.source;
    const kind = kindOf(absolute);
    const surroundings = await contexts.surroundingsOf(absolute, kind === 'dockerignore');
    const options: LintOptions = { kind, settings: settingsFor(subject), ...surroundings };
    const analysis = analyze(decoded.text, await shellcheck.withReports(decoded.text, options));
    const problems = wantsFixes ? withFixes(analysis) : withoutFixes(analysis);
    linted.push({ ...subject, report: { path, text: decoded.text, problems }, notes: failureNotes(path, analysis) });
  }
  return linted;
}

/** Prints a report to all outputs; tells whether each could be written. */
async function print(
  report: Report,
  outputs: readonly Output[],
  { filePathInReport }: HadolintCommand,
  noColor: boolean | undefined,
  host: Host,
): Promise<boolean> {
  let isWritten = true;
  for (const { format, file } of outputs) {
    const text = reporters[formatOfHadolint[format]](withGivenPath(report, format, filePathInReport), {
      color: file === undefined && wantsColor(noColor === true ? false : undefined, host),
      quiet: true,
      columns: host.output.columns ?? 80,
      version: host.version,
      ruleNames: 'hadolint',
    });
    if (file === undefined) {
      host.writeOutput(text);
      continue;
    }
    const written = await host.write(join(host.workingFolder, file), new TextEncoder().encode(text));
    if (written.ok) continue;
    isWritten = false;
    printNote({ path: file, message: explainWriteFailure(written.failure), level: 'fatal' }, host);
  }
  return isWritten;
}

function explainWriteFailure(failure: Parameters<typeof explainFailure>[0]): string {
  if (failure.kind === 'missing') return 'There is no such folder. Create it, or write elsewhere.';
  if (failure.kind === 'read-only') return 'The file is write-protected. Make it writable, or write elsewhere.';
  return explainFailure(failure);
}
