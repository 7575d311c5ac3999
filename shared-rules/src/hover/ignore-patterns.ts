import { patternTest } from '../context/dockerignore.js';
import type { IgnoreFile, IgnorePattern } from '../context/ignore-file.js';
import type { BuildContext } from '../context/types.js';
import { markdownCode } from '../text/markdown.js';
import type { Span } from '../text/span.js';
import type { Description } from './render.js';

interface Sources {
  readonly ignoreFile: IgnoreFile | undefined;
  readonly buildContext: BuildContext | undefined;
}

/** So many paths are named in a hover. */
const MOST_NAMED = 5;

/** What a pattern of a `.dockerignore` does; `undefined` where none stands there. */
export function ignorePatternAt(
  { ignoreFile, buildContext }: Sources,
  isHere: (span: Span) => boolean,
): Description | undefined {
  const pattern = ignoreFile?.patterns.find(({ span }) => isHere(span));
  if (pattern === undefined) return undefined;
  const parts = [meaningOf(pattern), placesOf(pattern), buildContext && effectOf(pattern, buildContext)];
  return { span: pattern.span, markdown: parts.filter((part) => part !== undefined).join('\n\n') };
}

function meaningOf({ text, isException }: IgnorePattern): string {
  return isException
    ? `${markdownCode(text)} takes back into the build context what lines above it leave out. The last line that fits a path decides.`
    : `${markdownCode(text)} is left out of the build context: COPY and ADD do not see it, and nothing of it is sent to the builder.`;
}

function placesOf({ path }: IgnorePattern): string | undefined {
  if (path === '') return 'It stands for the context as a whole, which Docker passes over.';
  if (path.startsWith('**/')) return 'It fits at any depth, the folder of the file itself included.';
  if (path.startsWith('*/')) return 'It fits one folder down, and nowhere else.';
  const name = path.includes('/') ? 'this path' : 'this name';
  return `It fits ${name} in the top folder only, unlike in a .gitignore. For any depth, write ${markdownCode(`**/${path}`)}.`;
}

function effectOf({ path }: IgnorePattern, { paths }: BuildContext): string {
  const fits = patternTest(path);
  const named: string[] = [];
  let count = 0;
  for (const each of paths) {
    if (!fits(each)) continue;
    count++;
    if (named.length < MOST_NAMED) named.push(markdownCode(each));
  }
  if (count === 0) return 'Nothing that is there now fits it.';
  const rest = count - named.length;
  return `Fits now: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
