import { spdxLicences } from '../../facts/spdx-licences.js';
import { rememberLatest } from '../../model/memo.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import type { RuleOptions } from '../../rule.js';
import { slice } from '../../text/span.js';
import { type CommandReading, type FileReading, hasFlag, hasWord, type RunReading } from './reading.js';
import { isArgumentAbove, isNameAbove, stagesWith } from './stage-facts.js';
import { onCommands, onInstructions, type Report, type Verdict } from './verdict.js';

/** What hadolint says of instructions and commands: https://github.com/hadolint/hadolint/tree/master/src/Hadolint/Rule */
export const instructionVerdicts: Readonly<Record<string, Verdict>> = {
  DL3002: ({ dockerfile }) => dockerfile.stages.flatMap((stage) => lastRootUser(stage)),
  DL3004: onCommands(({ name }) => name === 'sudo'),
  DL3006: onInstructions((node) => {
    const image = imageOf(node);
    if (image === undefined || image === 'scratch' || isNameAbove(image, node)) return false;
    return !/^\$|[:@]/.test(image.replace(/^[^/$]*\.[^/$]*\//, ''));
  }),
  DL3007: onInstructions((node) => /^[^@]+:latest$/.test(imageOf(node) ?? '')),
  DL3010: onInstructions(copiesArchiveToUnpack),
  DL3012: laterOnes('HEALTHCHECK'),
  DL3020: onInstructions((node) => {
    if (node.keyword !== 'ADD' || node.heredocs.length > 0) return false;
    return transferOf(node).sources.some(
      ({ text }) => !ARCHIVE.test(unquoted(text)) && !/^https?:/.test(unquoted(text)),
    );
  }),
  DL3021: onInstructions((node) => {
    if (node.keyword !== 'COPY' || node.heredocs.length > 0) return false;
    const { sources, destination } = transferOf(node);
    return sources.length > 1 && destination !== undefined && !unquoted(destination.text).endsWith('/');
  }),
  DL3022: onInstructions(copiesFromUnknownStage),
  DL3025: onInstructions(({ keyword, form, body }) => {
    if (form.kind === 'exec' || body.text === '') return false;
    return keyword === 'CMD' || keyword === 'ENTRYPOINT' || (keyword === 'HEALTHCHECK' && /^CMD\s/i.test(body.text));
  }),
  DL3046: onCommands(givesLongUserId),
  DL3047: onCommands((command) => command.name === 'wget' && !isQuietWget(command)),
  DL3048: onInstructions(
    ({ keyword, properties }) => keyword === 'LABEL' && properties.some(({ key }) => !isLabelKey(unquoted(key))),
  ),
  DL3049: ({ dockerfile }, { labels }) =>
    listed(labels).flatMap((label) => lackingLabel(label, dockerfile).map(atFrom)),
  DL3059: consecutiveRuns,
  DL3061: ({ dockerfile }) =>
    dockerfile.preamble.filter(({ keyword }) => keyword !== 'ARG').map((node) => ({ node, span: node.keywordSpan })),
  DL3064: ({ dockerfile }) => dockerfile.instructions.flatMap((node) => secretName(node.onbuildTrigger ?? node)),
  DL3066: onInstructions(namesUser),
  DL4003: laterOnes('CMD'),
  DL4004: laterOnes('ENTRYPOINT'),
  DL4005: onCommands((command) => command.name === 'ln' && hasWord(command, '/bin/sh')),
  DL4006: ({ runs }) =>
    runs
      .filter(({ node, hasPipe }) => hasPipe && !node.isTrigger && !shellFailsInPipes(node))
      .map(({ node }) => ({ node, span: node.keywordSpan })),
};

/** What hadolint reports besides what our rules find: it reads values as they are written, variables and all. */
export const furtherVerdicts: Readonly<Record<string, Verdict>> = {
  DL3026: ({ dockerfile }, { registries }) =>
    listed(registries).length === 0 ? [] : dockerfile.stages.filter(hidesRegistry).map(atFrom),
  DL3052: labelsWith(isUnknown),
  DL3053: labelsWith(isUnknown),
  DL3054: labelsWith((value) => isUnknown(value) || !licences.has(value)),
  DL3055: labelsWith(isUnknown),
  DL3056: labelsWith(isUnknown),
  DL3058: labelsWith(isUnknown),
};

const licences: ReadonlySet<string> = new Set(spdxLicences);
const ARCHIVE = /\.(?:tar|Z|bz2|gz|lz|lzma|tZ|tb2|tbz|tbz2|tgz|tlz|tpz|txz|xz)$/;

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, '$2');
}

