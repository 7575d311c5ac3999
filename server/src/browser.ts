import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './server.js';

declare const self: DedicatedWorkerGlobalScope;

// Timers would do, but browsers make those that follow each other wait for four milliseconds.
const { port1, port2 } = new MessageChannel();
const callbacks: (() => void)[] = [];
port1.onmessage = () => callbacks.shift()?.();

startServer(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), {
  disk: undefined,
  programs: undefined,
  later: (callback) => {
    callbacks.push(callback);
    port2.postMessage(undefined);
  },
});
