/** Linux numbers of the signals that people write by number: https://man7.org/linux/man-pages/man7/signal.7.html */
const NUMBERS: ReadonlyMap<string, string> = new Map([
  ['1', 'SIGHUP'],
  ['2', 'SIGINT'],
  ['3', 'SIGQUIT'],
  ['9', 'SIGKILL'],
  ['10', 'SIGUSR1'],
  ['12', 'SIGUSR2'],
  ['15', 'SIGTERM'],
  ['19', 'SIGSTOP'],
  ['28', 'SIGWINCH'],
]);

/** A signal by its full name: `SIGTERM` for `term`, `TERM`, `SIGTERM` and `15`. Other numbers and names stay as they are. */
export function signalName(written: string): string {
  const text = written.replace(/^(["'])(.*)\1$/, '$2').toUpperCase();
  return NUMBERS.get(text) ?? (/^\d|^SIG/.test(text) ? text : `SIG${text}`);
}

/** Whether a program can neither catch nor ignore it. */
export function cannotBeHandled(signal: string): boolean {
  return signal === 'SIGKILL' || signal === 'SIGSTOP';
}
