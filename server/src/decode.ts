import type { FileContent } from './host.js';

/** The most that is read of one file, in bytes; the most that is checked of an open document, in UTF-16 units. */
export const SIZE_LIMIT = 5_000_000;

/** What to say of files and documents above the limit. */
export const TOO_LARGE = 'it is larger than 5 MB.';

/** Reads UTF-8; a byte order mark is left out, as editors do. */
export function decode(bytes: Uint8Array): FileContent {
  if (bytes.length > SIZE_LIMIT) return { kind: 'unreadable', message: TOO_LARGE };
  if (bytes.includes(0)) return { kind: 'unreadable', message: 'it is binary, not text.' };
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'unreadable', message: 'it is not UTF-8 text. Save it as UTF-8 to have it checked.' };
  }
}
