import { ignoreTest, type PathTest, patternTest } from '../../context/dockerignore.js';
import type { IgnoreFile, IgnorePattern } from '../../context/ignore-file.js';
import { isPresent } from '../../context/presence.js';
import type { BuildContext } from '../../context/types.js';
import { UNWANTED_FILES } from '../../facts/unwanted-files.js';
import { deleteLine } from '../../fixes/ignore-lines.js';
import { isNeverWanted } from '../../model/unwanted-files.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'dockerignore-pattern-trap',
  title: "Write patterns by Docker's rules, not by git's",
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P70'],
  fixes: ['suggested'],
  why: `
    A \`.dockerignore\` looks like a \`.gitignore\` and is read by other rules. A line is one pattern, blanks included; a name
    without a slash fits in the top folder only; \`*/name\` fits one folder down and nowhere else; and the last line that fits
    a file decides. A pattern that means something else than it seems to lets the very files into the image that somebody
    wanted to keep out, and no build says so.
  `,
  how: `
    | to leave out | write |
    | --- | --- |
    | a name at any depth | \`**/node_modules\` |
    | a name in the top folder | \`node_modules\` |
    | all but one file of a kind | \`*.md\`, and below it \`!README.md\` |
  `,
  references: [
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
    'https://docs.docker.com/build/concepts/context/#matching',
  ],
  examples: [
    {
      title: 'Three patterns in one line are one pattern, which fits nothing.',
      bad: `
        «.git node_modules *.log»
        dist
      `,
      good: `
        .git
        node_modules
        *.log
        dist
      `,
      fix: 'suggested',
    },
    {
      title: 'One folder down, and not where the files are.',
      bad: `
        «*/.git»
        «*/node_modules»
      `,
      good: `
        **/.git
        **/node_modules
      `,
      fix: 'suggested',
    },
    {
      title: 'In the top folder only, while there are more of them further down.',
      bad: `
        .git
        «node_modules»
        «*.pyc»
      `,
      good: `
        .git
        **/node_modules
        **/*.pyc
      `,
      fix: 'suggested',
      context: { paths: ['.git/', 'node_modules/', 'web/', 'web/node_modules/', 'app/', 'app/a.pyc'] },
    },
    {
      title: 'An exception above the line that it is meant for has no effect.',
      bad: `
        .git
        «!README.md»
        *.md
      `,
      good: `
        .git
        *.md
        !README.md
      `,
      fix: 'suggested',
    },
    {
      title: 'A comment behind a pattern, a comment that does not begin in the first column, and a negated set.',
      bad: `
        «node_modules  # installed by the build»
          «# secrets»
        .env
        «*.[!c]»
      `,
      good: `
        # installed by the build
        node_modules
        # secrets
        .env
        *.[^c]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    { because: 'a name may have blanks in it', text: 'My Documents\nProgram Files/data\n' },
    {
      because: 'there is such a file',
      text: 'notes *old.txt\n',
      context: { paths: ['notes *old.txt'] },
    },
    { because: 'it may well be meant', text: '*/temp*\n*/*.bak\n!README.md\n' },
    {
      because: 'nobody knows whether there are more of them, or there are none',
      text: 'node_modules\n*.log\n.env\n',
    },
    {
      because: 'those further down are left out by another line',
      text: 'node_modules\nweb\n',
      context: { paths: ['node_modules/', 'web/', 'web/node_modules/'] },
    },
    {
      because: 'the name is a common one, and the others may be needed',
      text: 'docs\ntests\nREADME.md\n',
      context: { paths: ['docs/', 'src/', 'src/docs/', 'src/tests/', 'src/README.md'] },
    },
    { because: 'what is left out and what is let in differ', text: '!docs/a.md\ndocs/b.md\n*.txt\n!src\nsrc/*.log\n' },
    { because: 'all but some is left out, in the right order', text: '**\n!src/**\n!package.json\n**/*.log\n' },
  ],
  on: { ignoreFile: check },
});

/** A trap: what is wrong, and the lines to write instead; none where the whole file must be looked at. */
interface Trap {
  readonly message: string;
  readonly fix: Fix;
}

function* check(file: IgnoreFile, { buildContext }: RuleContext): Iterable<Finding> {
  const isLeftOut = ignoreTest(file.patterns);
  const overrides = laterOverrides(file);
  for (const pattern of file.patterns) {
    const isName = buildContext !== undefined && isPresent(buildContext, pattern.path) === true;
    const trap =
      (isName ? undefined : (commentTrap(file, pattern) ?? severalInOne(pattern))) ??
      oneFolderDown(pattern) ??
      topFolderOnly(pattern, buildContext, isLeftOut) ??
      negatedSet(pattern) ??
      tooEarly(file, pattern, overrides.get(pattern));
    if (trap !== undefined) yield findingOf(pattern, trap);
  }
}

function findingOf({ span }: IgnorePattern, { message, fix }: Trap): Finding {
  return { span, message, fixes: () => [fix] };
}

function replaceBy(pattern: IgnorePattern, text: string, title: string): Fix {
  return { title, safety: 'suggested', edits: [{ span: pattern.span, text }] };
}

/** `# words` behind blanks, or behind a pattern. */
function commentTrap(file: IgnoreFile, pattern: IgnorePattern): Trap | undefined {
  const { text, span, line } = pattern;
  if (text.startsWith('#')) {
    const start = file.lines.lineSpan(line).start;
    const indent = { start: start === 0 && file.text.charCodeAt(0) === 0xfeff ? 1 : start, end: span.start };
    return {
      message: 'Comments begin in the first column; Docker reads this line as a pattern.',
      fix: { title: 'Move the comment to the first column', safety: 'suggested', edits: [{ span: indent, text: '' }] },
    };
  }
  const comment = /^(\S+)\s+(#.*)$/.exec(text);
  if (comment === null) return undefined;
  const [, before = '', behind = ''] = comment;
  return {
    message: `Docker reads the comment as part of the pattern, which fits nothing then. Write it in a line of its own, above ${before}.`,
    fix: replaceBy(pattern, `${behind}\n${before}`, 'Move the comment to a line of its own'),
  };
}

/** Blanks between what looks like patterns: a sign of patterns, or a name that everybody has, in at least one of them. */
function severalInOne(pattern: IgnorePattern): Trap | undefined {
  const parts = pattern.text.split(/\s+/);
  if (parts.length < 2 || parts[0] === '!') return undefined;
  const signs = parts.filter((part) => /^[!.*/]|[*?]/.test(part) || UNWANTED_FILES.has(part.toLowerCase()));
  if (signs.length < 2 && signs.length < parts.length) return undefined;
  return {
    message: 'A line is one pattern, blanks included, so this fits nothing. Write each pattern in a line of its own.',
    fix: replaceBy(pattern, parts.join('\n'), 'Write each pattern in a line of its own'),
  };
}

/** `*` in front of a name that everybody means to leave out wherever it is. */
function oneFolderDown(pattern: IgnorePattern): Trap | undefined {
  const name = /^\*\/([^/]+)$/.exec(pattern.path)?.[1];
  if (pattern.isException || name === undefined || !isNeverWanted(name)) return undefined;
  return {
    message: `This fits ${name} one folder down, and neither in the top folder nor further down. Write **/${name}.`,
    fix: replaceBy(pattern, `**/${name}`, `Write **/${name}`),
  };
}

/** A name without a slash that is further down, too. */
function topFolderOnly(
  pattern: IgnorePattern,
  context: BuildContext | undefined,
  isLeftOut: PathTest,
): Trap | undefined {
  const { path, isException } = pattern;
  if (context === undefined || isException || path.includes('/') || !isNeverWanted(path)) return undefined;
  const fits = patternTest(path);
  for (const each of context.paths) {
    const slash = each.lastIndexOf('/', each.length - 2);
    if (slash === -1 || !fits(each.slice(slash + 1)) || isLeftOut(each)) continue;
    return {
      message: `This fits in the top folder only, and ${shortened(each)} gets into the build context. Write **/${path}.`,
      fix: replaceBy(pattern, `**/${path}`, `Write **/${path}`),
    };
  }
  return undefined;
}

function shortened(path: string): string {
  return path.length > 60 ? `…${path.slice(-59)}` : path;
}

/** `[!a]` is git's and the shell's way. */
function negatedSet(pattern: IgnorePattern): Trap | undefined {
  if (!/\[![^\]]+\]/.test(pattern.path)) return undefined;
  const better = pattern.text.replace(/\[!(?=[^\]]+\])/g, '[^');
  return {
    message: 'Docker negates a set of characters with `^`; with `!`, the set holds an exclamation mark.',
    fix: replaceBy(pattern, better, `Write ${better}`),
  };
}

/** Lines that many exceptions are compared with. */
const MOST_COMPARED = 500;

/** For exceptions: the last line below that takes them back. */
function laterOverrides({ patterns }: IgnoreFile): ReadonlyMap<IgnorePattern, IgnorePattern> {
  const found = new Map<IgnorePattern, IgnorePattern>();
  if (patterns.length > MOST_COMPARED) return found;
  const below: { readonly pattern: IgnorePattern; readonly fits: PathTest }[] = [];
  for (const pattern of [...patterns].reverse()) {
    if (!pattern.isException) {
      below.push({ pattern, fits: patternTest(pattern.path) });
      continue;
    }
    const last = below.find(({ fits }) => fits(pattern.path));
    if (last !== undefined) found.set(pattern, last.pattern);
  }
  return found;
}

function tooEarly(file: IgnoreFile, pattern: IgnorePattern, override: IgnorePattern | undefined): Trap | undefined {
  if (override === undefined || isAllowed(file, pattern)) return undefined;
  const { end } = file.lines.lineSpan(override.line);
  return {
    message: `Line ${override.line + 1} leaves this out again: the last line that fits decides. Move this one below it.`,
    fix: {
      title: `Move it below line ${override.line + 1}`,
      safety: 'suggested',
      edits: [...deleteLine(file, pattern), { span: { start: end, end }, text: `${file.lineEnding}${pattern.text}` }],
    },
  };
}

/** A line above leaves it out: then the exception, too, may be a leftover, and what was meant is not known. */
function isAllowed({ patterns }: IgnoreFile, { index, path }: IgnorePattern): boolean {
  return patterns.slice(0, index).some((other) => !other.isException && patternTest(other.path)(path));
}
