import {
  type Availability,
  type FrontendVersion,
  findFlag,
  findMountOption,
  frontendFeatures,
  frontendLacks,
  frontendVersion,
} from '../facts/instruction-flags.js';
import type { Span } from '../text/span.js';
import { rememberLatest } from './memo.js';
import type { Dockerfile, InstructionNode } from './types.js';

/**
 * The version of the Dockerfile frontend that `# syntax=` pins: `[1, 7]` for `docker/dockerfile:1.7`. `undefined` where
 * the file leaves it to the builder, follows a channel such as `1` or `latest`, or names a frontend of somebody else.
 */
export function pinnedFrontend({ syntax }: Dockerfile): readonly [number, number] | undefined {
  const value = syntax.directives.find(({ name }) => name === 'syntax')?.value;
  const match = /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?:(\d+)\.(\d+)/.exec(value ?? '');
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}

/** Whether the file's frontend has what came with a version; a file that pins none has everything. */
export function frontendAllows(file: Dockerfile, [major, minor]: readonly [number, number]): boolean {
  const pinned = pinnedFrontend(file);
  if (pinned === undefined) return true;
  return pinned[0] > major || (pinned[0] === major && pinned[1] >= minor);
}

/** What a file uses and its pinned frontend does not have yet. */
export interface FrontendGap {
  /** `COPY --exclude`, `a heredoc` */
  readonly what: string;
  readonly since: FrontendVersion;
  readonly span: Span;
}

/** In document order; none where the frontend is not pinned, or not one of Docker's. */
export const frontendGaps: (file: Dockerfile) => readonly FrontendGap[] = rememberLatest((file: Dockerfile) => {
  const value = file.syntax.directives.find(({ name }) => name === 'syntax')?.value;
  const frontend = value === undefined ? undefined : frontendVersion(value);
  if (frontend?.version === undefined) return [];
  return file.instructions.flatMap((instruction) =>
    newThings(instruction.onbuildTrigger ?? instruction).flatMap(({ what, span, availability }) => {
      const { since, labsSince } = availability;
      const first = frontend.channel === 'labs' ? (labsSince ?? since) : since;
      return first !== undefined && frontendLacks(frontend, availability) ? [{ what, since: first, span }] : [];
    }),
  );
});

interface NewThing {
  readonly what: string;
  readonly span: Span;
  readonly availability: Availability;
}

function newThings({ keyword, flags, heredocs }: InstructionNode): readonly NewThing[] {
  const found = flags.flatMap((flag): readonly NewThing[] => {
    const { name, value, span, options } = flag;
    const known = findFlag(keyword, name);
    if (known === undefined) return [];
    const things: NewThing[] = [{ what: `${keyword} --${name}`, span, availability: known }];
    if (name === 'chmod' && value !== undefined && !/^[0-7]+$|\$/.test(value)) {
      things.push({ what: `--chmod=${value}`, span, availability: frontendFeatures['symbolic-chmod'] });
    }
    for (const option of name === 'mount' ? options : []) {
      const availability = findMountOption(option.name);
      if (availability === undefined) continue;
      things.push({ what: `--mount with ${availability.name}=`, span: option.span, availability });
    }
    return things;
  });
  const [heredoc] = heredocs;
  if (heredoc === undefined) return found;
  return [...found, { what: 'a heredoc', span: heredoc.marker, availability: frontendFeatures.heredoc }];
}
