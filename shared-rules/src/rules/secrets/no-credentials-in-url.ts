import { looksLikeSecretName } from '../../facts/secret-names.js';
import { isPlaceholderValue, secretValueKind } from '../../facts/secret-values.js';
import { addFlag } from '../../fixes/edits.js';
import { frontendAllows } from '../../model/frontend.js';
import { mountsOf } from '../../model/mounts.js';
import { scriptOf } from '../../model/script.js';
import { secretsOf } from '../../model/secrets.js';
import { tokenWritings } from '../../model/token-files.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { documentSpan, mappedIndex } from '../../text/mapped-text.js';
import type { Span } from '../../text/span.js';

/** A user with a password, or a token alone, before the `@` of a URL. Bounded, so that no text is slow. */
const URL = /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s/@:"'<>|&;]{1,200})(?::([^\s/@"'<>|&;]{1,300}))?@[\w[$]/gi;
const VARIABLE = /\$\{?([A-Za-z_]\w*)/;
const PASSWORD = 'URL_PASSWORD';

export default defineRule({
  id: 'no-credentials-in-url',
  title: 'Keep passwords and tokens out of URLs',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S05'],
  fixes: ['suggested'],
  why: `
    A URL with a password stands in the Dockerfile, in the image's history, in build logs and often in a configuration file
    of the image: git keeps it in \`.git/config\`, pip and npm print it when something fails. Whoever can read one of these
    can log in as you.
  `,
  how: `
    Mount the credentials for the one step: \`RUN --mount=type=secret,id=netrc,target=/root/.netrc git clone https://…\`, or
    give the password alone: \`RUN --mount=type=secret,id=password,env=PASSWORD …\`. For git over SSH: \`--mount=type=ssh\`.
  `,
  references: ['https://docs.docker.com/build/building/secrets/'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir --index-url https://ada:«s3cr3t-pw»@pypi.example.com/simple shop
      `,
      good: `
        FROM python:3.13-slim
        RUN --mount=type=secret,id=url_password,env=URL_PASSWORD pip install --no-cache-dir --index-url https://ada:$URL_PASSWORD@pypi.example.com/simple shop
      `,
      fix: 'suggested',
    },
    {
      title: 'Also where the image keeps it, and where a variable brings it.',
      bad: `
        FROM debian:13-slim
        ARG GIT_CRED
        ENV HTTP_PROXY=http://ada:«s3cr3t-pw»@proxy.example.com:3128
        RUN git clone https://ada:«$GIT_CRED»@git.example.com/shop.git \\
            && git clone https://ada:$GIT_CRED@git.example.com/till.git
      `,
      good: `
        FROM debian:13-slim
        RUN --mount=type=secret,id=netrc,target=/root/.netrc \\
            git clone https://git.example.com/shop.git \\
            && git clone https://git.example.com/till.git
      `,
    },
  ],
  silences: [
    {
      because: 'the value comes from a secret',
      text: 'FROM debian:13-slim\nRUN --mount=type=secret,id=t,env=T git clone https://x:$T@example.com/a\nRUN --mount=type=secret,id=t git clone https://x:$(cat /run/secrets/t)@example.com/a\n',
    },
    {
      because: 'SSH needs no password',
      text: 'FROM debian:13-slim\nRUN git clone ssh://git@github.com/a/b.git && git clone git@github.com:a/b.git\n',
    },
    {
      because: 'a declared secret is reported where it is used',
      text: 'FROM debian:13-slim\nARG GITHUB_TOKEN\nRUN git clone https://$GITHUB_TOKEN@github.com/a/b.git\n',
    },
    {
      because: 'text that plainly is an example',
      text: 'FROM debian:13-slim\nRUN echo "use https://<user>:<password>@example.com" && echo https://user:your-password@example.com\n',
    },
    {
      because: 'a port is no password',
      text: 'FROM debian:13-slim\nRUN curl http://localhost:8080/a@b https://example.com:443/@scope/x\n',
    },
    { because: 'a scoped package', text: 'FROM node:24-slim\nRUN npm i https://registry.npmjs.org/@a/b\n' },
  ],
  on: { ADD: check, ARG: check, ENV: check, LABEL: check, RUN: check },
});

interface Credential {
  /** The password or token, where it stands. */
  readonly span: Span;
  readonly text: string;
}

function* check(instruction: InstructionNode, context: RuleContext): Iterable<Finding> {
  const found = credentials(instruction, context);
  const advice =
    instruction.keyword === 'RUN'
      ? 'Mount it as a secret for this step.'
      : 'Leave it out, and pass it where it is needed.';
  const places = new Map<string, Credential[]>();
  for (const credential of found)
    places.set(credential.text, [...(places.get(credential.text) ?? []), credential].slice(0, 9));
  for (const credential of found) {
    // The same variable in a second URL is the same secret.
    const same = credential.text.includes('$') ? (places.get(credential.text) ?? []) : [credential];
    if (same[0] !== credential) continue;
    yield {
      span: credential.span,
      message: `This password is in the URL, so it is in the history of the image and in logs. ${advice}`,
      related: same.slice(1).map(({ span }) => ({ span, message: 'It is here, too.' })),
      fixes: () => fixes(instruction, credential, context),
    };
  }
}

function credentials(instruction: InstructionNode, { dockerfile }: RuleContext): readonly Credential[] {
  const { body } = instruction;
  if (!body.text.includes('@')) return [];
  const mounted = new Set(mountsOf(instruction).flatMap(({ type, env }) => (type === 'secret' ? [env] : [])));
  const declared = new Set(secretsOf(dockerfile).map(({ declaration }) => declaration.name));
  const writings = tokenWritings(instruction);
  const found: Credential[] = [];
  for (const match of body.text.matchAll(URL)) {
    const [whole, user = '', password] = match;
    const text = password ?? user;
    const at = match.index + whole.indexOf('://') + 3 + (password === undefined ? 0 : user.length + 1);
    if (!isCredential(text, password !== undefined)) continue;
    const variable = VARIABLE.exec(text)?.[1];
    if (variable !== undefined && (mounted.has(variable) || declared.has(variable))) continue;
    const span = documentSpan(body, at, at + text.length);
    if (writings.some(({ command }) => command.span.start <= span.start && span.end <= command.span.end)) continue;
    found.push({ span, text });
  }
  return found;
}

function isCredential(text: string, isPassword: boolean): boolean {
  if (
    text.includes('$(') ||
    text.includes('`') ||
    isPlaceholderValue(text) ||
    /^(?:pass(?:word)?|secret|token|pw)$/i.test(text)
  )
    return false;
  const variable = VARIABLE.exec(text)?.[1];
  if (isPassword) return true;
  return variable === undefined ? secretValueKind(text) !== undefined : looksLikeSecretName(variable);
}

function fixes(instruction: InstructionNode, { span, text }: Credential, { dockerfile }: RuleContext): readonly Fix[] {
  const { keyword, form, body, before, isTrigger } = instruction;
  if (keyword !== 'RUN' || form.kind !== 'shell' || isTrigger || text.includes('$')) return [];
  if (before.shell.dialect !== 'posix' || !frontendAllows(dockerfile, [1, 10])) return [];
  const at = mappedIndex(body, span.start);
  const word = scriptOf(instruction)
    ?.commands.flatMap((command) => command.arguments)
    .find((argument) => argument.span.start <= span.start && span.end <= argument.span.end);
  if (at === undefined || word === undefined || word.text.includes("'")) return [];
  return [
    {
      title: 'Take the password from a secret',
      safety: 'suggested',
      edits: [
        addFlag(instruction, `--mount=type=secret,id=url_password,env=${PASSWORD}`),
        { span, text: `$${PASSWORD}` },
      ],
    },
  ];
}
