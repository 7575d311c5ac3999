import { findSecretValues, type SecretValue } from '../../facts/secret-values.js';
import { tokenWritings } from '../../model/token-files.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { documentSpan } from '../../text/mapped-text.js';
import { contains, type Span, slice } from '../../text/span.js';

/** Put together here, so that no scanner takes this file for a leak. */
const TOKEN = `ghp${'_'}4kQ2mZ8vR1xT6bN3cW9yL5sD7fH0jG2pA4eU`;
const KEY_BEGINS = `-----BEGIN ${'PRIVATE'} KEY-----`;
const KEY_ENDS = `-----END ${'PRIVATE'} KEY-----`;
const KEY = 'MC4CAQAwBQYDK2VwBCIEIGFjbWUtc2hvcC1idWlsZC1rZXktMDAwMS1hYmNk';

export default defineRule({
  id: 'no-hard-coded-key',
  title: 'Keep keys and tokens out of the Dockerfile',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['trivy:DS-0031', 'kics:c3e1b6ae'],
  practices: ['S13'],
  fixes: [],
  why: `
    A key in a Dockerfile is in the history of the repository, and in most instructions also in the history of the image:
    \`docker history --no-trunc\` prints it. Programs search public repositories and images for the form of such keys all
    day, and try those they find. Taking the line out later does not take it out of either history.
  `,
  how: `
    Revoke the key first: it has to count as read. Mount the new one for the step that needs it:
    \`RUN --mount=type=secret,id=token,env=TOKEN …\`. What the program needs while it runs, it gets when the container starts.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN wget -q --header "Authorization: Bearer «${TOKEN}»" \\
            https://api.github.com/repos/example/shop/tarball
      `,
      good: `
        FROM alpine:3.22
        RUN --mount=type=secret,id=token,env=TOKEN \\
            wget -q --header "Authorization: Bearer $TOKEN" \\
            https://api.github.com/repos/example/shop/tarball
      `,
    },
    {
      title: 'A private key in a heredoc.',
      bad: `
        FROM alpine:3.22
        COPY <<EOF /etc/ssl/server.key
        «${KEY_BEGINS}»
        ${KEY}
        ${KEY_ENDS}
        EOF
      `,
      good: `
        FROM alpine:3.22
        CMD ["server", "--key", "/run/secrets/server.key"]
      `,
    },
    {
      title: 'Also in what starts the container, and in a comment.',
      bad: `
        FROM alpine:3.22
        # ENV TOKEN=«${TOKEN}»
        CMD ["server", "--token", "«${TOKEN}»"]
      `,
      good: `
        FROM alpine:3.22
        CMD ["server", "--token-file", "/run/secrets/token"]
      `,
    },
  ],
  silences: [
    {
      because: 'an ENV or ARG that holds it is reported by the rules for those',
      text: `FROM alpine:3.22\nARG A=${TOKEN}\nENV B=${TOKEN}\n`,
    },
    {
      because: 'in the URL of a RUN it is a password in a URL',
      text: `FROM alpine:3.22\nRUN git clone https://${TOKEN}@github.com/example/shop.git\n`,
    },
    {
      because: 'a token that is written into a configuration file is reported there',
      text: `FROM node:24-slim\nRUN echo "//registry.npmjs.org/:_authToken=${TOKEN}" > ~/.npmrc\n`,
    },
    {
      because: 'the first line of a key alone is none',
      text: `FROM alpine:3.22\nARG X\nRUN grep -q -- '${KEY_BEGINS}' /key && printf '${KEY_BEGINS}\\n%s\\n' "$X" > /dev/null\n`,
    },
    {
      because: 'public keys and checksums are no secrets',
      text: `FROM alpine:3.22\nLABEL sha=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\nCOPY <<EOF /key\n-----BEGIN PUBLIC KEY-----\n${KEY}\n-----END PUBLIC KEY-----\nEOF\n`,
    },
    {
      because: 'a value that is plainly made up',
      text: `FROM alpine:3.22\nLABEL usage="docker run -e TOKEN=ghp${'_'}${'x'.repeat(36)}"\n`,
    },
  ],
  on: { instruction: checkInstruction, document: checkComments },
});

function* checkInstruction(instruction: InstructionNode): Iterable<Finding> {
  const { keyword, isTrigger, body, heredocs, file } = instruction;
  if (keyword === 'ONBUILD' || keyword === 'FROM') return;
  // The rules for ENV and ARG do not look into ONBUILD.
  if ((keyword === 'ENV' || keyword === 'ARG') && !isTrigger) return;
  const inBody = findSecretValues(body.text)
    .filter((value) => !(RULE_FOR_URLS.has(keyword) && isInUrl(body.text, value)))
    .map((value) => ({ value, place: documentSpan(body, value.start, value.end) }));
  const inHeredocs = heredocs.flatMap((heredoc) => valuesIn(file.text, heredoc.body));
  const all = [...inBody, ...inHeredocs];
  if (all.length === 0) return;
  const writings = tokenWritings(instruction);
  for (const { value, place } of all) {
    if (writings.some(({ command }) => contains(command.span, place))) continue;
    yield finding(value, place, 'in the Dockerfile and in the image that is built of it');
  }
}

function* checkComments({ text, syntax }: Dockerfile): Iterable<Finding> {
  for (const { span } of syntax.comments) {
    for (const { value, place } of valuesIn(text, span)) yield finding(value, place, 'in the Dockerfile');
  }
}

function valuesIn(text: string, part: Span): readonly { readonly value: SecretValue; readonly place: Span }[] {
  return findSecretValues(slice(text, part)).map((value) => ({
    value,
    place: { start: part.start + value.start, end: part.start + value.end },
  }));
}

const RULE_FOR_URLS: ReadonlySet<string> = new Set(['ADD', 'LABEL', 'RUN']);
const LONGEST_USER = 300;

/** Between `://` and `@`. */
function isInUrl(text: string, { start, end }: SecretValue): boolean {
  const before = text.slice(Math.max(0, start - LONGEST_USER), start);
  const after = text.slice(end, end + LONGEST_USER);
  return /:\/\/[^\s/@"'<>|&;]*$/.test(before) && /^[^\s/@"'<>|&;]*@/.test(after);
}

function finding({ kind }: SecretValue, span: Span, where: string): Finding {
  return {
    span,
    message: `This ${kind} is readable ${where}. Revoke it, and bring the new one as a build secret or when the container starts.`,
  };
}
