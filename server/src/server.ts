import type { Connection } from 'vscode-languageserver';
import { serverCapabilities } from './capabilities.js';
import { listenToEvents } from './events.js';
import type { Host } from './host.js';
import { createLog } from './log.js';
import { answerRequests } from './requests.js';
import { createSession } from './session.js';

/**
 * Serves one editor until it closes the connection.
 * @param host what the machine can do; everything else goes by the connection
 */
export function startServer(connection: Connection, host: Host): void {
  const log = createLog(connection);
  connection.onInitialize((params) => {
    const session = createSession(connection, host, log, params);
    answerRequests(connection, session);
    listenToEvents(connection, session);
    session.documents.listen(connection);
    return { capabilities: serverCapabilities(session.client), serverInfo: { name: 'Dockwright' } };
  });
  connection.listen();
}
