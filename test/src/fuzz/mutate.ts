import type { Random } from './random.js';

/** What half-typed, pasted, merged and hostile files are made of. */
const pieces: readonly string[] = [
  '\n',
  '\r\n',
  '\r',
  '\\\n',
  '\\\r\n',
  '`\n',
  ' ',
  '\t',
  '"',
  "'",
  '[',
  ']',
  '["',
  '"]',
  '{',
  '}',
  '$',
  '${',
  '${A:-',
  '$(',
  '`',
  '<<EOF\n',
  '<<-"EOF"\n',
  'EOF\n',
  '&&',
  '||',
  ';',
  '|',
  '>',
  '#',
  '\n# ',
  '# escape=`\n',
  '# syntax=docker/dockerfile:1.2\n',
  '# check=skip=all;error=true\n',
  '\n# dockwright ignore=use-exec-form -- x\n',
  '\n# hadolint ignore=DL3008,SC2086\n',
  '--mount=type=cache,target=',
  '--mount=type=secret,id=x,env=Y ',
  '--from=',
  '--chown=',
  '=',
  ',',
  '\nFROM ',
  '\nFROM a AS b\n',
  '\nRUN ',
  '\nCMD ',
  '\nENTRYPOINT ["',
  '\nCOPY ',
  '\nENV A=',
  '\nARG ',
  '\nUSER ',
  '\nONBUILD ',
  '\nHEALTHCHECK ',
  '\nSHELL ["powershell"]\n',
  'apt-get update && apt-get install -y ',
  'pip install ',
  'cd /x && ',
  '\u0000',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\ud800',
  '👩‍👩‍👧',
  '\u202e',
  'é'.normalize('NFD'),
  '\\',
  '<<<<<<< HEAD\n',
];

/** Changes a text in one to six ways, or mixes it with another one. */
export function mutate(text: string, random: Random, seeds: readonly string[]): string {
  let current = text;
  for (let change = random.below(6); change >= 0; change--) current = changeOnce(current, random, seeds);
  return current;
}

function changeOnce(text: string, random: Random, seeds: readonly string[]): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(40));
  switch (random.below(9)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at);
    case 2:
      return text.slice(0, at) + text.slice(at, end).repeat(1 + random.below(4)) + text.slice(end);
    case 3: {
      const other = random.pick(seeds) ?? '';
      const from = random.below(other.length);
      return text.slice(0, at) + other.slice(from, from + random.below(200)) + text.slice(at);
    }
    case 4:
      return swapLines(text, random);
    case 5:
      return random.below(2) === 0 ? text.replaceAll('\n', '\r\n') : text.replaceAll('\r\n', '\n');
    default:
      return text.slice(0, at) + (random.pick(pieces) ?? '') + text.slice(at);
  }
}

function swapLines(text: string, random: Random): string {
  const lines = text.split('\n');
  const [first, second] = [random.below(lines.length), random.below(lines.length)];
  return lines
    .map((line, index) => (index === first ? lines[second] : index === second ? lines[first] : line) ?? '')
    .join('\n');
}
