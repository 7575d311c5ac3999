import { ignoreTest, type PathTest, patternTest } from '../../context/dockerignore.js';
import type { IgnoreFile } from '../../context/ignore-file.js';
import { appendLines } from '../../fixes/ignore-lines.js';
import { isNeverWanted, type UnwantedPath, unwantedPaths } from '../../model/unwanted-files.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'dockerignore-incomplete',
  title: 'Leave out secrets, history and installed dependencies',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P69'],
  fixes: ['suggested'],
  why: `
    What \`.dockerignore\` does not name goes into the image with every \`COPY . .\`. A \`.env\` or a private key in there can be
    read by everybody who gets the image, and deleting it in a later step does not take it out of its layer. A
    \`node_modules\` from your machine brings hundreds of megabytes and programs built for another system; \`.git\` has the
    whole history, and every commit makes the cache of the step useless.
  `,
  how: 'Write `**/` in front of a name to leave it out at any depth. The line at the end has the last word.',
  references: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  examples: [
    {
      bad: `
        .git
        «dist»
      `,
      good: `
        .git
        dist
        **/.env
        **/node_modules
      `,
      fix: 'suggested',
      context: { paths: ['.git/', '.env', '.env.example', 'src/', 'src/a.ts', 'node_modules/', 'package.json'] },
    },
    {
      title: 'A key in a folder further down, and the history.',
      bad: `
        # Made by every build
        «target»
      `,
      good: `
        # Made by every build
        target
        **/server.key
        .git
      `,
      fix: 'suggested',
      context: { paths: ['.git/', 'config/', 'config/tls/', 'config/tls/server.key', 'config/tls/server.crt'] },
    },
  ],
  silences: [
    { because: 'nobody knows what is in the folder', text: 'dist\n' },
    {
      because: 'all of it is left out',
      text: '**/node_modules\n.git\n**/.env*\n!**/.env.example\n',
      context: { paths: ['.git/', '.env', '.env.local', 'web/', 'web/.env', 'web/node_modules/', '.env.example'] },
    },
    {
      because: 'only what is listed gets in',
      text: '*\n!src\n!package.json\n',
      context: { paths: ['.git/', '.env', 'node_modules/', 'src/', 'src/a.ts', 'package.json'] },
    },
    {
      because: 'a pattern that does not reach it is a problem of its own',
      text: '.git\nnode_modules\n*/.env\n',
      context: { paths: ['.git/', 'web/', 'web/node_modules/', '.env'] },
    },
    {
      because: 'somebody lets it in by name',
      text: '.git\n**/.env*\n!.env.production\n',
      context: { paths: ['.git/', '.env.production'] },
    },
    {
      because: 'keys of tests are made up, and certificates are public',
      text: '.git\n',
      context: { paths: ['.git/', 'test/', 'test/fixtures/', 'test/fixtures/server.key', 'ca.pem', 'editor.conf'] },
    },
  ],
  on: { ignoreFile: check },
});

/** So many are named in the message. */
const MOST_NAMED = 4;

function* check(file: IgnoreFile, { buildContext }: RuleContext): Iterable<Finding> {
  if (buildContext === undefined) return;
  const isLeftOut = ignoreTest(file.patterns);
  const judged = judgedElsewhere(file);
  const isMeant = (path: string): boolean => isLeftOut(path) || judged(path);
  const open = unwantedPaths(buildContext.paths, isMeant).filter(({ kind }) => kind !== 'editor' && kind !== 'log');
  if (open.length === 0) return;
  yield {
    span: lastLine(file),
    message: messageFor(open),
    fixes: () => [
      {
        title:
          open.length === 1 ? `Add ${open[0]?.pattern ?? ''}` : `Add ${open.length} lines for what is not left out`,
        safety: 'suggested',
        edits: appendLines(
          file,
          open.map(({ pattern }) => pattern),
        ),
      },
    ],
  };
}

/** What somebody lets in by name, or means to leave out with a pattern that does not reach it: for other rules to judge. */
function judgedElsewhere({ patterns }: IgnoreFile): PathTest {
  const letIn = patterns.flatMap(({ isException, path }) => (isException ? [patternTest(path)] : []));
  const tooShort = patterns.flatMap(({ isException, path }) => {
    const name = path.replace(/^\*\//, '');
    return isException || name.includes('/') || !isNeverWanted(name) ? [] : [patternTest(`**/${name}`)];
  });
  const tests = [...letIn, ...tooShort];
  return (path) => tests.some((fits) => fits(path));
}

/** Where lines are missing: the last one, or the start of a file without any. */
function lastLine({ patterns, comments }: IgnoreFile): Span {
  return patterns.at(-1)?.span ?? comments.at(-1) ?? { start: 0, end: 0 };
}

function messageFor(open: readonly UnwantedPath[]): string {
  const secretsFirst = [
    ...open.filter(({ kind }) => kind === 'secret'),
    ...open.filter(({ kind }) => kind !== 'secret'),
  ];
  const named = secretsFirst.slice(0, MOST_NAMED).map(({ path }) => shortened(path));
  const rest = open.length - named.length;
  const list = `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const [first] = secretsFirst;
  const what =
    first?.kind === 'secret'
      ? 'A COPY of this folder would put them into the image, where everybody can read them.'
      : 'A COPY of this folder would put them into the image.';
  return `Not left out: ${list}. ${open.length === 1 ? what.replaceAll('them', 'it') : what}`;
}

function shortened(path: string): string {
  return path.length > 50 ? `…${path.slice(-49)}` : path;
}
