import type { PackageAction } from '../facts/package-managers.js';
import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { slice } from '../text/span.js';
import { fileOf } from './build.js';
import { rememberLatest } from './memo.js';
import { callHasOption, mayHoldOptions, type PackageCall } from './packages.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode } from './types.js';

/** What package managers ask about before they do it. */
const ASKS: ReadonlySet<PackageAction> = new Set(['install', 'remove', 'upgrade', 'upgrade-distribution']);

/** Nothing is done, so nothing is asked. Of zypper, `-D` behind the subcommand is `--dry-run`. */
const ASKS_NOTHING: ReadonlySet<string> = new Set([
  ...['-h', '--help', '--assumeno', '--dry-run', '--simulate', '--no-act', '--print-uris'],
]);

/** Whether the input of a command comes from somewhere: `yes | …`, `… <<< y`, `… < file`. */
export function isAnswered(command: ShellCommand): boolean {
  const isPiped = command.operatorBefore === '|' || command.operatorBefore === '|&';
  const isFed = isPiped && effectiveCommand(command)?.wrappers.includes('xargs') !== true;
  return isFed || command.redirects.some(({ operator }) => operator.startsWith('<'));
}

/**
 * Whether a call of yum, dnf or zypper asks to continue, and nothing answers: no option, no setting, no input. False where
 * options may come from a variable.
 */
export function asksToContinue(call: PackageCall, instruction: InstructionNode): boolean {
  const { manager, action, options } = call;
  if (!ASKS.has(action) || manager.assumeYes === undefined || callHasOption(call, manager.assumeYes)) return false;
  if (options.some(({ names }) => names.some((name) => ASKS_NOTHING.has(name)))) return false;
  if (isAnswered(call.command) || mayHoldOptions(call, instruction)) return false;
  return !isSetToYes(instruction.file);
}

/**
 * Whether `assumeyes` or `defaultyes` of the configuration may be set: https://dnf.readthedocs.io/en/latest/conf_ref.html.
 * A copied configuration counts, too.
 */
const isSetToYes: (file: Dockerfile) => boolean = rememberLatest((file) =>
  file.instructions.some((each) => {
    const instruction = each.onbuildTrigger ?? each;
    if (instruction.keyword === 'RUN') {
      return /(?<!--)\b(?:assumeyes|defaultyes)\b/i.test(slice(fileOf(instruction)?.text ?? '', instruction.span));
    }
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
    const { sources, destination } = transferOf(instruction);
    return [...sources, destination].some((path) => /\b(?:yum|dnf|zypper)\.conf$/.test(path?.text ?? ''));
  }),
);
