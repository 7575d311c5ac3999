import type { Format } from '../arguments.js';
import { checkstyleReporter } from './checkstyle.js';
import { codacyReporter } from './codacy.js';
import { codeClimateReporter, gitlabReporter } from './codeclimate.js';
import { gnuReporter } from './gnu.js';
import { hadolintJsonReporter } from './hadolint-json.js';
import { jsonReporter } from './json.js';
import { junitReporter } from './junit.js';
import type { Reporter } from './report.js';
import { sarifReporter } from './sarif.js';
import { sonarqubeReporter } from './sonarqube.js';
import { textReporter } from './text.js';
import { ttyReporter } from './tty.js';

/** The reporter of each format; a new format is a new file, a line here and a name in `arguments.ts`. */
export const reporters: Readonly<Record<Format, Reporter>> = {
  text: textReporter,
  json: jsonReporter,
  sarif: sarifReporter,
  gitlab: gitlabReporter,
  codeclimate: codeClimateReporter,
  checkstyle: checkstyleReporter,
  junit: junitReporter,
  sonarqube: sonarqubeReporter,
  tty: ttyReporter,
  gnu: gnuReporter,
  codacy: codacyReporter,
  'hadolint-json': hadolintJsonReporter,
};

/** The formats that say something of fixes: only for them are fixes worked out, which takes as long as all else. */
export const formatsWithFixes: ReadonlySet<Format> = new Set<Format>(['text', 'json', 'sarif']);
