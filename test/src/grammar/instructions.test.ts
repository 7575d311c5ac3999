import { test } from 'node:test';
import { check } from './tokenize.js';

const keyword = '=keyword.other.special-method';
const flag = 'entity.other.attribute-name.flag';
const option = 'entity.other.attribute-name.option';

test('every instruction is a keyword, in any case, indented or not', () => {
  const keywords = [
    ...['FROM', 'ARG', 'ENV', 'LABEL', 'RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD', 'WORKDIR', 'USER', 'VOLUME'],
    ...['EXPOSE', 'HEALTHCHECK', 'SHELL', 'STOPSIGNAL', 'ONBUILD', 'MAINTAINER'],
  ];
  for (const word of keywords) {
    for (const spelling of [word, word.toLowerCase(), `${word.slice(0, 1)}${word.slice(1).toLowerCase()}`]) {
      check(`${spelling} a`, [[spelling, keyword]]);
      check(`  ${spelling}\nUSER a`, [
        [spelling, keyword],
        ['USER', keyword],
      ]);
    }
  }
});

test('an instruction keyword is only one at the start of a line, and whole', () => {
  check('COPY FROM RUN', [
    ['COPY', keyword],
    ['FROM', 'string.unquoted.path'],
    ['RUN', 'string.unquoted.path'],
  ]);
  check('FORM a', [['FORM a', '']]);
  check('RUNNER a', [['RUNNER a', '']]);
});

test('ONBUILD and its trigger', () => {
  check('ONBUILD RUN a\nonbuild copy b c\nONBUILD', [
    ['ONBUILD', keyword],
    ['RUN', keyword],
    ['a', 'meta.embedded.line.shellscript'],
    ['onbuild', keyword],
    ['copy', keyword],
    ['b', 'string.unquoted.path'],
    ['ONBUILD', keyword],
  ]);
});

test('FROM: platform, image, tag, digest, stage', () => {
  check('FROM --platform=$BUILDPLATFORM localhost:5000/my/node:${V:-22}-slim@sha256:0af AS Build', [
    ['platform', flag],
    ['BUILDPLATFORM', 'variable.language'],
    ['localhost:5000/my/node', 'entity.name.type.image'],
    [':', 'punctuation.separator.tag'],
    ['V', 'variable.other'],
    [':-', 'keyword.operator.expansion'],
    ['22', 'string.unquoted.default'],
    ['-slim', 'string.unquoted.tag'],
    ['@', 'punctuation.separator.digest'],
    ['sha256:0af', 'constant.numeric.digest'],
    ['AS', 'keyword.control.as'],
    ['Build', 'entity.name.function.stage'],
  ]);
  check('FROM ${REGISTRY}/base:$TAG as x', [
    ['REGISTRY', 'variable.other'],
    ['/base', 'entity.name.type.image'],
    ['TAG', 'variable.other'],
    ['as', 'keyword.control.as'],
    ['x', 'entity.name.function.stage'],
  ]);
  check('FROM scratch', [['scratch', 'constant.language.scratch']]);
  check('FROM a \\\n  AS \\\n  b\nUSER c', [
    ['AS', 'keyword.control.as'],
    ['USER', keyword],
  ]);
  check('FROM a AS\nFROM\nFROM b:', [
    ['AS', 'keyword.control.as'],
    ['FROM', keyword],
    ['FROM', keyword],
    ['b', 'entity.name.type.image'],
    [':', 'punctuation.separator.tag'],
  ]);
});

test('ARG and ENV: names, values, continuations, the old form', () => {
  check('ARG A=1.2 B C="d e"\nENV F=g \\\n  H=$A/i J=\'$k\'\nENV OLD some value = $x\nUSER l', [
    ['A', 'variable.other.arg'],
    ['=', 'keyword.operator.assignment'],
    ['1.2', 'constant.numeric'],
    ['B', 'variable.other.arg'],
    ['d e', 'string.quoted.double'],
    ['F', 'variable.other.env'],
    ['g', 'string.unquoted.value'],
    ['\\', 'constant.character.escape.line-continuation'],
    ['H', 'variable.other.env'],
    ['A', 'variable.other.dockerfile'],
    ['/i', 'string.unquoted.value'],
    ['$k', 'string.quoted.single'],
    ['OLD', 'variable.other.env'],
    ['some value =', 'string.unquoted.value'],
    ['x', 'variable.other.dockerfile'],
    ['USER', keyword],
  ]);
});

