import {
  type ConfigProblem,
  type HadolintOptions,
  hadolintFileNames,
  noHadolintOptions,
  readHadolintConfig,
} from '@dockwright/shared-rules';
import { decode, SIZE_LIMIT } from '../decode.js';
import type { Host } from '../host.js';
import { explainFailure, type Note } from '../note.js';
import { folderOf, foldersUpwards, join, pathBelow } from '../paths.js';
import { createQuoting, NOT_QUOTED } from '../project.js';

/** The configuration that holds for a file. */
export interface FoundConfig {
  readonly options: HadolintOptions;
  /** Its absolute path; `undefined` where there is none. */
  readonly source: string | undefined;
}

export interface ConfigSource {
  /** The configuration of a file, by its absolute path. */
  configFor(path: string): Promise<FoundConfig>;
  /** What was wrong with the configuration files so far, each problem once. */
  notes(): readonly Note[];
}

/** A wrong configuration stops hadolint in no case, and so it is nothing fatal here. */
export function noteOf({ path, line, character, message }: ConfigProblem): Note {
  return { path, place: { line: line + 1, column: character + 1 }, message, level: 'failure' };
}

/**
 * Where hadolint looks for the configuration of a user, in its order:
 * https://github.com/hadolint/hadolint#configure
 */
function userFiles({
  XDG_CONFIG_HOME: xdg,
  HOME: home,
  LOCALAPPDATA: local,
  APPDATA: roaming,
  USERPROFILE: profile,
}: Readonly<Record<string, string | undefined>>): readonly string[] {
  const named = (folder: string | undefined, names: readonly string[]): readonly string[] =>
    folder === undefined || folder === '' ? [] : names.map((name) => join(folder.replaceAll('\\', '/'), name));
  const plain = ['hadolint.yaml', 'hadolint.yml'];
  const inFolder = plain.map((name) => `.hadolint/${name}`);
  const asConfig = ['.hadolint/config.yaml', '.hadolint/config.yml'];
  const user = home ?? profile;
  return [
    ...named(xdg, plain),
    ...(xdg === undefined
      ? named(
          user,
          plain.map((name) => `.config/${name}`),
        )
      : []),
    ...named(local, plain),
    ...named(roaming, [
      'hadolint/hadolint.yaml',
      'hadolint/hadolint.yml',
      'hadolint/config.yaml',
      'hadolint/config.yml',
    ]),
    ...named(user, [...inFolder, ...asConfig, ...hadolintFileNames]),
  ];
}

/**
 * Finds hadolint's configuration: the nearest upwards from the file, else that of the working folder, else that of the user.
 * @param config an absolute path: this configuration and no other
 */
export function createConfigSource(host: Host, config: string | undefined): ConfigSource {
  const files = new Map<string, Promise<FoundConfig | undefined>>();
  const notes = new Map<string, Note>();
  const mayQuote = createQuoting(host);
  const add = (note: Note): void => {
    const path = pathBelow(host.workingFolder, note.path) ?? note.path;
    notes.set(JSON.stringify([path, note.place, note.message]), { ...note, path });
  };

  const load = async (path: string): Promise<FoundConfig | undefined> => {
    const outcome = await host.read(path, SIZE_LIMIT, path === config);
    if (!outcome.ok) {
      // Most folders have no configuration, and that is no problem.
      const isProblem = outcome.failure.kind !== 'missing' || path === config;
      if (isProblem) add({ path, message: explainFailure(outcome.failure), level: 'fatal' });
      return undefined;
    }
    const decoded = decode(outcome.value);
    if (!('text' in decoded)) {
      const { line, column, message } = decoded;
      add({ path, place: { line, column }, message, level: 'failure' });
      return undefined;
    }
    const { options, problems } = readHadolintConfig(path, decoded.text);
    const quotes = path === config || (await mayQuote(path, path));
    for (const problem of problems) add(quotes ? noteOf(problem) : { ...noteOf(problem), message: NOT_QUOTED });
    return { options, source: path };
  };
  const at = (path: string): Promise<FoundConfig | undefined> => {
    const known = files.get(path) ?? load(path);
    files.set(path, known);
    return known;
  };
  const firstOf = async (paths: readonly string[]): Promise<FoundConfig> => {
    for (const path of paths) {
      const found = await at(path);
      if (found !== undefined) return found;
    }
    return { options: noHadolintOptions, source: undefined };
  };

  return {
    notes: () => [...notes.values()],
    configFor: (path) => {
      if (config !== undefined) return firstOf([config]);
      const folders = [...foldersUpwards(folderOf(path)), host.workingFolder];
      const names = folders.flatMap((folder) => hadolintFileNames.map((name) => join(folder, name)));
      return firstOf([...names, ...userFiles(host.environment)]);
    },
  };
}
