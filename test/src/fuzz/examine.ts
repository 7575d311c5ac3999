import { createDocument } from '@dockwright/language-server/position-encoding';
import type { Span } from '@dockwright/shared-rules';
import { examineConfig } from './examine-config.js';
import { examineFile } from './examine-file.js';
import type { FuzzInput } from './inputs.js';
import type { Random } from './random.js';

/** What a text of this length may take, in milliseconds: 50, and 50 for each KB begun. */
export function timeLimit(text: string): number {
  return 50 * (1 + Math.ceil(text.length / 1024));
}

/** Milliseconds since some moment; one that stands still where time is not the question. */
export type Clock = () => number;

export interface Timing {
  readonly what: string;
  readonly milliseconds: number;
}

/** What came of using a text. */
export interface Examined {
  /** Exceptions, failing rules, places outside the text, fixes that break something. */
  readonly wrong: readonly string[];
  /** How long each thing took, by the clock. */
  readonly timings: readonly Timing[];
}

/** How things are tried and findings noted. */
export interface Examination {
  /** Does something; an exception is noted, and gives `undefined`. */
  readonly attempt: <Result>(what: string, work: () => Result) => Result | undefined;
  readonly note: (finding: string) => void;
  /** A place must be within the text, and an editor must be able to name it. */
  readonly place: (what: string, span: Span) => void;
}

/** Does with a text what an editor and the command line may do with it, at random places, and gives what went wrong. */
export function examine(input: FuzzInput, random: Random, clock: Clock = () => 0): Examined {
  const { kind, text } = input;
  const wrong: string[] = [];
  const timings: Timing[] = [];
  const document = createDocument('utf-16', 'file:///project/file', kind, 1, text);

  const examination: Examination = {
    note: (finding) => wrong.push(finding),
    attempt: (what, work) => {
      const start = clock();
      try {
        return work();
      } catch (error) {
        wrong.push(`${what} throws: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return undefined;
      } finally {
        timings.push({ what, milliseconds: clock() - start });
      }
    },
    place: (what, { start, end }) => {
      if (0 <= start && start <= end && end <= text.length) {
        const named = [start, end].map((offset) => document.offsetAt(document.positionAt(offset)));
        if (named[0] !== start || named[1] !== end) wrong.push(`${what}: ${start} to ${end} is inside a line ending`);
        return;
      }
      wrong.push(`${what}: ${start} to ${end} is outside the text of ${text.length} characters`);
    },
  };
  if (kind === 'config') examineConfig(text, random, examination);
  else examineFile(input, kind, random, examination);
  return { wrong, timings };
}