test('variables with every modifier, and escapes', () => {
  for (const operator of [':-', ':+', ':?', '-', '+', '?', '#', '##', '%', '%%', '/', '//']) {
    check(`ENV A=\${b${operator}c}d`, [
      ['${', 'punctuation.definition.variable.begin'],
      ['b', 'variable.other'],
      [operator, 'keyword.operator.expansion'],
      ['c', 'string.unquoted.default'],
      ['}', 'punctuation.definition.variable.end'],
      ['d', 'string.unquoted.value'],
    ]);
  }
  check('ENV A="${b:-${c:-"d"}} \\" \\$e" F=\\$g', [
    ['c', 'variable.other'],
    ['d', 'string.quoted.double'],
    ['\\"', 'constant.character.escape'],
    ['\\$', 'constant.character.escape'],
    ['e', 'string.quoted.double'],
    ['F', 'variable.other.env'],
    ['\\$', 'constant.character.escape'],
    ['g', 'string.unquoted.value'],
  ]);
});

test('LABEL: keys in quotes or not', () => {
  const key = 'entity.other.attribute-name.label';
  check('LABEL "com.example.a"="b" org.opencontainers.image.title=c \\\n  d="e \\\nf"\nLABEL g h i', [
    ['"com.example.a"', key],
    ['b', 'string.quoted.double'],
    ['org.opencontainers.image.title', key],
    ['d', key],
    ['f', 'string.quoted.double'],
    ['LABEL', keyword],
    ['g', key],
    ['h i', 'string.unquoted.value'],
  ]);
});

test('RUN flags: mounts with their keys and values', () => {
  check(
    'RUN --mount=type=cache,target=/x,sharing=locked,id=$I,ro --mount=type=bind,from=build \\\n  --network=none a',
    [
      ['--', 'punctuation.definition.flag'],
      ['mount', flag],
      ['type', option],
      ['cache', 'support.constant.mount-type'],
      ['target', option],
      ['/x', 'string.unquoted.value'],
      ['sharing', option],
      ['locked', 'string.unquoted.value'],
      ['I', 'variable.other'],
      ['ro', option],
      ['bind', 'support.constant.mount-type'],
      ['from', option],
      ['build', 'entity.name.function.stage'],
      ['network', flag],
      ['none', 'string.unquoted.value'],
      ['a', 'meta.embedded.line.shellscript'],
    ],
  );
  check('RUN --mount=type=secret,id=a,required=true,uid=1000\nUSER b', [
    ['required', option],
    ['true', 'constant.language.boolean'],
    ['uid', option],
    ['1000', 'constant.numeric'],
    ['USER', keyword],
  ]);
  check('RUN npm --mount=x', [['--mount=x', 'argument.shell']]);
});

test('COPY and ADD: flags, paths, arrays', () => {
  check(
    'COPY --from=build --chown=app:app --link --parents=false a\\ b C:\\d $E/f ./\nADD --checksum=sha256:00112233445566778899aabbccddeeff https://e.org/x /y',
    [
      ['from', flag],
      ['build', 'entity.name.function.stage'],
      ['chown', flag],
      ['app:app', 'string.unquoted.value'],
      ['link', flag],
      ['parents', flag],
      ['false', 'constant.language.boolean'],
      ['a', 'string.unquoted.path'],
      ['\\', 'constant.character.escape'],
      ['C:\\d', 'string.unquoted.path'],
      ['E', 'variable.other'],
      ['./', 'string.unquoted.path'],
      ['sha256:00112233445566778899aabbccddeeff', 'constant.numeric.digest'],
      ['https://e.org/x', 'string.unquoted.path'],
    ],
  );
  check('COPY --from=0 a b\nCOPY --from=ghcr.io/o/i:1 a b\nCOPY ["a b", "/c/$d"]\nUSER e', [
    ['0', 'constant.numeric.stage'],
    ['ghcr.io/o/i', 'entity.name.type.image'],
    ['1', 'string.unquoted.tag'],
    ['[', 'punctuation.definition.array.begin'],
    ['a b', 'string.quoted.double'],
    [',', 'punctuation.separator.array'],
    ['d', 'variable.other'],
    [']', 'punctuation.definition.array.end'],
    ['USER', keyword],
  ]);
});

