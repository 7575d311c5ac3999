import { rememberLatest } from '../../model/memo.js';
import type { Dockerfile } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { type CommandReading, type FileReading, hasFlag, hasWord, plainWords, type RunReading } from './reading.js';
import { isArgument, isBase, stagesWith } from './stage-facts.js';
import { onCommands, onRuns, type Verdict } from './verdict.js';

/** What hadolint says of package managers, by code: https://github.com/hadolint/hadolint/tree/master/src/Hadolint/Rule */
export const packageVerdicts: Readonly<Record<string, Verdict>> = {
  DL3008: onCommands((command) => isAptInstall(command) && aptPackages(command).some((word) => !isPinnedForApt(word))),
  DL3009: onRuns(keepsAptLists),
  DL3013: onCommands((command) => isPipInstall(command, isPip) && !namesRequirements(command) && takesNewest(command)),
  DL3014: onCommands((command) => isAptInstall(command) && !saysYesToApt(command)),
  DL3015: onCommands((command) => {
    if (!isAptInstall(command) || hasFlag(command, 'no-install-recommends')) return false;
    return !hasWord(command, 'APT::Install-Recommends=false');
  }),
  DL3016: onCommands(installsUnpinnedForNpm),
  DL3018: onCommands((command) => {
    if (command.name !== 'apk' || !hasWord(command, 'add')) return false;
    const packages = plainWords(command, 't', 'virtual', 'repository', 'X').filter((word) => word !== 'add');
    return packages.some((word) => !/[=~<>]|\.apk$/.test(word));
  }),
  DL3019: onCommands(
    (command, run) =>
      command.name === 'apk' &&
      hasWord(command, 'add') &&
      !hasFlag(command, 'no-cache') &&
      !isMountedOver(run, '/var/cache/apk'),
  ),
  DL3027: onCommands(({ name }) => name === 'apt'),
  DL3028: onCommands(installsUnpinnedForGem),
  DL3032: onRuns(({ commands }) => {
    const installs = (command: CommandReading) => command.name === 'yum' && hasWord(command, 'install');
    const cleans = (command: CommandReading) =>
      (command.name === 'yum' && hasWord(command, 'clean', 'all')) ||
      (command.name === 'rm' && hasWord(command, '-rf', '/var/cache/yum/*'));
    return commands.some(installs) && !comesLater(commands, installs, cleans);
  }),
  DL3033: onCommands(
    (command, run, file) =>
      command.name === 'yum' && hasWord(command, 'install') && installsUnpinnedForYum(command, run, file),
  ),
  DL3036: onRuns((run) => {
    const installs = (command: CommandReading) => command.name === 'zypper' && hasWord(command, 'install', 'in');
    const cleans = (command: CommandReading) => command.name === 'zypper' && hasWord(command, 'clean', 'cc');
    if (!run.commands.some(installs) || isMountedOver(run, '/var/cache/zypp')) return false;
    return !comesLater(run.commands, installs, cleans);
  }),
  DL3037: onCommands((command) => {
    if (command.name !== 'zypper' || !hasWord(command, 'install', 'in')) return false;
    const packages = plainWords(command).filter((word) => word !== 'install' && word !== 'in');
    return packages.some((word) => !/[=<>]|\.rpm$/.test(word));
  }),
  DL3040: onRuns((run) => ['dnf', 'microdnf'].some((tool) => keepsDnfCache(run, tool))),
  DL3041: onCommands((command, run, file) => {
    if (!/^(?:micro)?dnf$/.test(command.name) || !hasWord(command, 'install') || hasWord(command, 'group'))
      return false;
    return installsUnpinnedForYum(command, run, file);
  }),
  DL3042: onCommands((command, run, file) => {
    if (!isPipInstall(command, isPlainPip) || hasWord(command, '--no-cache-dir')) return false;
    return !isMountedOver(run, '.cache/pip') && !switchesPipCacheOff(run, file);
  }),
  DL3060: onRuns(keepsYarnCache),
  DL3062: onRuns(installsUnpinnedForGo),
};

function isAptInstall(command: CommandReading): boolean {
  return command.name === 'apt-get' && hasWord(command, 'install');
}

function aptPackages(command: CommandReading): readonly string[] {
  return plainWords(command, 't', 'target-release').filter((word) => word !== 'install');
}

