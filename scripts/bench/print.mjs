// @ts-check
// Rows as people read them.

/** @typedef {import('./measurement.mjs').Measured} Measured */

const measuredWidth = 10;

/**
 * Makes lines of rows, in columns.
 * @param {readonly string[]} names of all rows that will be printed
 * @returns {(row: Measured) => string}
 */
export function createPrinter(names) {
  const width = Math.max(0, ...names.map((name) => name.length));
  return ({ name, unit, aim, value }) => {
    const measured = value === undefined ? 'not known' : `${figure(value, unit)} ${unit}`;
    const isMissed = aim !== undefined && value !== undefined && value > aim;
    const verdict = aim === undefined ? '' : `aim ${aim.toLocaleString('en')} ${unit}${isMissed ? ', missed' : ''}`;
    return `${name.padEnd(width)}  ${measured.padStart(measuredWidth)}  ${verdict}`.trimEnd();
  };
}

/**
 * As many digits as mean something.
 * @param {number} value
 * @param {Measured['unit']} unit
 */
function figure(value, unit) {
  const digits = value < 1 ? 2 : value < 100 && unit !== 'MB' ? 1 : 0;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
