// @ts-check
// From the start of the server: when it answers, and when the first problems are there.
import { startServer } from './client.mjs';
import { measurement, median } from './measurement.mjs';
import { dockerfile } from './texts.mjs';

const starts = 7;

export const start = measurement(medianStart, [
  { name: 'start until the server answers', unit: 'ms', of: ({ answered }) => answered },
  { name: 'start until the problems of an open file of 60 lines', unit: 'ms', of: ({ shown }) => shown },
]);

async function medianStart() {
  const all = [];
  for (let count = 0; count < starts; count++) all.push(await coldStart());
  return { answered: median(all.map(({ answered }) => answered)), shown: median(all.map(({ shown }) => shown)) };
}

async function coldStart() {
  const server = startServer();
  try {
    const { answered } = await server.initialize();
    await server.open('file:///bench/Dockerfile', dockerfile(60));
    return { answered: answered - server.started, shown: performance.now() - server.started };
  } finally {
    server.stop();
  }
}
