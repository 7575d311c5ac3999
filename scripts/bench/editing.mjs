// @ts-check
// A recorded editing session of a file of 500 lines, played key by key.
import { analyze } from '../../shared-rules/out/index.js';
import { startServer } from './client.mjs';
import { measurement, percentileRows } from './measurement.mjs';
import { recordedSession, sessionText } from './texts.mjs';

const lookEvery = 20;

export const editing = measurement(playSession, [
  ...percentileRows('keystroke to problems, 500 lines', ({ keystrokes }) => keystrokes, { middle: 15 }),
  ...percentileRows('hover while typing, 500 lines', ({ hovers }) => hovers),
  ...percentileRows('menu of fixes while typing, 500 lines', ({ menus }) => menus),
]);

async function playSession() {
  const server = startServer();
  /** @type {{ keystrokes: number[], hovers: number[], menus: number[] }} */
  const times = { keystrokes: [], hovers: [], menus: [] };
  const textDocument = { uri: 'file:///bench/Dockerfile' };
  try {
    await server.initialize();
    let shown = await server.open(textDocument.uri, sessionText);
    let text = sessionText;
    for (const [index, { change, cursor, after }] of recordedSession().entries()) {
      const start = performance.now();
      shown = await server.change(textDocument.uri, index + 2, change);
      times.keystrokes.push(performance.now() - start);
      text = after;
      if (index % lookEvery !== 0) continue;
      const lineStart = { line: cursor.line, character: 0 };
      times.hovers.push(await timed(() => server.request('textDocument/hover', { textDocument, position: lineStart })));
      const menu = { textDocument, range: { start: lineStart, end: cursor }, context: { diagnostics: [] } };
      times.menus.push(await timed(() => server.request('textDocument/codeAction', menu)));
    }
    const expected = analyze(text).problems.length;
    if (shown.length !== expected) throw new Error(`The server shows ${shown.length} problems, not ${expected}.`);
    return times;
  } finally {
    server.stop();
  }
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
