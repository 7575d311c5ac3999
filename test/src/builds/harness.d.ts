// What the tests use of the build harness, which is plain JavaScript with types in comments.

declare module '*/builds/compare.mjs' {
  interface Verdict {
    readonly declared: readonly string[];
    readonly undeclared: readonly string[];
  }
  interface Image {
    readonly root: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly author: string;
    readonly text: string;
  }
  export function compareImages(before: Image, after: Image, declarations: readonly object[]): Promise<Verdict>;
}

declare module '*/builds/declarations.mjs' {
  export const declarations: Readonly<Record<string, object>>;
}

declare module '*/builds/lower.mjs' {
  interface Lowered {
    readonly text: string;
    readonly files: ReadonlyMap<string, { readonly text: string; readonly mode: number }>;
    readonly secrets: readonly string[];
    readonly notes: readonly string[];
    readonly baseLayers: number;
  }
  export function lower(text: string, chooseBase: (image: string) => string, layersOf: () => number): Lowered;
}

declare module '*/builds/pairs.mjs' {
  interface Pair {
    readonly rule: string;
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly skipped?: string;
  }
  export function examplePairs(): readonly Pair[];
}

declare module '*/builds/ignore-files.mjs' {
  export function ignoreCases(): readonly { readonly rule: string; readonly after?: string }[];
}

declare module '*/builds/whole-files.mjs' {
  export function wholeFilePairs(folder: string): readonly { readonly name: string; readonly rule: string }[];
}

declare module '*/builds/process.mjs' {
  export function run(
    command: string,
    args: readonly string[],
    options?: { readonly timeoutSeconds?: number; readonly input?: string },
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string; readonly timedOut: boolean }>;
  export function inParallel<Item, Result>(
    items: readonly Item[],
    workers: number,
    work: (item: Item, index: number) => Promise<Result>,
  ): Promise<readonly Result[]>;
}

declare module '*/builds/proxy.mjs' {
  export function startProxy(options: {
    readonly lasting: string;
    readonly passing: string;
    readonly ownPages: (url: URL) => { readonly type: string; readonly body: Buffer } | undefined;
  }): Promise<{ readonly url: string; readonly close: () => void }>;
}

declare module '*/builds/table.mjs' {
  interface Row {
    readonly rule: string;
    readonly example: string;
    readonly before: string;
    readonly after: string;
    readonly difference: string;
    readonly verdict: 'passed' | 'failed' | 'skipped';
  }
  export function renderTable(rows: readonly Row[]): string;
  export function closingLine(rows: readonly Row[]): string;
}

declare module '*/builds/archive.mjs' {
  export const exampleArchive: Buffer;
}