function imageOf({ keyword, words }: InstructionNode): string | undefined {
  return keyword === 'FROM' ? words[0]?.text : undefined;
}

/** Whether a variable says which registry it is. */
function hidesRegistry({ from }: Stage): boolean {
  return /^\$[^/]*\//.test(imageOf(from) ?? '');
}

function atFrom({ from }: Stage): Report {
  return { node: from, span: from.keywordSpan };
}

function lastRootUser({ instructions }: Stage): readonly Report[] {
  const node = instructions.filter(({ keyword }) => keyword === 'USER').at(-1);
  return node !== undefined && /^(?:root|0)(?::|$)/.test(node.body.text) ? [{ node, span: node.bodySpan }] : [];
}

function laterOnes(keyword: string): Verdict {
  return ({ dockerfile }) =>
    dockerfile.stages.flatMap(({ instructions }) =>
      instructions
        .filter((node) => node.keyword === keyword)
        .slice(1)
        .map((node) => ({ node, span: node.keywordSpan })),
    );
}

const UNPACKERS = /^(?:unzip|gunzip|bunzip2|unlzma|unxz|zgz|uncompress|zcat|gzcat)$/;

/** The last RUN of each stage that unpacks a file of that name. */
const unpackedNames = rememberLatest(({ runs }: FileReading): ReadonlyMap<string, Map<Stage, number>> => {
  const names = new Map<string, Map<Stage, number>>();
  for (const { node, stage, commands } of runs) {
    if (stage === undefined) continue;
    for (const word of commands.filter(unpacks).flatMap(({ words }) => words)) {
      const name = baseName(word);
      const inStages = names.get(name) ?? new Map<Stage, number>();
      names.set(name, inStages.set(stage, node.index));
    }
  }
  return names;
});

