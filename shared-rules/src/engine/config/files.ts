/** Dockwright's own configuration, in the order in which the names are tried in a folder. */
export const configFileNames: readonly string[] = ['dockwright.yaml', '.dockwright.yaml'];

/** hadolint's configuration, read where there is none of Dockwright's: https://github.com/hadolint/hadolint#configure */
export const hadolintFileNames: readonly string[] = ['.hadolint.yaml', '.hadolint.yml'];

/** What a path's last part says about a file: whose configuration it is, if any. Paths have `/`. */
export function configKind(path: string): 'dockwright' | 'hadolint' | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (configFileNames.includes(name)) return 'dockwright';
  return hadolintFileNames.includes(name) ? 'hadolint' : undefined;
}

/** What a host answers where a configuration is named by an address: nothing is fetched. For `ConfigHost.readText`. */
export const addressIsNotRead = 'It is an address, and nothing is fetched from anywhere. Name a file.';
