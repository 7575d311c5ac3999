import type { RuleNames } from '../names.js';
import { defaultSettings } from '../settings.js';
import type { ConfigHost, ConfigProblem, ResolvedSettings, RuleSetting } from '../types.js';
import { configFileNames, configKind, hadolintFileNames } from './files.js';
import { fitsAny } from './glob.js';
import { readHadolintConfig } from './hadolint.js';
import { hadolintSettings } from './hadolint-settings.js';
import { folderOf, foldersUpwards, pathBelow, resolvePath } from './paths.js';
import { createProblemList, type ProblemList } from './problems.js';
import { type ConfigFile, readConfig } from './read-config.js';
import type { RuleChange } from './read-rules.js';

const deepestExtends = 20;
const mostFiles = 100;
/** Configurations that are remembered as they were read; a project has a handful, and every file of it asks for them. */
const mostRemembered = 50;

interface FoundFile {
  readonly path: string;
  readonly text: string;
}

interface Layer {
  readonly config: ConfigFile;
  /** What is wrong with what it extends. */
  readonly inExtends: ProblemList;
}

interface Loading {
  readonly host: ConfigHost;
  readonly names: RuleNames;
  /** In the order in which they apply: what a file extends comes before it. */
  readonly layers: Layer[];
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
    const present = await host.namesIn?.(folder);
    const isPresent = (name: string): boolean => present?.has(name) !== false;
    const own = await firstOf(folder, configFileNames.filter(isPresent), host);
    if (own !== undefined) return { own, hadolint };
    hadolint ??= await firstOf(folder, hadolintFileNames.filter(isPresent), host);
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
  for (const { config } of loading.layers) {
    apply(config.rules, rules);
    for (const override of config.overrides) {
      if (fitsAny(override.files, below)) apply(override.rules, rules);
    }
  }
  const profile = loading.layers.flatMap(({ config }) => config.profile ?? []).at(-1) ?? defaultSettings.profile;
  const comments = loading.layers.flatMap(({ config }) => config.comments ?? []).at(-1);
  return {
    settings: { profile, rules, source: found.path, ...(comments === undefined ? {} : { comments }) },
    problems: problemsOf(loading),
    files: loading.files,
  };
}

async function load({ path, text }: FoundFile, above: readonly string[], loading: Loading): Promise<void> {
  const isNew = !loading.files.includes(path);
  if (isNew) loading.files.push(path);
  const config = rememberedConfig(path, text, loading.names);
  const inExtends = createProblemList(path, text);
  const chain = [...above, path];
  for (const { path: written, span } of config.extends) {
    const wanted = resolvePath(folderOf(path), written);
    if (chain.includes(wanted)) {
      inExtends.error(span, `${written} extends this file in turn. Remove one of the two.`);
      continue;
    }
    if (chain.length >= deepestExtends || loading.layers.length >= mostFiles) {
      inExtends.error(span, 'Too many configuration files extend each other. This one is left out.');
      continue;
    }
    const base = await read(loading.host, wanted);
    if (typeof base === 'string') await load({ path: wanted, text: base }, chain, loading);
    else if (base === undefined) inExtends.error(span, `${written} cannot be read. Give its path from this folder.`);
    else inExtends.error(span, `${written} is not read. ${base.unreadable}`);
  }
  loading.layers.push({ config, inExtends });
}

const remembered = new WeakMap<RuleNames, Map<string, { readonly text: string; readonly config: ConfigFile }>>();

/** A text is read once, for all files that it holds for. */
function rememberedConfig(path: string, text: string, names: RuleNames): ConfigFile {
  const known = remembered.get(names) ?? new Map<string, { readonly text: string; readonly config: ConfigFile }>();
  remembered.set(names, known);
  const before = known.get(path);
  if (before?.text === text) return before.config;
  const config = readConfig(path, text, names);
  if (known.size >= mostRemembered) known.clear();
  known.set(path, { text, config });
  return config;
}

/** Each file's problems once, however often it is extended. */
function problemsOf({ layers, files }: Loading): readonly ConfigProblem[] {
  const byPath = new Map(layers.map((layer) => [layer.config.path, layer]));
  return files.flatMap((path) => {
    const layer = byPath.get(path);
    const problems = layer === undefined ? [] : [...layer.config.problems.all(), ...layer.inExtends.all()];
    return problems.sort((a, b) => a.span.start - b.span.start);
  });
}

function apply(changes: ReadonlyMap<string, RuleChange>, rules: Map<string, RuleSetting>): void {
  for (const [id, { severity, options }] of changes) {
    rules.set(id, { severity, options: options ?? rules.get(id)?.options ?? {} });
  }
}
