import type { PackageOption } from '../facts/package-managers.js';
import { operands, optionValues } from '../shell/commands.js';
import type { ShellWord } from '../shell/types.js';
import type { StartedServer } from './container-process.js';

/** A part of a word: a host or a port as the command line gives it. */
export interface AddressPart {
  readonly text: string;
  readonly word: ShellWord;
}

/** Where a server listens, as its command line says. `undefined`: it says nothing of it. */
export interface ServerAddress {
  readonly host: AddressPart | undefined;
  readonly port: AddressPart | undefined;
  /** All that the command line says of it could be read, and it listens at one place at most. */
  readonly isKnown: boolean;
}

const UNKNOWN: ServerAddress = { host: undefined, port: undefined, isKnown: false };

/** Reads the address out of the options and operands that the server's row in the table names. */
export function addressOf({ server, arguments: words }: StartedServer): ServerAddress {
  const { hostOption, portOption, bindOption, bindOperand = false, configurationOptions = [] } = server;
  if (words.some(mayHoldAddress)) return UNKNOWN;
  const isConfigured = words.some(({ value = '' }) =>
    configurationOptions.some((option) => value === option || value.startsWith(`${option}=`)),
  );
  const values = (
    option: PackageOption | undefined,
  ): readonly (ShellWord & { readonly given: string | undefined })[] =>
    option === undefined
      ? []
      : optionValues(words, option, server.optionsWithValue).map(({ word, value }) => ({ ...word, given: value }));
  const hosts = values(hostOption);
  const ports = values(portOption);
  const binds = bindOperand
    ? operands(words, server.optionsWithValue ?? [])
        .slice(0, 1)
        .map((word) => ({ ...word, given: word.value }))
    : values(bindOption);
  if (isConfigured || hosts.length > 1 || ports.length > 1 || binds.length > 1) return UNKNOWN;
  const [bind] = binds;
  const bound = bind === undefined ? undefined : splitAddress(bind.given, bind.text);
  if (bind !== undefined && bound === undefined) return UNKNOWN;
  const hostWord = hosts[0] ?? bind;
  const hostText = hosts[0]?.given ?? bound?.host;
  const portWord = ports[0] ?? bind;
  const portText = ports[0]?.given ?? bound?.port;
  return {
    host: hostWord === undefined || hostText === undefined ? undefined : { text: hostText, word: hostWord },
    port: portWord === undefined || portText === undefined ? undefined : { text: portText, word: portWord },
    isKnown: [...hosts, ...ports].every(({ given }) => given !== undefined),
  };
}

/** Turns into any words when the container starts. */
function mayHoldAddress({ value, text }: ShellWord): boolean {
  return value === undefined && /^"?[$`]/.test(text);
}

const ADDRESS = /^(?:[a-z]+:\/\/)?(\[[\da-f:]*\]|[\w.*-]*):(\d+|\$\{?\w+\}?)?$/i;

/** `127.0.0.1:8000`, `[::1]:8000`, `:8000`, `tcp://0.0.0.0:80`, `8000`, `localhost`; `undefined` for sockets and the like. */
function splitAddress(
  value: string | undefined,
  text: string,
): { readonly host: string | undefined; readonly port: string | undefined } | undefined {
  const written = value ?? text.replace(/["']/g, '').replace(/^-+[\w-]+=/, '');
  if (/^\d+$/.test(written)) return { host: undefined, port: written };
  const match = ADDRESS.exec(written);
  if (match === null) {
    return value !== undefined && /^[a-z][\w.-]*$|^[\d.]+$/i.test(written)
      ? { host: written, port: undefined }
      : undefined;
  }
  const [, host = '', port] = match;
  return { host, port: port?.startsWith('$') === true ? undefined : port };
}

/** Addresses at which nothing outside the container reaches a server. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}
