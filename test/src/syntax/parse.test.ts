import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import type { Instruction } from '@dockwright/shared-rules/syntax/types';

function slice(text: string, span: { readonly start: number; readonly end: number }): string {
  return text.slice(span.start, span.end);
}

function only(text: string): Instruction {
  const tree = parseDockerfile(text);
  const [instruction] = tree.instructions;
  assert.ok(instruction !== undefined && tree.instructions.length === 1, `one instruction in ${JSON.stringify(text)}`);
  return instruction;
}

function keywords(text: string): readonly string[] {
  return parseDockerfile(text).instructions.map(({ written }) => written);
}

function problems(text: string): readonly string[] {
  return parseDockerfile(text).problems.map(({ kind, span }) => `${kind} ${slice(text, span)}`);
}

const instructionLists: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['plain', 'FROM a\nRUN b\n', ['FROM', 'RUN']],
  ['lower case', 'from a\nrun b', ['from', 'run']],
  ['carriage returns', 'FROM a\r\nRUN b \\\r\n  c\r\nCMD d\r\n', ['FROM', 'RUN', 'CMD']],
  ['byte order mark', '\uFEFFFROM a\nRUN b', ['FROM', 'RUN']],
  ['byte order mark before a directive', '\uFEFF# escape=`\nRUN a `\n b\nCMD c', ['RUN', 'CMD']],
  ['tabs', '\tFROM\ta\n\tRUN\tb', ['FROM', 'RUN']],
  ['continuation', 'RUN a \\\n b \\\n c\nCMD d', ['RUN', 'CMD']],
  ['blanks behind the continuation', 'RUN a \\ \t\n b\nCMD d', ['RUN', 'CMD']],
  ['comment in a continuation', 'RUN a \\\n# c\n b\nCMD d', ['RUN', 'CMD']],
  ['indented comment in a continuation', 'RUN a \\\n   # c \\\n b\nCMD d', ['RUN', 'CMD']],
  ['blank line in a continuation', 'RUN a \\\n\n b\nCMD d', ['RUN', 'CMD']],
  ['doubled backslash ends the line', 'RUN a \\\\\nCMD d', ['RUN', 'CMD']],
  ['escape directive', '# escape=`\nRUN dir c:\\\nCMD d', ['RUN', 'CMD']],
  ['escape directive with blanks and another case', '# ESCAPE = ` \nRUN a `\n b\nCMD d', ['RUN', 'CMD']],
  ['blank in a directive before escape', '# syntax=x \n# escape=`\nRUN a `\n b', ['RUN']],
  ['check directive with blanks before escape', '# check=skip=A, B\n# escape=`\nRUN a `\n b', ['RUN']],
  ['an unknown directive ends the directives', '# foo=bar\n# escape=`\nRUN c:\\\n x', ['RUN']],
  ['a comment ends the directives', '# hello\n# escape=`\nRUN a \\\n b', ['RUN']],
  ['a keyword cut in two', 'RU\\\nN a', ['RUN']],
  ['heredoc', 'RUN <<EOF\nCMD x\nEOF\nCMD y', ['RUN', 'CMD']],
  ['heredoc in lower case instruction', 'run <<EOF\nCMD x\nEOF\nCMD y', ['run', 'CMD']],
  ['several heredocs', 'RUN <<A cat <<-"B"\n1\nA\n2\n\tB\nCMD y', ['RUN', 'CMD']],
  ['heredoc in COPY', 'COPY <<a.txt <<b.txt /d/\nFROM\na.txt\nRUN\nb.txt\nCMD y', ['COPY', 'CMD']],
  ['heredoc in ADD', 'ADD <<EOF /x\nRUN a\nEOF\nCMD y', ['ADD', 'CMD']],
  ['heredoc behind ONBUILD', 'ONBUILD RUN <<EOF\nCMD x\nEOF\nCMD y', ['ONBUILD', 'CMD']],
  ['heredoc behind a flag', 'RUN --mount=type=cache,target=/x <<EOF\nCMD x\nEOF\nCMD y', ['RUN', 'CMD']],
  ['no heredoc in quotes', 'RUN echo "a <<EOF b"\nCMD y', ['RUN', 'CMD']],
  ['no heredoc in single quotes', "RUN sh -c 'cat <<EOF'\nCMD y", ['RUN', 'CMD']],
  ['no heredoc in exec form', 'RUN ["sh", "-c", "cat <<EOF"]\nCMD y', ['RUN', 'CMD']],
  ['no heredoc in other instructions', 'ENV A=<<EOF\nLABEL b=<<EOF\nCMD y', ['ENV', 'LABEL', 'CMD']],
  ['here string', 'RUN cat <<<x\nCMD y', ['RUN', 'CMD']],
  ['arithmetic shift', 'RUN echo $((1<<2))\nCMD y', ['RUN', 'CMD']],
  ['heredoc with a file descriptor', 'RUN cat 3<<EOF\nCMD x\nEOF\nCMD y', ['RUN', 'CMD']],
  ['backslash at the end of a heredoc line', 'RUN <<EOF\na \\\nEOF\nCMD y', ['RUN', 'CMD']],
  ['heredoc with carriage returns', 'RUN <<EOF\r\nCMD x\r\nEOF\r\nCMD y\r\n', ['RUN', 'CMD']],
  ['heredoc after a continuation', 'RUN cat <<EOF > f \\\n && b\nCMD x\nEOF\nCMD y', ['RUN', 'CMD']],
  ['an unended heredoc keeps what follows', 'RUN <<EOF\necho\nCMD x\nUSER y', ['RUN', 'CMD', 'USER']],
  ['an unknown instruction', 'FORM a\nRUN b', ['FORM', 'RUN']],
  ['a lone backslash', '\\\nRUN b', ['RUN']],
  ['empty', '', []],
  ['blank lines and comments only', '\n# a\n\n', []],
];

