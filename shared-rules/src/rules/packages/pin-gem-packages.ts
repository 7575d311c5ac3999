import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-gem-packages',
  title: 'Name the versions of what gem installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3028'],
  fixes: [],
  why: `
    Without a version, \`gem install\` takes the newest release there is on the day of the build. A new release that needs a newer
    Ruby, or has changed its interface, then breaks an image that nobody has touched. With a version, each build installs the same.
  `,
  how: `
    What your application needs belongs in a \`Gemfile\` with its \`Gemfile.lock\`, installed by \`bundle install\`.
  `,
  references: ['https://guides.rubygems.org/command-reference/#gem-install'],
  examples: [
    {
      bad: `
        FROM ruby:3.4-slim
        RUN gem install «bundler»
      `,
      good: `
        FROM ruby:3.4-slim
        RUN gem install bundler:2.7.1
      `,
    },
    {
      title: 'Options before the name, and several gems.',
      bad: `
        FROM ruby:3.4-slim
        RUN gem install --no-document «rails» \\
              rake:13.3.0 \\
            && gem i -N «foreman»
      `,
      good: `
        FROM ruby:3.4-slim
        RUN gem install --no-document rails:8.0.2 \\
              rake:13.3.0 \\
            && gem i -N foreman -v 0.89.0
      `,
    },
  ],
  silences: [
    {
      because: 'it has a version, whatever the spelling',
      text: `
        FROM ruby:3.4
        RUN gem install a:1 && gem install b -v 1 && gem install c -v1 && gem i d --version=1 && gem i --version 1 e
      `,
    },
    {
      because: 'behind -- stand options of an extension',
      text: `
        FROM ruby:3.4
        RUN gem install pg:1.6.0 -- --with-pg-config /x something
      `,
    },
    {
      because: 'local files, and a file of gems',
      text: `
        FROM ruby:3.4
        RUN gem install app-1.gem pkg/other.gem
        RUN gem install -g Gemfile
      `,
    },
    {
      because: 'it is in a variable',
      text: `
        FROM ruby:3.4
        RUN gem install rails:$RAILS_VERSION
        RUN gem install $GEMS
        RUN gem install rails $VERSION_OPTION
      `,
    },
    {
      because: 'these install no gem by name',
      text: `
        FROM ruby:3.4
        RUN gem update --system && gem uninstall x && bundle install
      `,
    },
  ],
  mentions: managerWords('gem'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('gem', node)) {
    yield {
      span: found.span,
      message: `No version is given for ${quotedNames(found)}: each build takes the newest release. Write \`${found.names[0]}:<version>\`.`,
    };
  }
}
