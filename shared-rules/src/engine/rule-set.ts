import type { IgnoreFile, IgnorePattern } from '../context/ignore-file.js';
import type { CommandNode, Dockerfile, InstructionNode, Keyword, Stage } from '../model/types.js';
import type { Check, Handlers, Rule, RuleOptions, Severity, SuppressionComment } from '../rule.js';
import type { Tool } from './imitation/tool.js';
import { createMentions } from './mentions.js';

/** A rule as it is on for one document. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
  /** Those of the configuration over the defaults of the rule. */
  readonly options: RuleOptions;
  /** The configuration has it off; it only guards fixes. */
  readonly hidden: boolean;
}

export interface Handler<Node> {
  readonly active: ActiveRule;
  readonly check: Check<Node>;
}

/** Who wants to see which kind of node. */
export interface HandlerTable {
  readonly document: readonly Handler<Dockerfile>[];
  readonly stage: readonly Handler<Stage>[];
  readonly instruction: readonly Handler<InstructionNode>[];
  readonly command: readonly Handler<CommandNode>[];
  readonly ignoreFile: readonly Handler<IgnoreFile>[];
  readonly ignorePattern: readonly Handler<IgnorePattern>[];
  readonly suppression: readonly Handler<SuppressionComment>[];
  readonly keyword: (keyword: Keyword | 'UNKNOWN') => readonly Handler<InstructionNode>[];
}

/** How rules are asked, and how they are heard. */
export interface Manner {
  /** See `RuleContext`. */
  readonly eachCodeAlone: boolean;
  /** The tool whose findings are wanted: nothing but those, and all of them. */
  readonly imitates: Tool | undefined;
  /** Comments may silence problems. */
  readonly heedsComments: boolean;
  /** Where `# check=error=true` says that BuildKit's checks fail the build, they are errors. */
  readonly heedsBuildErrors: boolean;
}

/** The rules that are asked about a document. */
export interface RuleSet {
  readonly active: readonly ActiveRule[];
  readonly byId: ReadonlyMap<string, ActiveRule>;
  readonly manner: Manner;
  readonly handlers: HandlerTable;
  /** The rules that may have something to say about the text of a Dockerfile. */
  readonly mayConcern: (text: string) => ReadonlySet<ActiveRule>;
}

/** Makes the handler table of some rules; one is enough for all documents with the same configuration. */
export function createRuleSet(active: readonly ActiveRule[], manner: Manner): RuleSet {
  const collect = <Node>(pick: (on: Handlers) => Check<Node> | undefined): readonly Handler<Node>[] =>
    active.flatMap((entry) => {
      const check = pick(entry.rule.on);
      return check === undefined ? [] : [{ active: entry, check }];
    });
  const byKeyword = new Map<Keyword | 'UNKNOWN', readonly Handler<InstructionNode>[]>();
  return {
    active,
    byId: new Map(active.map((entry) => [entry.rule.id, entry])),
    manner,
    mayConcern: createMentions(active),
    handlers: {
      document: collect((on) => on.document),
      stage: collect((on) => on.stage),
      instruction: collect((on) => on.instruction),
      command: collect((on) => on.command),
      ignoreFile: collect((on) => on.ignoreFile),
      ignorePattern: collect((on) => on.ignorePattern),
      suppression: collect((on) => on.suppression),
      keyword: (keyword) => {
        const known = byKeyword.get(keyword);
        if (known !== undefined) return known;
        const handlers = collect((on) => on[keyword]);
        byKeyword.set(keyword, handlers);
        return handlers;
      },
    },
  };
}
