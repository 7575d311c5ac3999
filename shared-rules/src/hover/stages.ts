import { findStage } from '../model/stages.js';
import type { Dockerfile, Stage } from '../model/types.js';
import { markdownCode } from '../text/markdown.js';
import { paragraphs } from './render.js';

/** A stage by its name, or by its number where it has none, with its line. */
export function stageLabel(dockerfile: Dockerfile, stage: Stage): string {
  const line = dockerfile.syntax.lines.lineAt(stage.span.start) + 1;
  return `${stage.name === undefined ? `stage ${stage.index}` : markdownCode(stage.name)} (line ${line})`;
}

/** What a stage is for: who reads from it, and whether it is in the image. */
export function stageMarkdown(dockerfile: Dockerfile, stage: Stage): string {
  return paragraphs(
    `**Stage** ${stageLabel(dockerfile, stage)}`,
    fateOf(dockerfile, stage),
    usersOf(dockerfile, stage),
  );
}

/** Where `--from` or `from=` reads: a stage, or else an image or a named context. */
export function sourceMarkdown(dockerfile: Dockerfile, reader: Stage | undefined, name: string): string {
  if (reader?.name !== undefined && reader.name.toLowerCase() === name.toLowerCase()) {
    return `${markdownCode(name)} is its own stage, and a stage cannot read from itself.`;
  }
  const stage = findStage(dockerfile.stages, name, reader?.index ?? dockerfile.stages.length);
  if (stage !== undefined) {
    const numbered = /^\d+$/.test(name)
      ? 'A number changes its meaning as soon as somebody adds a stage above. Name the stage instead.'
      : undefined;
    return paragraphs(stageMarkdown(dockerfile, stage), numbered);
  }
  return `${markdownCode(name)} is no stage above this line: Docker takes it as a named context (\`--build-context\`) or as an image.`;
}

function fateOf(dockerfile: Dockerfile, stage: Stage): string {
  if (stage === dockerfile.finalStage) return 'The last stage: this is the image that `docker build` makes.';
  if (stage.ships) return 'Its layers are in the image: the last stage is built `FROM` it.';
  if (stage.usedBy.length > 0) {
    return [
      'Not in the image: only what other stages copy out of it is, so compilers and sources stay behind.',
      'A Python service went from 259 to 156 MB this way, one with Jupyter and pandas from 969 to 357 MB.',
      'It still is in the build cache, and so is every secret that its `ARG` or `ENV` names.',
    ].join(' ');
  }
  return stage.name === undefined
    ? 'No stage uses it, so the builder skips it.'
    : 'No stage uses it, so the builder skips it unless asked for it with `--target`.';
}

function usersOf(dockerfile: Dockerfile, stage: Stage): string | undefined {
  if (stage.usedBy.length === 0) return undefined;
  return `Used by ${stage.usedBy.map((user) => stageLabel(dockerfile, user)).join(', ')}.`;
}
