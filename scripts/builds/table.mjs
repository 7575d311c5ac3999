// @ts-check

/**
 * A line of the report.
 * @typedef {object} Row
 * @property {string} rule
 * @property {string} example
 * @property {string} before
 * @property {string} after
 * @property {string} difference
 * @property {'passed' | 'failed' | 'skipped'} verdict
 */

/** How wide a column may get; the difference comes last and may be as long as it is. */
const widest = 48;

/**
 * The rows as a table with a head.
 * @param {readonly Row[]} rows
 * @returns {string}
 */
export function renderTable(rows) {
  const lines = [
    ['verdict', 'rule', 'example', 'before', 'after', 'difference'],
    ...rows.map((row) => [row.verdict, row.rule, row.example, row.before, row.after, row.difference]),
  ];
  const widths = lines[0]?.map((_, column) =>
    Math.min(widest, Math.max(...lines.map((line) => line[column]?.length ?? 0))),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === line.length - 1 ? cell : cut(cell).padEnd(widths?.[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * The last line of the run.
 * @param {readonly Row[]} rows
 */
export function closingLine(rows) {
  const count = (/** @type {Row['verdict']} */ verdict) => rows.filter((row) => row.verdict === verdict).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/**
 * Bytes for people: `1.2 MB`.
 * @param {number} bytes
 */
export function megabytes(bytes) {
  return bytes < 100_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** @param {string} cell */
function cut(cell) {
  return cell.length <= widest ? cell : `${cell.slice(0, widest - 1)}…`;
}
