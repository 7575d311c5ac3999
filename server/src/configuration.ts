import {
  addressIsNotRead,
  type ConfigHost,
  type ConfigProblem,
  checkConfig,
  configFileNames,
  configKind,
  defaultSettings,
  mergeSettings,
  resolveSettings,
  type Settings,
} from '@dockwright/shared-rules';
import type { FileContent } from './host.js';
import type { EditorSettings } from './settings.js';
import { nameOf, normalizeUri, uriOfPath, uriParts } from './uri.js';

/** What holds for one file. */
export interface FileSettings {
  readonly editor: EditorSettings;
  readonly settings: Settings;
  /** The URI of the configuration file that was used. */
  readonly config: string | undefined;
}

export interface ConfigurationSources {
  /** What the editor says for a folder, or for files outside of all folders. */
  readonly readEditor: (folder: string | undefined) => Promise<EditorSettings>;
  readonly folderOf: (uri: string) => string | undefined;
  /** The text of an open document. */
  readonly openText: (uri: string) => string | undefined;
  readonly readFile: (uri: string) => Promise<FileContent>;
  /** What stands in a folder; `undefined` where that is not known, or would not be worth the listing. */
  readonly namesIn: (folder: string) => Promise<ReadonlySet<string> | undefined>;
  /** Whether there is no such file: an editor may hold the text of one long after it was deleted. */
  readonly isGone: (uri: string) => Promise<boolean>;
  /** Tells a person once what a setting says in vain. */
  readonly warn: (message: string) => void;
}

export interface Configuration {
  editorSettings(uri: string): Promise<EditorSettings>;
  settingsFor(uri: string): Promise<FileSettings>;
  /** What is wrong in the text of a configuration file, what it extends included. */
  problemsOf(uri: string, text: string): Promise<readonly ConfigProblem[]>;
  /** The text of a configuration file; `undefined` where there is none. */
  textOf(uri: string): Promise<string | undefined>;
  /** Whether some configuration hangs on a file, which was read or looked for, or on what is in a folder. */
  hangsOn(uri: string): boolean;
  /** Rises with every `forget`: who sees another one than before has stale settings. */
  readonly generation: () => number;
  /** Forgets what the editor said, or what configuration files say, or both. */
  forget(what: 'editor' | 'files'): void;
}

/** A configuration that only says where the real one is. */
function pointingTo(path: string): string {
  return `extends: ${JSON.stringify(path)}\n`;
}

/** The URI of the path that a configuration names; `undefined` where that is none: a web address, for instance. */
function uriOfNamed(neighbour: string, path: string): string | undefined {
  const slashed = /^[a-z]:\//i.test(path) ? `/${path}` : path;
  return slashed.startsWith('/') ? uriOfPath(neighbour, slashed) : undefined;
}

function sentence(clause: string): string {
  return clause.slice(0, 1).toUpperCase() + clause.slice(1);
}

