// Made by scripts/registry.mjs from the files in these folders. Do not edit: npm run generate
import type { Rule } from '../rule.js';
import mergeConsecutiveRuns from './layers/merge-consecutive-runs.js';
import useExecForm from './process/use-exec-form.js';

/** Every rule, sorted by topic and id. The topic of a rule is its folder. */
export const rules: readonly Rule[] = [
  { topic: 'layers', ...mergeConsecutiveRuns },
  { topic: 'process', ...useExecForm },
];
