import { vulnerableReleaseOf, vulnerableReleases } from '../../facts/vulnerable-releases.js';
import { shellText } from '../../model/shell-values.js';
import { transferOf } from '../../model/transfer.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { Span } from '../../text/span.js';

const DOWNLOADERS: ReadonlySet<string> = new Set(['aria2c', 'curl', 'fetch', 'wget']);

export default defineRule({
  id: 'vulnerable-download',
  title: 'Do not download a release that is known to be dangerous',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['kics:5fa731ea'],
  practices: ['U43'],
  fixes: [],
  why: `
    Of a few releases everybody knows how to break in: they came with a back door, or with a hole that programs look for on
    every address of the internet. An image that is built with one is open from the minute it runs, and no update of the
    distribution's packages changes that, since the program was not installed as one.
  `,
  references: [
    'https://tukaani.org/xz-backdoor/',
    'https://openssl-library.org/news/vulnerabilities/',
    'https://logging.apache.org/security.html',
    'https://httpd.apache.org/security/vulnerabilities_24.html',
  ],
  examples: [
    {
      bad: `
        FROM debian:13-slim AS build
        RUN curl -fsSLO «https://github.com/tukaani-project/xz/releases/download/v5.6.1/xz-5.6.1.tar.gz»
      `,
      good: `
        FROM debian:13-slim AS build
        RUN curl -fsSLO https://github.com/tukaani-project/xz/releases/download/v5.8.1/xz-5.8.1.tar.gz
      `,
    },
    {
      title: 'The version comes from an ARG, or the file is a library.',
      bad: `
        FROM debian:13-slim
        ARG OPENSSL_VERSION=3.0.5
        RUN mkdir /src \\
            && wget -qO /src/openssl.tgz «"https://www.openssl.org/source/openssl-\${OPENSSL_VERSION}.tar.gz"»
        ADD «https://repo1.maven.org/maven2/org/apache/logging/log4j/log4j-core/2.14.1/log4j-core-2.14.1.jar» /app/lib/
      `,
      good: `
        FROM debian:13-slim
        ARG OPENSSL_VERSION=3.5.4
        RUN mkdir /src \\
            && wget -qO /src/openssl.tgz "https://www.openssl.org/source/openssl-\${OPENSSL_VERSION}.tar.gz"
        ADD https://repo1.maven.org/maven2/org/apache/logging/log4j/log4j-core/2.25.2/log4j-core-2.25.2.jar /app/lib/
      `,
    },
  ],
  silences: [
    {
      because: 'releases that are mended',
      text: 'FROM debian:13\nRUN curl -O https://example.com/openssl-3.0.16.tar.gz -O https://example.com/xz-5.6.2.tar.gz -O https://example.com/log4j-core-2.12.4.jar -O https://example.com/openssl-1.0.1u.tar.gz -O https://example.com/httpd-2.4.65.tar.gz\n',
    },
    {
      because: 'the version is not known',
      text: 'FROM debian:13\nARG V\nRUN curl -O https://example.com/openssl-$V.tar.gz\n',
    },
    {
      because: 'no download',
      text: 'FROM debian:13\nRUN rm -rf openssl-3.0.5.tar.gz && echo https://example.com/xz-5.6.1.tar.gz\n',
    },
    {
      because: 'another file of a similar name',
      text: 'FROM debian:13\nRUN curl -O https://example.com/my-openssl-3.0.5.tar.gz https://example.com/log4j-api-2.14.1.jar\n',
    },
  ],
  mentions: vulnerableReleases.map(({ word }) => word),
  on: { command: checkCommand, ADD: checkAdd },
});

function* checkCommand({ command, instruction }: CommandNode): Iterable<Finding> {
  const program = effectiveCommand(command);
  if (program === undefined || !DOWNLOADERS.has(program.name)) return;
  for (const word of program.arguments) {
    const address = word.text.includes('/') ? shellText(instruction, word) : undefined;
    if (address?.includes('://') === true) yield* report(address, word.span);
  }
}

function* checkAdd(instruction: InstructionNode): Iterable<Finding> {
  for (const { path, span } of transferOf(instruction).sources) {
    if (path?.includes('://') === true) yield* report(path, span);
  }
}

function* report(address: string, span: Span): Iterable<Finding> {
  const found = vulnerableReleaseOf(address);
  if (found === undefined) return;
  const { version, releases } = found;
  yield {
    span,
    message: `${releases.product} ${version} has ${releases.problem}. Take ${releases.fixed} or newer.`,
  };
}
