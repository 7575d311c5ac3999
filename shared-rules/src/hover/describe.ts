import { type Availability, findFlag, findMountOption, frontendVersion } from '../facts/instruction-flags.js';
import { mountsOf } from '../model/mounts.js';
import type { Dockerfile, InstructionNode, Stage, StageState } from '../model/types.js';
import type { Rule, SuppressionComment } from '../rule.js';
import type { Flag, FlagOption } from '../syntax/types.js';
import { markdownCode } from '../text/markdown.js';
import type { Span } from '../text/span.js';
import { directiveMarkdown } from './directives.js';
import { type FlagText, flagText, mountOptionText, mountTypeText } from './flags.js';
import { formAt } from './forms.js';
import { heredocMarkdown } from './heredocs.js';
import { imageMarkdown } from './images.js';
import { keywordTexts } from './keywords.js';
import { type Description, flagMarkdown, keywordMarkdown } from './render.js';
import { sourceMarkdown, stageMarkdown } from './stages.js';
import { suppressionMarkdown } from './suppressions.js';
import { declarationAt, variableAt } from './variables.js';

/** Tells whether a stretch of the document is where the pointer is. */
type IsHere = (span: Span) => boolean;

interface Sources {
  readonly dockerfile: Dockerfile;
  readonly rules: readonly Rule[];
  readonly suppressions: readonly SuppressionComment[];
}

/** What stands at a place of a Dockerfile, explained; `undefined` where nothing of ours does. */
export function describeAt({ dockerfile, rules, suppressions }: Sources, isHere: IsHere): Description | undefined {
  const suppression = suppressions.find((comment) => isHere(comment.span));
  if (suppression !== undefined) {
    return { span: suppression.span, markdown: suppressionMarkdown(suppression, rules) };
  }
  const directive = dockerfile.syntax.directives.find((candidate) => isHere(candidate.span));
  if (directive !== undefined) return { span: directive.span, markdown: directiveMarkdown(directive) };
  const outer = dockerfile.instructions.find((candidate) => isHere(candidate.span));
  if (outer === undefined) return undefined;
  const trigger = outer.onbuildTrigger;
  const instruction = trigger !== undefined && isHere(trigger.span) ? trigger : outer;
  return inInstruction(dockerfile, instruction, isHere);
}

function inInstruction(dockerfile: Dockerfile, instruction: InstructionNode, isHere: IsHere): Description | undefined {
  if (isHere(instruction.keywordSpan)) return keywordHere(instruction);
  const heredoc = instruction.heredocs.find((candidate) => isHere(candidate.marker));
  if (heredoc !== undefined) return { span: heredoc.marker, markdown: heredocMarkdown(instruction, heredoc) };
  const variable = variableAt(dockerfile, instruction, isHere);
  if (variable !== undefined) return variable;
  const flag = instruction.flags.find((candidate) => isHere(candidate.span));
  if (flag !== undefined) return flagHere(dockerfile, instruction, flag, isHere);
  if (instruction.keyword === 'FROM') return fromHere(dockerfile, instruction, isHere);
  return declarationAt(instruction, isHere) ?? formAt(instruction, isHere);
}

function keywordHere(instruction: InstructionNode): Description | undefined {
  const { keyword, keywordSpan, before } = instruction;
  if (keyword === 'UNKNOWN') return undefined;
  const here = instruction.stage === undefined || keyword === 'FROM' ? undefined : stateText(keyword, before);
  return { span: keywordSpan, markdown: keywordMarkdown(keyword, keywordTexts[keyword], here) };
}

