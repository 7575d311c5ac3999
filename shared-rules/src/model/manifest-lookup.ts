import { isIgnored } from '../context/dockerignore.js';
import type { BuildContext } from '../context/types.js';
import type { ManifestInstall } from './dependency-installs.js';
import { fitsGlob, lastPart } from './paths.js';
import type { Dockerfile } from './types.js';

/** What is known of the manifests in a folder of the build context, named as in `BuildContext`: empty, or with a slash at its end. */
export interface ManifestLookup {
  /** Whether nothing shows that an install needs more than its manifests, or that the source hides what it installs. */
  isPlainProject(install: ManifestInstall, folder: string): boolean;
  /** The names to copy: those that are there, or patterns that fail in no case; `undefined` where they cannot be told. */
  names(install: ManifestInstall, folder: string): readonly string[] | undefined;
}

/** Looks into the build context, or guesses with care where nobody knows it. */
export function manifestLookup(file: Dockerfile, context: BuildContext | undefined): ManifestLookup {
  return {
    isPlainProject: (install, folder) =>
      context === undefined ? !speaksOfWorkspaces(file, install) : isPlainProject(install, folder, context),
    names: (install, folder) => manifestNames(install, folder, context),
  };
}

/** Whether a file that nobody knows the build context of looks as if several projects were installed at once. */
function speaksOfWorkspaces({ text }: Dockerfile, { kind }: ManifestInstall): boolean {
  return (
    FOR_NODE.has(kind.manager) && /\b(?:turbo|lerna|nx|rush|workspaces?)\b|--filter\b|\b(?:packages|apps)\//.test(text)
  );
}

const FOR_NODE: ReadonlySet<string> = new Set(['npm', 'yarn', 'pnpm', 'bun']);

/**
 * Whether the build context shows nothing that would make an install need more than its manifests, or that would hide
 * what it has installed: other projects below this one, patches, installed packages that are not ignored.
 */
function isPlainProject({ kind }: ManifestInstall, folder: string, context: BuildContext): boolean {
  const { paths, dockerignore } = context;
  const [manifest = ''] = kind.manifests;
  const unusual = FOR_NODE.has(kind.manager)
    ? ['patches/', 'prisma/', '.yarn/', 'pnpm-workspace.yaml', 'lerna.json', '.pnp.cjs']
    : ['go.work', 'vendor/cache/'];
  if (unusual.some((name) => paths.has(folder + name))) return false;
  for (const path of paths) {
    if (!path.startsWith(folder) || isIgnored(dockerignore ?? '', path)) continue;
    const inner = path.slice(folder.length);
    if (/^node_modules\//.test(inner) || inner.endsWith('.gemspec')) return false;
    if (inner.endsWith(`/${manifest}`) && kind.lockFiles.length > 0) return false;
  }
  return true;
}

/** The names to copy: those that are there, or patterns that fail in no case. */
function manifestNames(
  { kind, files, call }: ManifestInstall,
  folder: string,
  context: BuildContext | undefined,
): readonly string[] | undefined {
  const named = [...new Set(files.map(lastPart))];
  if (context === undefined) return named.length > 0 ? patternsFor(named) : kind.copyFirst;
  if (kind.copyFirst === undefined && named.length === 0) return undefined;
  const there = filesIn(folder, context);
  if (named.length > 0) {
    const others = there.filter((name) => /^(?:requirements|constraints).*\.(?:txt|in)$/.test(name));
    return named.every((name) => there.includes(name)) ? [...new Set([...named, ...others])] : undefined;
  }
  const wanted = [...kind.manifests, ...kind.lockFiles];
  const found = wanted.flatMap((pattern) => there.filter((name) => fitsGlob(pattern, name)));
  const [manifest = ''] = kind.manifests;
  const needsLock = call.subcommand.some(({ value }) => value === 'ci' || value === 'clean-install');
  const hasLock = kind.lockFiles.some((name) => there.includes(name));
  return there.includes(manifest) && (hasLock || !needsLock) ? found : undefined;
}

/** `requirements.txt` stands for itself; one of several files of requirements may read the others. */
function patternsFor(names: readonly string[]): readonly string[] | undefined {
  const patterns = names.map((name) => {
    if (!/\.(?:txt|in)$/.test(name) || name === 'requirements.txt') return name;
    return /^requirements.*\.txt$/.test(name) ? 'requirements*.txt' : undefined;
  });
  const known = patterns.filter((pattern) => pattern !== undefined);
  return known.length === patterns.length ? [...new Set(known)] : undefined;
}

/** The files of a folder of the build context that a COPY can find. */
function filesIn(folder: string, { paths, dockerignore }: BuildContext): readonly string[] {
  return [...paths]
    .filter((path) => path.startsWith(folder) && !path.slice(folder.length).includes('/') && path !== folder)
    .filter((path) => !isIgnored(dockerignore ?? '', path))
    .map((path) => path.slice(folder.length))
    .sort();
}
