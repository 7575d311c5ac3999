import { configFileNames, defaultConfigText, hadolintFileNames } from '@dockwright/shared-rules';
import type { InitCommand } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import type { Host } from './host.js';
import { explainFailure, printNote } from './note.js';
import { join } from './paths.js';

/** Runs `dockwright init` and gives its exit code. */
export async function init({ profile }: InitCommand, host: Host): Promise<number> {
  const entries = await host.list(host.workingFolder);
  const names = entries.ok ? entries.value.map(({ name }) => name) : [];
  const existing = configFileNames.find((name) => names.includes(name));
  if (existing !== undefined) {
    printNote(
      { path: existing, message: 'There is a configuration already. Edit it, or delete it first.', level: 'fatal' },
      host,
    );
    return exitCodes.failed;
  }
  const [path = 'dockwright.yaml'] = configFileNames;
  const text = defaultConfigText().replace(/^profile: .*$/m, `profile: ${profile}`);
  const written = await host.create(join(host.workingFolder, path), new TextEncoder().encode(text));
  if (!written.ok) {
    printNote({ path, message: explainFailure(written.failure), level: 'fatal' }, host);
    return exitCodes.failed;
  }
  host.writeOutput(`Wrote ${path} with the profile ${profile}.\n`);
  const hadolint = hadolintFileNames.find((name) => names.includes(name));
  if (hadolint !== undefined) {
    host.writeOutput(`From now on ${hadolint} is not read any more: carry over what you need.\n`);
  }
  return exitCodes.fine;
}
