import {
  type Analysis,
  allFixes,
  analyze,
  type CreatedFile,
  fixAll,
  type LintOptions,
  looksLikeDockerfile,
  severities,
} from '@dockwright/shared-rules';
import type { LintCommand, MaxSeverity } from './arguments.js';
import { type ContextSource, createContextSource } from './contexts.js';
import { type Decoded, decode, encode, SIZE_LIMIT } from './decode.js';
import { discover, kindOf, type Target } from './discover.js';
import { exitCodes } from './exit-codes.js';
import type { Host, Outcome } from './host.js';
import { explainFailure, type Note, printNote } from './note.js';
import { unifiedPatch } from './patch.js';
import { join } from './paths.js';
import { wantsColor } from './reporters/colors.js';
import { counted } from './reporters/counts.js';
import { reporters } from './reporters/index.js';
import type { FileReport, FixCounts, Report, ReportedProblem } from './reporters/report.js';
import { createSettingsSource } from './settings.js';

/** How wide code frames are where no terminal says how wide it is. */
const DEFAULT_COLUMNS = 100;

/** A file as it was read. */
interface Source {
  readonly path: string;
  readonly absolute: string;
  readonly isInput: boolean;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
}

/** What one file brought. */
interface FileOutcome {
  readonly report: FileReport;
  readonly notes: readonly Note[];
  readonly fixed: FixCounts;
  readonly patch: string;
  /** What standard input became, where its fixes are asked for. */
  readonly output: string;
}

const nothingFixed: FixCounts = { applied: 0, files: 0, withheld: 0 };

function addCounts(a: FixCounts, b: FixCounts): FixCounts {
  return { applied: a.applied + b.applied, files: a.files + b.files, withheld: a.withheld + b.withheld };
}

type SourceName = Pick<Source, 'path' | 'absolute' | 'isInput'>;

function sourceOf(name: SourceName, outcome: Outcome<Uint8Array>, level: Note['level']): Source | Note {
  if (!outcome.ok) return { path: name.path, message: explainFailure(outcome.failure), level };
  const decoded = decode(outcome.value);
  if ('text' in decoded) return { ...name, bytes: outcome.value, decoded };
  const { line, column, message } = decoded;
  return { path: name.path, place: { line, column }, message, level };
}

async function readInput(command: LintCommand, host: Host): Promise<Source | Note> {
  const path = command.stdinFilename ?? '-';
  // Without a name the configuration of the working folder holds.
  const absolute = join(host.workingFolder, command.stdinFilename ?? 'Dockerfile');
  return sourceOf({ path, absolute, isInput: true }, await host.readInput(SIZE_LIMIT), 'fatal');
}

async function readTarget({ path, absolute, named, certain }: Target, host: Host): Promise<Source | Note | undefined> {
  const bytes = await host.read(absolute, SIZE_LIMIT);
  const source = sourceOf({ path, absolute, isInput: false }, bytes, named ? 'fatal' : 'failure');
  return certain || 'message' in source || looksLikeDockerfile(source.decoded.text) ? source : undefined;
}

function failureNotes(path: string, analysis: Analysis): readonly Note[] {
  return analysis.failures.map(({ rule, message }) => ({
    path,
    message: `The rule ${rule} failed and was left out: ${message}. Please report this.`,
    level: 'failure',
  }));
}

/** Each problem with its fixes. */
function withFixes(analysis: Analysis): readonly ReportedProblem[] {
  const fixes = allFixes(analysis);
  return analysis.problems.map((problem) => ({ problem, fixes: fixes.get(problem)?.fixes ?? [] }));
}

interface Fixed {
  /** What to report on: with the fixes where they were applied. */
  readonly text: string;
  readonly fixed: FixCounts;
  readonly notes: readonly Note[];
  readonly patch: string;
}

/** What a file is linted by. Asked again, it tells what is true then. */
type OptionsSource = () => Promise<LintOptions>;

/** Fixes a file as far as the command asks for it; a file that cannot be written is a note. */
async function fixSource(source: Source, options: LintOptions, command: LintCommand, host: Host): Promise<Fixed> {
  const { text, byteOrderMark } = source.decoded;
  const untouched: Fixed = { text, fixed: nothingFixed, notes: [], patch: '' };
  if (command.fix === 'off') return untouched;
  const result = fixAll(text, options, { include: command.fix });
  const withheld = result.withheld.length;
  if (result.text === text) return { ...untouched, fixed: { ...nothingFixed, withheld } };
  const fixed = { applied: result.applied.length, files: 1, withheld };
  const bytes = encode({ text: result.text, byteOrderMark });
  if (command.diff) {
    const mark = byteOrderMark ? '\uFEFF' : '';
    return { text, fixed, notes: [], patch: unifiedPatch(source.path, mark + text, mark + result.text) };
  }
  if (!source.isInput) {
    const written = await host.replace(source.absolute, source.bytes, bytes);
    if (!written.ok) {
      const note: Note = { path: source.path, message: explainFailure(written.failure), level: 'fatal' };
      return { ...untouched, notes: [note] };
    }
  }
  return { text: result.text, fixed, notes: [], patch: '' };
}

