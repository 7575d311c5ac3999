import { test } from 'node:test';
import { check } from './tokenize.js';

const keyword = '=keyword.other.special-method';

test('parser directives are not comments', () => {
  check('# syntax=docker/dockerfile:1.10\n#escape = \\\n# CHECK=skip=JSONArgsRecommended,all;error=true\nFROM a', [
    ['#', 'punctuation.definition.directive'],
    ['syntax', 'keyword.control.directive'],
    ['=', 'keyword.operator.assignment'],
    ['docker/dockerfile', 'entity.name.type.image'],
    ['1.10', 'string.unquoted.tag'],
    ['escape', 'keyword.control.directive'],
    ['\\', 'constant.character.escape'],
    ['CHECK', '!comment'],
    ['skip', 'keyword.control.suppression'],
    ['JSONArgsRecommended', 'support.constant.rule'],
    [',', 'punctuation.separator.list'],
    ['all', 'support.constant.rule'],
    [';', 'punctuation.separator.option'],
    ['error', 'keyword.control.suppression'],
    ['true', 'constant.language.boolean'],
    ['FROM', keyword],
  ]);
});

test('a shebang line may stand before the directives', () => {
  check('#!/usr/bin/env docker\n# syntax=x\nFROM a', [
    ['#!/usr/bin/env docker', 'comment.line.shebang'],
    ['syntax', 'keyword.control.directive'],
    ['FROM', keyword],
  ]);
});

test('a directive after the header is a comment', () => {
  check('# note\n# syntax=x', [['syntax=x', 'comment.line']]);
  check('\n# escape=`\nRUN a \\\n b\nUSER c', [
    ['escape=`', 'comment.line'],
    ['b', 'meta.embedded.line.shellscript'],
    ['USER', keyword],
  ]);
  check('# syntax=a\n# note\n# syntax=b', [
    ['syntax', 'keyword.control.directive'],
    ['note', 'comment.line'],
    ['syntax=b', 'comment.line'],
  ]);
});

test('after the escape directive the backtick continues lines and the backslash does not', () => {
  const inBacktickFile = 'meta.escape.backtick';
  check(
    '# syntax=x\n# escape=`\n# check=skip=all\nCOPY a C:\\b\\\nRUN dir C:\\ `\n# note\n x\nENV A="b `\n c"\nCMD d',
    [
      ['escape', 'keyword.control.directive'],
      ['check', 'keyword.control.directive'],
      ['COPY', inBacktickFile],
      ['\\', '!constant.character.escape'],
      ['RUN', '!string'],
      ['`', 'constant.character.escape.line-continuation'],
      ['note', 'comment.line.number-sign.dockerfile'],
      ['x', 'meta.embedded.line.shellscript'],
      ['ENV', '!meta.embedded.line.shellscript'],
      ['`', 'constant.character.escape.line-continuation'],
      ['c', 'string.quoted.double'],
      ['CMD', '!string'],
    ],
  );
});

test('without the directive a backtick at the end of a line is the shell’s', () => {
  check('RUN a=`uname`\nUSER b', [
    ['a=`uname`', 'meta.embedded.line.shellscript'],
    ['USER', keyword],
  ]);
});
