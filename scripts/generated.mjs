// @ts-check
import { realpathSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How long a line may be, as biome.json says. */
export const lineWidth = 120;

/** The folder of the whole project, without a slash at its end. */
export const projectRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * What a generator makes: the text of each file by its path below the project folder, with `/`.
 * `undefined` stands for a file that must not be there any more.
 * @typedef {ReadonlyMap<string, string | undefined>} GeneratedFiles
 */

/**
 * Reads a file of the project; `undefined` where there is none.
 * @param {string} path below the project folder
 * @returns {Promise<string | undefined>}
 */
export async function readProjectFile(path) {
  try {
    return await readFile(join(projectRoot, path), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * The paths whose content is not what the generator makes.
 * @param {GeneratedFiles} files
 * @returns {Promise<string[]>}
 */
export async function staleFiles(files) {
  const stale = [];
  for (const [path, text] of files) {
    if ((await readProjectFile(path)) !== text) stale.push(path);
  }
  return stale;
}

/**
 * Writes what differs and leaves the rest alone, so that nothing is compiled anew without need.
 * @param {GeneratedFiles} files
 * @returns {Promise<string[]>} the paths that were written or removed
 */
export async function writeGenerated(files) {
  const stale = await staleFiles(files);
  for (const path of stale) {
    const text = files.get(path);
    const target = join(projectRoot, path);
    if (text === undefined) {
      await rm(target);
      continue;
    }
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
  return stale;
}

/**
 * Writes the files, or with `--check` among the arguments only says which are stale and sets the exit code to 1.
 * @param {string} what for the closing line
 * @param {GeneratedFiles} files
 */
export async function writeOrCheck(what, files) {
  if (process.argv.includes('--check')) {
    const stale = await staleFiles(files);
    for (const path of stale) console.error(`stale: ${path}`);
    if (stale.length > 0) {
      console.error(`${what}: ${stale.length} of ${files.size} generated files are stale; run npm run generate`);
      process.exitCode = 1;
    }
    return;
  }
  const written = await writeGenerated(files);
  for (const path of written) console.log(`wrote ${path}`);
  if (written.length === 0) console.log(`${what}: up to date`);
}

/**
 * JSON as Biome formats it: objects over several lines, lists of plain values on one where they fit.
 * @param {unknown} value plain data
 */
export function formatJson(value) {
  return `${jsonLines(value, '', 0)}\n`;
}

/**
 * @param {unknown} value
 * @param {string} indentation of the line that the value begins in
 * @param {number} before how many characters stand before it in that line, beside the indentation
 * @returns {string}
 */
function jsonLines(value, indentation, before) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indentation}  `;
  if (Array.isArray(value)) {
    const oneLine = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const isPlain = value.every((item) => typeof item !== 'object' || item === null);
    if (isPlain && indentation.length + before + oneLine.length + 1 <= lineWidth) return oneLine;
    return `[\n${value.map((item) => inner + jsonLines(item, inner, 0)).join(',\n')}\n${indentation}]`;
  }
  const lines = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([name, item]) => {
      const key = `${JSON.stringify(name)}: `;
      return inner + key + jsonLines(item, inner, key.length);
    });
  return lines.length === 0 ? '{}' : `{\n${lines.join(',\n')}\n${indentation}}`;
}

/**
 * Whether the module was started itself, and not imported by another one.
 * @param {string} moduleUrl its `import.meta.url`
 */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && fileURLToPath(moduleUrl) === realpathSync(process.argv[1]);
}
