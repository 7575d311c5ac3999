import {
  addressIsNotRead,
  type ConfigHost,
  type ConfigProblem,
  configKind,
  type HadolintOptions,
  mergeSettings,
  type Profile,
  resolveSettings,
  type Settings,
} from '@dockwright/shared-rules';
import { decode, SIZE_LIMIT } from './decode.js';
import type { Host } from './host.js';
import { explainFailure, type Note } from './note.js';
import { pathBelow } from './paths.js';
import { createQuoting, NOT_QUOTED } from './project.js';

export interface SettingsSource {
  /** The settings of one file, by its absolute path. */
  settingsFor(path: string): Promise<Settings>;
  /** What hadolint's configuration says for a file whose settings were asked for; `undefined` where another one holds. */
  hadolintFor(path: string): HadolintOptions | undefined;
  /** What was wrong with the configuration files so far, each problem once. */
  notes(): readonly Note[];
}

/** Settings that say the same are the same object, so that a rule set is made once and not for every file. */
function createPool(): (settings: Settings) => Settings {
  const pool = new Map<string, Settings>();
  return (settings) => {
    const key = JSON.stringify([settings.profile, settings.source, settings.comments, [...settings.rules]]);
    const known = pool.get(key) ?? settings;
    pool.set(key, known);
    return known;
  };
}

function noteOf({ path, line, character, message, severity }: ConfigProblem, mayQuote: boolean): Note {
  const place = { line: line + 1, column: character + 1 };
  return { path, place, message: mayQuote ? message : NOT_QUOTED, level: severity === 'error' ? 'fatal' : 'failure' };
}

const isAddress = (path: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(path);

/**
 * Reads configurations as files ask for them, each of them once.
 * @param config an absolute path: this configuration and no other
 */
export function createSettingsSource(
  host: Host,
  profile: Profile | undefined,
  config: string | undefined,
): SettingsSource {
  const texts = new Map<string, ReturnType<ConfigHost['readText']>>();
  const notes = new Map<string, Note>();
  const hadolint = new Map<string, HadolintOptions>();
  const pooled = createPool();
  const mayQuote = createQuoting(host);
  const add = (note: Note): void => {
    const path = pathBelow(host.workingFolder, note.path) ?? note.path;
    notes.set(JSON.stringify([path, note.place, note.message]), { ...note, path });
  };

  /** A file that was looked for, or that the command line names; what extends another one says itself what is wrong. */
  const isOwn = (path: string): boolean => path === config || configKind(path) !== undefined;

  const load: ConfigHost['readText'] = async (path) => {
    if (isAddress(path)) return { unreadable: addressIsNotRead };
    const outcome = await host.read(path, SIZE_LIMIT, path === config);
    if (!outcome.ok) {
      const message = explainFailure(outcome.failure);
      const isMissing = outcome.failure.kind === 'missing';
      // Most folders have no configuration, and that is no problem.
      if (isMissing ? path === config : isOwn(path)) add({ path, message, level: 'fatal' });
      return isMissing ? undefined : { unreadable: message };
    }
    const decoded = decode(outcome.value);
    if ('text' in decoded) return decoded.text;
    const { line, column, message } = decoded;
    if (!isOwn(path)) return { unreadable: 'It is no UTF-8 text.' };
    add({ path, place: { line, column }, message, level: 'fatal' });
    return undefined;
  };

  const readText = (path: string): ReturnType<ConfigHost['readText']> => {
    const known = texts.get(path) ?? load(path);
    texts.set(path, known);
    return known;
  };

  return {
    notes: () => [...notes.values()],
    hadolintFor: (path) => hadolint.get(path),
    settingsFor: async (path) => {
      const { settings, problems, hadolint: options } = await resolveSettings(path, { readText }, config);
      if (options !== undefined) hadolint.set(path, options);
      for (const problem of problems) {
        add(noteOf(problem, problem.path === config || (await mayQuote(problem.path, path))));
      }
      return pooled(profile === undefined ? settings : mergeSettings(settings, { profile }));
    },
  };
}
