import { parseArguments } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import { lintAsHadolint } from './hadolint/lint.js';
import { helpText } from './help.js';
import type { Host } from './host.js';
import { init } from './init.js';
import { lint } from './lint.js';
import { visible } from './reporters/visible.js';
import { explain, listRules } from './rules.js';

/**
 * Runs the command line `argv` (without the program's name) on a host and gives the exit code: 0 nothing above the
 * tolerated severity, 1 problems, 2 a wrong command line or configuration, or a named file that cannot be used. In the
 * manner of hadolint there is no 2: what is wrong ends with 1.
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  const command = parseArguments(argv);
  switch (command.command) {
    case 'lint':
      return lint(command, host);
    case 'explain':
      return explain(command, host);
    case 'rules':
      return listRules(command, host);
    case 'init':
      return init(command, host);
    case 'hadolint':
      return lintAsHadolint(command, host);
    case 'hadolint-problem':
      host.writeError(`dockwright hadolint: ${visible(command.message)}\n`);
      return exitCodes.problems;
    case 'help':
      host.writeOutput(helpText(command.topic));
      return exitCodes.fine;
    case 'version':
      host.writeOutput(`${host.version}\n`);
      return exitCodes.fine;
    case 'usage-problem':
      host.writeError(`dockwright: ${visible(command.message)}\n`);
      return exitCodes.failed;
  }
}