test('EXPOSE, USER, STOPSIGNAL, WORKDIR, VOLUME, SHELL, MAINTAINER', () => {
  check('EXPOSE 80/tcp 8000-8010 $P\nUSER 1001:app\nUSER app:$G\nSTOPSIGNAL SIGTERM\nSTOPSIGNAL 9\nWORKDIR /a/$B', [
    ['80', 'constant.numeric.port'],
    ['tcp', 'support.constant.protocol'],
    ['8000', 'constant.numeric.port'],
    ['-', 'keyword.operator.range'],
    ['8010', 'constant.numeric.port'],
    ['P', 'variable.other'],
    ['1001', 'constant.numeric.user'],
    [':', 'punctuation.separator.group'],
    ['app', 'string.unquoted.user'],
    ['app', 'string.unquoted.user'],
    ['G', 'variable.other'],
    ['SIGTERM', 'support.constant.signal'],
    ['9', 'constant.numeric.signal'],
    ['/a/', 'string.unquoted.path'],
    ['B', 'variable.other'],
  ]);
  check('VOLUME ["/a", "/b"]\nVOLUME /c\nSHELL ["/bin/bash", "-c"]\nMAINTAINER A <a@example.org>', [
    ['/a', 'string.quoted.double'],
    ['/c', 'string.unquoted.path'],
    ['/bin/bash', 'string.quoted.double'],
    ['MAINTAINER', keyword],
    ['<a@example.org>', 'string.unquoted.value'],
  ]);
});

test('HEALTHCHECK: options, NONE, CMD in both forms', () => {
  check(
    'HEALTHCHECK --interval=1m30s --retries=3 \\\n  CMD curl -f x || exit 1\nHEALTHCHECK NONE\nHEALTHCHECK CMD ["a"]',
    [
      ['interval', flag],
      ['1m30s', 'constant.numeric.duration'],
      ['retries', flag],
      ['3', 'constant.numeric'],
      ['CMD', keyword],
      ['curl', 'meta.embedded.line.shellscript'],
      ['||', 'keyword.operator.shell'],
      ['HEALTHCHECK', keyword],
      ['NONE', 'constant.language.none'],
      ['CMD', keyword],
      ['[', 'punctuation.definition.array.begin'],
    ],
  );
});

test('CMD, ENTRYPOINT, RUN in exec form', () => {
  check('CMD ["a", \\\n  # note\n  "\\u00e9\\q"]\nENTRYPOINT []\nRUN ["x"]\nUSER b', [
    ['a', 'string.quoted.double'],
    ['note', 'comment.line'],
    ['\\u00e9', 'constant.character.escape'],
    ['\\q', 'invalid.illegal.escape'],
    [']', 'punctuation.definition.array.end'],
    ['ENTRYPOINT', keyword],
    ['[', 'punctuation.definition.array.begin'],
    ['RUN', keyword],
    ['x', 'string.quoted.double'],
    ['USER', keyword],
  ]);
});

test('what only looks like the exec form is a command line', () => {
  for (const line of ["CMD ['node', 'x']", 'RUN [ "$a" = b ] && c', 'RUN [ -f x ]', 'CMD [ node ]']) {
    check(`${line}\nUSER b`, [
      ['[', 'meta.embedded.line.shellscript'],
      ['USER', keyword],
    ]);
  }
});

test('a half-typed array or string ends with its line', () => {
  for (const line of [
    'CMD ["node", "a',
    'CMD ["node",',
    'CMD [',
    'COPY ["a',
    'ENV A="b',
    "LABEL a='b",
    'ENV A=${b',
    'ENV A="${b',
    'RUN --mount="a',
    'FROM --platform="a',
    'VOLUME ["a',
    'COPY "a',
  ]) {
    check(`${line}\nUSER b`, [['USER', keyword]]);
  }
});
