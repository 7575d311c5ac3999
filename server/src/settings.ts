import { type SettingsOverlay, settingsOverlay } from '@dockwright/shared-rules';
import { isRecord, member, readChoice, readText, readTexts } from './values.js';

export interface ShellcheckSettings {
  readonly enable: boolean;
  /** The program, as an absolute path; the one of PATH where absent. */
  readonly path: string | undefined;
}

/** What a person set in the editor, for one workspace folder. */
export interface EditorSettings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave';
  readonly overlay: SettingsOverlay;
  /** A configuration file to use for all files of the folder; absolute, or relative to the folder. */
  readonly configFile: string | undefined;
  readonly scan: 'all' | 'openFiles';
  /** Patterns as in .gitignore, relative to the folder. Files that none of them names are left out; empty: none is. */
  readonly include: readonly string[];
  /** Patterns as in .gitignore, relative to the folder. */
  readonly exclude: readonly string[];
  /** The most files that are checked in one folder without being open. */
  readonly limit: number;
  readonly shellcheck: ShellcheckSettings;
}

const DEFAULT_LIMIT = 2000;

function readLimit(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : DEFAULT_LIMIT;
}

/**
 * Reads the settings from what an editor sent: `{ profile: "strict", workspace: { scan: "openFiles" } }`. What is missing
 * or not understood has its default.
 */
export function readEditorSettings(value: unknown): EditorSettings {
  const workspace = member(value, 'workspace');
  const shellcheck = member(value, 'shellcheck');
  return {
    enable: member(value, 'enable') !== false,
    run: readChoice(member(value, 'run'), ['onType', 'onSave']) ?? 'onType',
    overlay: settingsOverlay(member(value, 'profile'), member(value, 'rules')),
    configFile: readText(member(value, 'configFile')),
    scan: readChoice(member(workspace, 'scan'), ['all', 'openFiles']) ?? 'all',
    include: readTexts(member(workspace, 'include')) ?? [],
    exclude: readTexts(member(workspace, 'exclude')) ?? [],
    limit: readLimit(member(workspace, 'limit')),
    shellcheck: {
      enable: member(shellcheck, 'enable') !== false,
      path: readText(member(shellcheck, 'path'))?.trim() || undefined,
    },
  };
}

/** The settings in `initializationOptions` or in a `didChangeConfiguration`, where they may stand below `dockwright`. */
export function settingsSection(value: unknown): unknown {
  const section = member(value, 'dockwright');
  return isRecord(section) ? section : value;
}