function absolutePath(folder: string | undefined, path: string): string {
  const slashes = path.replaceAll('\\', '/');
  if (/^[a-z]:\//i.test(slashes)) return `/${slashes}`;
  if (slashes.startsWith('/') || folder === undefined) return slashes;
  return `${uriParts(folder).path.replace(/\/$/, '')}/${slashes.replace(/^\.\//, '')}`;
}

/** Finds out which rules hold for which file, and remembers it until told otherwise. */
export function createConfiguration(sources: ConfigurationSources): Configuration {
  const editor = new Map<string, Promise<EditorSettings>>();
  const texts = new Map<string, Promise<FileContent>>();
  const listed = new Map<string, Promise<ReadonlySet<string> | undefined>>();
  const resolved = new Map<string, Promise<FileSettings>>();
  const gone = new Map<string, Promise<boolean>>();
  const different = new Map<string, Settings>();
  /** All folders above files that were read or have settings, up to the root. */
  const foldersAbove = new Set<string>();
  let generation = 0;

  const remember = <Value>(cache: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>) => {
    const known = cache.get(key);
    if (known !== undefined) return known;
    const made = make();
    cache.set(key, made);
    made.catch(() => cache.delete(key));
    return made;
  };

  const rememberFile = <Value>(cache: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>) => {
    let end = key.lastIndexOf('/');
    for (let above = key.slice(0, end); end > 0 && !foldersAbove.has(above); above = key.slice(0, end)) {
      foldersAbove.add(above);
      end = above.lastIndexOf('/');
    }
    return remember(cache, key, make);
  };

  const editorSettings = (uri: string): Promise<EditorSettings> => {
    const folder = sources.folderOf(uri);
    return remember(editor, folder ?? '', () => sources.readEditor(folder));
  };

  const contentOf = async (uri: string): Promise<FileContent> => {
    const open = sources.openText(uri);
    if (open !== undefined) {
      const isGone = await remember(gone, normalizeUri(uri), () => sources.isGone(uri));
      return isGone ? { kind: 'missing' } : { kind: 'text', text: open };
    }
    return rememberFile(texts, normalizeUri(uri), () => sources.readFile(uri));
  };

  const textOf = async (uri: string): Promise<string | undefined> => {
    const content = await contentOf(uri);
    return content.kind === 'text' ? content.text : undefined;
  };

  const hostOf = (neighbour: string): ConfigHost => {
    const { prefix } = uriParts(neighbour);
    return {
      readText: async (path) => {
        const uri = uriOfNamed(neighbour, path);
        if (uri === undefined) return { unreadable: addressIsNotRead };
        const content = await contentOf(uri);
        if (content.kind === 'missing') return undefined;
        return content.kind === 'text' ? content.text : { unreadable: sentence(content.message) };
      },
      namesIn: (path) => {
        const folder = path.replace(/(?<=.)\/$/, '');
        return remember(listed, prefix + folder, () => sources.namesIn(uriOfPath(neighbour, folder)));
      },
    };
  };

  /** Settings that say the same are the same object: the core makes a set of rules of each, which is large. */
  const shared = (settings: Settings): Settings => {
    const key = JSON.stringify({ ...settings, rules: [...settings.rules] });
    const known = different.get(key);
    if (known !== undefined) return known;
    different.set(key, settings);
    return settings;
  };

  const resolve = async (uri: string): Promise<FileSettings> => {
    const own = await editorSettings(uri);
    const { scheme, path } = uriParts(uri);
    if (scheme === 'untitled' || !path.startsWith('/')) {
      return { editor: own, settings: mergeSettings(defaultSettings, own.overlay), config: undefined };
    }
    const host = hostOf(uri);
    const named = own.configFile === undefined ? undefined : absolutePath(sources.folderOf(uri), own.configFile);
    const pointer = `${path.slice(0, path.lastIndexOf('/') + 1)}${configFileNames[0] ?? ''}`;
    // hadolint's configuration says nothing about files, and nothing can extend it: it is taken by itself.
    const alone = named !== undefined && configKind(named) === 'hadolint' ? named : undefined;
    const redirected = named !== undefined && named !== pointer && alone === undefined;
    const pointingHost = (target: string): ConfigHost => ({
      readText: (asked) => (asked === pointer ? Promise.resolve(pointingTo(target)) : host.readText(asked)),
    });
    const { settings, files } = await resolveSettings(path, redirected ? pointingHost(named) : host, alone);
    const used = redirected ? files.find((file) => file !== pointer) : settings.source;
    if (named !== undefined && used === undefined) {
      const content = await host.readText(named);
      const reason = typeof content === 'object' ? content.unreadable : 'There is no such file.';
      sources.warn(`dockwright.configFile names ${own.configFile}, which is not read. ${reason}`);
    }
    // A project's configuration decides on the profile; rules that a person sets in the editor are the last word.
    const { profile, rules } = own.overlay;
    const overlay = {
      ...(used === undefined && profile !== undefined ? { profile } : {}),
      ...(rules ? { rules } : {}),
    };
    return {
      editor: own,
      settings: shared(mergeSettings({ ...settings, source: used }, overlay)),
      config: used === undefined ? undefined : uriOfPath(uri, used),
    };
  };

  const problemsOf = async (uri: string, text: string): Promise<readonly ConfigProblem[]> => {
    const { path } = uriParts(uri);
    const own = checkConfig(path, text);
    const host = hostOf(uri);
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const isNeighbour = (asked: string): boolean =>
      asked.startsWith(folder) && !asked.slice(folder.length).includes('/');
    const { problems } = await resolveSettings(`${folder}Dockerfile`, {
      readText: (asked) => {
        if (asked === path) return Promise.resolve(text);
        // Of several configurations in one folder this one is asked about.
        const isRival = isNeighbour(asked) && configFileNames.includes(nameOf(asked));
        return isRival ? Promise.resolve(undefined) : host.readText(asked);
      },
    });
    const all = [...own, ...problems.filter((problem) => problem.path === path)];
    const keys = all.map(({ span, message }) => `${span.start} ${span.end} ${message}`);
    return all.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
  };

  return {
    editorSettings,
    settingsFor: (uri) => rememberFile(resolved, normalizeUri(uri), () => resolve(uri)),
    problemsOf,
    textOf,
    hangsOn: (uri) => texts.has(normalizeUri(uri)) || foldersAbove.has(normalizeUri(uri)),
    generation: () => generation,
    forget: (what) => {
      generation++;
      resolved.clear();
      different.clear();
      if (what === 'editor') editor.clear();
      else {
        texts.clear();
        foldersAbove.clear();
        listed.clear();
        gone.clear();
      }
    },
  };
}
