// @ts-check
// What the machine says of a process. Only Linux tells all of it.
import { readFileSync } from 'node:fs';

/** Linux counts in these, on every machine that Node runs on: `getconf CLK_TCK` says 100. */
const millisecondsOfTick = 10;

/**
 * Memory in megabytes and processor time in milliseconds; `undefined` for what is not known.
 * Source: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html and proc_pid_stat.5.html
 * @param {number | undefined} pid
 */
export function processFigures(pid) {
  const status = read(`/proc/${pid}/status`);
  // The name of the program, in parentheses, may hold blanks.
  const fields = read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  const ticks = fields === undefined ? undefined : Number(fields[11]) + Number(fields[12]);
  return {
    now: megabytes(status, 'VmRSS'),
    peak: megabytes(status, 'VmHWM'),
    processor: ticks === undefined ? undefined : ticks * millisecondsOfTick,
  };
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * @param {string | undefined} status
 * @param {string} field
 */
function megabytes(status, field) {
  const kilobytes = status === undefined ? null : new RegExp(`^${field}:\\s*(\\d+) kB`, 'm').exec(status);
  return kilobytes === null ? undefined : Number(kilobytes[1]) / 1024;
}
