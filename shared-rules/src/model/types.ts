import type { ImageFacts } from '../facts/base-images.js';
import type { ImageReference } from '../facts/image-reference.js';
import type { ShellCommand, ShellDialect, ShellScript } from '../shell/types.js';
import type { Instruction, Keyword, SyntaxTree, Word } from '../syntax/types.js';
import type { Span } from '../text/span.js';
import type { Scope } from './scopes.js';

/** A Dockerfile as rules see it. */
export interface Dockerfile {
  readonly text: string;
  readonly syntax: SyntaxTree;
  /** What stands before the first FROM. */
  readonly preamble: readonly InstructionNode[];
  readonly stages: readonly Stage[];
  /** All instructions in document order; an ONBUILD's trigger is at `instruction.onbuildTrigger`, not in this list. */
  readonly instructions: readonly InstructionNode[];
  /** The last stage: what `docker build` without `--target` makes. */
  readonly finalStage: Stage | undefined;
}

export interface Stage {
  readonly index: number;
  /** As written behind AS. */
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly from: InstructionNode;
  /** Everything behind FROM, up to the next stage. */
  readonly instructions: readonly InstructionNode[];
  /** From FROM to the last instruction of the stage. */
  readonly span: Span;
  readonly base: StageBase;
  /** The image reference as written, behind the flags of FROM. */
  readonly baseSpan: Span | undefined;
  /** The stage it is built FROM. */
  readonly parent: Stage | undefined;
  /** What is known of the image at the bottom of the chain. */
  readonly image: ImageFacts | undefined;
  /** Its layers are in the image that `docker build` makes: the final stage and what it is built FROM. */
  readonly ships: boolean;
  /** Stages that read from it: FROM, COPY --from, --mount=from. */
  readonly usedBy: readonly Stage[];
  /** Its name, or the file's name or folder, says that it is for development, tests or debugging. */
  readonly forDevelopment: boolean;
  /** What holds behind its last instruction. */
  readonly end: StageState;
}

/** `unknown`: hangs on a variable without a value, or cannot be read. */
export type StageBase =
  | { readonly kind: 'scratch' }
  | { readonly kind: 'stage'; readonly stage: Stage }
  | {
      readonly kind: 'image';
      readonly reference: ImageReference;
      /** Whether any part of it came from a variable. */
      readonly fromVariable: boolean;
    }
  | { readonly kind: 'unknown' };

/** What holds at a place of a stage, through the chain of stages and the base image. */
export interface StageState {
  readonly user: EffectiveUser;
  /** Absolute (or, where no absolute WORKDIR is known below it, `undefined`). */
  readonly workdir: string | undefined;
  /** The last WORKDIR of the chain. */
  readonly workdirInstruction: InstructionNode | undefined;
  readonly shell: EffectiveShell;
  /** The last of its kind in the chain. */
  readonly cmd: InstructionNode | undefined;
  readonly entrypoint: InstructionNode | undefined;
  readonly healthcheck: InstructionNode | undefined;
}

export interface EffectiveUser {
  /** As Docker reads it, without the group, variables resolved; `undefined` where unknown. */
  readonly name: string | undefined;
  /** `undefined` where it cannot be known. */
  readonly isRoot: boolean | undefined;
  /** The USER that says so; `undefined` where it is the base image's. */
  readonly instruction: InstructionNode | undefined;
}

export interface EffectiveShell {
  readonly dialect: ShellDialect;
  /** `sh`, `bash`, `ash`, `powershell`, …; `undefined` where unknown. */
  readonly program: string | undefined;
  readonly argv: readonly string[] | undefined;
  /** A pipe fails when any of its commands fails (`-o pipefail`). */
  readonly pipefail: boolean;
  /** The SHELL that says so; `undefined` where it is the default. */
  readonly instruction: InstructionNode | undefined;
}

/** An instruction in its place. `keyword`, `flags`, `words`, `body`, … are those of the syntax. */
export interface InstructionNode extends Instruction {
  readonly file: Dockerfile;
  /** For `model/variables.ts`: the variables that it sees. */
  readonly scope: Scope;
  readonly index: number;
  /** `undefined` before the first FROM. */
  readonly stage: Stage | undefined;
  /** What holds before it; the defaults of the base image at FROM. */
  readonly before: StageState;
  /** The instruction behind ONBUILD, in the same place. */
  readonly onbuildTrigger: InstructionNode | undefined;
  /** It is the trigger of an ONBUILD: it runs in another build. */
  readonly isTrigger: boolean;
}

/** A simple command of a RUN, in its place. */
export interface CommandNode {
  readonly command: ShellCommand;
  readonly script: ShellScript;
  readonly instruction: InstructionNode;
}

/** A variable's value at a place. */
export interface VariableValue {
  /** `predefined`: an ARG that Docker declares itself. `image`: an ENV of the base image. */
  readonly kind: 'arg' | 'env' | 'predefined' | 'image' | 'undeclared';
  /** Variables resolved; `undefined` where it is only known at build time. */
  readonly value: string | undefined;
  readonly instruction: InstructionNode | undefined;
}

/** A `$x` or `${x…}` that Docker itself (not a shell) expands. */
export interface VariableReference {
  readonly name: string;
  readonly span: Span;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/`, `//` */
  readonly modifier: string | undefined;
  /** What stands behind the modifier, as written. */
  readonly operand: string | undefined;
}

/** What a COPY or ADD moves. Exec form and shell form read the same. */
export interface Transfer {
  readonly sources: readonly TransferPath[];
  readonly destination: TransferPath | undefined;
  /** The value of `--from`, as written. */
  readonly from: string | undefined;
  readonly fromSpan: Span | undefined;
}

export interface TransferPath {
  /** Quotes and JSON escapes resolved, variables as written. */
  readonly text: string;
  /** Variables resolved; `undefined` where unknown. */
  readonly path: string | undefined;
  readonly span: Span;
}

/** A `--mount` of a RUN. Option names are lower case; aliases are resolved (`dst`, `destination` -> `target`; `src` -> `source`). */
export interface Mount {
  /** `bind` where none is written. */
  readonly type: string;
  readonly target: string | undefined;
  readonly source: string | undefined;
  readonly from: string | undefined;
  readonly id: string | undefined;
  readonly env: string | undefined;
  readonly options: ReadonlyMap<string, string | undefined>;
  readonly span: Span;
}

export type { Instruction, Keyword, Word };
