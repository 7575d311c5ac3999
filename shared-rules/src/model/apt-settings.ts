import { slice } from '../text/span.js';
import { fileOf } from './build.js';
import { rememberLatest } from './memo.js';
import type { PackageCall } from './packages.js';
import { stageChain } from './stages.js';
import { transferOf } from './transfer.js';
import type { Dockerfile, InstructionNode, Stage } from './types.js';
import { resolveVariable } from './variables.js';

/** A setting of apt that has a say in how it installs: https://manpages.debian.org/trixie/apt/apt.conf.5.en.html */
export type AptSetting = 'Install-Recommends' | 'Assume-Yes';

/** What `-o APT::Install-Recommends=false` and the like give a setting on the command line; `undefined` where none does. */
export function settingOnCommandLine({ options }: PackageCall, setting: AptSetting): string | undefined {
  for (const { names, valueWord, value } of options) {
    if (!names.includes('-o') && !names.includes('--option')) continue;
    const written = (value ?? valueWord?.text ?? '').replace(/^=/, '');
    const [key = '', ...rest] = written.split('=');
    if (key.toLowerCase().endsWith(`::${setting.toLowerCase()}`)) return rest.join('=');
  }
  return undefined;
}

/** The document offset from which on a setting may be in a configuration file, for each stage by itself. */
const offsetsOfFile = rememberLatest((_file: Dockerfile) => new Map<Stage, Map<AptSetting, number>>());

/**
 * Whether something before a call may have put a setting into a configuration file of apt: a RUN that names it, a COPY
 * into the directories of apt or over the whole file system, APT_CONFIG, an image that is known to do it.
 */
export function mayBeConfigured(call: PackageCall, run: InstructionNode, setting: AptSetting): boolean {
  if (resolveVariable(run, 'APT_CONFIG').kind !== 'undeclared') return true;
  if (run.stage === undefined) return false;
  for (const stage of stageChain(run.stage)) {
    if (configuredFrom(stage, setting) < call.command.span.start) return true;
    if (stage.base.kind === 'image' && /(?:^|\/)minideb(?:-|$)/.test(stage.base.reference.name)) return true;
  }
  return false;
}

function configuredFrom(stage: Stage, setting: AptSetting): number {
  const offsets = offsetsOfFile(stage.from.file);
  const known = offsets.get(stage) ?? new Map<AptSetting, number>();
  offsets.set(stage, known);
  let offset = known.get(setting);
  if (offset === undefined) {
    offset = findSetting(stage, setting);
    known.set(setting, offset);
  }
  return offset;
}

function findSetting(stage: Stage, setting: AptSetting): number {
  const pattern = new RegExp(`\\b${setting}\\b`, 'i');
  for (const instruction of stage.instructions) {
    const { keyword, span } = instruction;
    if (keyword === 'COPY' || keyword === 'ADD') {
      if (mayBringSettings(instruction)) return span.start;
      continue;
    }
    if (keyword !== 'RUN') continue;
    const text = slice(fileOf(instruction)?.text ?? '', span);
    const file = /apt\.conf|apt-get\.conf/.exec(text);
    const found = file === null ? null : pattern.exec(text);
    if (found !== null) return span.start + found.index;
  }
  return Number.POSITIVE_INFINITY;
}

function mayBringSettings(instruction: InstructionNode): boolean {
  const { destination } = transferOf(instruction);
  const path = destination?.path ?? destination?.text ?? '';
  return /^\/(?:etc\/?)?$|^\/etc\/apt(?:\/?$|\/apt\.conf)/.test(path);
}
