import { createConnection } from 'vscode-languageserver/node';
import { disk } from './node-files.js';
import { programs } from './node-programs.js';
import { startServer } from './server.js';
import { errorText } from './values.js';

const connection = createConnection();
// A message that cannot be delivered must not end the server; whoever waits for an answer has its own handler.
process.on('unhandledRejection', (reason) =>
  connection.console.error(`An error was not expected: ${errorText(reason)}`),
);
startServer(connection, { disk, programs, later: (callback) => setImmediate(callback) });
