// @ts-check
// What a measurement is, and figures of many values.

/**
 * One line of what the bench prints.
 * @template Figures
 * @typedef {object} Row
 * @property {string} name
 * @property {'ms' | 'MB' | 'times'} unit
 * @property {number} [aim] the most that it should be
 * @property {(figures: Figures) => number | undefined} of `undefined` where this machine does not tell
 */

/** @typedef {{ readonly name: string, readonly unit: 'ms' | 'MB' | 'times', readonly aim: number | undefined, readonly value: number | undefined }} Measured */

/** @typedef {{ readonly names: readonly string[], readonly measure: (names: readonly string[]) => Promise<readonly Measured[]> }} Measurement */

/**
 * Rows whose figures are taken together; they are taken only where one of the rows is wanted.
 * @template Figures
 * @param {() => Promise<Figures> | Figures} take
 * @param {readonly Row<Figures>[]} rows
 * @returns {Measurement}
 */
export function measurement(take, rows) {
  return {
    names: rows.map(({ name }) => name),
    measure: async (names) => {
      const figures = await take();
      return rows
        .filter(({ name }) => names.includes(name))
        .map(({ name, unit, aim, of }) => ({ name, unit, aim, value: of(figures) }));
    },
  };
}

/**
 * Does some work once, however often it is asked for.
 * @template Key, Result
 * @param {(key: Key) => Promise<Result>} work
 * @returns {(key: Key) => Promise<Result>}
 */
export function once(work) {
  const done = new Map();
  return (key) => {
    const known = done.get(key) ?? work(key);
    done.set(key, known);
    return known;
  };
}

/** @param {readonly number[]} values */
export function median(values) {
  return percentile(values, 0.5);
}

/**
 * The value that such a part of all values does not exceed.
 * @param {readonly number[]} values
 * @param {number} part from 0 to 1
 */
export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/**
 * Rows for the percentiles of many times, in milliseconds.
 * @template Figures
 * @param {string} name
 * @param {(figures: Figures) => readonly number[]} of
 * @param {{ readonly middle?: number, readonly most?: number }} [aims] for the median, and for 95 of 100
 * @returns {readonly Row<Figures>[]}
 */
export function percentileRows(name, of, aims = {}) {
  return [
    { name: `${name}, median`, unit: 'ms', ...aimOf(aims.middle), of: (figures) => median(of(figures)) },
    { name: `${name}, 95 of 100`, unit: 'ms', ...aimOf(aims.most), of: (figures) => percentile(of(figures), 0.95) },
    { name: `${name}, 99 of 100`, unit: 'ms', of: (figures) => percentile(of(figures), 0.99) },
    { name: `${name}, worst`, unit: 'ms', of: (figures) => percentile(of(figures), 1) },
  ];
}

/** @param {number | undefined} aim */
function aimOf(aim) {
  return aim === undefined ? {} : { aim };
}
