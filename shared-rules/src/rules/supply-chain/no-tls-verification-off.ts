import { tlsSwitches } from '../../facts/check-switches.js';
import { dropVariableEdit, switchOnEdit } from '../../fixes/check-switches.js';
import {
  type SwitchedOff,
  switchedOffBy,
  switchedOffByHeredocs,
  switchedOffByProperties,
} from '../../model/check-switches.js';
import { comparesFiles, isLocalAddress } from '../../model/download-checks.js';
import { rememberLatest } from '../../model/memo.js';
import type { CommandNode, Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';

const DOWNLOADERS: ReadonlySet<string> = new Set(['curl', 'wget', 'aria2c']);

export default defineRule({
  id: 'no-tls-verification-off',
  title: 'Check who is at the other end',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['checkov:CKV2_DOCKER_2', 'sonar:S4830'],
  practices: ['U8', 'U9', 'U10', 'U11', 'U12', 'U13', 'U14'],
  fixes: ['suggested'],
  why: `
    Without the check of its certificate, whoever stands between your build and the server can answer in its place: with
    another program, another package, another script. It goes into the image and runs there. In ENV the check is off in
    every container, too, also for the passwords that your program sends.
  `,
  how: `
    A certificate "signed by unknown authority" means that the image lacks the authority: install \`ca-certificates\`, or
    copy the certificate of your own authority to \`/usr/local/share/ca-certificates/\` and run \`update-ca-certificates\`.
    Node wants it in \`NODE_EXTRA_CA_CERTS\`, pip in \`PIP_CERT\`.
  `,
  references: [
    'https://curl.se/docs/sslcerts.html',
    'https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue',
    'https://cwe.mitre.org/data/definitions/295.html',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN curl «-fsSLk» https://example.com/app.tar.gz -o /tmp/app.tar.gz
      `,
      good: `
        FROM debian:12-slim
        RUN curl -fsSL https://example.com/app.tar.gz -o /tmp/app.tar.gz
      `,
      fix: 'suggested',
    },
    {
      title: 'pip calls it trust, and Node and Python have variables for it.',
      bad: `
        FROM python:3.13-slim
        ENV «NODE_TLS_REJECT_UNAUTHORIZED=0» APP_ENV=production
        RUN pip install --no-cache-dir \\
            «--trusted-host pypi.org» \\
            flask
        RUN «PYTHONHTTPSVERIFY=0» python --version
      `,
      good: `
        FROM python:3.13-slim
        ENV APP_ENV=production
        RUN pip install --no-cache-dir \\
            flask
        RUN python --version
      `,
      fix: 'suggested',
    },
    {
      title: 'Settings hold for all commands behind them.',
      bad: `
        FROM node:22-slim
        COPY package.json package-lock.json ./
        RUN «npm config set strict-ssl false» && npm ci
        RUN <<EOF
        set -e
        wget -q «--no-check-certificate» https://example.com/app.tar.gz
        EOF
      `,
      good: `
        FROM node:22-slim
        COPY package.json package-lock.json ./
        RUN npm ci
        RUN <<EOF
        set -e
        wget -q https://example.com/app.tar.gz
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'Also in files that the build writes.',
      bad: `
        FROM debian:12-slim
        COPY <<EOF /root/.npmrc
        «strict-ssl=false»
        EOF
        RUN echo '«Acquire::https::Verify-Peer "false"»;' > /etc/apt/apt.conf.d/99insecure
      `,
      good: `
        FROM debian:12-slim
        COPY company.crt /usr/local/share/ca-certificates/
        RUN update-ca-certificates
      `,
    },
  ],
  silences: [
    {
      because: 'nobody stands between the machine and itself',
      text: 'FROM debian:13-slim\nRUN curl -k https://localhost:8443/health && wget --no-check-certificate https://127.0.0.1/\n',
    },
    {
      because: 'a checksum says what the file must be',
      text: 'FROM debian:13-slim\nRUN curl -kO https://example.com/a.tgz && echo "0  a.tgz" | sha256sum -c\n',
    },
    {
      because: 'these letters mean something else',
      text: 'FROM debian:13-slim\nRUN curl -fsSL -o k https://example.com/k && curl -H "X: -k" https://example.com/x && tar -xkf a.tar && ls -k\n',
    },
    {
      because: 'the check is on',
      text: `
        FROM node:24-slim
        ENV NODE_TLS_REJECT_UNAUTHORIZED=1
        ARG NPM_CONFIG_STRICT_SSL=true
        ARG GIT_SSL_NO_VERIFY
        RUN npm config set strict-ssl true && git config --global http.sslVerify true && npm ci --strict-ssl=true
      `,
    },
    {
      because: 'it has no certificate: the address is clear text, and that is reported',
      text: 'FROM python:3.13-slim\nRUN pip install --index-url http://pypi.corp.example.com/simple --trusted-host pypi.corp.example.com x\n',
    },
    { because: 'a word of a text', text: 'FROM debian:13-slim\nRUN echo "curl -k is bad"\n# strict-ssl=false\n' },
  ],
  mentions: tlsSwitches.words,
  on: {
    command: checkCommand,
    ENV: checkProperties,
    ARG: checkProperties,
    RUN: checkHeredocs,
    COPY: checkHeredocs,
    ADD: checkHeredocs,
  },
});

