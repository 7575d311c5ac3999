import type { Directive } from '../syntax/types.js';
import { markdownCode } from '../text/markdown.js';
import { paragraphs, referenceLink } from './render.js';

const notes: Readonly<
  Record<Directive['name'], { readonly does: string; readonly mind: string; readonly anchor: string }>
> = {
  syntax: {
    does: 'Says which frontend reads this file. The builder pulls it as an image, so new instructions work with an older Docker, too.',
    mind: '`docker/dockerfile:1` always is the newest of version 1. An exact version fixes what the file may use: heredocs need 1.4, `COPY --exclude` 1.19, `COPY --parents` 1.20. `experimental` and `labs` are needed only for what no stable version has yet.',
    anchor: 'syntax',
  },
  escape: {
    does: 'Sets the character that continues a line and takes the meaning from the one behind it.',
    mind: 'A backtick helps on Windows, where paths hold backslashes. Everywhere else, leave the backslash.',
    anchor: 'escape',
  },
  check: {
    does: 'Sets up the checks of `docker build --check`: `skip=` names checks to leave out, `error=true` makes the rest stop the build.',
    mind: 'Dockwright heeds the same names. It needs `docker/dockerfile:1.8`.',
    anchor: 'check',
  },
};

/** A directive, explained. */
export function directiveMarkdown(directive: Directive): string {
  const { does, mind, anchor } = notes[directive.name];
  return paragraphs(
    `\`# ${directive.name}=\`: ${does}`,
    `Here it is ${markdownCode(directive.value)}.`,
    mind,
    'Directives count only in the first lines of the file, before comments, blank lines and instructions.',
    referenceLink(anchor),
  );
}
