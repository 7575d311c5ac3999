/** What a file mode gives that it should not; `undefined` where nothing, or where it is no mode. */
export type ModeFault =
  /** Every user may change it. */
  | 'world-writable'
  /** It runs as its owner, whoever starts it. */
  | 'setuid';

/**
 * Reads a mode as `chmod`, `mkdir -m`, `install -m` and `COPY --chmod` do: octal, or symbolic. A directory with the sticky bit
 * (1777, as `/tmp`) may be written to by all, who cannot touch each other's files. A `+w` without a letter before it heeds
 * the umask, and gives nothing to others. https://www.gnu.org/software/coreutils/manual/html_node/File-permissions.html
 */
export function modeFault(mode: string): ModeFault | undefined {
  if (/^[0-7]{3,5}$/.test(mode)) {
    const bits = Number.parseInt(mode, 8);
    if ((bits & 0o4000) !== 0) return 'setuid';
    return (bits & 0o002) !== 0 && (bits & 0o1000) === 0 ? 'world-writable' : undefined;
  }
  const clauses = mode.split(',');
  if (!clauses.every((clause) => /^[ugoa]*(?:[+=-][rwxXst]*)+$/.test(clause))) return undefined;
  if (clauses.some((clause) => /^[ugoa]*\+[rwxX]*t|^[ugoa]*=[rwxX]*t/.test(clause))) return undefined;
  if (clauses.some((clause) => /^(?:[ugoa]*[ua][ugoa]*)?[+=][rwxX]*s/.test(clause))) return 'setuid';
  return clauses.some((clause) => /^[ugoa]*[oa][ugoa]*[+=][rxX]*w/.test(clause)) ? 'world-writable' : undefined;
}

/** The nearest mode with which only the owner may write, as people write it; `undefined` where that is for a person to say. */
export function narrowMode(mode: string): string | undefined {
  const octal = /^(0*)([0-7]?)([0-7])([0-7])([0-7])$/.exec(mode);
  if (octal !== null) {
    const [, zeros = '', special = '', owner = '', group = '', others = ''] = octal;
    if (/[4-7]/.test(special)) return undefined;
    const narrow = (digit: string): string => String(Number(digit) & 5);
    return `${zeros}${special}${owner}${group === others ? narrow(group) : group}${narrow(others)}`;
  }
  const all = /^(?:a|ugo)([+=])([rwxX]+)$/.exec(mode);
  if (all?.[1] === undefined || all[2] === undefined || !all[2].includes('r')) return undefined;
  return `u${all[1]}${all[2]},go${all[1]}${all[2].replace('w', '')}`;
}

/** Programs that do their work as root for everybody, and need setuid for it. */
const SETUID_PROGRAM =
  /(?:^|[/_-])(?:sandbox|newuidmap|newgidmap|fusermount3?|ping|sudo|su|mount|umount|ntfs-3g|bwrap)$/;

/** Whether a program is one that is commonly setuid, by its path. */
export function isSetuidProgram(path: string): boolean {
  return SETUID_PROGRAM.test(path);
}
