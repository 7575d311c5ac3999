import type { Format } from '../arguments.js';
import { jsonReporter } from './json.js';
import type { Reporter } from './report.js';
import { textReporter } from './text.js';

/** The reporter of each format; a new format is a new file, a line here and a name in `arguments.ts`. */
export const reporters: Readonly<Record<Format, Reporter>> = { text: textReporter, json: jsonReporter };
