import type { Connection } from 'vscode-languageserver';
import { errorText } from './values.js';

/** The log that people see: the output channel of the editor. */
export interface Log {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  /** Writes a line unless the same was written before: for what would come back with every keystroke. */
  once(level: 'error' | 'warn' | 'info', message: string): void;
}

const REMEMBERED = 1000;

/** A log that writes to the editor. Nothing is ever sent anywhere else. */
export function createLog({ console }: Pick<Connection, 'console'>): Log {
  const written = new Set<string>();
  const log: Log = {
    error: (message) => console.error(message),
    warn: (message) => console.warn(message),
    info: (message) => console.info(message),
    once: (level, message) => {
      if (written.has(message)) return;
      if (written.size >= REMEMBERED) written.clear();
      written.add(message);
      log[level](message);
    },
  };
  return log;
}

/**
 * Does some work for the editor. What goes wrong is logged, and the editor gets a harmless answer.
 * @param what for the log: "computing the hover"
 */
export async function safely<Result>(
  log: Log,
  what: string,
  fallback: Result,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    log.error(`An error came up while ${what}: ${errorText(error)}`);
    return fallback;
  }
}