for (const [name, text, expected] of instructionLists) {
  test(`instructions: ${name}`, () => assert.deepEqual(keywords(text), expected));
}

const spans: ReadonlyArray<readonly [string, string, string]> = [
  ['one line', '  RUN a b  \n', 'RUN a b'],
  ['continuation', 'RUN a \\\n  b\n', 'RUN a \\\n  b'],
  ['trailing comment lines stay outside', 'RUN a \\\n# c\n', 'RUN a \\'],
  ['heredoc', 'RUN <<EOF\na\nEOF\n', 'RUN <<EOF\na\nEOF'],
  ['carriage returns', 'RUN a \\\r\n  b\r\n', 'RUN a \\\r\n  b'],
];

for (const [name, text, expected] of spans) {
  test(`instruction span: ${name}`, () => assert.equal(slice(text, only(text).span), expected));
}

const bodies: ReadonlyArray<readonly [string, string, string]> = [
  ['continuations are joined', 'RUN a \\\n  b', 'a   b'],
  ['comments are left out', 'RUN a \\\n# x:\\\n  b', 'a   b'],
  ['a word cut in two', 'RUN a\\\nb', 'ab'],
  ['flags are left out', 'RUN --network=none --mount=type=tmpfs,target="/a b" x --y', 'x --y'],
  ['two dashes end the flags', 'RUN -- --x', '--x'],
  ['blanks at both ends are cut', 'RUN \t a \t', 'a'],
  ['heredoc bodies are left out', 'RUN cat <<EOF\nb\nEOF', 'cat <<EOF'],
];

for (const [name, text, expected] of bodies) {
  test(`body: ${name}`, () => assert.equal(only(text).body.text, expected));
}

test('a word through a continuation has the place of its two halves', () => {
  const text = 'RUN cu\\\n# note\nrl x';
  const [word] = only(text).words;
  assert.equal(word?.text, 'curl');
  assert.equal(word === undefined ? '' : slice(text, word.span), 'cu\\\n# note\nrl');
});

const flagTable: ReadonlyArray<readonly [string, string, ReadonlyArray<readonly [string, string | undefined]>]> = [
  [
    'several',
    'COPY --from=a --chown=b:c --link x y',
    [
      ['from', 'a'],
      ['chown', 'b:c'],
      ['link', undefined],
    ],
  ],
  ['only leading ones', 'RUN foo--bar --x y', []],
  ['quoted value', 'RUN --mount="type=cache,target=/a b" x', [['mount', 'type=cache,target=/a b']]],
  ['across a continuation', 'RUN --mount=type=bind,\\\ntarget=/x y', [['mount', 'type=bind,target=/x']]],
  ['of a health check', 'HEALTHCHECK --interval=5s CMD a --b', [['interval', '5s']]],
];

