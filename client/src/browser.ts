import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';
import { type Api, startClient } from './client.js';

/** Called by VS Code for the Web: the server is a web worker. */
export function activate(context: ExtensionContext): Api {
  const script = Uri.joinPath(context.extensionUri, 'dist', 'server.js').toString(true);
  let worker: Worker | undefined;
  const startWorker = async () => {
    // After a restart or a crash nobody speaks to the old one any more.
    worker?.terminate();
    worker = new Worker(script);
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return startClient(context, (id, name, options) => new LanguageClient(id, name, startWorker, options));
}
