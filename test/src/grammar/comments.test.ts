import { test } from 'node:test';
import { check } from './tokenize.js';

const comment = 'comment.line.number-sign.dockerfile';
const keyword = '=keyword.other.special-method';
const suppression = 'keyword.control.suppression';
const rule = 'support.constant.rule';

test('a comment is a whole line', () => {
  check('  # a # b\nLABEL c=d # e', [
    ['#', 'punctuation.definition.comment'],
    ['a # b', comment],
    ['LABEL', keyword],
    ['#', '!comment'],
  ]);
});

test('comments and blank lines inside a continued instruction leave it open', () => {
  check('RUN a \\\n# one\n  # two\n\n  && b\nENV C=d \\\n  # three\n  E=f\nUSER g', [
    ['one', comment],
    ['two', comment],
    ['&&', 'keyword.operator.shell'],
    ['ENV', keyword],
    ['three', comment],
    ['E', 'variable.other.env'],
    ['USER', keyword],
  ]);
});

test('a comment line inside quotes is a comment, as Docker takes it out first', () => {
  check('RUN echo "a \\\n# b\n c"\nENV D="e \\\n# f\n g"\nUSER h', [
    ['b', comment],
    ['c', 'string.quoted.double.shell'],
    ['f', comment],
    ['g', 'string.quoted.double.dockerfile'],
    ['USER', keyword],
  ]);
});

test('suppression comments show tool and rules', () => {
  check('# dockwright ignore=use-exec-form, hadolint:DL3006 -- the base image is ours', [
    ['#', comment],
    ['dockwright', suppression],
    ['ignore', suppression],
    ['=', 'keyword.operator.assignment'],
    ['use-exec-form', rule],
    [',', 'punctuation.separator.list'],
    ['hadolint:DL3006', rule],
    ['-- the base image is ours', comment],
  ]);
  check('# note\n# dockwright ignore-file=no-maintainer', [
    ['ignore-file', suppression],
    ['no-maintainer', rule],
  ]);
  check('# hadolint global ignore=DL3003,SC1035', [
    ['hadolint', suppression],
    ['global', suppression],
    ['ignore', suppression],
    ['DL3003', rule],
    ['SC1035', rule],
  ]);
  check('## hadolint: stage ignore=DL3003', [
    ['hadolint', suppression],
    ['stage', suppression],
    ['DL3003', rule],
  ]);
  check('# hadolint shell=powershell', [
    ['shell', 'keyword.control.pragma'],
    ['powershell', 'string.unquoted.value'],
  ]);
  check('FROM a\n# check=skip=JSONArgsRecommended', [
    ['check', suppression],
    ['skip', suppression],
    ['JSONArgsRecommended', rule],
  ]);
  check('RUN a \\\n  # dockwright ignore=no-sudo\n  && sudo b', [
    ['dockwright', suppression],
    ['no-sudo', rule],
    ['&&', 'keyword.operator.shell'],
  ]);
});

test('a comment that mentions a tool is a comment', () => {
  check('# see hadolint ignore=DL3006', [['see hadolint ignore=DL3006', comment]]);
  check('# the check=skip=x form', [['the check=skip=x form', comment]]);
});

test('a shell comment swallows the lines that are joined to it', () => {
  check("RUN a 'b # c' # d \\\n  e\nUSER f", [
    ['b # c', 'string.quoted.single.shell'],
    ['d', 'comment.line.number-sign.shell'],
    ['e', 'comment.line.number-sign.shell'],
    ['USER', keyword],
  ]);
});
