import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type Api, startClient } from './client.js';

/**
 * An old generation that is collected seldom at first, and then often, keeps typing quick in a server that has just started,
 * and the server below 150 MB; so does code that is either interpreted or optimized. One thread beside its own is enough to
 * compile and to collect garbage, and leaves the machine to others. Measured with `npm run bench`, which has the same flags.
 */
const serverFlags = [
  '--initial-heap-size=48',
  '--max-semi-space-size=4',
  '--max-old-space-size=2000',
  '--v8-pool-size=1',
  '--no-sparkplug',
];

/**
 * On Linux every thread takes memory from a pool of its own, and keeps what it gives back: with two of them it is 8 MB less.
 * https://man7.org/linux/man-pages/man3/mallopt.3.html, MALLOC_ARENA_MAX
 */
const serverEnvironment = { MALLOC_ARENA_MAX: '2' };

/** Called by VS Code on a desktop or a remote machine: the server is a process of its own. */
export function activate(context: ExtensionContext): Api {
  const module = Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const run = { module, transport: TransportKind.ipc, options: { execArgv: serverFlags, env: serverEnvironment } };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6011'] } };
  return startClient(context, (id, name, options) => new LanguageClient(id, name, { run, debug }, options));
}
