import { type FileKind, roleOf } from '@dockwright/shared-rules';
import ignore from 'ignore';
import { emptyGitIgnore, type GitIgnore, isIgnored, withGitIgnore } from './gitignore.js';
import type { Entry, Failure, Host, PathInfo } from './host.js';
import { explainFailure, type Note } from './note.js';
import { foldersUpwards, join, nameOf, normalize } from './paths.js';

/** A file to lint. */
export interface Target {
  /** As the user would write it: relative to the working folder unless the argument was absolute. */
  readonly path: string;
  readonly absolute: string;
  /** It was named on the command line, not found in a folder. */
  readonly named: boolean;
  /** Its name says what it is, or somebody named it; else its text must look like a Dockerfile. */
  readonly certain: boolean;
}

export interface Discovery {
  readonly targets: readonly Target[];
  readonly notes: readonly Note[];
}

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);
const GITIGNORE_LIMIT = 1_000_000;

async function readText(host: Host, path: string): Promise<string | undefined> {
  const outcome = await host.read(path, GITIGNORE_LIMIT);
  return outcome.ok ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(outcome.value) : undefined;
}

/** What the .gitignore files above `folder` say, up to the top of its repository; nothing where it is in none. */
async function gitIgnoreAbove(host: Host, folder: string): Promise<GitIgnore> {
  const folders = foldersUpwards(folder);
  let depth = 0;
  while (depth < folders.length && !(await host.inspect(join(folders[depth] ?? '', '.git'))).ok) depth++;
  const top = folders[depth];
  if (top === undefined) return emptyGitIgnore(folder);
  let found = emptyGitIgnore(top);
  const excluded = await readText(host, join(top, '.git/info/exclude'));
  if (excluded !== undefined) found = withGitIgnore(found, top, excluded);
  for (const above of folders.slice(1, depth + 1).reverse()) {
    const text = await readText(host, join(above, '.gitignore'));
    if (text !== undefined) found = withGitIgnore(found, above, text);
  }
  // Who names an excluded folder wants to see what is in it.
  return isIgnored(found, folder, true) ? emptyGitIgnore(folder) : found;
}

interface Found {
  /** Relative to the folder that was searched. */
  readonly below: string;
  readonly absolute: string;
  readonly certain: boolean;
}

interface Search {
  readonly found: readonly Found[];
  readonly failures: readonly { readonly below: string; readonly failure: Failure }[];
}

