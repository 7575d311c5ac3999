import { managerWords } from '../../facts/package-managers.js';
import { isNpmRepository } from '../../facts/package-specifiers.js';
import { quotedNames, type UnpinnedPackage, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-npm-packages',
  title: 'Name the versions of what npm installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3016'],
  fixes: [],
  why: `
    \`npm install name\` takes the newest release there is on the day of the build, and so does \`name@latest\`. A new major release
    then breaks an image that nobody has touched, and a hijacked release comes in with the next build: install scripts run as the
    user of the build. With a version, each build installs the same.
  `,
  how: `
    What your application needs belongs in \`package.json\` and its lock file, installed with \`npm ci\`. For tools that are installed
    globally, write the version after \`@\`.
  `,
  references: ['https://docs.npmjs.com/cli/v11/commands/npm-install'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        RUN npm install -g «typescript»
      `,
      good: `
        FROM node:24-slim
        RUN npm install -g typescript@5.9.2
      `,
    },
    {
      title: 'Scopes, tags that move, and repositories.',
      bad: `
        FROM node:24-slim
        RUN npm install --global --prefix /opt \\
              «@angular/cli» \\
              «npm@latest» \\
              «git+https://github.com/expressjs/express.git» \\
              serve@14
      `,
      good: `
        FROM node:24-slim
        RUN npm install --global --prefix /opt \\
              @angular/cli@20.1.0 \\
              npm@11.5.2 \\
              git+https://github.com/expressjs/express.git#v5.1.0 \\
              serve@14
      `,
    },
  ],
  silences: [
    {
      because: 'the lock file decides',
      text: `
        FROM node:24-slim
        RUN npm install
        RUN npm ci
        RUN npm install --omit=dev
      `,
    },
    {
      because: 'it has a version, a range or a tag',
      text: `
        FROM node:24-slim
        RUN npm i a@1 b@^1.2 @s/c@1.2.3 d@next e@npm:f@1 user/repository#v1
      `,
    },
    {
      because: 'local files and addresses of archives',
      text: `
        FROM node:24-slim
        RUN npm install . .. ./lib ../lib /src ~/lib file:lib app.tgz https://example.org/app.tgz
      `,
    },
    {
      because: 'the version is in a variable',
      text: `
        FROM node:24-slim
        RUN npm install -g typescript@$VERSION @s/a@\${VERSION} $PACKAGES
      `,
    },
    {
      because: 'values of options are no packages',
      text: `
        FROM node:24-slim
        RUN npm --prefix x install -w site --location global --cache /x --fund false a@1
      `,
    },
    {
      because: 'these are no installs by npm',
      text: `
        FROM node:24-slim
        RUN npm run install foo && npm uninstall foo && echo npm install foo
      `,
    },
  ],
  mentions: managerWords('npm'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('npm', node)) {
    yield {
      span: found.span,
      message: messageOf(found),
      ...(found.program === 'npm install' ? {} : { codes: [] }),
    };
  }
}

function messageOf(found: UnpinnedPackage): string {
  const [first] = found.names;
  if (isNpmRepository(first)) {
    return `No commit or tag is given for ${quotedNames(found)}: each build takes its newest state. Write \`#<tag>\` after it.`;
  }
  const what = first.endsWith('@latest')
    ? `\`${first}\` is no version`
    : `No version is given for ${quotedNames(found)}`;
  return `${what}: each build takes the newest release. Write \`${nameOnly(first)}@<version>\`.`;
}

/** Without the tag that moves: `npm` for `npm@latest`. */
function nameOnly(specifier: string): string {
  return specifier.replace(/(?<=.)@(?:latest)?$/, '');
}
