/**
 * Dockwright's core: text in, plain data out. No input or output, no clock, no console; works in Node and in a web
 * worker. Nothing in here throws on any text.
 */
import { ruleMarkdown as markdownOf } from './docs.js';
import type { Analysis } from './engine/analysis.js';
import { createEngine } from './engine/engine.js';
import type { HoverText } from './engine/types.js';
import { hoverAt as describeAt } from './hover/hover.js';
import { rules } from './rules/index.js';

export { readShellcheckOutput, type ShellcheckComment, type ShellcheckReports } from './context/shellcheck.js';
export type { BuildContext } from './context/types.js';
export type { Analysis } from './engine/analysis.js';
export {
  type BuildContexts,
  type ContextHost,
  createBuildContexts,
  type FolderEntry,
  type PossibleContexts,
} from './engine/build-contexts.js';
export { defaultConfigText } from './engine/config/default-text.js';
export { addressIsNotRead, configFileNames, configKind, hadolintFileNames } from './engine/config/files.js';
export {
  type HadolintFormat,
  type HadolintLabelType,
  type HadolintOptions,
  type HadolintSeverity,
  type HadolintThreshold,
  hadolintFormats,
  hadolintLabelTypes,
  hadolintSeverities,
  hadolintThresholds,
  layHadolintOptions,
  noHadolintOptions,
} from './engine/config/hadolint-options.js';
export { isProfile, profiles } from './engine/profiles.js';
export { defaultSettings, isSeverity, settingsOverlay, severities } from './engine/settings.js';
export type { ShellcheckRequest } from './engine/shellcheck.js';
export type * from './engine/types.js';
export { type FileRole, looksLikeDockerfile, roleOf } from './facts/file-names.js';
export type { FixSafety, Severity, Topic } from './rule.js';
export { compareText } from './text/compare.js';
export { applyEdits, type TextEdit } from './text/edit.js';
export { createLineIndex, type LineIndex, type Position } from './text/line-index.js';
export { nearest } from './text/nearest.js';
export type { Span } from './text/span.js';

const engine = createEngine(rules);

export const {
  allFixes,
  analyze,
  checkConfig,
  configFromHadolint,
  configSchema,
  editConfigRule,
  findRule,
  fixAll,
  fixesFor,
  hadolintSettings,
  isKnownName,
  mergeSettings,
  readHadolintConfig,
  resolveSettings,
  ruleSummaries,
  shellcheckRequests,
  suppressionEdits,
} = engine;

/** What there is to say of a place of an analysed text, as Markdown; `undefined` where there is nothing. */
export function hoverAt(analysis: Analysis, offset: number, withMessages = true): HoverText | undefined {
  const { dockerfile, ignoreFile, buildContext, comments } = analysis.internals;
  return describeAt(
    { dockerfile, ignoreFile, buildContext, problems: analysis.problems, rules, suppressions: comments, withMessages },
    offset,
  );
}

/** A rule's page as Markdown, by its id or by another tool's code; `undefined` where there is no such rule. */
export function ruleMarkdown(nameOrCode: string): string | undefined {
  const id = findRule(nameOrCode)?.id;
  const rule = rules.find((candidate) => candidate.id === id);
  return rule === undefined ? undefined : markdownOf(rule);
}
