import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildModel } from '@dockwright/shared-rules/model/build';
import { mountsOf } from '@dockwright/shared-rules/model/mounts';
import { scriptOf } from '@dockwright/shared-rules/model/script';
import { transferOf } from '@dockwright/shared-rules/model/transfer';
import type { Dockerfile, InstructionNode, Stage } from '@dockwright/shared-rules/model/types';
import { expandAt, resolveVariable, variablesOf } from '@dockwright/shared-rules/model/variables';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';

function model(text: string): Dockerfile {
  return buildModel(parseDockerfile(text));
}

function stages(text: string): readonly Stage[] {
  return model(text).stages;
}

function last(text: string): InstructionNode {
  const instruction = model(text).instructions.at(-1);
  assert.ok(instruction !== undefined);
  return instruction;
}

function describeBase({ base }: Stage): string {
  if (base.kind === 'stage') return `stage ${base.stage.index}`;
  return base.kind === 'image' ? `image ${base.reference.name}:${base.reference.tag ?? ''}` : base.kind;
}

const bases: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['an image', 'FROM node:24', ['image node:24']],
  ['scratch', 'FROM scratch', ['scratch']],
  ['an earlier stage, whatever the case', 'FROM a AS Build\nFROM build', ['image a:', 'stage 0']],
  ['a later stage is an image', 'FROM b\nFROM a AS b', ['image b:', 'image a:']],
  ['the default of an ARG', 'ARG V=24\nFROM node:${V}-slim', ['image node:24-slim']],
  ['an ARG that uses an ARG', 'ARG A=node\nARG B=$A:24\nFROM $B', ['image node:24']],
  ['a default in the reference', 'ARG V\nFROM node:${V:-24}', ['unknown']],
  ['an ARG without a default', 'ARG V\nFROM node:$V', ['unknown']],
  ['an ARG of a stage is not global', 'FROM a\nARG V=24\nFROM node:$V', ['image a:', 'unknown']],
  ['a stage named by an ARG', 'ARG S=base\nFROM a AS base\nFROM $S', ['image a:', 'stage 0']],
  ['Docker Hub spelled out', 'FROM docker.io/library/node:24', ['image node:24']],
  [
    'a registry',
    'FROM ghcr.io/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    ['image ghcr.io/a/b:'],
  ],
  ['nothing', 'FROM', ['unknown']],
];

for (const [name, text, expected] of bases) {
  test(`base: ${name}`, () => assert.deepEqual(stages(text).map(describeBase), expected));
}

const shipping: ReadonlyArray<readonly [string, string, readonly boolean[]]> = [
  ['one stage', 'FROM a', [true]],
  ['copied from', 'FROM a AS x\nFROM b\nCOPY --from=x /a /b', [false, true]],
  ['built from', 'FROM a AS x\nFROM b AS y\nFROM x', [true, false, true]],
];

for (const [name, text, expected] of shipping) {
  test(`ships: ${name}`, () =>
    assert.deepEqual(
      stages(text).map(({ ships }) => ships),
      expected,
    ));
}

test('a stage knows who reads from it', () => {
  const text =
    'FROM a AS x\nFROM b AS y\nRUN --mount=type=bind,from=x,target=/x ls\nFROM c\nCOPY --from=0 /a /b\nCOPY --from=y /a /b';
  assert.deepEqual(
    stages(text).map(({ usedBy }) => usedBy.map(({ index }) => index)),
    [[1, 2], [2], []],
  );
});

const users: ReadonlyArray<readonly [string, string, string | undefined, boolean | undefined]> = [
  ['of the image', 'FROM alpine\nRUN a', 'root', true],
  ['unknown image', 'FROM example.com/x\nRUN a', undefined, undefined],
  ['by name', 'FROM alpine\nUSER app:app\nRUN a', 'app', false],
  ['by number', 'FROM alpine\nUSER 0:0\nRUN a', '0', true],
  ['by a variable', 'FROM alpine\nARG U=app\nUSER $U\nRUN a', 'app', false],
  ['by an unknown variable', 'FROM alpine\nARG U\nUSER $U\nRUN a', undefined, undefined],
  ['through stages', 'FROM alpine AS x\nUSER app\nFROM x\nRUN a', 'app', false],
  ['not through COPY', 'FROM alpine AS x\nUSER app\nFROM alpine\nCOPY --from=x /a /b', 'root', true],
];

