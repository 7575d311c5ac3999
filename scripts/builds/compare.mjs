// @ts-check
import { analyze } from '../../shared-rules/out/index.js';
import { mountsOf } from '../../shared-rules/out/model/mounts.js';
import { compareTrees, readTree } from './tree.mjs';

/** @typedef {import('./tree.mjs').Difference} Difference */
/** @typedef {import('./declarations.mjs').Declaration} Declaration */
/** @typedef {import('./declarations.mjs').ImageAt} ImageAt */

/** What an image says of itself that a container feels. */
export const configKeys = /** @type {const} */ ([
  'Cmd',
  'Entrypoint',
  'Env',
  'User',
  'WorkingDir',
  'Labels',
  'Healthcheck',
  'ExposedPorts',
  'Volumes',
  'StopSignal',
  'OnBuild',
  'Shell',
]);

/** Paths that differ between two builds of one and the same file. */
const passing = [
  /^\/var\/log(\/|$)/,
  /^\/var\/cache\/ldconfig(\/|$)/,
  /^\/var\/lib\/systemd\/(catalog|random-seed)/,
  // What dnf and zypper note down of each run; the files of the packages themselves are compared.
  /^\/var\/lib\/(rpm|dnf|zypp)(\/|$)/,
  // npm's logs, in the home of whoever runs it.
  /^\/(root|home\/[^/]+)\/\.npm(\/(_logs|_update-notifier-last-checked)(\/.*)?)?$/,
];

/**
 * What the comparison of two images found.
 * @typedef {object} Verdict
 * @property {readonly string[]} declared what differs and may, in a few words
 * @property {readonly string[]} undeclared what differs and must not
 */

/**
 * Compares two images: their configs and every file of theirs, against what the fixes between them declare to change.
 * @param {ImageAt} before
 * @param {ImageAt} after
 * @param {readonly Declaration[]} declarations
 * @returns {Promise<Verdict>}
 */
export async function compareImages(before, after, declarations) {
  const config = await compareConfigs(before, after, declarations);
  const trees = { before: treeOf(before), after: treeOf(after) };
  const all = compareTrees({ root: before.root, tree: trees.before }, { root: after.root, tree: trees.after });
  const volumes = [before, after].flatMap(({ config }) => Object.keys(config['Volumes'] ?? {}));
  const places = new Set([...volumes, ...[before, after].flatMap(({ text }) => mountPoints(text))]);
  const lasting = withoutPassing(all).filter(({ path, kind }) => kind !== 'added' || !places.has(path));
  const files = judgeFiles(lasting, declarations, { before, after });
  return { declared: [...config.declared, ...files.declared], undeclared: [...config.undeclared, ...files.undeclared] };
}

/**
 * The files of an image, without those that a builder made to lay something over them, and left there.
 * @param {ImageAt} image
 */
function treeOf({ root, text }) {
  const tree = new Map(readTree(root));
  for (const path of mountPoints(text)) {
    const entry = tree.get(path);
    if (entry?.type === 'file' && entry.size === 0) tree.delete(path);
  }
  return tree;
}

/**
 * Where a builder lays something over the file system while a RUN runs; some builders leave an empty file there.
 * @param {string} text
 * @returns {readonly string[]}
 */
function mountPoints(text) {
  const mounts = analyze(text).internals.dockerfile.instructions.flatMap(mountsOf);
  return mounts.flatMap(({ type, target }) => [
    ...(target?.startsWith('/') ? [target] : []),
    ...(type === 'secret' ? ['/run/secrets'] : []),
  ]);
}

/**
 * @param {readonly Difference[]} differences
 * @returns {readonly Difference[]}
 */
export function withoutPassing(differences) {
  return differences.filter(({ path }) => !passing.some((pattern) => pattern.test(path)));
}

/**
 * @param {ImageAt} before
 * @param {ImageAt} after
 * @param {readonly Declaration[]} declarations
 * @returns {Promise<Verdict>}
 */
export async function compareConfigs(before, after, declarations) {
  const declared = [];
  const undeclared = [];
  for (const key of configKeys) {
    const [a, b] = [before, after].map((image) => plain(key, image.config[key]));
    if (a === b) continue;
    const bare = { ...after, config: { ...after.config, [key]: leaveOut(after.config[key], key, declarations) } };
    if (plain(key, bare.config[key]) === a) {
      declared.push(key);
      continue;
    }
    const change = `${key}: ${a} -> ${b}`;
    const judges = declarations.flatMap(({ config }) => config?.[key] ?? []);
    const complaints = await Promise.all(judges.map((judge) => judge(before, bare)));
    // One declaration that holds is enough: several fixes may have a hand in one value.
    if (complaints.some((complaint) => complaint === undefined)) declared.push(key);
    else undeclared.push([change, ...complaints].join('; '));
  }
  if (before.author !== after.author) {
    if (declarations.some(({ author }) => author === true)) declared.push('Author');
    else undeclared.push(`Author: ${before.author} -> ${after.author}`);
  }
  return { declared, undeclared };
}

/**
 * A command line without what a fix may have put into it, so that what others change can be judged.
 * @param {unknown} value
 * @param {string} key
 * @param {readonly Declaration[]} declarations
 */
function leaveOut(value, key, declarations) {
  if (!Array.isArray(value)) return value;
  const patterns = declarations.flatMap(({ leavesOut }) => leavesOut?.[key] ?? []);
  const separator = '\0';
  return patterns.reduce((argv, pattern) => {
    const inLine = argv.map((/** @type {string} */ word) => word.replace(pattern, ''));
    // As words of an exec form: the pattern's blanks are the gaps between them.
    const across = new RegExp(pattern.source.replaceAll(/^ |\[ =\]/g, separator));
    return inLine.join(separator).replace(across, '').split(separator);
  }, value);
}

/**
 * @param {readonly Difference[]} differences
 * @param {readonly Declaration[]} declarations
 * @param {{ readonly before: ImageAt, readonly after: ImageAt }} images
 * @returns {Verdict}
 */
export function judgeFiles(differences, declarations, images) {
  /** @type {Map<string, number>} */
  const declared = new Map();
  const undeclared = [];
  const judges = declarations.flatMap(({ files }) => (files === undefined ? [] : [files(images)])).flat();
  for (const difference of differences) {
    const judge = judges.find((candidate) => candidate.allows(difference));
    if (judge === undefined) undeclared.push(`${difference.path}: ${difference.kind} ${difference.detail}`);
    else declared.set(judge.what, (declared.get(judge.what) ?? 0) + 1);
  }
  const demands = declarations.flatMap(({ demands }) => demands?.(images) ?? []);
  return {
    declared: [...declared].map(([what, count]) => `${what} (${count})`),
    undeclared: [...undeclared, ...demands],
  };
}

/**
 * A value as text that is the same for equal values. Empty and absent are one; so is the builder's own label.
 * @param {string} key
 * @param {unknown} value
 */
function plain(key, value) {
  if (value === null || value === undefined) return '-';
  if (Array.isArray(value)) {
    // The order of variables means nothing once they are set.
    const items = key === 'Env' ? [...value].sort() : value;
    return items.length === 0 ? '-' : JSON.stringify(items);
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([name]) => name !== 'io.buildah.version');
    return entries.length === 0
      ? '-'
      : JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return value === '' ? '-' : String(value);
}
