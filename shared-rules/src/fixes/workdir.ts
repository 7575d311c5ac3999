import { startsInRoot } from '../facts/working-directories.js';
import { joinPath } from '../model/paths.js';
import type { InstructionNode, Stage } from '../model/types.js';
import { resolveVariable } from '../model/variables.js';
import type { Fix } from '../rule.js';
import type { ShellCommand, ShellScript } from '../shell/types.js';
import type { TextEdit } from '../text/edit.js';
import { slice, span } from '../text/span.js';
import { insertAt, keywordLike, removeInstruction } from './edits.js';

/**
 * Puts a WORKDIR before a RUN that begins with `cd`, takes the `cd` out, and goes back behind the RUN, unless a WORKDIR
 * stands there. `undefined` where the directory, or the way back, is not known.
 */
export function workInDirectory(
  run: InstructionNode,
  { commands, isPlainList }: ShellScript,
  change: ShellCommand,
): readonly TextEdit[] | undefined {
  const { before, file, written, isTrigger, stage, form } = run;
  const [first, next] = commands;
  const directory = workdirText(run, change);
  const isPlain = isPlainList && form.kind === 'shell' && run.heredocs.length === 0 && !isTrigger;
  if (directory === undefined || !isPlain || first !== change || next === undefined) return undefined;
  if (change.operatorAfter !== '&&' || change.redirects.length > 0 || stage === undefined) return undefined;
  const removed = span(change.span.start, next.span.start);
  if (
    slice(file.text, removed).includes('#') ||
    slice(file.text, span(run.span.start, change.span.start)).includes('\n')
  ) {
    return undefined;
  }
  const follower = file.instructions[run.index + 1];
  const isFollowed = follower?.keyword === 'WORKDIR' && follower.stage === stage && follower.body.text.startsWith('/');
  const back = before.workdir ?? startDirectory(stage);
  if (!isFollowed && back === undefined) return undefined;
  const { lineEnding } = file.syntax;
  const keyword = keywordLike(written, 'WORKDIR');
  const edits = [insertAt(run.span.start, `${keyword} ${directory}${lineEnding}`), { span: removed, text: '' }];
  if (!isFollowed) edits.push(insertAt(run.span.end, `${lineEnding}${keyword} ${back}`));
  return edits;
}

/** Where a stage starts whose base image has no WORKDIR of its own; `undefined` where nobody knows. */
function startDirectory(stage: Stage): string | undefined {
  if (stage.parent !== undefined) return startDirectory(stage.parent);
  const { base, image } = stage;
  return base.kind === 'image' && startsInRoot(base.reference, image?.role) ? '/' : undefined;
}

/** The operand of a `cd` as one would write it behind WORKDIR: absolute where that is known. */
function workdirText(run: InstructionNode, { arguments: words }: ShellCommand): string | undefined {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0 || word.hasGlob || word.hasSubstitution) return undefined;
  if (word.value !== undefined) {
    if (!/^[\w./@+-]+$/.test(word.value) || word.value.startsWith('-')) return undefined;
    const { workdir } = run.before;
    if (word.value.startsWith('/')) return word.value;
    return workdir === undefined ? undefined : joinPath(workdir, word.value);
  }
  const isPlain = /^"?[\w./@+${}-]+"?$/.test(word.text) && word.text.startsWith('"') === word.text.endsWith('"');
  const isKnown = word.variables.every(({ name }) => {
    const { kind, value } = resolveVariable(run, name);
    return (kind === 'arg' || kind === 'env') && value?.startsWith('/') === true;
  });
  const text = word.text.replaceAll('"', '');
  return isPlain && isKnown && text.startsWith('$') ? text : undefined;
}

/** Instructions that do not care where they stand. */
const NEUTRAL: ReadonlySet<string> = new Set(['ARG', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'LABEL', 'STOPSIGNAL', 'USER']);

/**
 * What becomes of a RUN that is nothing but a `cd`: WORKDIR where no step of the build comes behind it in its stage, else
 * it goes, as it does nothing.
 */
export function replaceByWorkdir(run: InstructionNode, change: ShellCommand): readonly Fix[] {
  const { file, stage, isTrigger, heredocs } = run;
  if (stage === undefined || isTrigger || heredocs.length > 0 || run.flags.length > 0) return [];
  const directory = workdirText(run, change);
  const behind = stage.instructions.filter(({ index }) => index > run.index);
  const isLastStep = behind.every(({ keyword }) => NEUTRAL.has(keyword)) && stage.usedBy.length === 0;
  if (isLastStep && directory !== undefined) {
    const text = `${keywordLike(run.written, 'WORKDIR')} ${directory}`;
    return [{ title: 'Use WORKDIR', safety: 'suggested', edits: [{ span: run.span, text }] }];
  }
  return [{ title: 'Remove the RUN without effect', safety: 'suggested', edits: [removeInstruction(file, run)] }];
}
