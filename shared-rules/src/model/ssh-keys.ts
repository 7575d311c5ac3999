import { effectiveCommand } from '../shell/commands.js';
import type { ShellCommand } from '../shell/types.js';
import { packageCall } from './packages.js';
import { scriptOf } from './script.js';
import type { InstructionNode } from './types.js';

/** Whether a path, or the name of a file, is that of a private key for SSH, or of the folder that holds them. */
export function isSshKey(path: string): boolean {
  return /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.ssh)\/?$/.test(path);
}

/** Package managers that fetch from git over SSH where a manifest says so. */
const FETCHES_FROM_GIT = /^(?:npm|yarn|pnpm|bun|pip|go|gem|composer|cargo)$/;

function usesSsh(command: ShellCommand, instruction: InstructionNode): boolean {
  const program = effectiveCommand(command);
  if (program === undefined) return false;
  if (/^(?:ssh|scp|sftp|rsync)$/.test(program.name)) return true;
  const text = program.arguments.map((word) => word.text).join(' ');
  if (program.name === 'git') return /^(?:\S+ )*?(?:submodule|lfs)\b|git@|ssh:\/\//.test(text);
  if (/^(?:bundle|poetry|uv|dep|repo)$/.test(program.name)) return true;
  const call = packageCall(command, instruction);
  return call !== undefined && FETCHES_FROM_GIT.test(call.manager.name);
}

/** Whether a RUN fetches something over SSH, or may. */
export function mayUseSsh(instruction: InstructionNode): boolean {
  return (
    instruction.keyword === 'RUN' &&
    (scriptOf(instruction)?.commands ?? []).some((command) => usesSsh(command, instruction))
  );
}
