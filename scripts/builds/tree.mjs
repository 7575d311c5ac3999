// @ts-check
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What there is to say of a file but for its content and times.
 * @typedef {object} TreeEntry
 * @property {'file' | 'folder' | 'link' | 'other'} type
 * @property {number} mode permission bits
 * @property {string} owner `uid:gid`
 * @property {number} size
 * @property {string} identity the same for two names of one file on disk
 * @property {string | undefined} target of a symbolic link
 */

/** @typedef {ReadonlyMap<string, TreeEntry>} Tree by absolute path inside the image */

/**
 * @typedef {object} Difference
 * @property {string} path absolute, inside the image
 * @property {'added' | 'removed' | 'type' | 'mode' | 'owner' | 'content'} kind
 * @property {string} detail
 */

/**
 * Every file below a folder.
 * @param {string} root
 * @returns {Tree}
 */
export function readTree(root) {
  /** @type {Map<string, TreeEntry>} */
  const tree = new Map();
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const name of readdirSync(join(root, folder))) {
      const path = `${folder}/${name}`;
      const entry = readEntry(join(root, path));
      tree.set(path, entry);
      if (entry.type === 'folder') folders.push(path);
    }
  }
  return tree;
}

/**
 * @param {string} path
 * @returns {TreeEntry}
 */
function readEntry(path) {
  const stats = lstatSync(path);
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
  return {
    type,
    mode: stats.mode & 0o7777,
    owner: `${stats.uid}:${stats.gid}`,
    size: type === 'file' ? stats.size : 0,
    identity: `${stats.ino} ${stats.ctimeMs}`,
    target: type === 'link' ? readlinkSync(path) : undefined,
  };
}

/**
 * All that differs but times, in the order of paths. Contents are read only where two files are not one and the same.
 * @param {{ readonly root: string, readonly tree: Tree }} before
 * @param {{ readonly root: string, readonly tree: Tree }} after
 * @returns {readonly Difference[]}
 */
export function compareTrees(before, after) {
  const paths = [...new Set([...before.tree.keys(), ...after.tree.keys()])].sort();
  return paths.flatMap((path) => {
    const a = before.tree.get(path);
    const b = after.tree.get(path);
    if (a === undefined) return [{ path, kind: /** @type {const} */ ('added'), detail: b?.type ?? '' }];
    if (b === undefined) return [{ path, kind: /** @type {const} */ ('removed'), detail: a.type }];
    return compareEntries(path, a, b, () => sameContent(join(before.root, path), join(after.root, path)));
  });
}

/**
 * @param {string} path
 * @param {TreeEntry} a
 * @param {TreeEntry} b
 * @param {() => boolean} isSameContent
 * @returns {readonly Difference[]}
 */
function compareEntries(path, a, b, isSameContent) {
  if (a.type !== b.type) return [{ path, kind: 'type', detail: `${a.type} -> ${b.type}` }];
  /** @type {Difference[]} */
  const differences = [];
  if (a.mode !== b.mode)
    differences.push({ path, kind: 'mode', detail: `${a.mode.toString(8)} -> ${b.mode.toString(8)}` });
  if (a.owner !== b.owner) differences.push({ path, kind: 'owner', detail: `${a.owner} -> ${b.owner}` });
  if (a.target !== b.target) differences.push({ path, kind: 'content', detail: `${a.target} -> ${b.target}` });
  if (a.type !== 'file' || a.identity === b.identity) return differences;
  if (a.size !== b.size) differences.push({ path, kind: 'content', detail: `${a.size} -> ${b.size} bytes` });
  else if (!isSameContent()) differences.push({ path, kind: 'content', detail: 'other bytes' });
  return differences;
}

/**
 * @param {string} a
 * @param {string} b
 */
function sameContent(a, b) {
  const [first, second] = [a, b].map((path) => readFileSync(path));
  if (first === undefined || second === undefined) return false;
  if (!a.endsWith('.pyc')) return first.equals(second);
  // Python's bytecode begins with a magic number, flags and the time of its source: https://peps.python.org/pep-0552/
  return first.subarray(0, 8).equals(second.subarray(0, 8)) && first.subarray(16).equals(second.subarray(16));
}