for (const [name, text, user, isRoot] of users) {
  test(`user: ${name}`, () => {
    const { before } = last(text);
    assert.deepEqual([before.user.name, before.user.isRoot], [user, isRoot]);
  });
}

const workdirs: ReadonlyArray<readonly [string, string, string | undefined]> = [
  ['absolute', 'FROM a\nWORKDIR /x\nRUN a', '/x'],
  ['relative to an absolute one', 'FROM a\nWORKDIR /x\nWORKDIR y\nRUN a', '/x/y'],
  ['relative to nothing known', 'FROM a\nWORKDIR y\nRUN a', undefined],
  ['by ENV', 'FROM a\nENV D=/d\nWORKDIR ${D}/e\nRUN a', '/d/e'],
  ['through stages', 'FROM a AS x\nWORKDIR /x\nFROM x\nRUN a', '/x'],
];

for (const [name, text, expected] of workdirs) {
  test(`workdir: ${name}`, () => assert.equal(last(text).before.workdir, expected));
}

const variableTable: ReadonlyArray<readonly [string, string, string, string, string | undefined]> = [
  ['ENV', 'FROM a\nENV X=1\nRUN b', 'X', 'env', '1'],
  ['ENV wins over a later ARG', 'FROM a\nENV X=1\nARG X=2\nRUN b', 'X', 'env', '1'],
  ['ARG', 'FROM a\nARG X=1\nRUN b', 'X', 'arg', '1'],
  ['a global ARG is not seen', 'ARG X=1\nFROM a\nRUN b', 'X', 'undeclared', undefined],
  ['a global ARG that is declared again', 'ARG X=1\nFROM a\nARG X\nRUN b', 'X', 'arg', '1'],
  ['declared too late', 'FROM a\nRUN b', 'X', 'undeclared', undefined],
  ['through stages', 'FROM a AS s\nENV X=1\nFROM s\nRUN b', 'X', 'env', '1'],
  ['an ENV sees what was before it', 'FROM a\nENV X=1\nENV X=2 Y=$X\nRUN b', 'Y', 'env', '1'],
  ['predefined', 'FROM a\nRUN b', 'HTTP_PROXY', 'predefined', undefined],
];

for (const [name, text, variable, kind, value] of variableTable) {
  test(`variable: ${name}`, () => {
    const found = resolveVariable(last(text), variable);
    assert.deepEqual([found.kind, found.value], [kind, value]);
  });
}

test('Docker expands variables in COPY and flags, not in RUN', () => {
  const copy = last('FROM a\nCOPY --chown=$U $X/${Y:-z} /d');
  assert.deepEqual(
    variablesOf(copy).map(({ name }) => name),
    ['U', 'X', 'Y'],
  );
  assert.deepEqual(variablesOf(last('FROM a\nRUN echo $X')), []);
  assert.equal(expandAt(last('FROM a\nENV X=1\nCOPY $X /d'), '$X-${X}'), '1-1');
});

test('variables of a COPY heredoc are expanded unless its name is quoted', () => {
  assert.deepEqual(
    variablesOf(last('FROM a\nCOPY <<EOF /d\n$X\nEOF')).map(({ name }) => name),
    ['X'],
  );
  assert.deepEqual(variablesOf(last('FROM a\nCOPY <<"EOF" /d\n$X\nEOF')), []);
});

test('shell, pipefail and dialect follow SHELL', () => {
  const bash = last('FROM alpine\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a').before.shell;
  assert.deepEqual([bash.dialect, bash.program, bash.pipefail], ['posix', 'bash', true]);
  assert.equal(last('FROM alpine\nSHELL ["powershell", "-Command"]\nRUN a').before.shell.dialect, 'powershell');
  assert.equal(last('FROM alpine\nRUN a').before.shell.program, 'sh');
  assert.equal(last('# escape=`\nFROM example.com/x\nRUN a').before.shell.dialect, 'unknown');
});