function* checkCommand(node: CommandNode): Iterable<Finding> {
  for (const off of switchedOffBy(node, tlsSwitches)) {
    if (off.kind === 'option' && isHarmless(node, off.program.name)) continue;
    yield { ...findingOf(off), fixes: () => fixesOf(off, switchOnEdit(node, off)) };
  }
}

function isHarmless({ command, script, instruction }: CommandNode, program: string): boolean {
  const addresses = command.arguments.filter(({ text }) => text.includes('://') || /localhost|127\.0\.0/.test(text));
  if (addresses.length > 0 && addresses.every(({ text }) => isLocalAddress(text))) return true;
  if (DOWNLOADERS.has(program)) return comparesFiles(script);
  // A host that is asked in clear text has no certificate; `no-clear-text-url` speaks of it.
  if (!/pip|python/.test(program)) return false;
  return command.arguments.some(({ text }) => text.includes('http://')) || asksInClearText(instruction);
}

function asksInClearText({ file, index }: InstructionNode): boolean {
  return clearTextIndexFrom(file) < index;
}

/** The first instruction that tells pip to ask an index in clear text; infinity where there is none. */
const clearTextIndexFrom = rememberLatest(({ instructions }: Dockerfile): number => {
  const first = instructions.find(({ properties }) =>
    properties.some(({ key, value = '' }) => /^PIP_(?:EXTRA_)?INDEX_URL$/.test(key) && /^["']?http:/.test(value)),
  );
  return first?.index ?? Number.POSITIVE_INFINITY;
});

function* checkProperties(instruction: InstructionNode): Iterable<Finding> {
  for (const off of switchedOffByProperties(instruction, tlsSwitches)) {
    if (off.name === 'PIP_TRUSTED_HOST' && asksInClearText(instruction)) continue;
    yield { ...findingOf(off), fixes: () => fixesOf(off, dropVariableEdit(instruction, off)) };
  }
}

function* checkHeredocs(instruction: InstructionNode): Iterable<Finding> {
  for (const off of switchedOffByHeredocs(instruction, tlsSwitches)) yield findingOf(off);
}

function findingOf(off: SwitchedOff): Finding {
  const program = off.kind === 'option' || off.kind === 'setting' ? off.program.name : undefined;
  const codes =
    program === 'curl' ? ['checkov:CKV2_DOCKER_2', 'sonar:S4830'] : program === 'wget' ? ['sonar:S4830'] : [];
  const advice = 'Leave it out; where the server has a certificate of your own, add its authority to the image.';
  return {
    span: off.span,
    message: `\`${off.name}\` turns the check of certificates off: whoever stands between can send something else. ${advice}`,
    codes,
  };
}

function fixesOf(off: SwitchedOff, edit: TextEdit | undefined) {
  return edit === undefined ? [] : [{ title: `Remove ${off.name}`, safety: 'suggested' as const, edits: [edit] }];
}
