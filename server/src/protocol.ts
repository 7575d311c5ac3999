/** What the server and our own VS Code client say to each other beyond the protocol. The client has a copy of the types. */
import type { FixSafety, RuleSummary } from '@dockwright/shared-rules';
import { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver';

export interface FindFilesParams {
  readonly folder: string;
  /** A glob in VS Code's manner. */
  readonly include: string;
  readonly exclude: string;
}

/** Asks the client for the URIs of files. */
export const findFilesRequest = new RequestType<FindFilesParams, readonly string[], void>('dockwright/findFiles');

export interface ReadFileParams {
  readonly uri: string;
  /** In bytes. */
  readonly limit: number;
}

/** Asks the client for a file: a `FileContent`. */
export const readFileRequest = new RequestType<ReadFileParams, unknown, void>('dockwright/readFile');

/** Asks the client what stands in a folder: a list of names and whether they are folders, or `null`. */
export const listFolderRequest = new RequestType<{ readonly uri: string }, unknown, void>('dockwright/listFolder');

/** Asks the client whether a link stands somewhere. */
export const isLinkRequest = new RequestType<{ readonly uri: string }, unknown, void>('dockwright/isLink');

export interface FixAllParams {
  readonly uri: string;
  readonly include: FixSafety;
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
  /** Titles of the fixes that the edits come from. */
  readonly applied: readonly string[];
  readonly withheld: number;
}

/** Asks the server for all fixes of an open document; `null` where it is not open or no Dockerfile. */
export const fixAllRequest = new RequestType<FixAllParams, FixAllAnswer | null, void>('dockwright/fixAll');

export interface FixRuleParams {
  readonly rule: string;
  /** The files to look at, open or not. */
  readonly uris: readonly string[];
}

export interface FixedFile {
  readonly uri: string;
  /** The version of the document that the edits are for; `null` for a file that is not open. */
  readonly version: number | null;
  readonly edits: FixAllAnswer['edits'];
  readonly applied: readonly string[];
}

export interface FixRuleAnswer {
  /** Files that something is to be changed in. */
  readonly files: readonly FixedFile[];
  readonly withheld: number;
}

/** Asks the server for all fixes of a rule in many files; nothing is changed. */
export const fixRuleRequest = new RequestType<FixRuleParams, FixRuleAnswer, void>('dockwright/fixRule');

/** Asks the server for the page of a rule, as Markdown. */
export const explainRuleRequest = new RequestType<{ readonly rule: string }, string | null, void>(
  'dockwright/explainRule',
);

/** Asks the server for all rules. */
export const rulesRequest = new RequestType0<readonly RuleSummary[], void>('dockwright/rules');

/** Asks the server for the text of a new dockwright.yaml. */
export const newConfigRequest = new RequestType0<string, void>('dockwright/newConfig');

export interface WorkspaceSummary {
  readonly files: number;
  readonly problems: number;
  readonly cancelled: boolean;
}

/** Asks the server to check all Dockerfiles of the workspace now. */
export const lintWorkspaceRequest = new RequestType0<WorkspaceSummary, void>('dockwright/lintWorkspace');

export interface CheckedParams {
  readonly uri: string;
  readonly problems: number;
  readonly profile: string;
  /** The URI of the configuration file that was used. */
  readonly config: string | null;
  readonly milliseconds: number;
}

/** Tells the client that an open document was checked. */
export const checkedNotification = new NotificationType<CheckedParams>('dockwright/checked');

/** Tells the client that the check of the workspace has begun or ended. */
export const scanningNotification = new NotificationType<{ readonly busy: boolean }>('dockwright/scanning');

export interface LimitParams {
  /** The URI of the folder. */
  readonly folder: string;
  /** How many files there are to check. */
  readonly files: number;
  readonly limit: number;
}

/** Tells the client that a folder has more files than are checked. */
export const limitNotification = new NotificationType<LimitParams>('dockwright/limit');
