import type { IgnoreFile, IgnorePattern } from './context/ignore-file.js';
import type { BuildContext } from './context/types.js';
import type { CommandNode, Dockerfile, InstructionNode, Keyword, Stage } from './model/types.js';
import type { TextEdit } from './text/edit.js';
import type { Span } from './text/span.js';

/**
 * error: the build or the container breaks, or a credential leaks. warning: security or correctness.
 * info: size, speed, upkeep. hint: taste or teaching.
 */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** safe: the built image behaves the same. suggested: right for most, but a person must choose. */
export type FixSafety = 'safe' | 'suggested';

/** A change to the document: all edits or none. */
export interface Fix {
  /** What it does, in the imperative: "Use the exec form". */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
  /** A file to write beside the edits, where there is none: its path in the build context, and its text. */
  readonly creates?: NewFile;
}

export interface NewFile {
  /** As in `BuildContext`. */
  readonly path: string;
  readonly text: string;
}

export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

/** What a rule reports. Severity, rule id and links are the engine's to add. */
export interface Finding {
  readonly span: Span;
  /** What is wrong here and what to do: one sentence or two. */
  readonly message: string;
  /** Which of the rule's codes this finding is; all of them where absent. */
  readonly codes?: readonly string[];
  readonly related?: readonly RelatedPlace[];
  readonly tags?: readonly ('unnecessary' | 'deprecated')[];
  /** Asked for only when somebody looks at the finding's fixes; best first. */
  readonly fixes?: () => readonly Fix[];
}

/**
 * An example is three tests, the hover, the page and the README row.
 * Both texts are dedented; `«…»` in `bad` marks exactly what the rule must report, each mark one finding, and nothing else.
 */
export interface Example {
  /** What this one shows; a sentence, for the page. Not needed for the first. */
  readonly title?: string;
  readonly bad: string;
  /** Must give no finding of this rule. */
  readonly good: string;
  /**
   * The class of the fix that turns `bad` (without marks) into exactly `good`: the first fix of that class of each marked
   * finding is applied. Absent: `good` is what a person would write.
   */
  readonly fix?: FixSafety;
  /** Which fix, where it is not the first of its class: its title. */
  readonly fixTitle?: string;
  /** Options of the rule that the example needs. */
  readonly options?: RuleOptions;
  /** What the build context holds, where the rule asks; paths as in `BuildContext`. */
  readonly context?: { readonly paths: readonly string[]; readonly dockerignore?: string };
}

/** Text that this rule must say nothing about: tricky cases. Each is a test. */
export interface Silence {
  readonly because: string;
  readonly text: string;
  readonly options?: RuleOptions;
  readonly context?: NonNullable<Example['context']>;
}

export type RuleOptions = Readonly<Record<string, unknown>>;

/** An option of a rule, as JSON Schema says it; goes into the schema of dockwright.yaml. */
export type OptionSchema =
  | {
      readonly type: 'string';
      readonly description: string;
      readonly default?: string;
      readonly enum?: readonly string[];
    }
  | {
      readonly type: 'integer' | 'number';
      readonly description: string;
      readonly default?: number;
      readonly minimum?: number;
    }
  | { readonly type: 'boolean'; readonly description: string; readonly default?: boolean }
  | {
      readonly type: 'array';
      readonly description: string;
      readonly items: { readonly type: 'string' };
      readonly default?: readonly string[];
    };

/** What a rule may ask while it looks. */
export interface RuleContext {
  /** Without any instruction where the text is a `.dockerignore`. */
  readonly dockerfile: Dockerfile;
  /** The text, where it is a `.dockerignore`. */
  readonly ignoreFile: IgnoreFile | undefined;
  /** The file's path below the project's folder, with `/`; `undefined` where nobody knows it. */
  readonly path: string | undefined;
  readonly options: RuleOptions;
  /** `undefined` where the host cannot list files. */
  readonly buildContext: BuildContext | undefined;
  /**
   * The profile imitates a tool that reports each of its codes by itself: then a rule also reports what another rule
   * would say better.
   */
  readonly eachCodeAlone: boolean;
}