function copiesArchiveToUnpack(node: InstructionNode, file: FileReading): boolean {
  const { keyword, stage, index } = node;
  if (keyword !== 'COPY' || stage === undefined) return false;
  const { sources, destination, from } = transferOf(node);
  if (from !== undefined) return false;
  const paths = [...sources, ...(destination === undefined ? [] : [destination])].map(({ text }) => unquoted(text));
  return paths.some((path) => {
    if (!ARCHIVE.test(path)) return false;
    return (unpackedNames(file).get(baseName(path))?.get(stage) ?? -1) > index;
  });
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function unpacks({ name, words }: CommandReading): boolean {
  if (name !== 'tar') return UNPACKERS.test(name);
  return words.some((word) => word === '--extract' || word === '--get' || /^-[^-]*x/.test(word));
}

function copiesFromUnknownStage(node: InstructionNode): boolean {
  if (node.keyword !== 'COPY' || node.stage === undefined) return false;
  const { from } = transferOf(node);
  if (from === undefined || from.includes(':')) return false;
  const index = /^\d+/.exec(from)?.[0];
  if (index !== undefined && Number(index) <= node.stage.index) return false;
  return from !== node.stage.name && !isNameAbove(from, node);
}

function givesLongUserId(command: CommandReading): boolean {
  if (command.name !== 'useradd' || hasFlag(command, 'l', 'no-log-init')) return false;
  const option = command.words.findIndex((word) => /^-[^-]*u/.test(word));
  return option !== -1 && (command.words[option + 1] ?? '').length > 5;
}

function isQuietWget(command: CommandReading): boolean {
  const quiet = ['progress', 'q', 'quiet', 'o', 'output-file', 'a', 'append-output', 'no-verbose'];
  return hasFlag(command, ...quiet) || hasWord(command, '-nv');
}

function isLabelKey(key: string): boolean {
  if (!/^[a-z](?:[a-z0-9./_-]*[a-z0-9])?$/.test(key) || /\.\.|--/.test(key)) return false;
  return !/^(?:com\.docker|io\.docker|org\.dockerproject)\./.test(key);
}

function listed(option: unknown): readonly string[] {
  return Array.isArray(option) ? option.filter((entry) => typeof entry === 'string') : [];
}

/** Every stage without the label; excused by one that has it and is built on it, or copies from it. */
function lackingLabel(label: string, dockerfile: Dockerfile): readonly Stage[] {
  const labelled = stagesWith(
    dockerfile,
    ({ keyword, properties }) => keyword === 'LABEL' && properties.some(({ key }) => unquoted(key) === label),
  );
  return dockerfile.stages.filter((stage) => !labelled.has(stage) && !stage.usedBy.some((user) => labelled.has(user)));
}

function labelsWith(holds: (value: string) => boolean): Verdict {
  return ({ dockerfile }, { keys }: RuleOptions) =>
    dockerfile.instructions.flatMap((node) => {
      if (node.keyword !== 'LABEL') return [];
      const property = node.properties.find(
        ({ key, value }) => listed(keys).includes(unquoted(key)) && holds(unquoted(value ?? '')),
      );
      return property === undefined ? [] : [{ node, span: property.span }];
    });
}

function isUnknown(value: string): boolean {
  return value === '' || value.includes('$');
}

/** RUNs behind a RUN with the same mounts, where neither has more than one command. */
function consecutiveRuns({ dockerfile, runs }: FileReading): readonly Report[] {
  const readings = new Map(runs.map((run) => [run.node, run]));
  const reports: Report[] = [];
  let before: RunReading | undefined;
  for (const node of dockerfile.instructions) {
    const run = readings.get(node);
    if (run !== undefined && before !== undefined && canJoin(before, run)) {
      reports.push({ node, span: node.keywordSpan });
    } else {
      before = run;
    }
  }
  return reports;
}

function canJoin(before: RunReading, run: RunReading): boolean {
  return before.commands.length <= 1 && run.commands.length <= 1 && flagsOf(before.node) === flagsOf(run.node);
}

function flagsOf({ file, flags }: InstructionNode): string {
  return flags
    .map(({ span }) => slice(file.text, span))
    .sort()
    .join(' ');
}

/** Names that hadolint takes for secrets, apart from those that say so. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  ...['APPLICATION_KEY', 'AWS_ACCESS_KEY_ID', 'CI_DEPLOY_USER', 'DOCKER_EMAIL', 'FACEBOOK_APP_ID', 'HEROKU_API_USER'],
  ...['OKTA_AUTHN_GROUPID', 'OKTA_CLIENT_ORGURL', 'OKTA_OAUTH2_CLIENTID', 'STRIPE_DEVICE_NAME'],
  ...['TRAVIS_OS_NAME', 'TRAVIS_SECURE_ENV_VARS', 'TRAVIS_SUDO'],
]);

function secretName(node: InstructionNode): readonly Report[] {
  if (node.keyword !== 'ARG' && node.keyword !== 'ENV') return [];
  const property = node.properties.find(
    ({ key }) =>
      SECRET_NAMES.has(key.toUpperCase()) || /api_key|client_key|password|private|secret|token|username/i.test(key),
  );
  return property === undefined ? [] : [{ node, span: property.keySpan }];
}

function namesUser(node: InstructionNode): boolean {
  if (node.keyword !== 'USER') return false;
  const [user = ''] = node.body.text.split(':', 1);
  return !/^\d*$/.test(user) && !readsArgument(user, node);
}

/** `$x` of an ARG `x`, in braces or not; without them the name may go on. */
function readsArgument(text: string, node: InstructionNode): boolean {
  for (const { groups } of text.matchAll(/\$(?:\{(?<braced>\w+)\}|(?<bare>\w+))/g)) {
    if (groups?.['braced'] !== undefined && isArgumentAbove(groups['braced'], node)) return true;
    const bare = groups?.['bare'] ?? '';
    for (let end = 1; end <= bare.length; end++) if (isArgumentAbove(bare.slice(0, end), node)) return true;
  }
  return false;
}

function shellFailsInPipes({ stage, before }: InstructionNode): boolean {
  const shell = before.shell.instruction;
  if (shell?.form.kind !== 'exec' || shell.stage !== stage) return false;
  const [program = '', ...words] = shell.form.elements.map(({ value }) => value);
  if (/^(?:pwsh|powershell|cmd)/.test(program)) return true;
  return (
    /^(?:bash|zsh|ash)$/.test(baseName(program)) &&
    words.some((word) => /^-[^-]*o/.test(word)) &&
    words.includes('pipefail')
  );
}
