// @ts-check
// Run by growth.mjs in a process of its own: lints a text of so many lines, and prints what a second lint costs after it was
// changed a little, in milliseconds: until it was done, and of processor time.
import { analyze } from '../../shared-rules/out/index.js';
import { dockerfile } from './texts.mjs';

const text = dockerfile(Number(process.argv[2]));
analyze(text);
const changed = text.replace('npm ci', 'npm ci --loglevel=error');
const before = process.cpuUsage();
const start = performance.now();
analyze(changed);
const time = performance.now() - start;
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ time, processor: (user + system) / 1000 }));