/** A rule name in a suppression comment, and what became of it. */
export interface SuppressedName {
  /** As written. */
  readonly text: string;
  readonly span: Span;
  /** A rule's id, or a code of another tool that some rule has. */
  readonly known: boolean;
  /** The id or code that it most likely means, where it is not known. */
  readonly nearest: string | undefined;
  /** It kept at least one problem from being shown. Meaningless for names of rules that are off. */
  readonly used: boolean;
  /** At least one rule of that name is on, and comments may silence it. */
  readonly active: boolean;
}

/** A suppression comment (or `# check=` directive) as the engine read it. */
export interface SuppressionComment {
  readonly span: Span;
  /** The whole line with its line ending: what to delete when the comment goes. */
  readonly lineSpan: Span;
  readonly kind: 'dockwright' | 'hadolint' | 'buildkit';
  readonly scope: 'instruction' | 'stage' | 'file';
  readonly names: readonly SuppressedName[];
}

export type Check<Node> = (node: Node, context: RuleContext) => Iterable<Finding>;

/** Handlers by kind of node; one walk over the document calls those of all rules. ONBUILD triggers are walked, too. */
export type Handlers = {
  readonly document?: Check<Dockerfile>;
  readonly stage?: Check<Stage>;
  /** Every instruction. */
  readonly instruction?: Check<InstructionNode>;
  /** A `.dockerignore` as a whole; none of the handlers above are asked about it. */
  readonly ignoreFile?: Check<IgnoreFile>;
  /** Every pattern of a `.dockerignore`. */
  readonly ignorePattern?: Check<IgnorePattern>;
  /** Each suppression comment, after all other rules have been heard. */
  readonly suppression?: Check<SuppressionComment>;
  /** Every simple command of a RUN whose shell is POSIX-like, heredoc scripts and ONBUILD RUN included. */
  readonly command?: Check<CommandNode>;
} & { readonly [K in Keyword | 'UNKNOWN']?: Check<InstructionNode> };

export type Topic =
  | 'syntax'
  | 'process'
  | 'style'
  | 'stages'
  | 'metadata'
  | 'base-image'
  | 'cache'
  | 'packages'
  | 'layers'
  | 'files'
  | 'supply-chain'
  | 'user'
  | 'network'
  | 'secrets'
  | 'variables'
  | 'shell'
  | 'suppression'
  | 'dockerignore';

export interface RuleDefinition {
  /** Kebab case; the name of its file. Binding: suppressions and configurations name it. */
  readonly id: string;
  /** The demand, in the imperative, sentence case, no full stop: "Write CMD and ENTRYPOINT in exec form". */
  readonly title: string;
  readonly severity: Severity;
  /** On in profile `recommended`. */
  readonly recommended: boolean;
  /** The version that brought the rule. */
  readonly since: string;
  /** What other tools call it: `hadolint:DL3025`, `buildkit:JSONArgsRecommended`. */
  readonly codes: readonly string[];
  /** The practices that it teaches, by their numbers in `practices.ts`; none where only a tool's check is behind it. */
  readonly practices?: readonly string[];
  /** The classes of fixes it offers; a test compares this with what it really offers. */
  readonly fixes: readonly FixSafety[];
  /** Markdown: what happens to the person's image or container, with a figure where there is one. Dedented. */
  readonly why: string;
  /** Markdown: how to do it well, where the examples do not say it all. Dedented. */
  readonly how?: string;
  readonly references: readonly string[];
  readonly options?: Readonly<Record<string, OptionSchema>>;
  readonly examples: readonly [Example, ...Example[]];
  readonly silences?: readonly Silence[];
  /**
   * Words, one of which stands in every Dockerfile that the rule has something to say about: it is not asked about others.
   * In small letters, without the signs around them and digits at their end: `get` or `apt` for `apt-get`, `pip` for `pip3`.
   */
  readonly mentions?: readonly string[];
  readonly on: Handlers;
}

/** A rule with its topic, which is the name of its folder (the generated index adds it). */
export interface Rule extends RuleDefinition {
  readonly topic: Topic;
}

/** Checks the shape of a rule at compile time; gives it back as it is. */
export function defineRule(definition: RuleDefinition): RuleDefinition {
  return definition;
}
