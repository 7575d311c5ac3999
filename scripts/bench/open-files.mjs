// @ts-check
// What a server holds in memory that has many files open.
import { startServer } from './client.mjs';
import { measurement } from './measurement.mjs';
import { processFigures } from './process-figures.mjs';
import { dockerfile } from './texts.mjs';

const files = 200;

export const openFiles = measurement(memory, [
  { name: `server memory, ${files} open files`, unit: 'MB', aim: 90, of: (megabytes) => megabytes },
]);

async function memory() {
  const server = startServer();
  try {
    await server.initialize();
    const texts = Array.from({ length: files }, (_, file) => dockerfile(60).replaceAll('/app', `/srv/${file}`));
    await Promise.all(texts.map((text, file) => server.open(`file:///bench/${file}/Dockerfile`, text)));
    return processFigures(server.pid).now;
  } finally {
    server.stop();
  }
}
