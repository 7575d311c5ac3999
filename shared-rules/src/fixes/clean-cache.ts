import type { KeptCache } from '../model/kept-caches.js';
import { packageProgram } from '../model/packages.js';
import type { Fix } from '../rule.js';
import { effectiveCommand } from '../shell/commands.js';
import { appendCommand } from './script-edits.js';

/**
 * Lets the package manager that filled a cache empty it at the end of the same RUN: `words` behind the program as it is
 * written there. None where nothing can be put behind the RUN's commands.
 */
export function cleanCacheFixes({ run, call }: KeptCache, words: string): readonly Fix[] {
  const sudo = effectiveCommand(call.command)?.wrappers.includes('sudo') === true ? 'sudo ' : '';
  const command = `${packageProgram(call)} ${words}`;
  const edit = appendCommand(run, sudo + command);
  return edit === undefined
    ? []
    : [{ title: `Run ${command} at the end of this RUN`, safety: 'suggested', edits: [edit] }];
}