/** What holds before an instruction, as far as it matters to it and is known. */
function stateText(keyword: string, { user, workdir, shell }: StageState): string | undefined {
  const runs = keyword === 'RUN' || keyword === 'CMD' || keyword === 'ENTRYPOINT' || keyword === 'HEALTHCHECK';
  const parts: string[] = [];
  if (runs || keyword === 'USER') {
    const name = user.name ?? (user.isRoot === true ? 'root' : undefined);
    if (name !== undefined) parts.push(`user ${markdownCode(name)}`);
  }
  if ((runs || keyword === 'WORKDIR' || keyword === 'COPY' || keyword === 'ADD') && workdir !== undefined) {
    parts.push(`directory ${markdownCode(workdir)}`);
  }
  if ((runs || keyword === 'SHELL') && shell.program !== undefined) parts.push(`shell ${markdownCode(shell.program)}`);
  return parts.length === 0 ? undefined : `Before this line: ${parts.join(', ')}.`;
}

function flagHere(
  dockerfile: Dockerfile,
  instruction: InstructionNode,
  flag: Flag,
  isHere: IsHere,
): Description | undefined {
  const name = flag.name.toLowerCase();
  if (name === 'mount') return mountHere(dockerfile, instruction, flag, isHere);
  if (name === 'from' && flag.value !== undefined && flag.valueSpan !== undefined && isHere(flag.valueSpan)) {
    return { span: flag.valueSpan, markdown: sourceMarkdown(dockerfile, instruction.stage, flag.value) };
  }
  const available = findFlag(instruction.keyword, name);
  return describeFlag(dockerfile, flag.span, `--${name}`, flagText(instruction.keyword, name), available);
}

/** A mount: its kind where the pointer is on `--mount` or `type=`, else the option under the pointer. */
function mountHere(
  dockerfile: Dockerfile,
  instruction: InstructionNode,
  flag: Flag,
  isHere: IsHere,
): Description | undefined {
  const option = flag.options.find((candidate) => isHere(candidate.span));
  if (option !== undefined && option.name.toLowerCase() !== 'type') {
    return mountOptionHere(dockerfile, instruction.stage, option, isHere);
  }
  const type = mountsOf(instruction).find((mount) => mount.span.start === flag.span.start)?.type ?? 'bind';
  const text = mountTypeText(type);
  const available = findFlag(instruction.keyword, 'mount');
  return text === undefined
    ? describeFlag(dockerfile, flag.nameSpan, '--mount', flagText(instruction.keyword, 'mount'), available)
    : describeFlag(dockerfile, option?.span ?? flag.span, `--mount=type=${type.toLowerCase()}`, text, available);
}

function mountOptionHere(
  dockerfile: Dockerfile,
  stage: Stage | undefined,
  option: FlagOption,
  isHere: IsHere,
): Description | undefined {
  const name = option.name.toLowerCase();
  if (name === 'from' && option.value !== undefined && option.valueSpan !== undefined && isHere(option.valueSpan)) {
    return { span: option.valueSpan, markdown: sourceMarkdown(dockerfile, stage, option.value) };
  }
  return describeFlag(dockerfile, option.span, name, mountOptionText(name), findMountOption(name));
}

function describeFlag(
  dockerfile: Dockerfile,
  span: Span,
  name: string,
  text: FlagText | undefined,
  available: Availability = {},
): Description | undefined {
  if (text === undefined) return undefined;
  const syntax = dockerfile.syntax.directives.find((directive) => directive.name === 'syntax');
  const frontend = frontendVersion(syntax?.value ?? 'docker/dockerfile');
  return { span, markdown: flagMarkdown(name, text, available, frontend) };
}

function fromHere(dockerfile: Dockerfile, instruction: InstructionNode, isHere: IsHere): Description | undefined {
  const { stage } = instruction;
  if (stage === undefined) return undefined;
  if (stage.nameSpan !== undefined && isHere(stage.nameSpan)) {
    return { span: stage.nameSpan, markdown: stageMarkdown(dockerfile, stage) };
  }
  if (stage.baseSpan !== undefined && isHere(stage.baseSpan)) {
    return { span: stage.baseSpan, markdown: imageMarkdown(dockerfile, stage) };
  }
  return undefined;
}
