import { createTwoFilesPatch, FILE_HEADERS_ONLY, formatPatch } from 'diff';
import { isAbsolute } from './paths.js';

/** Past this many changed lines the smallest patch would take too long to find; everything is replaced then. */
const MOST_CHANGES = 5_000;

/** The lines of a text as a patch has them, each with a sign. */
function signedLines(sign: '-' | '+', text: string): readonly string[] {
  const lines = text.split('\n');
  const last = lines.pop() ?? '';
  const signed = lines.map((line) => sign + line);
  return last === '' ? signed : [...signed, sign + last, '\\ No newline at end of file'];
}

function wholePatch(oldFileName: string, newFileName: string, before: string, after: string): string {
  const removed = signedLines('-', before);
  const added = signedLines('+', after);
  const count = (lines: readonly string[]): number => lines.filter((line) => !line.startsWith('\\')).length;
  const hunk = {
    oldStart: 1,
    oldLines: count(removed),
    newStart: 1,
    newLines: count(added),
    lines: [...removed, ...added],
  };
  const patch = { oldFileName, newFileName, oldHeader: undefined, newHeader: undefined, hunks: [hunk] };
  return formatPatch(patch, FILE_HEADERS_ONLY);
}

/**
 * A patch in unified format that `git apply` and `patch -p1` take; `''` where both texts are the same. The texts must
 * hold everything of the file, its byte order mark included.
 */
export function unifiedPatch(path: string, before: string, after: string): string {
  if (before === after) return '';
  const oldName = isAbsolute(path) ? path : `a/${path}`;
  const newName = isAbsolute(path) ? path : `b/${path}`;
  const options = { headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_CHANGES };
  return (
    createTwoFilesPatch(oldName, newName, before, after, undefined, undefined, options) ??
    wholePatch(oldName, newName, before, after)
  );
}
