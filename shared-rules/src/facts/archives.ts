/**
 * Names of archives that ADD unpacks: tar, alone or compressed. It goes by their content; these are the names they
 * usually have. It does not unpack `.zip`, nor a single compressed file.
 * Source: https://docs.docker.com/reference/dockerfile/#adding-local-tar-archives
 */
export function isTarArchive(name: string): boolean {
  return /\.(?:tar|tgz|tbz2?|tb2|txz|tlz|tzst|tar\.(?:gz|bz2|xz|zst|Z|lzma))$/i.test(name);
}
