import type { RuleNames } from '../names.js';
import type { ConfigProblem } from '../types.js';
import { configKind } from './files.js';
import { readHadolintConfig } from './hadolint.js';
import { readConfig } from './read-config.js';

/** What is wrong in the text of a configuration file, taken by itself: files that it extends are not looked at. */
export function checkConfig(path: string, text: string, names: RuleNames): readonly ConfigProblem[] {
  if (configKind(path) === 'hadolint') return readHadolintConfig(path, text, names).problems;
  return readConfig(path, text, names).problems.all();
}
