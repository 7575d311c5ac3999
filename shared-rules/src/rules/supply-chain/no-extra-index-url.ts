import { isPublicPythonIndex, isPypi } from '../../facts/python-indexes.js';
import { removeWords } from '../../fixes/remove-words.js';
import { packageCall } from '../../model/packages.js';
import { shellText } from '../../model/shell-values.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { ShellWord } from '../../shell/types.js';
import { span } from '../../text/span.js';

const EXTRA = '--extra-index-url';
const MAIN = ['-i', '--index-url', '--pypi-url'];

export default defineRule({
  id: 'no-extra-index-url',
  title: 'Ask one package index, not two',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S16'],
  fixes: ['suggested'],
  why: `
    With \`--extra-index-url\` pip asks both indexes for every package and takes the highest version, whichever index it
    comes from. Whoever puts version 99 of a package with the name of yours on PyPI gets their code into your image: pip
    prefers it. Researchers entered 35 large companies this way in 2021.
  `,
  how: `
    Name one index with \`--index-url\`: one that hands on public packages itself (Artifactory, Nexus, devpi and GitLab do).
    Or install with a lock file that has hashes, or with uv, which stops at the first index that knows the name.
  `,
  references: [
    'https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url',
    'https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir «--extra-index-url» https://pypi.example.com/simple acme-tools
      `,
      good: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir --index-url https://pypi.example.com/simple acme-tools
      `,
      fix: 'suggested',
    },
    {
      title: 'PyPI as the second index is the same.',
      bad: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir \\
            --index-url https://pypi.example.com/simple \\
            «--extra-index-url»=https://pypi.org/simple \\
            acme-tools
      `,
      good: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir \\
            --index-url https://pypi.example.com/simple \\
            acme-tools
      `,
      fix: 'suggested',
    },
    {
      title: 'By a variable, for every pip of the image.',
      bad: `
        FROM python:3.13-slim
        ENV «PIP_EXTRA_INDEX_URL»=https://pypi.example.com/simple
        RUN pip install --no-cache-dir acme-tools
      `,
      good: `
        FROM python:3.13-slim
        ENV PIP_INDEX_URL=https://pypi.example.com/simple
        RUN pip install --no-cache-dir acme-tools
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'builds of public packages',
      text: `
        FROM python:3.13-slim
        RUN pip install --extra-index-url https://download.pytorch.org/whl/cpu torch
        RUN pip install --extra-index-url https://pypi.nvidia.com cudf-cu12
        ENV PIP_EXTRA_INDEX_URL=https://www.piwheels.org/simple
      `,
    },
    {
      because: 'two indexes of one house',
      text: 'FROM python:3.13-slim\nRUN pip install -i https://a.example.com/simple --extra-index-url https://b.example.com/simple x\n',
    },
    {
      because: 'uv stops at the first index that knows the package',
      text: 'FROM python:3.13-slim\nRUN uv pip install --extra-index-url https://pypi.example.com/simple x\n',
    },
    {
      because: 'hashes say which file it must be',
      text: 'FROM python:3.13-slim\nRUN pip install --require-hashes --extra-index-url https://pypi.example.com/simple -r requirements.txt\n',
    },
    {
      because: 'nobody knows which index it is',
      text: 'FROM python:3.13-slim\nARG INDEX\nRUN pip install --extra-index-url $INDEX x\nARG PIP_EXTRA_INDEX_URL\n',
    },
  ],
  mentions: ['extra'],
  on: { command: checkCall, ENV: checkVariable, ARG: checkVariable },
});

interface Option {
  readonly word: ShellWord;
  readonly valueWord: ShellWord;
  readonly host: string;
}

function* checkCall({ command, instruction }: CommandNode): Iterable<Finding> {
  if (!command.arguments.some(({ text }) => text.includes(EXTRA))) return;
  const call = packageCall(command, instruction);
  if (call?.manager.name !== 'pip') return;
  if (call.options.some(({ names }) => names.includes('--require-hashes') || names.includes('--no-index'))) return;
  const optionsOf = (wanted: readonly string[]): readonly Option[] =>
    call.options.flatMap(({ word, names, valueWord }) => {
      const host = valueWord && wanted.includes(names.at(-1) ?? '') ? hostOf(instruction, valueWord) : undefined;
      return valueWord === undefined || host === undefined ? [] : [{ word, valueWord, host }];
    });
  const [main] = optionsOf(MAIN);
  const namesMain = call.options.some(({ names }) => names.some((name) => MAIN.includes(name)));
  if (namesMain && main === undefined) return;
  for (const { word, valueWord, host } of optionsOf([EXTRA])) {
    const isMixed = main === undefined ? !isPublicPythonIndex(host) : !isPublicPythonIndex(main.host) && isPypi(host);
    if (!isMixed) continue;
    const place = span(word.span.start, word.span.start + EXTRA.length);
    yield {
      span: place,
      message: messageOf(main?.host ?? host),
      fixes: (): readonly Fix[] => {
        if (main === undefined) {
          const edits = [{ span: place, text: '--index-url' }];
          return [{ title: `Take all packages from ${host}`, safety: 'suggested', edits }];
        }
        const edit = removeWords(instruction, command, word === valueWord ? [word] : [word, valueWord]);
        if (edit === undefined) return [];
        return [{ title: `Take all packages from ${main.host}`, safety: 'suggested', edits: [edit] }];
      },
    };
  }
}

function* checkVariable(instruction: InstructionNode): Iterable<Finding> {
  const { properties } = instruction;
  for (const { key, keySpan, value } of properties) {
    if (key !== 'PIP_EXTRA_INDEX_URL' || value === undefined) continue;
    const host = hostIn(expandAt(instruction, value) ?? value);
    if (host === undefined || isPublicPythonIndex(host)) continue;
    if (properties.some((other) => other.key === 'PIP_INDEX_URL')) continue;
    yield {
      span: keySpan,
      message: messageOf(host),
      fixes: () => [
        {
          title: `Take all packages from ${host}`,
          safety: 'suggested',
          edits: [{ span: keySpan, text: 'PIP_INDEX_URL' }],
        },
      ],
    };
  }
}

function messageOf(host: string): string {
  return `pip asks PyPI, too, and takes the higher version: whoever puts a package of the same name there is in your image. Take all packages from ${host}.`;
}

function hostOf(instruction: InstructionNode, word: ShellWord): string | undefined {
  return hostIn(shellText(instruction, word) ?? word.text);
}

/** The host of an address, also where the password before it is only known at run time. */
function hostIn(address: string): string | undefined {
  return /https?:\/\/(?:[^/@]*@)?([\w.-]+)(?=[:/"']|$)/i.exec(address)?.[1]?.toLowerCase();
}