const scripts: ReadonlyArray<readonly [string, string, readonly string[] | undefined]> = [
  ['shell form', 'RUN a && b x | c', ['a', 'b x', 'c']],
  ['exec form', 'RUN ["a", "b c"]', ['a b c']],
  ['exec form of a shell', 'CMD ["/bin/sh", "-c", "a && b \\"x y\\""]', ['/bin/sh -c a && b "x y"', 'a', 'b x y']],
  ['heredoc', 'RUN <<EOF\na\nb\nEOF', ['a', 'b']],
  ['heredoc with a shebang', 'RUN <<EOF\n#!/usr/bin/env bash\na\nEOF', ['a']],
  ['heredoc of another language', 'RUN <<EOF\n#!/usr/bin/env python3\nimport os\nEOF', undefined],
  ['heredoc read by a shell', 'RUN bash <<EOF\na\nEOF', ['a']],
  ['heredoc read by a program', 'RUN cat <<EOF > f && b\nhello world\nEOF', ['cat', 'b']],
  ['health check', 'HEALTHCHECK --interval=1s CMD curl x || exit 1', ['curl x', 'exit 1']],
  ['PowerShell', 'SHELL ["pwsh", "-Command"]\nRUN a', undefined],
  ['other instructions', 'WORKDIR /a', undefined],
];

for (const [name, text, expected] of scripts) {
  test(`script: ${name}`, () => {
    const commands = scriptOf(last(`FROM alpine\n${text}`))?.commands.map((command) =>
      [command.name, ...command.arguments].map((word) => word?.value ?? '?').join(' '),
    );
    assert.deepEqual(commands, expected);
  });
}

test('words inside a JSON string have their place in the document', () => {
  const text = 'FROM alpine\nCMD ["sh", "-c", "echo \\"a b\\" && run"]';
  const words = scriptOf(last(text))?.commands.map(({ name }) =>
    name === undefined ? '' : text.slice(name.span.start, name.span.end),
  );
  assert.deepEqual(words, ['"sh"', 'echo', 'run']);
});

test('COPY: sources, destination, heredocs', () => {
  const transfer = transferOf(last('FROM a\nENV X=1\nCOPY --from=b $X <<EOF /d/\nEOF'));
  assert.deepEqual(
    transfer.sources.map(({ text, path }) => [text, path]),
    [['$X', '1']],
  );
  assert.equal(transfer.destination?.path, '/d/');
  assert.equal(transfer.from, 'b');
  assert.deepEqual(
    transferOf(last('FROM a\nCOPY ["a b", "c"]')).sources.map(({ text }) => text),
    ['a b'],
  );
});

test('mounts: the type in any case of letters', () => {
  const [mount] = mountsOf(last('FROM a\nRUN --mount=type=Secret,id=z b'));
  assert.equal(mount?.type, 'secret');
});

test('mounts: aliases and defaults', () => {
  const mounts = mountsOf(last('FROM a\nRUN --mount=src=x,dst=/y,ro --mount=type=secret,id=z,env=Z b'));
  assert.deepEqual(
    mounts.map(({ type, source, target, id, env, options }) => ({
      type,
      source,
      target,
      id,
      env,
      readonly: options.has('readonly'),
    })),
    [
      { type: 'bind', source: 'x', target: '/y', id: undefined, env: undefined, readonly: true },
      { type: 'secret', source: undefined, target: undefined, id: 'z', env: 'Z', readonly: false },
    ],
  );
});

test('an ONBUILD trigger is an instruction in the same place', () => {
  const trigger = last('FROM alpine\nUSER app\nONBUILD RUN make').onbuildTrigger;
  assert.equal(trigger?.keyword, 'RUN');
  assert.equal(trigger?.isTrigger, true);
  assert.equal(trigger?.before.user.name, 'app');
  assert.deepEqual(trigger === undefined ? [] : scriptOf(trigger)?.commands.map(({ name }) => name?.value), ['make']);
});

test('10,000 stages built from each other stay linear', () => {
  const text = `FROM a AS s0\n${Array.from({ length: 10_000 }, (_, index) => `FROM s${index} AS s${index + 1}\nENV A${index}=1\n`).join('')}`;
  // Processor time: what else the machine does is no concern here.
  const before = process.cpuUsage();
  model(text);
  assert.ok(process.cpuUsage(before).user / 1000 < 2000);
});
