// @ts-check
// Texts to measure with.
import { createLineIndex } from '../../shared-rules/out/index.js';
import { longDockerfile } from '../../test/out/architecture/long-dockerfile.js';
import { editingSession } from '../../test/out/bench/editing-session.js';

/**
 * The first lines of a long Dockerfile.
 * @param {number} lines
 */
export function dockerfile(lines) {
  return `${longDockerfile(lines).split('\n').slice(0, lines).join('\n')}\n`;
}

/** The text that the recorded session is typed into. */
export const sessionText = dockerfile(500);

/**
 * The recorded session, key by key, in the words of the protocol, with the text after each key.
 * @returns {readonly { readonly change: { readonly range: import('./client.mjs').Range, readonly text: string }, readonly cursor: import('./client.mjs').Position, readonly after: string }[]}
 */
export function recordedSession() {
  let current = sessionText;
  return editingSession(sessionText).map(({ span, text, cursor }) => {
    const before = createLineIndex(current);
    current = current.slice(0, span.start) + text + current.slice(span.end);
    const range = { start: before.positionAt(span.start), end: before.positionAt(span.end) };
    return { change: { range, text }, cursor: createLineIndex(current).positionAt(cursor), after: current };
  });
}