function isPinnedForApt(word: string): boolean {
  return /[=/]|\.deb$/.test(word);
}

function saysYesToApt(command: CommandReading): boolean {
  if (hasFlag(command, 'y', 'yes', 'qq', 'assume-yes') || hasWord(command, '-q=2')) return true;
  const quiet = command.words.flatMap((word) => (word === '--quiet' ? ['q'] : [...(/^-(\w+)/.exec(word)?.[1] ?? '')]));
  return quiet.filter((letter) => letter === 'q').length >= 2;
}

function isMountedOver({ mounts }: RunReading, place: string): boolean {
  return mounts.some((target) => target.includes(place));
}

/** The last stage, one that another is built on, and ONBUILD: whose layers hadolint counts. */
function countsForSize({ stage }: RunReading, { dockerfile }: FileReading): boolean {
  return stage === undefined || stage === dockerfile.finalStage || (stage.name !== undefined && isBase(stage));
}

function keepsAptLists(run: RunReading, file: FileReading): boolean {
  const { commands } = run;
  if (!commands.some((command) => /^(?:apt|apt-get|aptitude)$/.test(command.name) && hasWord(command, 'update'))) {
    return false;
  }
  if (commands.some((command) => command.name === 'rm' && hasWord(command, '-rf', '/var/lib/apt/lists/*')))
    return false;
  if (isMountedOver(run, '/var/lib/apt/lists')) return false;
  if (isMountedOver(run, '/var/lib/apt') && isMountedOver(run, '/var/cache/apt')) return false;
  return countsForSize(run, file);
}

function isPip(name: string): boolean {
  return name.startsWith('pip') && !name.startsWith('pipenv');
}

function isPlainPip(name: string): boolean {
  return isPip(name) && !name.startsWith('pipx');
}

function isPipInstall(command: CommandReading, isProgram: (name: string) => boolean): boolean {
  const { name, words } = command;
  if (isProgram(name)) return hasWord(command, 'install');
  if (!name.startsWith('python')) return false;
  const at = words.indexOf('-m');
  return at !== -1 && words[at + 1] === 'pip' && words[at + 2] === 'install';
}

function namesRequirements(command: CommandReading): boolean {
  return hasWord(command, '--requirement', '-r', '.') || hasFlag(command, 'c', 'constraint');
}

/** Options of pip whose value hadolint knows to be no package. */
const PIP_OPTIONS: readonly string[] = [
  ...['b', 'build', 'e', 'editable', 'f', 'find-links', 'i', 'index-url', 'extra-index-url', 't', 'target', 'prefix'],
  ...['abi', 'implementation', 'platform', 'python-version', 'no-binary', 'only-binary', 'progress-bar', 'proxy'],
  ...['root', 'src', 'trusted-host', 'upgrade-strategy'],
];

function takesNewest(command: CommandReading): boolean {
  const words = plainWords(command, ...PIP_OPTIONS);
  const packages = words.slice(words.indexOf('install') + 1);
  return packages.some((word) => {
    if (/==|[<>]|!=|~=/.test(word) || /\.(?:whl|tar\.gz)$/.test(word)) return false;
    return /^(?:git|svn|hg\+|bzr\+)/.test(word) ? !word.includes('@') : !word.includes('/');
  });
}

