import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Programs, RunOutcome } from './host.js';

const LONGEST_MILLISECONDS = 30_000;
const LONGEST_OUTPUT = 4 * 1024 * 1024;
/** Batch files would be read by a shell. */
const suffix = process.platform === 'win32' ? '.exe' : '';
/** What a program needs to run; options that it reads from elsewhere would make its answers others. */
const passedOn = ['HOME', 'PATH', 'SYSTEMROOT', 'TEMP', 'TMP', 'TMPDIR', 'USERPROFILE'];

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function find(name: string): Promise<string | undefined> {
  if (isAbsolute(name)) return (await isProgram(name)) ? name : undefined;
  if (/[\\/]/.test(name)) return undefined;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name.endsWith(suffix) ? name : name + suffix);
    if (isAbsolute(folder) && (await isProgram(path))) return path;
  }
  return undefined;
}

function outcomeOf(error: Error | null, output: string, complaint: string): RunOutcome {
  const code: unknown = error !== null && 'code' in error ? error.code : undefined;
  if (error === null || typeof code === 'number') return { kind: 'done', output };
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return { kind: 'failed', message: 'It says too much.' };
  if ('killed' in error && error.killed === true) return { kind: 'failed', message: 'It took too long.' };
  return { kind: 'failed', message: complaint.trim() || error.message };
}

function run(path: string, words: readonly string[], input: string): Promise<RunOutcome> {
  const environment = Object.entries(process.env).filter(([name]) => passedOn.includes(name.toUpperCase()));
  return new Promise((resolve) => {
    const child = execFile(
      path,
      words,
      {
        // Not the project: programs look for their settings in the folder that they start in.
        cwd: tmpdir(),
        env: { ...Object.fromEntries(environment), LC_ALL: 'C.UTF-8' },
        maxBuffer: LONGEST_OUTPUT,
        timeout: LONGEST_MILLISECONDS,
        killSignal: 'SIGKILL',
        windowsHide: true,
      },
      (error, output, complaint) => resolve(outcomeOf(error, output, complaint)),
    );
    // Who does not read to the end is heard all the same.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The programs of the machine. */
export const programs: Programs = { find, run };