function byName(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/**
 * Walks a folder; files come before folders, both by name. Linked files are taken and linked folders are not entered, so
 * no circle of links is ever followed.
 */
async function search(host: Host, root: string, accepts: (below: string) => 'yes' | 'perhaps' | 'no'): Promise<Search> {
  const found: Found[] = [];
  const failures: { below: string; failure: Failure }[] = [];
  const pending: { below: string; above: GitIgnore }[] = [{ below: '', above: await gitIgnoreAbove(host, root) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const folder = join(root, next.below);
    const listing = await host.list(folder);
    if (!listing.ok) {
      failures.push({ below: next.below, failure: listing.failure });
      continue;
    }
    const entries = [...listing.value].sort(byName);
    const hasGitIgnore = entries.some(({ name, kind }) => name === '.gitignore' && kind !== 'folder');
    const text = hasGitIgnore ? await readText(host, join(folder, '.gitignore')) : undefined;
    const gitIgnore = text === undefined ? next.above : withGitIgnore(next.above, folder, text);
    const subfolders: { below: string; above: GitIgnore }[] = [];
    for (const { name, kind } of entries) {
      const below = next.below === '' ? name : `${next.below}/${name}`;
      const absolute = join(folder, name);
      if (kind === 'folder') {
        if (!SKIPPED_FOLDERS.has(name) && !isIgnored(gitIgnore, absolute, true))
          subfolders.push({ below, above: gitIgnore });
        continue;
      }
      const answer = kind === 'other' ? 'no' : accepts(below);
      if (answer === 'no' || isIgnored(gitIgnore, absolute, false)) continue;
      if (kind === 'link') {
        const target = await host.inspect(absolute);
        if (!target.ok) failures.push({ below, failure: target.failure });
        if (!target.ok || target.value.kind !== 'file') continue;
      }
      found.push({ below, absolute, certain: answer === 'yes' });
    }
    pending.push(...subfolders.reverse());
  }
  return { found, failures };
}

/** What a file is linted as, by its name. */
export function kindOf(path: string): FileKind {
  return roleOf(nameOf(path)) === 'dockerignore' ? 'dockerignore' : 'dockerfile';
}

function acceptsByName(below: string): 'yes' | 'perhaps' | 'no' {
  const role = roleOf(nameOf(below));
  return role === 'dockerfile' || role === 'dockerignore' ? 'yes' : role === 'perhaps-dockerfile' ? 'perhaps' : 'no';
}

/** `a{b,c}d` as `abd` and `acd`; at most 100 of them. */
function alternatives(pattern: string): readonly string[] {
  let results = [pattern];
  for (let round = 0; round < 10; round++) {
    const next = results.flatMap((text) => {
      const braces = /\{([^{}]*)\}/.exec(text);
      const inside = braces?.[1];
      if (braces === null || inside === undefined) return [text];
      const before = text.slice(0, braces.index);
      const after = text.slice(braces.index + braces[0].length);
      return inside.split(',').map((choice) => before + choice + after);
    });
    if (next.length === results.length || next.length > 100) break;
    results = next;
  }
  return results;
}

interface Glob {
  /** The part of the path before the first wildcard; as written, `''` for the working folder. */
  readonly folder: string;
  readonly matches: (below: string) => boolean;
}

function parseGlob(path: string): Glob | undefined {
  const wildcard = path.search(/[*?[{]/);
  if (wildcard < 0) return undefined;
  const slash = path.lastIndexOf('/', wildcard);
  const folder = slash < 0 ? '' : path.slice(0, slash + 1);
  const patterns = alternatives(path.slice(slash + 1)).map((pattern) => `/${pattern}`);
  const matcher = ignore({ ignorecase: false }).add(patterns);
  return { folder: normalize(folder), matches: (below) => matcher.ignores(below) };
}

/**
 * Finds the files to lint for the arguments of `lint` (`-` left out). Every file comes once, under the name by which it
 * was met first. Never rejects: what cannot be read is a note.
 */
export async function discover(paths: readonly string[], host: Host): Promise<Discovery> {
  const targets: Target[] = [];
  const notes: Note[] = [];
  const seen = new Set<string>();

  const add = async (target: Target): Promise<void> => {
    const info = await host.inspect(target.absolute);
    const identity = info.ok ? info.value.realPath : target.absolute;
    if (seen.has(identity)) return;
    seen.add(identity);
    targets.push(target);
  };

  /** Tells whether anything was found, or at least said. */
  const searchIn = async (shown: string, root: string, accepts: (below: string) => 'yes' | 'perhaps' | 'no') => {
    const { found, failures } = await search(host, root, accepts);
    for (const { below, failure } of failures) {
      notes.push({
        path: join(shown, below) || '.',
        message: explainFailure(failure),
        level: below === '' ? 'fatal' : 'failure',
      });
    }
    for (const { below, absolute, certain } of found) {
      await add({ path: join(shown, below), absolute, named: false, certain });
    }
    return found.length + failures.length > 0;
  };

  const named = async (path: string, absolute: string, info: PathInfo): Promise<void> => {
    const shown = normalize(path);
    if (info.kind === 'folder') {
      const saidSomething = await searchIn(shown, info.realPath, acceptsByName);
      if (!saidSomething) notes.push({ path: shown || '.', message: 'No Dockerfile was found here.', level: 'remark' });
      return;
    }
    const role = roleOf(nameOf(absolute));
    if (role === 'compose') {
      const message = 'Compose files are not linted yet; this one was left out.';
      notes.push({ path: shown, message, level: 'remark' });
      return;
    }
    if (info.kind === 'other') {
      notes.push({ path: shown, message: 'This is neither a file nor a folder. Check the path.', level: 'fatal' });
      return;
    }
    await add({ path: shown, absolute, named: true, certain: true });
  };

  for (const path of paths) {
    const absolute = join(host.workingFolder, path);
    const outcome = await host.inspect(absolute);
    if (outcome.ok) {
      await named(path, absolute, outcome.value);
      continue;
    }
    const glob = outcome.failure.kind === 'missing' ? parseGlob(path) : undefined;
    if (glob === undefined) {
      notes.push({ path, message: explainFailure(outcome.failure), level: 'fatal' });
      continue;
    }
    const folder = await host.inspect(join(host.workingFolder, glob.folder));
    const accepts = (below: string) => (glob.matches(below) ? 'yes' : 'no');
    const saidSomething = folder.ok && (await searchIn(glob.folder, folder.value.realPath, accepts));
    if (!saidSomething) notes.push({ path, message: 'No file matches this pattern. Check it.', level: 'fatal' });
  }
  return { targets, notes };
}
