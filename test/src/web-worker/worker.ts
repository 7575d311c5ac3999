import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import type { Message, MessageReader, MessageWriter } from 'vscode-jsonrpc/node';
import { AbstractMessageReader, AbstractMessageWriter } from 'vscode-jsonrpc/node';
import { projectRoot } from '../protocol/editor.js';

/** What a web worker has, and Node has too. Everything else of Node is out of reach: no process, no Buffer, no require. */
const workerGlobals = { TextDecoder, TextEncoder, URL, performance, queueMicrotask, structuredClone, atob, btoa };

/** A web worker as far as a script in it can tell. */
export interface FakeWorker {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Runs an expression in the worker's world. */
  evaluate(expression: string): unknown;
  terminate(): void;
}

class WorkerReader extends AbstractMessageReader {
  readonly #listeners: Set<(message: Message) => void>;
  constructor(listeners: Set<(message: Message) => void>) {
    super();
    this.#listeners = listeners;
  }
  listen(callback: (message: Message) => void) {
    this.#listeners.add(callback);
    return { dispose: () => this.#listeners.delete(callback) };
  }
}

class WorkerWriter extends AbstractMessageWriter {
  readonly #post: (message: Message) => void;
  constructor(post: (message: Message) => void) {
    super();
    this.#post = post;
  }
  async write(message: Message): Promise<void> {
    this.#post(message);
  }
  end(): void {}
}

/** Runs a bundle in a world of its own that has the globals of a web worker and none of Node's. */
export function startWorker(bundle: string): FakeWorker {
  const timers = new Set<NodeJS.Timeout>();
  const listeners = new Set<(message: Message) => void>();
  const channels: { readonly port1: { close(): void } }[] = [];
  const world: Record<string, unknown> = {
    ...workerGlobals,
    importScripts: () => undefined,
    addEventListener: () => undefined,
    onmessage: null,
    // Messages are cloned on their way between worlds, as between threads.
    postMessage: (message: Message) => {
      const copy = structuredClone(message);
      setImmediate(() => {
        for (const listener of listeners) listener(copy);
      });
    },
    setTimeout: (work: () => void, milliseconds: number) => {
      const timer = setTimeout(work, milliseconds);
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    // Node waits for channels that are open; those of a worker end with it.
    MessageChannel: class extends MessageChannel {
      constructor() {
        super();
        channels.push(this);
      }
    },
    console: { log: () => undefined, error: () => undefined },
  };
  world['self'] = world;
  const context = createContext(world);
  new Script(readFileSync(join(projectRoot, bundle), 'utf8'), { filename: bundle }).runInContext(context);
  return {
    reader: new WorkerReader(listeners),
    writer: new WorkerWriter((message) => {
      const data = structuredClone(message);
      setImmediate(() => {
        const { onmessage } = world;
        if (typeof onmessage === 'function') onmessage({ data });
      });
    }),
    evaluate: (expression) => new Script(expression).runInContext(context),
    terminate: () => {
      listeners.clear();
      for (const timer of timers) clearTimeout(timer);
      for (const { port1 } of channels) port1.close();
    },
  };
}
