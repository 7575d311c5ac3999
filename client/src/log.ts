import { type LogOutputChannel, window } from 'vscode';

const MOST_LINES = 2000;

export interface RecordedLog {
  readonly channel: LogOutputChannel;
  /** The last lines, each with its level in front: `[error] …`. */
  lines(): readonly string[];
}

/** Makes the output channel "Dockwright", and remembers what was written to it. */
export function createLog(): RecordedLog {
  const channel = window.createOutputChannel('Dockwright', { log: true });
  const lines: string[] = [];
  const record = (level: string, message: unknown): void => {
    const text = message instanceof Error ? message.message : String(message);
    lines.push(`[${level}] ${text}`);
    if (lines.length > MOST_LINES) lines.splice(0, lines.length - MOST_LINES);
  };
  const recorded: LogOutputChannel = {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    append: (value) => channel.append(value),
    appendLine: (value) => {
      record('log', value);
      channel.appendLine(value);
    },
    replace: (value) => channel.replace(value),
    clear: () => channel.clear(),
    show: () => channel.show(true),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
    trace: (message, ...rest) => channel.trace(message, ...rest),
    debug: (message, ...rest) => channel.debug(message, ...rest),
    info: (message, ...rest) => {
      record('info', message);
      channel.info(message, ...rest);
    },
    warn: (message, ...rest) => {
      record('warning', message);
      channel.warn(message, ...rest);
    },
    error: (message, ...rest) => {
      record('error', message);
      channel.error(message, ...rest);
    },
  };
  return { channel: recorded, lines: () => [...lines] };
}
