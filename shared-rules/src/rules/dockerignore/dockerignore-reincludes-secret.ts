import { ignoreTest, patternTest } from '../../context/dockerignore.js';
import type { IgnoreFile, IgnorePattern } from '../../context/ignore-file.js';
import { deleteLine } from '../../fixes/ignore-lines.js';
import { isPlantedSecret, secretsIn } from '../../model/unwanted-files.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'dockerignore-reincludes-secret',
  title: 'Do not let secrets back into the build context',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P70'],
  fixes: ['suggested'],
  why: `
    A line that begins with \`!\` takes back into the build context what lines above it leave out. If that is a \`.env\` or a
    private key, the next \`COPY . .\` writes it into a layer, and everybody who can pull the image can read it there.
  `,
  how: `
    Give a build its secrets with \`RUN --mount=type=secret\`, and a container its settings when it starts: \`docker run
    --env-file .env\`.
  `,
  references: [
    'https://docs.docker.com/build/concepts/context/#negating-matches',
    'https://docs.docker.com/build/building/secrets/',
  ],
  examples: [
    {
      bad: `
        **/.env*
        «!.env.production»
        !.env.example
      `,
      good: `
        **/.env*
        !.env.example
      `,
      fix: 'suggested',
    },
    {
      title: 'An exception for a folder that has a key in it.',
      bad: `
        *
        !src
        «!config»
      `,
      good: `
        *
        !src
        !config/app.yaml
      `,
      context: { paths: ['src/', 'src/a.ts', 'config/', 'config/app.yaml', 'config/signing_id_rsa', 'config/id_rsa'] },
    },
  ],
  silences: [
    { because: 'samples hold no secrets', text: '.env*\n!.env.example\n!.env.sample\n!certs/ca.pem\n' },
    { because: 'a line below leaves it out again', text: '*\n!.env\n.env\n' },
    {
      because: 'the key in the folder is left out again',
      text: '*\n!config\nconfig/*.key\n',
      context: { paths: ['config/', 'config/app.yaml', 'config/tls.key'] },
    },
    { because: 'nobody knows what is in the folder', text: '*\n!config\n' },
  ],
  on: { ignoreFile: check },
});

function* check(file: IgnoreFile, { buildContext }: RuleContext): Iterable<Finding> {
  const exceptions = file.patterns.filter(({ isException }) => isException);
  if (exceptions.length === 0) return;
  const isLeftOut = ignoreTest(file.patterns);
  const secrets = buildContext === undefined ? [] : secretsIn(buildContext.paths).filter((path) => !isLeftOut(path));
  for (const pattern of exceptions) {
    const secret =
      isPlantedSecret(pattern.path) && !isLeftOut(pattern.path) ? pattern.path : broughtBack(file, pattern, secrets);
    if (secret === undefined) continue;
    yield {
      span: pattern.span,
      message: `This takes ${secret} back into the build context, and so into every image that copies the folder. Leave it out, and pass it when the container starts.`,
      fixes: () => [{ title: 'Delete this line', safety: 'suggested', edits: deleteLine(file, pattern) }],
    };
  }
}

/** The first secret that this line lets in, and not another one: without it, the file would be left out. */
function broughtBack({ patterns }: IgnoreFile, pattern: IgnorePattern, secrets: readonly string[]): string | undefined {
  const fits = patternTest(pattern.path);
  const candidates = secrets.filter(fits);
  if (candidates.length === 0) return undefined;
  const without = ignoreTest(patterns.filter((other) => other !== pattern));
  return candidates.find(without);
}
