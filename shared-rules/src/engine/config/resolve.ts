import type { RuleNames } from '../names.js';
import { defaultSettings } from '../settings.js';
import type { ConfigHost, ConfigProblem, ResolvedSettings, RuleSetting } from '../types.js';
import { configFileNames, configKind, hadolintFileNames } from './files.js';
import { fitsAny } from './glob.js';
import { readHadolintConfig } from './hadolint.js';
import { hadolintSettings } from './hadolint-settings.js';
import { folderOf, foldersUpwards, pathBelow, resolvePath } from './paths.js';
import { type ConfigFile, readConfig } from './read-config.js';
import type { RuleChange } from './read-rules.js';

const deepestExtends = 20;
const mostFiles = 100;

interface FoundFile {
  readonly path: string;
  readonly text: string;
}

interface Loading {
  readonly host: ConfigHost;
  readonly names: RuleNames;
  /** In the order in which they apply: what a file extends comes before it. */
  readonly layers: ConfigFile[];
  readonly files: string[];
}

interface FoundConfig {
  readonly own: FoundFile | undefined;
  readonly hadolint: FoundFile | undefined;
}

/**
 * The settings of one file: the nearest `dockwright.yaml` upwards with what it extends; where there is none, the nearest
 * `.hadolint.yaml`; else the defaults. With `configPath` that file is taken instead. Problems never stop it: what is valid
 * holds.
 */
export async function resolveSettings(
  filePath: string,
  host: ConfigHost,
  names: RuleNames,
  configPath?: string,
): Promise<ResolvedSettings> {
  const { own, hadolint } = await (configPath === undefined ? findConfig(filePath, host) : readGiven(configPath, host));
  if (own !== undefined) {
    // Patterns are relative to the configuration's folder; of a file elsewhere the whole path is compared.
    const below = pathBelow(folderOf(own.path), filePath) ?? filePath.replace(/^\/+/, '');
    return resolveOwn(below, own, host, names);
  }
  if (hadolint === undefined) return { settings: defaultSettings, problems: [], files: [] };
  const { options, problems } = readHadolintConfig(hadolint.path, hadolint.text, names);
  return {
    settings: hadolintSettings(options, defaultSettings.profile, hadolint.path, names),
    problems,
    files: [hadolint.path],
    hadolint: options,
  };
}

async function readGiven(path: string, host: ConfigHost): Promise<FoundConfig> {
  const text = await read(host, path);
  const found = typeof text === 'string' ? { path, text } : undefined;
  const isHadolint = configKind(path) === 'hadolint';
  return { own: isHadolint ? undefined : found, hadolint: isHadolint ? found : undefined };
}

async function findConfig(filePath: string, host: ConfigHost): Promise<FoundConfig> {
  let hadolint: FoundFile | undefined;
  for (const folder of foldersUpwards(filePath)) {
    const own = await firstOf(folder, configFileNames, host);
    if (own !== undefined) return { own, hadolint };
    hadolint ??= await firstOf(folder, hadolintFileNames, host);
  }
  return { own: undefined, hadolint };
}

async function firstOf(folder: string, names: readonly string[], host: ConfigHost): Promise<FoundFile | undefined> {
  for (const name of names) {
    const path = folder + name;
    const text = await read(host, path);
    if (typeof text === 'string') return { path, text };
  }
  return undefined;
}

async function read(host: ConfigHost, path: string): ReturnType<ConfigHost['readText']> {
  try {
    return await host.readText(path);
  } catch {
    return undefined;
  }
}

async function resolveOwn(
  below: string,
  found: FoundFile,
  host: ConfigHost,
  names: RuleNames,
): Promise<ResolvedSettings> {
  const loading: Loading = { host, names, layers: [], files: [] };
  await load(found, [], loading);
  const rules = new Map<string, RuleSetting>();
  for (const layer of loading.layers) {
    apply(layer.rules, rules);
    for (const override of layer.overrides) {
      if (fitsAny(override.files, below)) apply(override.rules, rules);
    }
  }
  const profile = loading.layers.flatMap((layer) => layer.profile ?? []).at(-1) ?? defaultSettings.profile;
  const comments = loading.layers.flatMap((layer) => layer.comments ?? []).at(-1);
  return {
    settings: { profile, rules, source: found.path, ...(comments === undefined ? {} : { comments }) },
    problems: problemsOf(loading),
    files: loading.files,
  };
}

async function load({ path, text }: FoundFile, above: readonly string[], loading: Loading): Promise<void> {
  const isNew = !loading.files.includes(path);
  if (isNew) loading.files.push(path);
  const config = readConfig(path, text, loading.names);
  const chain = [...above, path];
  for (const { path: written, span } of config.extends) {
    const wanted = resolvePath(folderOf(path), written);
    if (chain.includes(wanted)) {
      config.problems.error(span, `${written} extends this file in turn. Remove one of the two.`);
      continue;
    }
    if (chain.length >= deepestExtends || loading.layers.length >= mostFiles) {
      config.problems.error(span, 'Too many configuration files extend each other. This one is left out.');
      continue;
    }
    const base = await read(loading.host, wanted);
    if (typeof base === 'string') await load({ path: wanted, text: base }, chain, loading);
    else if (base === undefined)
      config.problems.error(span, `${written} cannot be read. Give its path from this folder.`);
    else config.problems.error(span, `${written} is not read. ${base.unreadable}`);
  }
  loading.layers.push(config);
}

/** Each file's problems once, however often it is extended. */
function problemsOf({ layers, files }: Loading): readonly ConfigProblem[] {
  const byPath = new Map(layers.map((layer) => [layer.path, layer.problems]));
  return files.flatMap((path) => byPath.get(path)?.all() ?? []);
}

function apply(changes: ReadonlyMap<string, RuleChange>, rules: Map<string, RuleSetting>): void {
  for (const [id, { severity, options }] of changes) {
    rules.set(id, { severity, options: options ?? rules.get(id)?.options ?? {} });
  }
}
