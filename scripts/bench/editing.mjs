// @ts-check
// A recorded editing session of a file of 500 lines, played key by key.
import { analyze } from '../../shared-rules/out/index.js';
import { startServer } from './client.mjs';
import { measurement, percentileRows } from './measurement.mjs';
import { processFigures } from './process-figures.mjs';
import { recordedSession, sessionText } from './texts.mjs';

/** @typedef {import('./client.mjs').Server} Server */
/** @typedef {import('./client.mjs').Position} Position */

const lookEvery = 20;
const textDocument = { uri: 'file:///bench/Dockerfile' };

export const editing = [
  measurement(typeSession, [
    ...percentileRows('keystroke to problems, 500 lines', ({ keystrokes }) => keystrokes, { middle: 15 }),
    { name: 'keystroke to problems, 500 lines, processor time', unit: 'ms', of: ({ processor }) => processor },
  ]),
  measurement(lookAround, [
    ...percentileRows('hover while typing, 500 lines', ({ hovers }) => hovers),
    ...percentileRows('menu of fixes while typing, 500 lines', ({ menus }) => menus),
  ]),
];

/** Every keystroke of the session, and what one costs the server on average. */
async function typeSession() {
  /** @type {number[]} */
  const keystrokes = [];
  return play(async (server) => {
    const before = processFigures(server.pid).processor;
    for (const [index, { change }] of recordedSession().entries())
      keystrokes.push(await timed(() => server.change(textDocument.uri, index + 2, change)));
    const after = processFigures(server.pid).processor;
    const processor = before === undefined || after === undefined ? undefined : (after - before) / keystrokes.length;
    return { keystrokes, processor };
  });
}

/** What is shown where the cursor is, now and then. */
async function lookAround() {
  /** @type {{ hovers: number[], menus: number[] }} */
  const times = { hovers: [], menus: [] };
  return play(async (server) => {
    for (const [index, { change, cursor }] of recordedSession().entries()) {
      await server.change(textDocument.uri, index + 2, change);
      if (index % lookEvery !== 0) continue;
      const lineStart = { line: cursor.line, character: 0 };
      times.hovers.push(await timed(() => server.request('textDocument/hover', { textDocument, position: lineStart })));
      const menu = { textDocument, range: { start: lineStart, end: cursor }, context: { diagnostics: [] } };
      times.menus.push(await timed(() => server.request('textDocument/codeAction', menu)));
    }
    return times;
  });
}

/**
 * Opens the document in a new server, and does something with it.
 * @template Result
 * @param {(server: Server) => Promise<Result>} session that ends with the text that the recording ends with
 */
async function play(session) {
  const server = startServer();
  try {
    await server.initialize();
    await server.open(textDocument.uri, sessionText);
    const result = await session(server);
    await demandProblems(server);
    return result;
  } finally {
    server.stop();
  }
}

/**
 * What was typed must have arrived: the server shows the problems of the last text.
 * @param {Server} server
 */
async function demandProblems(server) {
  const session = recordedSession();
  const text = session.at(-1)?.after ?? '';
  const start = { line: 0, character: 0 };
  const shown = await server.change(textDocument.uri, session.length + 2, { range: { start, end: start }, text: '\n' });
  const expected = analyze(`\n${text}`).problems.length;
  if (shown.length !== expected) throw new Error(`The server shows ${shown.length} problems, not ${expected}.`);
}

/** @param {() => Promise<unknown>} work */
async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
