// @ts-check
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** @type {(() => void | Promise<void>)[]} */
const pending = [];
/** @type {Promise<void> | undefined} */
let running;
let interrupted = false;

/**
 * Remembers what must be undone when the program ends, however it ends. Newest first. The work must bear being
 * done when the thing is gone already.
 * @param {() => void | Promise<void>} undo
 */
export function atEnd(undo) {
  pending.push(undo);
}

/** Undoes everything remembered. An error in one does not keep the others from being undone. */
export function cleanUp() {
  running ??= undoAll().finally(() => {
    running = undefined;
  });
  return running;
}

async function undoAll() {
  for (let undo = pending.pop(); undo !== undefined; undo = pending.pop()) {
    try {
      await undo();
    } catch (error) {
      console.error(`Cleaning up: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

/**
 * A new empty folder in the system's temporary folder, removed at the end. Its path is short, because VS Code puts unix
 * sockets in it and their paths are limited to about 100 bytes.
 * @returns {string}
 */
export function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'dw-'));
  atEnd(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  return folder;
}

/**
 * Runs a program's main function, then cleans up, then exits with the code it gave. An error is printed and gives 1.
 * Ctrl-C and the like clean up as well.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, () => {
      interrupted = true;
      void cleanUp().then(() => process.exit(128 + os.constants.signals[signal]));
    });
  }
  let code = 1;
  try {
    code = await main();
  } catch (error) {
    console.error(error instanceof UserError ? error.message : error);
    code = error instanceof UserError ? error.exitCode : 1;
  } finally {
    await cleanUp();
  }
  process.exit(code);
}

/** Whether Ctrl-C or the like is ending the program: what ends now was ended, and has not failed. */
export function isInterrupted() {
  return interrupted;
}

/** Something the person at the keyboard can do something about: printed without a stack. */
export class UserError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode 1 where something is missing, 2 for wrong usage
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
