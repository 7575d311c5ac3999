import {
  type ConfigProblem,
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

function noteOf({ path, line, character, message, severity }: ConfigProblem): Note {
  const place = { line: line + 1, column: character + 1 };
  return { path, place, message, level: severity === 'error' ? 'fatal' : 'failure' };
}

/**
 * Reads configurations as files ask for them, each of them once.
 * @param config an absolute path: this configuration and no other
 */
export function createSettingsSource(
  host: Host,
  profile: Profile | undefined,
  config: string | undefined,
): SettingsSource {
  const texts = new Map<string, Promise<string | undefined>>();
  const notes = new Map<string, Note>();
  const hadolint = new Map<string, HadolintOptions>();
  const pooled = createPool();
  const add = (note: Note): void => {
    const path = pathBelow(host.workingFolder, note.path) ?? note.path;
    notes.set(JSON.stringify([path, note.place, note.message]), { ...note, path });
  };

  const load = async (path: string): Promise<string | undefined> => {
    const outcome = await host.read(path, SIZE_LIMIT);
    if (!outcome.ok) {
      // Most folders have no configuration, and that is no problem.
      const isProblem = outcome.failure.kind !== 'missing' || path === config;
      if (isProblem) add({ path, message: explainFailure(outcome.failure), level: 'fatal' });
      return undefined;
    }
    const decoded = decode(outcome.value);
    if ('text' in decoded) return decoded.text;
    const { line, column, message } = decoded;
    add({ path, place: { line, column }, message, level: 'fatal' });
    return undefined;
  };
  const readText = (path: string): Promise<string | undefined> => {
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
      for (const problem of problems) add(noteOf(problem));
      return pooled(profile === undefined ? settings : mergeSettings(settings, { profile }));
    },
  };
}
