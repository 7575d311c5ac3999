import { effectiveCommand } from '../shell/commands.js';
import type { ShellScript } from '../shell/types.js';
import { rememberLatest } from './memo.js';

/** Programs that compare a file with a sum or a signature. */
const CHECKS = /^(?:sha(?:224|256|384|512)sum|shasum|b2sum|md5sum|sha1sum|gpgv?|gpg2|cosign|minisign|signify|rpmkeys)$/;

/**
 * Whether a script compares files with checksums or signatures, so that a download that is not the expected one is
 * noticed. `gpg --dearmor` and the like compare nothing.
 */
export const comparesFiles: (script: ShellScript) => boolean = rememberLatest(({ commands }: ShellScript) =>
  commands.some((command) => {
    const program = effectiveCommand(command);
    if (program === undefined || !CHECKS.test(program.name)) return false;
    const isGpg = program.name.startsWith('gpg') && program.name !== 'gpgv';
    return !isGpg || program.arguments.some(({ value = '' }) => /^(?:--verify|--batch-verify)$/.test(value));
  }),
);

/** Whether an address leads to the machine itself. */
export function isLocalAddress(address: string): boolean {
  return /^["']?(?:[a-z]+:\/\/)?(?:[^/@]*@)?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\]|host\.docker\.internal)(?=[:/"']|$)/i.test(
    address,
  );
}
