import type { YamlEntry, YamlNode } from './types.js';

/** Whether nothing is written for a value, or only `null`. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** The entry of a key in a map; the last where the key stands twice. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'map' ? node.entries.filter((entry) => entry.key === key).at(-1) : undefined;
}

/** The value of a key in a map; `undefined` where there is none or nothing is written for it. */
export function valueAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  const value = entryOf(node, key)?.value;
  return value === undefined || isNothing(value) ? undefined : value;
}
