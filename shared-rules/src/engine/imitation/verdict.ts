import type { InstructionNode } from '../../model/types.js';
import type { RuleOptions } from '../../rule.js';
import type { Span } from '../../text/span.js';
import type { CommandReading, FileReading, RunReading } from './reading.js';

/** An instruction that a tool reports, and the place in it that it is about. */
export interface Report {
  readonly node: InstructionNode;
  readonly span: Span;
}

/**
 * What a tool reports under one code.
 * @param options those of the rule that has the code
 */
export type Verdict = (file: FileReading, options: RuleOptions) => readonly Report[];

/** Reports every RUN that holds. */
export function onRuns(holds: (run: RunReading, file: FileReading) => boolean): Verdict {
  return (file) => file.runs.filter((run) => holds(run, file)).map(({ node }) => ({ node, span: node.keywordSpan }));
}

/** Reports every RUN of which a command holds, at the first such command. */
export function onCommands(holds: (command: CommandReading, run: RunReading, file: FileReading) => boolean): Verdict {
  return (file) =>
    file.runs.flatMap((run) => {
      const command = run.commands.find((each) => holds(each, run, file));
      return command === undefined ? [] : [{ node: run.node, span: command.span }];
    });
}

/** Reports every instruction, apart from the triggers of ONBUILD, that holds. */
export function onInstructions(holds: (node: InstructionNode, file: FileReading) => boolean): Verdict {
  return (file) =>
    file.dockerfile.instructions
      .filter((node) => holds(node, file))
      .map((node) => ({ node, span: node.bodySpan.start < node.bodySpan.end ? node.bodySpan : node.keywordSpan }));
}
