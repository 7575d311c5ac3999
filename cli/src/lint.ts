import {
  allFixes,
  analyze,
  type CreatedFile,
  fixAll,
  type HadolintOptions,
  type LintOptions,
} from '@dockwright/shared-rules';
import type { Format, LintCommand } from './arguments.js';
import { type ContextSource, createContextSource } from './contexts.js';
import { encode } from './decode.js';
import { discover, kindOf } from './discover.js';
import { exitCodes } from './exit-codes.js';
import { formatOfHadolint } from './hadolint/formats.js';
import { summaryOf } from './hadolint/summary.js';
import type { Host } from './host.js';
import { isAbove, toleratedBy } from './max-severity.js';
import { explainFailure, type Note, printNote } from './note.js';
import { unifiedPatch } from './patch.js';
import { join } from './paths.js';
import { wantsColor } from './reporters/colors.js';
import { counted } from './reporters/counts.js';
import { formatsWithFixes, reporters } from './reporters/index.js';
import type { FileReport, FixCounts, Report } from './reporters/report.js';
import { createSettingsSource } from './settings.js';
import { createShellcheckSource, type ShellcheckSource } from './shellcheck.js';
import { failureNotes, readInput, readTarget, type Source, withFixes, withoutFixes } from './sources.js';

/** How wide code frames are where no terminal says how wide it is. */
const DEFAULT_COLUMNS = 100;

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
  shellcheck: ShellcheckSource,
  command: LintCommand,
  host: Host,
): Promise<FileOutcome> {
  const before = await shellcheck.withReports(source.decoded.text, await optionsOf());
  const fixedText = await fixSource(source, before, command, host);
  const { text, patch } = fixedText;
  const mayCreate = command.fix === 'suggested' && !command.diff && !source.isInput;
  const created = mayCreate ? await createFiles(text, before, host) : [];
  const files = created.filter((outcome) => 'text' in outcome).length;
  const fixed = addCounts(fixedText.fixed, { applied: files, files, withheld: 0 });
  const fixNotes = [...fixedText.notes, ...created.filter((outcome) => 'message' in outcome)];
  if (files > 0) await contexts.refresh();
  const options = await shellcheck.withReports(text, files > 0 ? await optionsOf() : before);
  const analysis = analyze(text, options);
  const saysFixes = !command.diff && (command.format === undefined || formatsWithFixes.has(command.format));
  const problems = saysFixes ? withFixes(analysis) : withoutFixes(analysis);
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

/** The formats that the first of some configurations asks for that asks for any. */
function formatsOf(spoken: readonly HadolintOptions[]): readonly Format[] {
  const formats = spoken.find((options) => options.formats.length > 0)?.formats ?? [];
  return formats.length === 0 ? ['text'] : formats.map((format) => formatOfHadolint[format]);
}

function colorOf(spoken: readonly HadolintOptions[]): boolean | undefined {
  return spoken.some(({ noColor }) => noColor === true) ? false : undefined;
}

function patchSummary({ applied, files }: FixCounts): string {
  if (applied === 0) return 'No fixes to apply.\n';
  return `${counted(applied, 'fix', 'fixes')} for ${counted(files, 'file')}. Nothing was written: leave out --diff for that.\n`;
}

/** What is wrong with the folder that `--context` names. */
async function notesOnContext(
  { context: written }: LintCommand,
  context: string | undefined,
  host: Host,
): Promise<readonly Note[]> {
  if (written === undefined || context === undefined) return [];
  const outcome = await host.inspect(context);
  if (!outcome.ok) return [{ path: written, message: explainFailure(outcome.failure), level: 'fatal' }];
  if (outcome.value.kind === 'folder') return [];
  return [{ path: written, message: 'A build context is a folder. Name the folder.', level: 'fatal' }];
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
  const shellcheck = createShellcheckSource(command.shellcheck, host);
  const notes: Note[] = [...discovery.notes, ...(await notesOnContext(command, context, host))];
  const outcomes: (FileOutcome & { readonly hadolint: HadolintOptions | undefined })[] = [];
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
    const outcome = await lintSource(source, optionsOf, contexts, shellcheck, command, host);
    const hadolint = settings.hadolintFor(source.absolute);
    notes.push(...outcome.notes);
    if (hadolint?.verbose === true) {
      const { settings: held } = await optionsOf();
      const message = summaryOf({ options: hadolint, configuration: held?.source });
      notes.push({ path: source.path, message, level: 'remark' });
    }
    outcomes.push({ ...outcome, hadolint });
  };

  if (command.paths.includes('-')) await take(await readInput(command.stdinFilename, host));
  for (const target of discovery.targets) await take(await readTarget(target, host));
  // It is checked even where no file asks for it.
  if (config !== undefined) await settings.settingsFor(config);
  notes.push(...settings.notes(), ...shellcheck.notes());

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
    const spoken = outcomes.flatMap(({ hadolint }) => hadolint ?? []);
    const color = wantsColor(command.color ?? colorOf(spoken), host);
    const options = {
      color,
      quiet: command.quiet,
      columns: host.output.columns ?? DEFAULT_COLUMNS,
      version: host.version,
      ruleNames: 'dockwright',
    } as const;
    const formats = command.format === undefined ? formatsOf(spoken) : [command.format];
    const printed = formats.map((format) => reporters[format](report, options)).join('');
    const outputIsText = command.fix !== 'off' && command.paths.includes('-');
    if (outputIsText) {
      host.writeOutput(outcomes.map((outcome) => outcome.output).join(''));
      host.writeError(printed);
    } else host.writeOutput(printed);
  }
  if (notes.some((note) => note.level === 'fatal')) return exitCodes.failed;
  const fails = outcomes.some(({ report: file, hadolint }) => {
    const configured = hadolint === undefined ? undefined : toleratedBy(hadolint);
    return isAbove(command.maxSeverity ?? configured ?? 'hint', file);
  });
  return fails ? exitCodes.problems : exitCodes.fine;
}
