/** What client and server say to each other beyond the protocol. The server has the same types. */
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageclient';

export interface FindFilesParams {
  readonly folder: string;
  readonly include: string;
  readonly exclude: string;
}

/** The server asks for the URIs of files. */
export const findFilesRequest = new RequestType<FindFilesParams, readonly string[], void>('dockwright/findFiles');

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The server asks what stands in a folder; `null` where it cannot be listed. */
export const listFolderRequest = new RequestType<{ readonly uri: string }, readonly FolderEntry[] | null, void>(
  'dockwright/listFolder',
);

export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string };

export interface ReadFileParams {
  readonly uri: string;
  /** In bytes. */
  readonly limit: number;
}

/** The server asks for a file. */
export const readFileRequest = new RequestType<ReadFileParams, FileContent, void>('dockwright/readFile');

/** The server asks whether a link stands somewhere. */
export const isLinkRequest = new RequestType<{ readonly uri: string }, boolean, void>('dockwright/isLink');

export interface FixAllParams {
  readonly uri: string;
  /** `suggested`: also what a person should look at. */
  readonly include: 'safe' | 'suggested';
}

export interface FixAllAnswer {
  /** The version of the document that the edits are for. */
  readonly version: number;
  readonly edits: readonly {
    readonly range: {
      readonly start: { readonly line: number; readonly character: number };
      readonly end: { readonly line: number; readonly character: number };
    };
    readonly newText: string;
  }[];
  readonly applied: readonly string[];
  readonly withheld: number;
}

/** Asks for all fixes of an open document. */
export const fixAllRequest = new RequestType<FixAllParams, FixAllAnswer | null, void>('dockwright/fixAll');

export interface FixRuleParams {
  readonly rule: string;
  readonly uris: readonly string[];
}

export interface FixRuleAnswer {
  /** Files that something is to be changed in; `version` is `null` for a file that is not open. */
  readonly files: readonly {
    readonly uri: string;
    readonly version: number | null;
    readonly edits: FixAllAnswer['edits'];
    readonly applied: readonly string[];
  }[];
  readonly withheld: number;
}

/** Asks for all fixes of a rule in many files; nothing is changed. */
export const fixRuleRequest = new RequestType<FixRuleParams, FixRuleAnswer, void>('dockwright/fixRule');

/** Asks for the page of a rule. */
export const explainRuleRequest = new RequestType<{ readonly rule: string }, string | null, void>(
  'dockwright/explainRule',
);

export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly severity: string;
  readonly recommended: boolean;
  readonly codes: readonly string[];
  readonly fixes: readonly string[];
}

/** Asks for all rules. */
export const rulesRequest = new RequestType0<readonly RuleSummary[], void>('dockwright/rules');

/** Asks for the text of a new dockwright.yaml. */
export const newConfigRequest = new RequestType0<string, void>('dockwright/newConfig');

export interface WorkspaceSummary {
  readonly files: number;
  readonly problems: number;
  readonly cancelled: boolean;
}

/** Asks for a check of the whole workspace. */
export const lintWorkspaceRequest = new RequestType0<WorkspaceSummary, void>('dockwright/lintWorkspace');

export interface CheckedParams {
  readonly uri: string;
  readonly problems: number;
  readonly profile: string;
  readonly config: string | null;
  readonly milliseconds: number;
}

/** An open document was checked. */
export const checkedNotification = new NotificationType<CheckedParams>('dockwright/checked');

/** The check of the workspace has begun or ended. */
export const scanningNotification = new NotificationType<{ readonly busy: boolean }>('dockwright/scanning');

export interface LimitParams {
  readonly folder: string;
  readonly files: number;
  readonly limit: number;
}

/** A folder has more files than are checked. */
export const limitNotification = new NotificationType<LimitParams>('dockwright/limit');
