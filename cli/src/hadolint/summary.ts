import { type HadolintOptions, hadolintSeverities } from '@dockwright/shared-rules';

/** What holds for a file, in one sentence, for `--verbose`. */
export function summaryOf({
  options,
  configuration,
}: {
  readonly options: HadolintOptions;
  readonly configuration: string | undefined;
}): string {
  const said = [
    ...list('ignored', options.ignored),
    ...hadolintSeverities.flatMap((severity) => list(severity, options.override[severity])),
    ...list('trusted registries', options.trustedRegistries),
    ...list(
      'labels',
      [...options.labels].map(([name, type]) => `${name}:${type}`),
    ),
    ...(options.strictLabels === true ? ['no other labels'] : []),
    ...(options.disableIgnorePragma === true ? ['comments silence nothing'] : []),
    options.noFail === true ? 'never fails' : `fails from ${options.failureThreshold ?? 'info'}`,
  ];
  return `Configuration: ${configuration ?? 'none'}; ${said.join('; ')}.`;
}

function list(what: string, values: readonly string[]): readonly string[] {
  return values.length === 0 ? [] : [`${what} ${values.join(', ')}`];
}
