import {
  readShellcheckOutput,
  type ShellcheckComment,
  type ShellcheckReports,
  type ShellcheckRequest,
} from '@dockwright/shared-rules';
import type { Programs } from './host.js';
import { type Log, safely } from './log.js';
import type { ShellcheckSettings } from './settings.js';

/** Nobody waits for ShellCheck, and nobody wants to hear it while a word is half typed. */
const QUIET_MILLISECONDS = 400;
const AT_ONCE = 2;
/** Answers are kept by script: what did not change is not asked again. */
const MOST_KEPT = 1000;
const MOST_KEPT_CHARACTERS = 4_000_000;

export interface ShellcheckParts {
  /** `undefined` where none can be started, or none may be: in a browser, or in a workspace that nobody trusts. */
  readonly programs: Programs | undefined;
  readonly log: Log;
  /** There is something new to say of a document. */
  readonly changed: (uri: string) => void;
}

export interface Shellcheck {
  /** What is known of a document's scripts; the same object until something else is known. */
  reportsFor(uri: string): ShellcheckReports | undefined;
  /** Says what there is to ask about a document as it is now. Answers come later, if ever. */
  ask(uri: string, requests: readonly ShellcheckRequest[], settings: ShellcheckSettings): void;
  /** A document was closed. */
  forget(uri: string): void;
  /** Rises whenever something that `reportsFor` gives is another. */
  readonly generation: () => number;
  stop(): void;
}

interface Asked {
  reports: ShellcheckReports;
  requests: readonly ShellcheckRequest[];
  program: string;
  timer: ReturnType<typeof setTimeout> | undefined;
  running: AbortController | undefined;
}

/** Asks ShellCheck about the scripts of open documents, where there is one. */
export function createShellcheck({ programs, log, changed }: ShellcheckParts): Shellcheck {
  const documents = new Map<string, Asked>();
  const known = new Map<string, readonly ShellcheckComment[]>();
  let characters = 0;
  let generation = 0;

  const keep = (key: string, comments: readonly ShellcheckComment[]): void => {
    if (!known.has(key)) characters += key.length;
    known.set(key, comments);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KEPT && characters <= MOST_KEPT_CHARACTERS) return;
      known.delete(oldest);
      characters -= oldest.length;
    }
  };
  const keyOf = (program: string, { key }: ShellcheckRequest): string => `${program}\n${key}`;
  const missingOf = ({ program, requests }: Asked): readonly ShellcheckRequest[] =>
    requests.filter((request) => !known.has(keyOf(program, request)));

  const tell = (uri: string, asked: Asked): void => {
    const answered = asked.requests.flatMap((request) => {
      const comments = known.get(keyOf(asked.program, request));
      return comments === undefined ? [] : [[request.key, comments] as const];
    });
    const isSame = answered.every(([key, comments]) => asked.reports.get(key) === comments);
    // What was said of scripts that are gone does no harm; it goes with the next answer.
    if (isSame && (answered.length > 0 || asked.reports.size === 0)) return;
    asked.reports = new Map(answered);
    generation += 1;
    changed(uri);
  };

  const runOne = async (path: string, asked: Asked, request: ShellcheckRequest, signal: AbortSignal) => {
    if (programs === undefined || signal.aborted) return;
    const outcome = await programs.run(path, request.arguments, request.script, signal);
    if (outcome.kind === 'stopped' || signal.aborted) return;
    const comments = outcome.kind === 'done' ? readShellcheckOutput(outcome.output) : undefined;
    if (comments === undefined) {
      const reason = outcome.kind === 'failed' ? outcome.message : 'Its answer cannot be read; 0.7 or newer is needed.';
      log.once('warn', `ShellCheck (${path}) gave no answer. ${reason}`);
    }
    keep(keyOf(asked.program, request), comments ?? []);
  };

  const runAll = async (uri: string, asked: Asked, running: AbortController): Promise<void> => {
    const path = await programs?.find(asked.program);
    if (running.signal.aborted) return;
    if (path === undefined) {
      const isDefault = asked.program === 'shellcheck';
      if (!isDefault) log.once('warn', `There is no program ${asked.program}, which dockwright.shellcheck.path names.`);
      return;
    }
    log.once('info', `Shell commands are checked by ${path}, too.`);
    const queue = [...missingOf(asked)];
    const work = async (): Promise<void> => {
      for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
        await runOne(path, asked, request, running.signal);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (!running.signal.aborted) tell(uri, asked);
  };

  const quiet = (asked: Asked): void => {
    clearTimeout(asked.timer);
    asked.running?.abort();
    asked.timer = undefined;
    asked.running = undefined;
  };

  const wait = (uri: string, asked: Asked): void => {
    asked.timer = setTimeout(() => {
      const running = new AbortController();
      asked.timer = undefined;
      asked.running = running;
      void safely(log, 'asking ShellCheck', undefined, () => runAll(uri, asked, running));
    }, QUIET_MILLISECONDS);
  };

  const isAsAsked = (asked: Asked, requests: readonly ShellcheckRequest[], program: string): boolean =>
    asked.program === program &&
    asked.requests.length === requests.length &&
    asked.requests.every(({ key }, index) => key === requests[index]?.key);

  return {
    reportsFor: (uri) => documents.get(uri)?.reports,
    ask: (uri, wanted, settings) => {
      if (programs === undefined) return;
      const requests = settings.enable ? wanted : [];
      const program = settings.path ?? 'shellcheck';
      const before = documents.get(uri);
      if (before !== undefined && isAsAsked(before, requests, program)) return;
      const asked = before ?? { reports: new Map(), requests, program, timer: undefined, running: undefined };
      quiet(asked);
      asked.requests = requests;
      asked.program = program;
      documents.set(uri, asked);
      tell(uri, asked);
      if (missingOf(asked).length > 0) wait(uri, asked);
    },
    forget: (uri) => {
      const asked = documents.get(uri);
      if (asked !== undefined) quiet(asked);
      documents.delete(uri);
    },
    generation: () => generation,
    stop: () => {
      for (const asked of documents.values()) quiet(asked);
    },
  };
}
