import { managerNames, managerWords } from '../../facts/package-managers.js';
import { wrongPackageName } from '../../facts/package-names.js';
import { isExecElement } from '../../fixes/insert-option.js';
import { type PackageCall, packageCall } from '../../model/packages.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellWord } from '../../shell/types.js';

export default defineRule({
  id: 'wrong-package-name',
  title: 'Call packages by the names that they have in the distribution',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P46'],
  fixes: ['suggested'],
  why: `
    Each distribution has its own names for packages, and none of them are those of PyPI. A name that the distribution does
    not have ends the build: "Unable to locate package" with apt-get, "no such package" with apk, "Unable to find a match"
    with dnf.
  `,
  how: `
    A library of Python can also come from pip, in the version that you want: install it there rather than with the
    distribution's packages, and not with both.
  `,
  references: [
    'https://packages.debian.org/',
    'https://pkgs.alpinelinux.org/packages',
    'https://packages.fedoraproject.org/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \\
            less \\
            «pyyaml»
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update && apt-get install -y --no-install-recommends \\
            less \\
            python3-yaml
      `,
      fix: 'suggested',
    },
    {
      title: 'Names that Alpine and Fedora have for it.',
      bad: `
        FROM debian:12-slim AS build
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y --no-install-recommends «"zlib-dev"»
        EOF
        FROM debian:12-slim
        RUN ["apt-get", "update"]
        RUN ["apt-get", "install", "-y", "--no-install-recommends", «"procps-ng"»]
      `,
      good: `
        FROM debian:12-slim AS build
        RUN <<EOF
          set -e
          apt-get update
          apt-get install -y --no-install-recommends zlib1g-dev
        EOF
        FROM debian:12-slim
        RUN ["apt-get", "update"]
        RUN ["apt-get", "install", "-y", "--no-install-recommends", "procps"]
      `,
      fix: 'suggested',
    },
    {
      title: 'The other way round.',
      bad: `
        FROM python:3.13-alpine
        RUN apk add --no-cache --virtual .build-deps «build-essential» libffi-dev «libssl-dev»
      `,
      good: `
        FROM python:3.13-alpine
        RUN apk add --no-cache --virtual .build-deps build-base libffi-dev openssl-dev
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the distribution has them',
      text: `
        FROM debian:12-slim
        RUN apt-get install -y build-essential musl-dev libxslt-dev ncurses-dev python3-numpy virtualenv gunicorn
        FROM alpine:3.22
        RUN apk add g++ libffi-dev postgresql-dev py3-numpy procps-ng musl-dev libc-dev
        FROM fedora:42
        RUN dnf install -y g++ procps xz zlib-devel && dnf clean all
      `,
    },
    { because: 'pip has these names', text: 'FROM python:3.13-slim\nRUN pip install numpy pyyaml pillow\n' },
    { because: 'CentOS 7 had such names', text: 'FROM centos:7\nRUN yum install -y numpy scipy\n' },
    {
      because: 'it is a file, or the name of a group of packages',
      text: 'FROM alpine:3.22\nRUN apk add ./numpy.apk && apk add --virtual build-essential gcc\n',
    },
    { because: 'it is removed', text: 'FROM debian:12-slim\nRUN apt-get purge -y numpy\n' },
  ],
  mentions: managerWords(...managerNames(({ kind }) => kind === 'system')),
  on: { command: check },
});

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call === undefined || call.action !== 'install' || call.manager.kind !== 'system') return;
  for (const word of call.operands) {
    const [, name = '', version = ''] = /^([\w.+-]+)(.*)$/s.exec(word.value ?? '') ?? [];
    const wrong = wrongPackageName(call.manager.group, name);
    if (wrong === undefined || /^[/]/.test(version)) continue;
    yield {
      span: word.span,
      message: `\`${name}\` is its name in ${wrong.owner}; ${call.manager.name} has it as \`${wrong.right}\`.`,
      fixes: () => (version === '' ? replaceName(call, instruction, word, wrong.right) : []),
    };
  }
}

/** None where the right name stands there, too: which of the two was meant to stay must be decided by a person. */
function replaceName(call: PackageCall, instruction: InstructionNode, word: ShellWord, right: string): readonly Fix[] {
  if (call.operands.some(({ value }) => value === right)) return [];
  const text = isExecElement(instruction, word) ? `"${right}"` : right;
  return [{ title: `Write ${right}`, safety: 'suggested', edits: [{ span: word.span, text }] }];
}
