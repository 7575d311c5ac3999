import { documentOffset, type MappedText, type Segment } from '../text/mapped-text.js';
import { mapContent } from './map-content.js';
import { readScript } from './read-script.js';
import type { ScriptContent, ShellScript } from './types.js';

const mostCachedScripts = 500;
const mostCachedCharacters = 100_000;
/** A longer script is data that somebody packed into a RUN; to take it apart would cost seconds and gigabytes. */
const longestScript = 1_000_000;

/**
 * Scripts read so far, by their text, longest unused first: what does not change between two keystrokes is not parsed
 * again. Pure in effect: content hangs on nothing but the text, and is never changed.
 */
const cache = new Map<string, ScriptContent>();
let cachedCharacters = 0;

/**
 * Takes apart a command line as Docker joins it, or the body of a heredoc (lines may end with `\r\n`; no word holds the
 * `\r`). Spans of the result are document spans. Never throws; what cannot be understood makes `complete` false and
 * leaves the commands that could be read. Only for POSIX-like shells: the grammar is that of bash.
 */
export function parseShell(source: MappedText): ShellScript {
  if (source.text.length > longestScript) return { source, ...unread };
  const readable = withoutCarriageReturns(source);
  return { source, ...mapContent(cachedContent(readable.text), readable) };
}

const unread: ScriptContent = {
  commands: [],
  operators: [],
  compounds: [],
  variables: [],
  isPlainList: false,
  complete: false,
};

function cachedContent(text: string): ScriptContent {
  const known = cache.get(text);
  if (known !== undefined) {
    cache.delete(text);
    cache.set(text, known);
    return known;
  }
  const content = readScript(text);
  cache.set(text, content);
  cachedCharacters += text.length;
  for (const oldest of cache.keys()) {
    if (cache.size <= mostCachedScripts && cachedCharacters <= mostCachedCharacters) break;
    cache.delete(oldest);
    cachedCharacters -= oldest.length;
  }
  return content;
}

/** Leaves out each `\r` that ends a line. */
function withoutCarriageReturns(source: MappedText): MappedText {
  if (!source.text.includes('\r')) return source;
  const segments: Segment[] = [];
  let text = '';
  let next = 0;
  const keep = (start: number, end: number): void => {
    if (start >= end) return;
    segments.push({ at: text.length, offset: documentOffset(source, start) });
    for (
      let segment = source.segments[next];
      segment !== undefined && segment.at < end;
      segment = source.segments[next]
    ) {
      if (segment.at > start) segments.push({ at: text.length + segment.at - start, offset: segment.offset });
      next++;
    }
    text += source.text.slice(start, end);
  };

  let from = 0;
  for (const match of source.text.matchAll(/\r(?=\n|$)/g)) {
    keep(from, match.index);
    from = match.index + 1;
  }
  keep(from, source.text.length);
  return { text, segments };
}
