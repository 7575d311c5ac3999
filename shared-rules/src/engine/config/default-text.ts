/** What a new `dockwright.yaml` holds. */
export function defaultConfigText(): string {
  return [
    '# Which rules Dockwright asks about the Dockerfiles below this folder.',
    '# Profiles: recommended, strict, security, performance, hadolint, buildkit',
    'profile: recommended',
    '',
    '# Set a rule apart from the profile: off, hint, info, warning or error.',
    '# rules:',
    '#   use-exec-form: error',
    '#   pin-base-image-tag: off',
    '',
    '# Set rules for some files only.',
    '# overrides:',
    '#   - files: "**/*.dev.Dockerfile"',
    '#     rules:',
    '#       run-as-non-root: off',
    '',
  ].join('\n');
}
