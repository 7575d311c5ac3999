import { curlOptionsWithValue } from '../../facts/downloaders.js';
import { insertAt } from '../../fixes/edits.js';
import { isExecElement } from '../../fixes/insert-option.js';
import { comparesFiles } from '../../model/download-checks.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand, mayHoldOptions, readArguments } from '../../shell/commands.js';

export default defineRule({
  id: 'curl-https-only',
  title: 'Follow redirects to https only',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['sonar:S6506'],
  practices: ['U24'],
  fixes: ['suggested'],
  why: `
    With \`-L\` curl goes wherever the server sends it, also to an address with \`http://\`, which anybody on the way can
    answer. Whoever can make the server redirect gets past the https that you wrote. \`--proto '=https'\` lets curl take
    nothing else, and the build stops instead.
  `,
  references: ['https://curl.se/docs/manpage.html#--proto'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN «curl» -fsSLo /tmp/tool.tar.gz https://example.com/tool.tar.gz
      `,
      good: `
        FROM debian:12-slim
        RUN curl --proto '=https' -fsSLo /tmp/tool.tar.gz https://example.com/tool.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'Over several lines, in a script and in exec form.',
      bad: `
        FROM debian:12-slim AS fetch
        RUN apt-get --version \\
            && «curl» --location --fail --output /srv/a.tar.gz \\
                https://example.com/a.tar.gz
        RUN <<EOF
        set -e
        «curl» -fsSLo /srv/b.tar.gz https://example.com/b.tar.gz
        EOF
        RUN [«"curl"», "-fLo", "/srv/c.tar.gz", "https://example.com/c.tar.gz"]
        FROM debian:12-slim
        COPY --from=fetch /srv /srv
      `,
      good: `
        FROM debian:12-slim AS fetch
        RUN apt-get --version \\
            && curl --proto '=https' --location --fail --output /srv/a.tar.gz \\
                https://example.com/a.tar.gz
        RUN <<EOF
        set -e
        curl --proto '=https' -fsSLo /srv/b.tar.gz https://example.com/b.tar.gz
        EOF
        RUN ["curl", "--proto", "=https", "-fLo", "/srv/c.tar.gz", "https://example.com/c.tar.gz"]
        FROM debian:12-slim
        COPY --from=fetch /srv /srv
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'redirects are limited, or not followed',
      text: 'FROM debian:13\nRUN curl --proto "=https" -fsSLO https://example.com/a && curl -fsSL --proto-redir "=https" -O https://example.com/b && curl -fsSO https://example.com/c\n',
    },
    {
      because: 'a checksum says what the file must be',
      text: 'FROM debian:13\nRUN curl -fsSLO https://example.com/a && echo "0  a" | sha256sum -c\n',
    },
    {
      because: 'clear text from the beginning is reported as that',
      text: 'FROM debian:13\nRUN curl -fsSLO http://example.com/a\n',
    },
    { because: 'options come from a variable', text: 'FROM debian:13\nRUN curl $OPTIONS -L https://example.com/a\n' },
  ],
  mentions: ['curl'],
  on: { command: check },
});

function* check({ command, script, instruction }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program?.name !== 'curl') return;
  const words = readArguments(program.arguments, curlOptionsWithValue);
  const has = (pattern: RegExp): boolean =>
    words.some((argument) => argument.kind === 'option' && argument.names.some((name) => pattern.test(name)));
  if (!has(/^(?:-L|--location|--location-trusted)$/) || has(/^(?:--proto|--proto-redir|-K|--config)$/)) return;
  const addresses = words.flatMap((argument) => (argument.kind === 'operand' ? [argument.word] : []));
  const isHttps = addresses.some(({ text }) => /^["']?https:\/\//i.test(text));
  if (!isHttps || addresses.some(({ text }) => /^["']?(?:http|ftp|file):/i.test(text))) return;
  if (mayHoldOptions(addresses) || comparesFiles(script)) return;
  const { nameWord } = program;
  yield {
    span: nameWord.span,
    message: "curl follows redirects to clear text, too. Add `--proto '=https'`, so that it takes https only.",
    fixes: () => {
      // Inside the quotes of `sh -c '…'` other quotes would end them. Only zsh reads `=https` as something else.
      const option = command.nesting.includes('script-argument') ? ' --proto =https' : " --proto '=https'";
      const text = isExecElement(instruction, nameWord) ? ', "--proto", "=https"' : option;
      return [{ title: "Add --proto '=https'", safety: 'suggested', edits: [insertAt(nameWord.span.end, text)] }];
    },
  };
}
