import { ignoreTest, patternTest } from '../../context/dockerignore.js';
import type { IgnoreFile, IgnorePattern } from '../../context/ignore-file.js';
import type { BuildContext } from '../../context/types.js';
import { UNWANTED_FILES } from '../../facts/unwanted-files.js';
import { deleteLine } from '../../fixes/ignore-lines.js';
import { isPlantedSecret } from '../../model/unwanted-files.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'dockerignore-pattern-unused',
  title: 'Delete patterns that fit nothing',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P70'],
  fixes: ['suggested'],
  why: `
    A pattern that fits no file does nothing, and most often it is misspelt or names what was moved: then the file that was
    meant goes into the image. A line that says again what stands above it only makes the list longer to read.
  `,
  references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  examples: [
    {
      bad: `
        .git
        «desings»
        docs
      `,
      good: `
        .git
        docs
      `,
      fix: 'suggested',
      context: { paths: ['.git/', 'designs/', 'designs/logo.svg', 'docs/', 'docs/a.md'] },
    },
    {
      title: 'The same thing twice, once in another spelling.',
      bad: `
        tmp
        **/*.md
        «/tmp/»
      `,
      good: `
        tmp
        **/*.md
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'nobody knows what is in the folder', text: 'docs\n!docs/a.md\n' },
    {
      because: 'these come and go',
      text: '**/node_modules\n.env\n*.log\ndist\ncoverage\n.git\n**/*.key\n',
      context: { paths: ['src/', 'src/a.ts'] },
    },
    {
      because: 'an exception between them makes a difference',
      text: 'docs\n!docs/a.md\ndocs\n',
      context: { paths: ['docs/', 'docs/a.md'] },
    },
    {
      because: 'nobody looked into that folder',
      text: '.venv/lib/cache\n',
      context: { paths: ['.venv/', 'src/'] },
    },
  ],
  on: { ignoreFile: check },
});

/** What builds and tools make, and what is not there yet on most machines. */
const MADE_LATER =
  /^(?:dist|build|out|target|bin|obj|coverage|tmp|temp|logs?|cache|\.cache)$|\.(?:log|tmp|bak|pyc|swp)$|~$/i;

/** Each pattern is compared with every path; where that is more than this, only repetitions are looked for. */
const MOST_COMPARED = 500_000;

function* check(file: IgnoreFile, { buildContext }: RuleContext): Iterable<Finding> {
  const comparisons = file.patterns.length * (buildContext?.paths.size ?? 0);
  const context = comparisons > MOST_COMPARED ? undefined : buildContext;
  /** Patterns since the last one of the other kind. */
  const seen = new Map<string, IgnorePattern>();
  let isException = false;
  for (const pattern of file.patterns) {
    if (pattern.isException !== isException) seen.clear();
    isException = pattern.isException;
    const same = seen.get(pattern.path);
    seen.set(pattern.path, same ?? pattern);
    const message = same === undefined ? context && fitsNothing(file, pattern, context) : sameAs(same);
    if (message === undefined) continue;
    yield {
      span: pattern.span,
      message,
      tags: ['unnecessary'],
      fixes: () => [{ title: 'Delete this line', safety: 'suggested', edits: deleteLine(file, pattern) }],
    };
  }
}

function sameAs({ line }: IgnorePattern): string {
  return `Line ${line + 1} says the same. Delete this one.`;
}

function fitsNothing(
  { patterns }: IgnoreFile,
  { path, isException, index }: IgnorePattern,
  { paths, unlisted }: BuildContext,
): string | undefined {
  const name = path.split('/').at(-1) ?? '';
  if (path === '' || MADE_LATER.test(name) || UNWANTED_FILES.has(name.toLowerCase()) || isPlantedSecret(path))
    return undefined;
  if (path.split('/').some((part) => UNWANTED_FILES.has(part.toLowerCase()))) return undefined;
  const above = ignoreTest(patterns.slice(0, index));
  // What nobody looked into may hold what it fits, unless that is left out anyway.
  if (path.includes('**') && [...(unlisted ?? [])].some((folder) => !above(folder))) return undefined;
  const fits = patternTest(path);
  for (const each of paths) if (fits(each) && (!isException || above(each))) return undefined;
  return isException
    ? 'Nothing that is there fits this, or nothing of it is left out above. Check the spelling, or delete the line.'
    : 'Nothing that is there fits this pattern. Check the spelling, or delete the line.';
}
