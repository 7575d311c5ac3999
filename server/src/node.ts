import { createConnection } from 'vscode-languageserver/node';
import { disk } from './node-files.js';
import { programs } from './node-programs.js';
import { startServer } from './server.js';
import { errorText } from './values.js';

const connection = createConnection();
// A message that cannot be delivered must not end the server; whoever waits for an answer has its own handler.
process.on('unhandledRejection', (reason) => {
  try {
    connection.console.error(`An error was not expected: ${errorText(reason)}`);
  } catch {
    // The editor has gone in the midst of something, and the server ends: there is nobody to tell.
  }
});
startServer(connection, { disk, programs, later: (callback) => setImmediate(callback) });
