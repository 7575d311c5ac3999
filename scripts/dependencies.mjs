// @ts-check
// Whether node_modules is what package-lock.json says. Needs nothing but Node: it runs before anything is installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './generated.mjs';

/** What makes npm install exactly the locked packages, without questions and advertisements. */
export const installArguments = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];

/** Compares the lock file with what npm noted when it installed. */
export function dependenciesAreFresh() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([place, { version, optional, link }]) => {
    // Workspaces are listed by their own folder as well; optional packages may be for another system.
    if (link || optional || !place.includes('node_modules/')) return true;
    return installed[place]?.version === version;
  });
}

/**
 * @param {string} lockFile below the project folder
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>}
 */
function readPackages(lockFile) {
  const path = join(projectRoot, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}