for (const [name, text, expected] of flagTable) {
  test(`flags: ${name}`, () => {
    assert.deepEqual(
      only(text).flags.map((flag) => [flag.name, flag.value]),
      expected,
    );
  });
}

test('quotes around a mount protect blanks, not commas', () => {
  const options = only('RUN --mount="type=cache,target=/a b" x').flags[0]?.options ?? [];
  assert.deepEqual(
    options.map(({ name, value }) => [name, value]),
    [
      ['type', 'cache'],
      ['target', '/a b'],
    ],
  );
});

test('options of a mount have names, values and places', () => {
  const text = 'RUN --mount=type=cache,target=/root/.npm,readonly npm ci';
  const options = only(text).flags[0]?.options ?? [];
  assert.deepEqual(
    options.map(({ name, value, span }) => [name, value, slice(text, span)]),
    [
      ['type', 'cache', 'type=cache'],
      ['target', '/root/.npm', 'target=/root/.npm'],
      ['readonly', undefined, 'readonly'],
    ],
  );
});

const forms: ReadonlyArray<readonly [string, string, string]> = [
  ['exec', 'CMD ["a", "b c"]', 'exec a|b c'],
  ['exec with JSON escapes', 'CMD ["a\\"b", "\\u00e9"]', 'exec a"b|é'],
  ['exec over lines', 'CMD ["a", \\\n  "b"]', 'exec a|b'],
  ['exec with a comment between', 'CMD ["a", \\\n# why\n  "b"]', 'exec a|b'],
  ['empty array', 'ENTRYPOINT []', 'exec '],
  ['trailing comma', 'CMD ["a",]', 'malformed'],
  ['text behind', 'CMD ["a"] x', 'malformed'],
  ['single quotes', "CMD ['a']", 'malformed'],
  ['numbers', 'CMD [1]', 'malformed'],
  ['shell', 'CMD a b', 'shell'],
  ['COPY in exec form', 'COPY ["a b", "c"]', 'exec a b|c'],
  ['health check in exec form', 'HEALTHCHECK --interval=1s CMD ["a"]', 'exec a'],
  ['health check in shell form', 'HEALTHCHECK CMD a', 'shell'],
];

for (const [name, text, expected] of forms) {
  test(`form: ${name}`, () => {
    const { form } = only(text);
    const seen = form.kind === 'exec' ? `exec ${form.elements.map(({ value }) => value).join('|')}` : form.kind;
    assert.equal(seen, expected);
  });
}

test('exec elements have the places of their strings', () => {
  const text = 'CMD ["a\\"", \\\n  "b c"]';
  const { form } = only(text);
  assert.deepEqual(form.kind === 'exec' ? form.elements.map(({ span }) => slice(text, span)) : [], ['"a\\""', '"b c"']);
});

const propertyTable: ReadonlyArray<readonly [string, string, ReadonlyArray<readonly [string, string | undefined]>]> = [
  [
    'pairs',
    'ENV a=1 b="x y" c=d\\ e',
    [
      ['a', '1'],
      ['b', '"x y"'],
      ['c', 'd\\ e'],
    ],
  ],
  ['legacy', 'ENV a b c', [['a', 'b c']]],
  ['legacy with an equals sign behind', 'ENV a b=c', [['a', 'b=c']]],
  [
    'label',
    'LABEL "a.b"="c" d=\'e f\'',
    [
      ['"a.b"', '"c"'],
      ['d', "'e f'"],
    ],
  ],
  [
    'over lines',
    'ENV a=1 \\\n    b=2',
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'arguments',
    'ARG a b=1',
    [
      ['a', undefined],
      ['b', '1'],
    ],
  ],
  ['Windows path is left as it is', '# escape=`\nENV p=c:\\a', [['p', 'c:\\a']]],
];

for (const [name, text, expected] of propertyTable) {
  test(`properties: ${name}`, () => {
    assert.deepEqual(
      parseDockerfile(text).instructions[0]?.properties.map(({ key, value }) => [key, value]),
      expected,
    );
  });
}

