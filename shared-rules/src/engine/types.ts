import type { ShellcheckReports } from '../context/shellcheck.js';
import type { BuildContext } from '../context/types.js';
import type { FixSafety, RuleOptions, Severity, Topic } from '../rule.js';
import type { TextEdit } from '../text/edit.js';
import type { Span } from '../text/span.js';
import type { HadolintOptions } from './config/hadolint-options.js';

export type Profile = 'recommended' | 'strict' | 'security' | 'performance' | 'hadolint' | 'buildkit';

export interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly options: RuleOptions;
}

/** Which rules are on for one file, with what severity and options: configuration, resolved. */
export interface Settings {
  readonly profile: Profile;
  /** Rules set apart from the profile, by id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Where it was read from; `undefined` for the defaults. */
  readonly source: string | undefined;
  /** `off`: no comment silences anything. Comments may where it is absent. */
  readonly comments?: 'on' | 'off';
}

/** What a host adds to the configuration of a file: editor settings, command line options. */
export interface SettingsOverlay {
  readonly profile?: Profile;
  /** By rule id or code of another tool; names that no rule has are left out. */
  readonly rules?: Readonly<Record<string, Severity | 'off'>>;
}

/** Why a configuration file that is there is not read: a sentence or two. */
export interface UnreadableConfig {
  readonly unreadable: string;
}

/** How configuration files are read. Paths are the host's own, with `/`: of a disk or of a URI. */
export interface ConfigHost {
  /** The text of a file; `undefined` where there is none or it cannot be read. */
  readText(path: string): Promise<string | UnreadableConfig | undefined>;
  /** What stands in a folder, whose path ends with `/`; `undefined` where nobody knows, and files are asked for one by one. */
  readonly namesIn?: (folder: string) => Promise<ReadonlySet<string> | undefined>;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** In the order of `files`. */
  readonly problems: readonly ConfigProblem[];
  /** Every configuration file that was read, the nearest first. */
  readonly files: readonly string[];
  /** What hadolint's configuration says, where that was read: how a run ends and what it prints is in here only. */
  readonly hadolint?: HadolintOptions;
}

/** What a text is. Rules for one kind are not asked about the other. */
export type FileKind = 'dockerfile' | 'dockerignore';

export interface LintOptions {
  /** A Dockerfile where absent. */
  readonly kind?: FileKind;
  /** The file's path below the project's folder, with `/`: its name tells what it is for. */
  readonly path?: string;
  /** The recommended profile where absent. */
  readonly settings?: Settings;
  /** The build context, where somebody said which folder that is. */
  readonly buildContext?: BuildContext;
  /**
   * Where nobody said it: the folders that may be the build context, that of the file first; `undefined` for those that
   * cannot be listed. What the file copies tells which one it is, or none.
   */
  readonly possibleContexts?: readonly (BuildContext | undefined)[];
  /** What ShellCheck said of the scripts that `shellcheckRequests` names, as far as it has been asked. */
  readonly shellcheck?: ShellcheckReports;
}

export interface RelatedProblemPlace {
  readonly span: Span;
  readonly message: string;
}

/** A finding as hosts show it. Plain data; spans are UTF-16 offsets into the linted text. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  /** The instruction that `span` begins in; absent outside of all instructions. Other tools report its first line. */
  readonly instruction?: Span;
  /** Codes of other tools for this very finding. */
  readonly codes: readonly string[];
  readonly related: readonly RelatedProblemPlace[];
  readonly tags: readonly ('unnecessary' | 'deprecated')[];
  /** The rule's page. */
  readonly url: string;
}

/** A rule that threw; the others were heard all the same. */
export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

/** A fix that passed verification on the text as it is. */
export interface VerifiedFix {
  readonly rule: string;
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
  /** A file to write beside the edits, where there is none. */
  readonly creates?: CreatedFile;
}

/** A file that a fix writes; it must not be there before. */
export interface CreatedFile {
  /** Below `folder`, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The build context, in the words of the host. */
  readonly folder: string;
}

/** A fix that was held back, and which demand it failed. */
export interface WithheldFix {
  readonly rule: string;
  readonly title: string;
  readonly reason: string;
}

export interface FixesResult {
  /** Best first. */
  readonly fixes: readonly VerifiedFix[];
  readonly withheld: readonly WithheldFix[];
}

export interface AppliedFix {
  readonly rule: string;
  readonly title: string;
  readonly safety: FixSafety;
}

export interface FixAllResult {
  readonly text: string;
  readonly applied: readonly AppliedFix[];
  readonly withheld: readonly WithheldFix[];
  readonly passes: number;
}

export interface FixAllOptions {
  /** `safe`: safe fixes only. `suggested`: for each problem the first fix of either class, safe ones first. */
  readonly include: FixSafety;
  /** Only fixes of this rule. */
  readonly rule?: string;
}

/** What there is to know about a rule without running it. */
export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly topic: Topic;
  readonly severity: Severity;
  readonly recommended: boolean;
  readonly codes: readonly string[];
  readonly fixes: readonly FixSafety[];
  readonly url: string;
}

/** Something wrong in a configuration file, at its place. */
export interface ConfigProblem {
  readonly path: string;
  readonly span: Span;
  /** From 0. */
  readonly line: number;
  readonly character: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

export interface HoverText {
  readonly span: Span;
  readonly markdown: string;
}
