import { test } from 'node:test';
import { check } from './tokenize.js';

const keyword = '=keyword.other.special-method';
const delimiter = 'keyword.control.heredoc-delimiter';
const shell = 'meta.embedded.block.shellscript';
const python = 'meta.embedded.block.python';
const javascript = 'meta.embedded.block.javascript';
const data = 'string.unquoted.heredoc';

test('the language of a RUN heredoc is what reads it', () => {
  const table: readonly (readonly [string, string])[] = [
    ['<<EOF', shell],
    ['<<"EOF"', shell],
    ["<<'EOF'", shell],
    ['<<-EOF', shell],
    ['<<EOF bash', shell],
    ['<<EOF /bin/bash -e', shell],
    ['bash -ex <<EOF', shell],
    ['--mount=type=cache,target=/x --network=none <<EOF', shell],
    ['<<EOF python3', python],
    ['python3.12 - <<EOF', python],
    ['/usr/bin/python <<EOF > /x', python],
    ['--mount=type=cache,target=/x python3 <<EOF', python],
    ['node <<EOF', javascript],
    ['<<EOF node -', javascript],
    ['cat <<EOF > /etc/x', data],
    ['sh script.sh <<EOF', data],
    ["tee /etc/x <<'EOF'", data],
    ['a && cat > /b <<EOF', data],
  ];
  for (const [words, scope] of table) {
    check(`RUN ${words}\nbody\n" """ \`\n RUN c\nEOF\nUSER d`, [
      ['body', scope],
      ['EOF', delimiter],
      ['USER', keyword],
    ]);
  }
});

test('a shebang line names the language of the body', () => {
  const table: readonly (readonly [string, string])[] = [
    ['#!/usr/bin/env python3', python],
    ['#!/usr/bin/python', python],
    ['#!/usr/bin/env node', javascript],
    ['#!/bin/bash -e', shell],
    ['#!/usr/bin/perl', data],
  ];
  for (const [shebang, scope] of table) {
    check(`RUN <<EOF\n${shebang}\nbody\nEOF\nUSER a`, [
      ['body', scope],
      ['EOF', delimiter],
      ['USER', keyword],
    ]);
  }
});

test('flags on earlier lines', () => {
  check('RUN --mount=type=cache,target=/x \\\n  # note\n  --network=none <<-EOT bash\n\techo "a\n\tEOT\nUSER b', [
    ['note', 'comment.line'],
    ['network', 'entity.other.attribute-name.flag'],
    ['<<-', 'keyword.operator.heredoc'],
    ['EOT', delimiter],
    ['a', shell],
    ['EOT', delimiter],
    ['USER', keyword],
  ]);
});

test('only the dash allows tabs before the delimiter', () => {
  check('COPY <<EOF /x\n\tEOF\nEOF\nCOPY <<-EOF /x\n\t\tEOF\nUSER a', [
    ['EOF', delimiter],
    ['EOF', data],
    ['EOF', delimiter],
    ['COPY', keyword],
    ['EOF', delimiter],
    ['EOF', delimiter],
    ['USER', keyword],
  ]);
  check('RUN <<EOF\n\tEOF\nEOF \nEOFS\nEOF\nUSER a', [
    ['EOF', delimiter],
    ['EOF', shell],
    ['EOF', shell],
    ['EOFS', shell],
    ['EOF', delimiter],
    ['USER', keyword],
  ]);
});

test('COPY and ADD: the body is text, with variables unless the delimiter is in quotes', () => {
  check('COPY --chmod=755 <<EOF /a/$b\nc $d \\\nEOF\nADD <<"EOF" /e\nf $g\nEOF\nUSER h', [
    ['chmod', 'entity.other.attribute-name.flag'],
    ['<<', 'keyword.operator.heredoc'],
    ['EOF', delimiter],
    ['/a/', 'string.unquoted.path'],
    ['b', 'variable.other'],
    ['d', 'variable.other'],
    ['EOF', delimiter],
    ['ADD', keyword],
    ['f $g', data],
    ['EOF', delimiter],
    ['USER', keyword],
  ]);
});

test('several heredocs end one after the other', () => {
  for (const head of ['COPY <<A <<"B" <<-C /x', 'RUN cat <<A > a && cat <<"B" > b && cat <<-C > c']) {
    check(`${head}\n1\nC\nA\n2\nA\nUSER x\nB\n3\n\tC\nUSER y`, [
      ['A', delimiter],
      ['"B"', delimiter],
      ['C', delimiter],
      ['1', data],
      ['C', data],
      ['A', delimiter],
      ['2', data],
      ['A', data],
      ['USER x', data],
      ['B', delimiter],
      ['3', data],
      ['C', delimiter],
      ['USER', keyword],
    ]);
  }
  check('COPY <<A b <<A /x\n1\nA\n2\nA\nUSER y', [
    ['A', delimiter],
    ['b', 'string.unquoted.path'],
    ['A', delimiter],
    ['1', data],
    ['A', delimiter],
    ['2', data],
    ['A', delimiter],
    ['USER', keyword],
  ]);
});

test('a heredoc on a later line of a continued command', () => {
  check('RUN set -e \\\n  && cat <<EOF > /x && b\n# c\n"d\n  USER e\nEOF\nUSER f', [
    ['<<', 'keyword.operator.heredoc'],
    ['EOF', delimiter],
    ['b', 'entity.name.command.shell'],
    ['# c', data],
    ['"d', data],
    ['USER e', data],
    ['EOF', delimiter],
    ['USER', keyword],
  ]);
});

test('a here-string, a shift and a spaced operator are no heredocs', () => {
  for (const words of ['cat <<<EOF', 'echo $((1<<b))', 'cat << EOF']) {
    check(`RUN ${words}\nUSER a`, [['USER', keyword]]);
  }
});

test('instructions other than RUN, COPY and ADD have no heredocs', () => {
  check('CMD cat <<EOF\nUSER a\nENV A=<<EOF\nUSER b', [
    ['USER', keyword],
    ['ENV', keyword],
    ['USER', keyword],
  ]);
});