test('heredocs know their name, quoting, tabs and lines', () => {
  const text = 'COPY <<-"A" <<B /x/\n\ta\n\tA\nb\nB\n';
  assert.deepEqual(
    only(text).heredocs.map((heredoc) => ({
      name: heredoc.name,
      quoted: heredoc.quoted,
      stripTabs: heredoc.stripTabs,
      body: slice(text, heredoc.body),
      marker: slice(text, heredoc.marker),
      end: heredoc.terminator === undefined ? undefined : slice(text, heredoc.terminator),
    })),
    [
      { name: 'A', quoted: true, stripTabs: true, body: '\ta\n', marker: '<<-"A"', end: '\tA' },
      { name: 'B', quoted: false, stripTabs: false, body: 'b\n', marker: '<<B', end: 'B' },
    ],
  );
});

test('comments are found outside and inside of instructions, never in heredocs', () => {
  const text = '# syntax=a\n# one\nRUN a \\\n  # two\n  b\nRUN <<EOF\n# three\nEOF\n# hadolint ignore=DL3008\nCMD x';
  assert.deepEqual(
    parseDockerfile(text).comments.map((comment) => [comment.text, comment.line, comment.insideInstruction]),
    [
      ['one', 1, false],
      ['two', 3, true],
      ['hadolint ignore=DL3008', 8, false],
    ],
  );
});

test('a suppression in the first line is a comment, not a directive', () => {
  const tree = parseDockerfile('# hadolint ignore=DL3006\nFROM a\n');
  assert.equal(tree.directives.length, 0);
  assert.equal(tree.comments[0]?.text, 'hadolint ignore=DL3006');
});

const problemTable: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['nothing', '', ['refused ']],
  ['FROM without an image', 'FROM', ['error FROM']],
  ['FROM without the tag', 'FROM node:\nFROM node:$T\nFROM $I:', ['error node:']],
  ['FROM with too much', 'FROM a b c', ['error b c']],
  ['a comment behind FROM', 'FROM a AS b # c', ['refused AS b # c']],
  ['FROM with AS and no name', 'FROM a AS', ['error AS']],
  ['stage name', 'FROM a AS 1b', ['error 1b']],
  ['COPY with one argument', 'FROM a\nCOPY x', ['error COPY']],
  ['COPY with a heredoc and a destination', 'FROM a\nCOPY <<EOF /x\nEOF', []],
  ['ENV without a value', 'FROM a\nENV a', ['error a']],
  ['ENV with a word without value', 'FROM a\nENV a=1 b', ['error b']],
  ['RUN without a command', 'FROM a\nRUN', ['error RUN']],
  ['RUN with a flag only', 'FROM a\nRUN --network=none', ['error RUN']],
  ['health check without a command', 'FROM a\nHEALTHCHECK CMD', ['error CMD']],
  ['health check of another kind', 'FROM a\nHEALTHCHECK curl', ['error curl']],
  ['SHELL in shell form', 'FROM a\nSHELL bash -c', ['refused bash -c']],
  ['unended heredoc', 'FROM a\nRUN <<EOF\nx', ['error <<EOF']],
  ['a directive twice', '# escape=`\n# escape=`\nFROM a', ['directive # escape=`']],
  ['a bad escape character', '# escape=x\nFROM a', ['directive x']],
  ['an open quote', 'FROM a\nENV a="b c\nRUN d', ['error "b c']],
  ['an open brace', 'FROM a\nENV a=${b\nARG c="${d:-\'}"\nWORKDIR /${e', ['error ${b', 'error /${e']],
  ['closed quotes of all kinds', 'FROM a\nENV a="it\'s" b=\'"\' c=\\" d=${e:-\'} f=}\nLABEL g="a\\"b"', []],
  ['no FROM', 'RUN a', ['refused RUN']],
  ['malformed exec form', 'FROM a\nCMD ["a"', ['malformed-exec-form ["a"']],
  ['one bad line hides no other', 'FROM a\nCOPY x\nRUN\nUSER\n', ['error COPY', 'error RUN', 'error USER']],
  ['a good file', 'ARG a\nFROM a AS b\nRUN c\nENV d=e\nHEALTHCHECK NONE\nSHELL ["x"]\nVOLUME ["/a"]\nCMD []\n', []],
];

for (const [name, text, expected] of problemTable) {
  test(`problems: ${name}`, () => assert.deepEqual(problems(text), expected));
}

test('lines of a file with carriage returns have that line ending', () => {
  assert.equal(parseDockerfile('FROM a\r\nRUN b\r\n').lineEnding, '\r\n');
  assert.equal(parseDockerfile('FROM a\nRUN b\r\nRUN c\n').lineEnding, '\n');
});
