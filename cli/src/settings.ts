import {
  type ConfigProblem,
  mergeSettings,
  type Profile,
  resolveSettings,
  type Settings,
} from '@dockwright/shared-rules';
import { decode, SIZE_LIMIT } from './decode.js';
import type { Host } from './host.js';

export interface SettingsSource {
  /** The settings of one file, by its absolute path. */
  settingsFor(path: string): Promise<Settings>;
  /** What was wrong with the configuration files so far, each problem once. */
  problems(): readonly ConfigProblem[];
}

/** Reads configurations as files ask for them; each configuration file is read once. */
export function createSettingsSource(host: Host, profile: Profile | undefined): SettingsSource {
  const texts = new Map<string, Promise<string | undefined>>();
  const problems = new Map<string, ConfigProblem>();

  const load = async (path: string): Promise<string | undefined> => {
    const outcome = await host.read(path, SIZE_LIMIT);
    if (!outcome.ok) return undefined;
    const decoded = decode(outcome.value);
    return 'text' in decoded ? decoded.text : undefined;
  };
  const readText = (path: string): Promise<string | undefined> => {
    const known = texts.get(path) ?? load(path);
    texts.set(path, known);
    return known;
  };

  return {
    problems: () => [...problems.values()],
    settingsFor: async (path) => {
      const resolved = await resolveSettings(path, { readText });
      for (const problem of resolved.problems) {
        problems.set(JSON.stringify([problem.path, problem.span, problem.message]), problem);
      }
      return profile === undefined ? resolved.settings : mergeSettings(resolved.settings, { profile });
    },
  };
}
