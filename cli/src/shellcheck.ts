import {
  analyze,
  type LintOptions,
  readShellcheckOutput,
  type ShellcheckComment,
  type ShellcheckRequest,
  shellcheckRequests,
} from '@dockwright/shared-rules';
import type { ShellcheckChoice } from './arguments.js';
import type { Host } from './host.js';
import type { Note } from './note.js';
import { join } from './paths.js';

/** How many scripts are checked at the same time. */
const AT_ONCE = 4;

/** Asks ShellCheck about files, where there is one. */
export interface ShellcheckSource {
  /** The options of a lint with what ShellCheck says of a text; each script is asked about once. */
  withReports(text: string, options: LintOptions): Promise<LintOptions>;
  /** What went wrong, each thing once. */
  notes(): readonly Note[];
}

/** Makes the source that a command line asks for. A program that it names must be there. */
export function createShellcheckSource(choice: ShellcheckChoice, host: Host): ShellcheckSource {
  const { programs } = host;
  const known = new Map<string, Promise<readonly ShellcheckComment[]>>();
  const messages = new Map<string, Note>();
  const program = findProgram(choice, host);
  const add = (note: Note): void => {
    messages.set(note.message, note);
  };

  const ask = async (path: string, { script, arguments: words }: ShellcheckRequest) => {
    const outcome = await programs?.run(path, words, script);
    const comments = outcome?.kind === 'done' ? readShellcheckOutput(outcome.output) : undefined;
    if (comments !== undefined) return comments;
    const reason = outcome?.kind === 'failed' ? outcome.message : 'Its answer cannot be read; 0.7 or newer is needed.';
    add({ path, message: `ShellCheck gave no answer. ${reason}`, level: 'failure' });
    return [];
  };

  return {
    notes: () => [...messages.values()],
    withReports: async (text, options) => {
      if (choice === 'off' || options.kind === 'dockerignore') return options;
      const path = await program;
      if (path === undefined) {
        const message = 'There is no such program. Name ShellCheck, or leave the option out.';
        if (choice !== 'auto') add({ path: choice.program, message, level: 'fatal' });
        return options;
      }
      const requests = shellcheckRequests(analyze(text, options));
      const queue = requests.filter(({ key }) => !known.has(key));
      const work = async (): Promise<void> => {
        for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
          const answer = ask(path, request);
          known.set(request.key, answer);
          await answer;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      const reports = await Promise.all(requests.map(async ({ key }) => [key, (await known.get(key)) ?? []] as const));
      return { ...options, shellcheck: new Map(reports) };
    },
  };
}

async function findProgram(choice: ShellcheckChoice, { programs, workingFolder }: Host): Promise<string | undefined> {
  if (choice === 'off') return undefined;
  if (choice === 'auto') return programs?.find('shellcheck');
  return programs?.find(/[\\/]/.test(choice.program) ? join(workingFolder, choice.program) : choice.program);
}