/** Writes the files that fixes ask for, each once; one that cannot be written is a note. */
async function createFiles(text: string, options: LintOptions, host: Host): Promise<readonly (Note | CreatedFile)[]> {
  const analysis = analyze(text, options);
  const found = new Map<string, CreatedFile>();
  for (const { fixes } of allFixes(analysis).values()) {
    const creates = fixes.find((fix) => fix.creates !== undefined)?.creates;
    if (creates !== undefined) found.set(join(creates.folder, creates.path), creates);
  }
  const outcomes: (Note | CreatedFile)[] = [];
  for (const [path, file] of found) {
    const created = await host.create(path, new TextEncoder().encode(file.text));
    outcomes.push(created.ok ? file : { path, message: explainFailure(created.failure), level: 'fatal' });
  }
  return outcomes;
}

async function lintSource(
  source: Source,
  optionsOf: OptionsSource,
  contexts: ContextSource,
  command: LintCommand,
  host: Host,
): Promise<FileOutcome> {
  const before = await optionsOf();
  const fixedText = await fixSource(source, before, command, host);
  const { text, patch } = fixedText;
  const mayCreate = command.fix === 'suggested' && !command.diff && !source.isInput;
  const created = mayCreate ? await createFiles(text, before, host) : [];
  const files = created.filter((outcome) => 'text' in outcome).length;
  const fixed = addCounts(fixedText.fixed, { applied: files, files, withheld: 0 });
  const fixNotes = [...fixedText.notes, ...created.filter((outcome) => 'message' in outcome)];
  if (files > 0) await contexts.refresh();
  const options = files > 0 ? await optionsOf() : before;
  const analysis = analyze(text, options);
  const problems = command.diff ? analysis.problems.map((problem) => ({ problem, fixes: [] })) : withFixes(analysis);
  return {
    report: { path: source.path, text, problems },
    notes: [...fixNotes, ...failureNotes(source.path, analysis)],
    fixed,
    patch,
    output: source.isInput
      ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(encode({ ...source.decoded, text }))
      : '',
  };
}

function isAbove(maxSeverity: MaxSeverity, report: Report): boolean {
  const tolerated = maxSeverity === 'none' ? [] : severities.slice(severities.indexOf(maxSeverity));
  return report.files.some(({ problems }) => problems.some(({ problem }) => !tolerated.includes(problem.severity)));
}

function patchSummary({ applied, files }: FixCounts): string {
  if (applied === 0) return 'No fixes to apply.\n';
  return `${counted(applied, 'fix', 'fixes')} for ${counted(files, 'file')}. Nothing was written: leave out --diff for that.\n`;
}

/** Runs `dockwright lint` and gives its exit code. */
export async function lint(command: LintCommand, host: Host): Promise<number> {
  const discovery = await discover(
    command.paths.filter((path) => path !== '-'),
    host,
  );
  const config = command.config === undefined ? undefined : join(host.workingFolder, command.config);
  const context = command.context === undefined ? undefined : join(host.workingFolder, command.context);
  const settings = createSettingsSource(host, command.profile, config);
  const contexts = createContextSource(host, context);
  const notes: Note[] = [...discovery.notes];
  const outcomes: FileOutcome[] = [];
  const take = async (source: Source | Note | undefined): Promise<void> => {
    if (source === undefined) return;
    if ('message' in source) {
      notes.push(source);
      return;
    }
    const kind = kindOf(source.absolute);
    const optionsOf: OptionsSource = async () => ({
      kind,
      settings: await settings.settingsFor(source.absolute),
      ...(await contexts.surroundingsOf(source.absolute, kind === 'dockerignore')),
    });
    const outcome = await lintSource(source, optionsOf, contexts, command, host);
    notes.push(...outcome.notes);
    outcomes.push(outcome);
  };

  if (command.paths.includes('-')) await take(await readInput(command, host));
  for (const target of discovery.targets) await take(await readTarget(target, host));
  // It is checked even where no file asks for it.
  if (config !== undefined) await settings.settingsFor(config);
  notes.push(...settings.notes());

  const fixed = outcomes.map((outcome) => outcome.fixed).reduce(addCounts, nothingFixed);
  const report: Report = {
    files: outcomes.map((outcome) => outcome.report),
    fixed: command.fix === 'off' ? undefined : fixed,
  };
  for (const note of notes) if (note.level !== 'remark' || !command.quiet) printNote(note, host);
  if (command.diff) {
    host.writeOutput(outcomes.map((outcome) => outcome.patch).join(''));
    if (!command.quiet) host.writeError(patchSummary(fixed));
  } else {
    const color = wantsColor(command.color, host);
    const printed = reporters[command.format](report, {
      color,
      quiet: command.quiet,
      columns: host.output.columns ?? DEFAULT_COLUMNS,
      version: host.version,
    });
    const outputIsText = command.fix !== 'off' && command.paths.includes('-');
    if (outputIsText) {
      host.writeOutput(outcomes.map((outcome) => outcome.output).join(''));
      host.writeError(printed);
    } else host.writeOutput(printed);
  }
  if (notes.some((note) => note.level === 'fatal')) return exitCodes.failed;
  return isAbove(command.maxSeverity, report) ? exitCodes.problems : exitCodes.fine;
}
