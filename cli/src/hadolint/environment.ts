import { type HadolintOptions, noHadolintOptions } from '@dockwright/shared-rules';
import { type Read, readCode, readFormat, readLabel, readThreshold, splitList } from './values.js';

/** What the environment says, and what is wrong in it. */
export interface EnvironmentOptions {
  readonly options: HadolintOptions;
  /** Sentences; what is wrong has no effect, and the rest has. */
  readonly problems: readonly string[];
}

const yes: ReadonlySet<string> = new Set(['1', 'y', 'on', 'true', 'yes']);

/** Reads hadolint's environment variables: https://github.com/hadolint/hadolint#environment-variables */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): EnvironmentOptions {
  const problems: string[] = [];
  const written = (name: string): string => environment[name] ?? '';
  const flag = (name: string): boolean | undefined => (yes.has(written(name).toLowerCase()) ? true : undefined);
  const read = <Value>(name: string, text: string, reader: (text: string) => Read<Value>): readonly Value[] => {
    const result = reader(text);
    if ('value' in result) return [result.value];
    problems.push(`${name} ${result.wrong}`);
    return [];
  };
  const list = <Value>(name: string, reader: (text: string) => Read<Value>): readonly Value[] =>
    splitList(written(name)).flatMap((part) => read(name, part, reader));

  const threshold = written('HADOLINT_FAILURE_THRESHOLD').trim();
  const options: HadolintOptions = {
    ...noHadolintOptions,
    ignored: list('HADOLINT_IGNORE', readCode),
    override: {
      error: list('HADOLINT_OVERRIDE_ERROR', readCode),
      warning: list('HADOLINT_OVERRIDE_WARNING', readCode),
      info: list('HADOLINT_OVERRIDE_INFO', readCode),
      style: list('HADOLINT_OVERRIDE_STYLE', readCode),
    },
    trustedRegistries: splitList(written('HADOLINT_TRUSTED_REGISTRIES')),
    labels: new Map(list('HADOLINT_REQUIRE_LABELS', readLabel)),
    strictLabels: flag('HADOLINT_STRICT_LABELS'),
    disableIgnorePragma: flag('HADOLINT_DISABLE_IGNORE_PRAGMA'),
    failureThreshold: threshold === '' ? undefined : read('HADOLINT_FAILURE_THRESHOLD', threshold, readThreshold)[0],
    noFail: flag('HADOLINT_NOFAIL'),
    // Set at all, as https://no-color.org had it when hadolint took it up.
    noColor: Object.hasOwn(environment, 'NO_COLOR') ? true : undefined,
    verbose: flag('HADOLINT_VERBOSE'),
    formats: list('HADOLINT_FORMAT', readFormat),
  };
  return { options, problems };
}
