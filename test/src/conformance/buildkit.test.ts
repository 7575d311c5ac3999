import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze, type LintOptions } from '@dockwright/shared-rules';

/** A Dockerfile, and the first line of each instruction that a check of BuildKit reports, as often as it does. */
type Row = readonly [name: string, text: string, lines: readonly number[]];

/**
 * All checks of `docker build --check`, by their own names: https://docs.docker.com/reference/build-checks/ and
 * https://github.com/moby/buildkit/tree/master/frontend/dockerfile/linter
 */
const table: Readonly<Record<string, readonly Row[]>> = {
  StageNameCasing: [
    ['upper case', 'FROM debian:12 AS Builder', [1]],
    ['lower case', 'FROM debian:12 AS builder', []],
    ['behind flags', 'FROM --platform=$BUILDPLATFORM debian:12 AS BUILD', [1]],
    ['used in another case', 'FROM debian:12 AS BUILD\nFROM scratch\nCOPY --from=build /x /x', [1]],
    ['no name', 'FROM debian:12', []],
  ],
  FromAsCasing: [
    ['lower as', 'FROM debian:12 as b', [1]],
    ['upper as', 'from debian:12 AS b', [1]],
    ['mixed as', 'FROM debian:12 As b', [1]],
    ['both upper', 'FROM debian:12 AS b', []],
    ['both lower', 'from debian:12 as b', []],
    ['mixed FROM', 'From debian:12 as b', []],
  ],
  NoEmptyContinuation: [
    ['a blank line', 'FROM debian:12\nRUN a && \\\n\n  b', [2]],
    ['two of them', 'FROM debian:12\nRUN a && \\\n\n\n  b && \\\n\n  c', [2]],
    ['white space', 'FROM debian:12\nRUN a && \\\n \t\n  b', [2]],
    ['a comment', 'FROM debian:12\nRUN a && \\\n  # why\n  b', []],
    ['in a heredoc', 'FROM debian:12\nRUN <<EOF\na \\\n\nb\nEOF', []],
    ['behind the instruction', 'FROM debian:12\nRUN a && \\\n  b\n\nRUN c', []],
  ],
  ConsistentInstructionCasing: [
    ['one in lower case', 'FROM debian:12\nrun a\nRUN b', [2]],
    ['a tie is upper case', 'FROM debian:12\nrun a', [2]],
    ['more in lower case', 'from debian:12\nrun a\nRUN b', [3]],
    ['mixed case', 'FROM debian:12\nRun a', [2]],
    ['mixed case does not count', 'From debian:12\nrun a', [1]],
    ['ARG before FROM', 'arg A=12\nFROM debian:$A\nRUN b', []],
    ['behind ONBUILD', 'FROM debian:12\nONBUILD run a', []],
    ['all alike', 'from debian:12\nrun a', []],
  ],
  DuplicateStageName: [
    ['twice', 'FROM debian:12 AS x\nFROM debian:13 AS x', [2]],
    ['in another case', 'FROM debian:12 AS x\nFROM debian:13 AS X', [2]],
    ['three times', 'FROM a:1 AS x\nFROM b:1 AS x\nFROM c:1 AS x', [2, 3]],
    ['two names', 'FROM debian:12 AS x\nFROM debian:13 AS y', []],
  ],
  ReservedStageName: [
    ['scratch', 'FROM debian:12 AS scratch', [1]],
    ['context, in upper case', 'FROM debian:12 AS Context', [1]],
    ['as a base', 'FROM scratch', []],
  ],
  JSONArgsRecommended: [
    ['CMD', 'FROM debian:12\nCMD node app.js', [2]],
    ['ENTRYPOINT', 'FROM debian:12\nENTRYPOINT node app.js', [2]],
    ['one word', 'FROM debian:12\nCMD bash', [2]],
    ['invalid JSON', "FROM debian:12\nCMD ['node']", [2]],
    ['SHELL below it', 'FROM debian:12\nCMD node\nSHELL ["/bin/bash", "-c"]', [2]],
    ['exec form', 'FROM debian:12\nCMD ["node"]', []],
    ['empty exec form', 'FROM debian:12\nCMD []', []],
    ['HEALTHCHECK', 'FROM debian:12\nHEALTHCHECK CMD a', []],
    ['SHELL of the stage', 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nCMD node', []],
    ['SHELL of the base stage', 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-c"]\nFROM a\nCMD node', []],
    ['behind ONBUILD', 'FROM debian:12\nONBUILD CMD node', []],
  ],
  MaintainerDeprecated: [
    ['MAINTAINER', 'FROM debian:12\nMAINTAINER me', [2]],
    ['a label', 'FROM debian:12\nLABEL maintainer=me', []],
  ],
  UndefinedArgInFrom: [
    ['in the image', 'FROM debian:$TAG', [1]],
    ['in the platform', 'FROM --platform=$P debian:12', [1]],
    ['with a default', 'FROM debian:${TAG:-12}', [1]],
    ['two of them', 'FROM $IMAGE:$TAG', [1, 1]],
    ['ARG of a stage', 'FROM debian:12\nARG TAG=1\nFROM debian:$TAG', [3]],
    ['ARG without default', 'ARG TAG\nFROM debian:$TAG', []],
    ['ARG with default', 'ARG TAG=12\nFROM debian:$TAG', []],
    ['predefined', 'FROM --platform=$BUILDPLATFORM debian:12-$TARGETARCH$TARGETVARIANT', []],
    ['predefined: the stage', 'FROM debian:$TARGETSTAGE', []],
  ],
  WorkdirRelativePath: [
    ['relative', 'FROM debian:12\nWORKDIR app', [2]],
    ['the first of two', 'FROM debian:12\nWORKDIR app\nWORKDIR src', [2]],
    ['a tilde', 'FROM debian:12\nWORKDIR ~/app', [2]],
    ['a variable without value', 'FROM debian:12\nWORKDIR $HERE', [2]],
    ['behind an absolute one', 'FROM debian:12\nWORKDIR /app\nWORKDIR src', []],
    ['behind that of the base stage', 'FROM debian:12 AS a\nWORKDIR /app\nFROM a\nWORKDIR src', []],
    ['the base image does not help', 'FROM node:22\nWORKDIR app', [2]],
    ['each chain of stages', 'FROM debian:12 AS a\nWORKDIR /app\nFROM debian:12\nWORKDIR src', [4]],
    ['an absolute variable', 'FROM debian:12\nARG HERE=/app\nWORKDIR $HERE', []],
  ],
  UndefinedVar: [
    ['COPY', 'FROM debian:12\nCOPY $x /a', [2]],
    ['ADD', 'FROM debian:12\nADD a /$x', [2]],
    ['--chown', 'FROM debian:12\nCOPY --chown=$u a /a', [2]],
    ['--chmod', 'FROM debian:12\nCOPY --chmod=$u a /a', [2]],
    ['--checksum', 'FROM debian:12\nADD --checksum=sha256:$x https://example.com/a /a', [2]],
    ['heredoc', 'FROM debian:12\nCOPY <<EOF /a\n$x\nEOF', [2]],
    ['ENV', 'FROM debian:12\nENV a=$b', [2]],
    ['ENV of the same line', 'FROM debian:12\nENV a=1 b=$a', [2]],
    ['LABEL', 'FROM debian:12\nLABEL a=$b', [2]],
    ['WORKDIR', 'FROM debian:12\nWORKDIR /$x', [2]],
    ['USER', 'FROM debian:12\nUSER $u', [2]],
    ['VOLUME', 'FROM debian:12\nVOLUME /$x', [2]],
    ['STOPSIGNAL', 'FROM debian:12\nSTOPSIGNAL $x', [2]],
    ['ARG', 'FROM debian:12\nARG a=$b', [2]],
    ['--mount', 'FROM debian:12\nRUN --mount=type=cache,target=/$x a', [2]],
    ['with a default', 'FROM debian:12\nCOPY ${x:-a} /a', [2]],
    ['two of them', 'FROM debian:12\nCOPY $x $y', [2, 2]],
    ['ARG before FROM', 'ARG x=1\nFROM debian:12\nCOPY $x /a', [3]],
    ['ARG of another stage', 'FROM debian:12 AS a\nARG x=1\nFROM debian:12\nCOPY $x /a', [4]],
    ['ARG without value', 'FROM debian:12\nARG x\nCOPY $x /a', []],
    ['ENV of the base stage', 'FROM debian:12 AS a\nENV x=1\nFROM a\nCOPY $x /a', []],
    ['ENV of the base image', 'FROM node:22\nENV v=$NODE_VERSION', []],
    ['PATH', 'FROM debian:12\nENV PATH=/a:$PATH', []],
    ['quoted heredoc', 'FROM debian:12\nCOPY <<"EOF" /a\n$x\nEOF', []],
    ['escaped', 'FROM debian:12\nENV a=\\$b', []],
    ['single quotes', "FROM debian:12\nENV a='$b'", []],
    ['RUN', 'FROM debian:12\nRUN echo $x', []],
    ['CMD, ENTRYPOINT and HEALTHCHECK', 'FROM debian:12\nCMD $x\nENTRYPOINT $x\nHEALTHCHECK CMD $x', []],
    ['SHELL', 'FROM debian:12\nSHELL ["$x"]', []],
    ['EXPOSE', 'FROM debian:12\nEXPOSE $x', []],
  ],
  MultipleInstructionsDisallowed: [
    ['CMD: the earlier one', 'FROM debian:12\nCMD ["a"]\nRUN b\nCMD ["c"]', [2]],
    ['ENTRYPOINT', 'FROM debian:12\nENTRYPOINT ["a"]\nENTRYPOINT ["b"]', [2]],
    ['HEALTHCHECK', 'FROM debian:12\nHEALTHCHECK CMD a\nHEALTHCHECK NONE', [2]],
    ['three of them', 'FROM debian:12\nCMD ["a"]\nCMD ["b"]\nCMD ["c"]', [2, 3]],
    ['one a stage', 'FROM debian:12 AS a\nCMD ["a"]\nFROM a\nCMD ["b"]', []],
    ['one of each', 'FROM debian:12\nENTRYPOINT ["a"]\nCMD ["b"]\nHEALTHCHECK CMD c', []],
  ],
  LegacyKeyValueFormat: [
    ['ENV', 'FROM debian:12\nENV a b c', [2]],
    ['LABEL', 'FROM debian:12\nLABEL a b', [2]],
    ['with an equals sign', 'FROM debian:12\nENV a=b\nLABEL a=b c=d', []],
    ['ARG', 'FROM debian:12\nARG a b', []],
  ],
  InvalidBaseImagePlatform: [
    ['Windows only', 'FROM --platform=linux/amd64 mcr.microsoft.com/windows/servercore:ltsc2022', [1]],
    ['many platforms', 'FROM --platform=linux/arm64 debian:12', []],
    ['an unknown image', 'FROM --platform=linux/arm64 example.com/a:1', []],
    ['scratch', 'FROM --platform=linux/arm64 scratch', []],
  ],
  RedundantTargetPlatform: [
    ['$TARGETPLATFORM', 'FROM --platform=$TARGETPLATFORM debian:12', [1]],
    ['in braces', 'FROM --platform=${TARGETPLATFORM} debian:12', [1]],
    ['with a default', 'FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12', [1]],
    ['another variable', 'FROM --platform=$BUILDPLATFORM debian:12', []],
    ['a part of it', 'FROM --platform=linux/$TARGETARCH debian:12', []],
  ],
  SecretsUsedInArgOrEnv: [
    ['ARG', 'FROM debian:12\nARG GITHUB_TOKEN', [2]],
    ['ENV', 'FROM debian:12\nENV password=1', [2]],
    ['once a key', 'FROM debian:12\nENV A_TOKEN=1 B_TOKEN=2', [2, 2]],
    ['what only looks like one', 'FROM debian:12\nENV SSH_AUTH_SOCK=/a CACHE_KEY=b', [2, 2]],
    ['before FROM', 'ARG GITHUB_TOKEN\nFROM debian:12', []],
    ['a public key', 'FROM debian:12\nENV PUBLIC_KEY=1', []],
    ['a file', 'FROM debian:12\nENV PASSWORD_FILE=/a', []],
    ['a version', 'FROM debian:12\nENV TOKEN_VERSION=1', []],
    ['no word of its own', 'FROM debian:12\nENV MYPASSWORD=1 USERNAME=me', []],
  ],
  InvalidDefaultArgInFrom: [
    ['an empty tag', 'ARG TAG\nFROM debian:$TAG', [2]],
    ['an empty image', 'ARG IMAGE\nFROM $IMAGE', [2]],
    ['undeclared', 'FROM debian:$TAG', [1]],
    ['a literal name that is none', 'FROM Debian:12', [1]],
    ['a default of the ARG', 'ARG TAG=12\nFROM debian:$TAG', []],
    ['a default of the place', 'ARG TAG\nFROM debian:${TAG:-12}', []],
    ['an empty part', 'ARG SUFFIX\nFROM debian:12$SUFFIX', []],
  ],
  FromPlatformFlagConstDisallowed: [
    ['no name', 'FROM --platform=linux/amd64 debian:12', [1]],
    ['a name without it', 'FROM --platform=linux/amd64 debian:12 AS build', [1]],
    ['the architecture in the name', 'FROM --platform=linux/amd64 debian:12 AS build-amd64', []],
    ['the system in the name', 'FROM --platform=linux/amd64 debian:12 AS linux', []],
    ['a variable', 'FROM --platform=$BUILDPLATFORM debian:12', []],
  ],
  // Reported at the comment, which stands right above the instruction.
  InvalidDefinitionDescription: [
    ['another word', '# check=experimental=all\n\n# the build\nFROM debian:12 AS build', [3]],
    ['of an ARG', '# check=experimental=InvalidDefinitionDescription\n\n# the tag\nARG TAG=12\nFROM debian:$TAG', [3]],
    ['the name', '# check=experimental=all\n\n# build makes it\nFROM debian:12 AS build', []],
    ['the last line counts', '# check=experimental=all\n\n# build makes it\n# all\nFROM debian:12 AS build', [4]],
    ['no name', '# check=experimental=all\n\n# the image\nFROM debian:12', []],
    ['not asked for', '# the build\nFROM debian:12 AS build', []],
  ],
  ExposeProtoCasing: [
    ['upper case', 'FROM debian:12\nEXPOSE 80/TCP', [2]],
    ['once a port', 'FROM debian:12\nEXPOSE 80/TCP 81/Udp 82/tcp', [2, 2]],
    ['lower case', 'FROM debian:12\nEXPOSE 80/tcp 81/udp 82/sctp 83', []],
  ],
  ExposeInvalidFormat: [
    ['a port of the host', 'FROM debian:12\nEXPOSE 8080:80', [2]],
    ['an address', 'FROM debian:12\nEXPOSE 127.0.0.1:80:80', [2]],
    ['an address of IPv6', 'FROM debian:12\nEXPOSE [::1]:80:80', [2]],
    ['once a port', 'FROM debian:12\nEXPOSE 8080:80 81 8082:82', [2, 2]],
    ['ports and ranges', 'FROM debian:12\nEXPOSE 80 81/tcp 82-84', []],
  ],
};

/** What lies in the build context, and what its `.dockerignore` says. */
type ContextRow = readonly [name: string, text: string, dockerignore: string, lines: readonly number[]];

const paths = new Set(['app/', 'app/a.js', 'app/b.txt', 'dist/', 'dist/c.js', 'd.env']);

const ignoredFiles: readonly ContextRow[] = [
  ['a file', 'FROM debian:12\nCOPY d.env /', 'd.env', [2]],
  ['ADD', 'FROM debian:12\nADD d.env /', '*.env', [2]],
  ['below an ignored folder', 'FROM debian:12\nCOPY dist/c.js /', 'dist', [2]],
  ['all of it', 'FROM debian:12\nCOPY . /', '*', [2]],
  ['all of it, in another way', 'FROM debian:12\nCOPY . /', '**', [2]],
  ['a part of all', 'FROM debian:12\nCOPY . /', 'dist', []],
  ['another file', 'FROM debian:12\nCOPY app/a.js /', 'dist', []],
  ['of a stage', 'FROM debian:12 AS a\nFROM debian:12\nCOPY --from=a d.env /', 'd.env', []],
  ['an address', 'FROM debian:12\nADD https://example.com/d.env /', 'd.env', []],
  ['a heredoc', 'FROM debian:12\nCOPY <<d.env /x\na\nd.env', 'd.env', []],
];

function linesOf(check: string, text: string, context: Pick<LintOptions, 'buildContext'> = {}): readonly number[] {
  const settings = { profile: 'buildkit', rules: new Map(), source: undefined } as const;
  const reported = analyze(text, { settings, ...context }).problems.filter(({ codes }) =>
    codes.includes(`buildkit:${check}`),
  );
  return reported.map(({ span, instruction }) => text.slice(0, (instruction ?? span).start).split('\n').length);
}

for (const [check, rows] of Object.entries(table)) {
  for (const [name, text, lines] of rows) {
    test(`${check}: ${name}`, () => assert.deepEqual(linesOf(check, text), lines, text));
  }
}

for (const [name, text, dockerignore, lines] of ignoredFiles) {
  const buildContext = { paths, dockerignore };
  test(`CopyIgnoredFile: ${name}`, () => assert.deepEqual(linesOf('CopyIgnoredFile', text, { buildContext }), lines));
}

test('all 22 checks of BuildKit are here', () => assert.equal(Object.keys(table).length + 1, 22));