const PIP_SWITCH = 'PIP_NO_CACHE_DIR';
const SWITCHED_ON = /PIP_NO_CACHE_DIR=(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)/;
const YES = /^["']?(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)["']?$/;

const stagesWithoutPipCache = rememberLatest((file: Dockerfile) =>
  stagesWith(
    file,
    ({ keyword, properties }) =>
      keyword === 'ENV' && properties.some(({ key, value }) => key === PIP_SWITCH && YES.test(value ?? '')),
  ),
);

function switchesPipCacheOff({ text, stage }: RunReading, { dockerfile }: FileReading): boolean {
  return SWITCHED_ON.test(text) || (stage !== undefined && stagesWithoutPipCache(dockerfile).has(stage));
}

function installsUnpinnedForNpm(command: CommandReading): boolean {
  if (command.name !== 'npm') return false;
  const [first, ...packages] = plainWords(command, 'loglevel', 'registry');
  return first === 'install' && packages.some((word) => !isPinnedForNpm(word));
}

function isPinnedForNpm(word: string): boolean {
  if (/^(?:\/|\.\.?\/|~\/)/.test(word) || /\.(?:tar|tar\.gz|tgz)$/.test(word)) return true;
  if (/^git(?:\+\w+)?:\/\//.test(word)) return word.includes('#');
  return word.replace(/^@/, '').includes('@');
}

function installsUnpinnedForGem(command: CommandReading): boolean {
  const { name, words } = command;
  if (name !== 'gem' || !hasWord(command, 'install', 'i') || hasWord(command, '-v', '--version')) return false;
  if (words.some((word) => word.startsWith('--version='))) return false;
  const end = words.indexOf('--');
  const own = end === -1 ? words : words.slice(0, end);
  return own.some((word, index) => {
    if (word.startsWith('-') || word === 'install' || word === 'i' || word.includes(':')) return false;
    return own[index - 1]?.startsWith('-') !== true;
  });
}

/** Whether the first command of the second kind comes behind the first of the first kind. */
function comesLater(
  commands: readonly CommandReading[],
  isFirst: (command: CommandReading) => boolean,
  isSecond: (command: CommandReading) => boolean,
): boolean {
  return commands.findIndex(isSecond) > commands.findIndex(isFirst);
}

function installsUnpinnedForYum(command: CommandReading, run: RunReading, file: FileReading): boolean {
  const words = plainWords(command).filter((word) => word !== 'install' && word !== 'module');
  if (hasWord(command, 'module')) return words.some((word) => !word.includes(':'));
  return words.some((word) => !isPinnedForYum(word, run, file));
}

function isPinnedForYum(word: string, { node }: RunReading, { dockerfile }: FileReading): boolean {
  const [, ...parts] = word.split('-');
  if (parts.length === 0) return false;
  if (word.endsWith('.rpm')) return true;
  const variable = /\$\{(\w+)\}/.exec(word)?.[1];
  if (variable !== undefined) return isArgument(variable, dockerfile) || resolveVariable(node, variable).kind === 'env';
  return parts.every((part) => /^[\w.~^+:]*$/.test(part)) && parts.some((part) => /^\d/.test(part));
}

const DNF_FILLS: readonly string[] = [
  ...['install', 'in', 'upgrade', 'up', 'upgrade-minimal', 'up-min', 'reinstall', 'rei'],
];

function keepsDnfCache(run: RunReading, tool: string): boolean {
  const { commands } = run;
  const fills = (command: CommandReading) => command.name === tool && hasWord(command, ...DNF_FILLS);
  if (!commands.some(fills)) return false;
  const cleans = (command: CommandReading) =>
    (command.name === tool && hasWord(command, 'clean', 'all')) ||
    (command.name === 'rm' && hasWord(command, '-rf', '/var/cache/libdnf5*'));
  return (
    !comesLater(commands, fills, cleans) &&
    !isMountedOver(run, '/var/cache/libdnf5') &&
    !isMountedOver(run, '.cache/libdnf5')
  );
}

function keepsYarnCache(run: RunReading, file: FileReading): boolean {
  const { commands } = run;
  const installs = (command: CommandReading) => command.name === 'yarn' && hasWord(command, 'install');
  const cleans = (command: CommandReading) => command.name === 'yarn' && hasWord(command, 'cache', 'clean');
  if (!commands.some(installs) || comesLater(commands, installs, cleans)) return false;
  return !isMountedOver(run, '.cache/yarn') && countsForSize(run, file);
}

function installsUnpinnedForGo({ commands }: RunReading): boolean {
  const calls = commands.filter(({ name }) => name === 'go');
  const runs = calls.filter((command) => hasWord(command, 'run'));
  if (runs.length > 0) return runs.some((command) => plainWords(command).slice(1, 2).some(isUnpinnedForGo));
  const installs = calls.filter((command) => hasWord(command, 'install', 'get'));
  return installs.some((command) => plainWords(command).slice(1).some(isUnpinnedForGo));
}

function isUnpinnedForGo(word: string): boolean {
  if (/^[./]/.test(word) || word === 'tool') return false;
  return !word.includes('@') || /@(?:latest|none)$/.test(word);
}
