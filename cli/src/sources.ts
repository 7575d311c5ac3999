import { type Analysis, allFixes, looksLikeDockerfile } from '@dockwright/shared-rules';
import { type Decoded, decode, SIZE_LIMIT } from './decode.js';
import type { Target } from './discover.js';
import type { Host, Outcome } from './host.js';
import { explainFailure, type Note } from './note.js';
import { join } from './paths.js';
import type { ReportedProblem } from './reporters/report.js';

/** A file as it was read. */
export interface Source {
  readonly path: string;
  readonly absolute: string;
  readonly isInput: boolean;
  readonly bytes: Uint8Array;
  readonly decoded: Decoded;
}

type SourceName = Pick<Source, 'path' | 'absolute' | 'isInput'>;

function sourceOf(name: SourceName, outcome: Outcome<Uint8Array>, level: Note['level']): Source | Note {
  if (!outcome.ok) return { path: name.path, message: explainFailure(outcome.failure), level };
  const decoded = decode(outcome.value);
  if ('text' in decoded) return { ...name, bytes: outcome.value, decoded };
  const { line, column, message } = decoded;
  return { path: name.path, place: { line, column }, message, level };
}

/** Reads standard input; without a name for it, the configuration of the working folder holds. */
export async function readInput(name: string | undefined, host: Host): Promise<Source | Note> {
  const absolute = join(host.workingFolder, name ?? 'Dockerfile');
  return sourceOf({ path: name ?? '-', absolute, isInput: true }, await host.readInput(SIZE_LIMIT), 'fatal');
}

/** Reads a file; `undefined` where its text shows that it is no Dockerfile, and nobody said that it is one. */
export async function readTarget(
  { path, absolute, named, certain }: Target,
  host: Host,
): Promise<Source | Note | undefined> {
  const bytes = await host.read(absolute, SIZE_LIMIT, named);
  const source = sourceOf({ path, absolute, isInput: false }, bytes, named ? 'fatal' : 'failure');
  return certain || 'message' in source || looksLikeDockerfile(source.decoded.text) ? source : undefined;
}

/** A note for each rule that failed. */
export function failureNotes(path: string, analysis: Analysis): readonly Note[] {
  return analysis.failures.map(({ rule, message }) => ({
    path,
    message: `The rule ${rule} failed and was left out: ${message}. Please report this.`,
    level: 'failure',
  }));
}

/** Each problem with its fixes. */
export function withFixes(analysis: Analysis): readonly ReportedProblem[] {
  const fixes = allFixes(analysis);
  return analysis.problems.map((problem) => ({ problem, fixes: fixes.get(problem)?.fixes ?? [] }));
}

/** Each problem as if it had no fixes, which cost time to find. */
export function withoutFixes({ problems }: Analysis): readonly ReportedProblem[] {
  return problems.map((problem) => ({ problem, fixes: [] }));
}
