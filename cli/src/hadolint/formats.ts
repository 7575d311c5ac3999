import type { HadolintFormat, HadolintOptions } from '@dockwright/shared-rules';
import type { Format } from '../arguments.js';

/** hadolint's formats under our names. */
export const formatOfHadolint: Readonly<Record<HadolintFormat, Format>> = {
  tty: 'tty',
  json: 'hadolint-json',
  checkstyle: 'checkstyle',
  codeclimate: 'codeclimate',
  gitlab_codeclimate: 'gitlab',
  gnu: 'gnu',
  codacy: 'codacy',
  sonarqube: 'sonarqube',
  sarif: 'sarif',
  junit: 'junit',
};

/** In these `--file-path-in-report` stands in place of the file's own path. */
export const formatsWithGivenPath: ReadonlySet<HadolintFormat> = new Set([
  'checkstyle',
  'codeclimate',
  'gitlab_codeclimate',
  'sonarqube',
  'junit',
]);

/** Who reads these asks for exit code 0, whatever was found. */
export const formatsThatNeverFail: ReadonlySet<HadolintFormat> = new Set(['codeclimate', 'codacy']);

/** Something to print: the n-th format goes to the n-th file. `undefined` is standard output. */
export interface Output {
  readonly format: HadolintFormat;
  readonly file: string | undefined;
}

/** Pairs formats with files; where one is missing, it is `tty` or standard output. */
export function outputsOf({ formats }: Pick<HadolintOptions, 'formats'>, files: readonly string[]): readonly Output[] {
  return Array.from({ length: Math.max(1, formats.length, files.length) }, (_, index) => ({
    format: formats[index] ?? 'tty',
    file: files[index] === '-' ? undefined : files[index],
  }));
}
