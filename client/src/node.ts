import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, startClient } from './client.js';

/**
 * Little memory for new objects and an old generation that grows slowly keep the server below 150 MB; one thread beside its
 * own is enough to compile and to collect garbage, and leaves the machine to others. Measured with `npm run bench`, which has
 * the same flags.
 */
const serverFlags = ['--max-semi-space-size=2', '--max-old-space-size=2000', '--v8-pool-size=1'];

/** Called by VS Code on a desktop or a remote machine: the server is a process of its own. */
export function activate(context: ExtensionContext): Api {
  const module = Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const run = { module, transport: TransportKind.ipc, options: { execArgv: serverFlags } };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } };
  return startClient(context, (id, name, options) => new LanguageClient(id, name, { run, debug }, options));
}
