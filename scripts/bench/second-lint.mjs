// @ts-check
// Run by growth.mjs in a process of its own: lints a text of so many lines, and prints what a second lint costs after it was
// changed a little, in milliseconds of processor time.
import { analyze } from '../../shared-rules/out/index.js';
import { dockerfile } from './texts.mjs';

const text = dockerfile(Number(process.argv[2]));
analyze(text);
const start = process.cpuUsage();
analyze(text.replace('npm ci', 'npm ci --loglevel=error'));
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1000);
