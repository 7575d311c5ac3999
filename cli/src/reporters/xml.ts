import { visible } from './visible.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for an attribute or an element; what XML 1.0 cannot hold (control characters, lone surrogates) is replaced. */
export function xml(text: string): string {
  return visible(text)
    .replace(/[&<>"]/g, (character) => entities[character] ?? character)
    .replace(/\p{Cs}|[\uFFFE\uFFFF]/gu, '\uFFFD');
}
