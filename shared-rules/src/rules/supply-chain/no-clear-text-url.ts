import { downloaderOptions } from '../../facts/downloaders.js';
import { findPackageManager } from '../../facts/package-managers.js';
import { comparesFiles } from '../../model/download-checks.js';
import { transferOf } from '../../model/transfer.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, readArguments } from '../../shell/commands.js';
import { type Span, slice, span } from '../../text/span.js';

const CLEAR = /^["']?(http|ftp):\/\//i;
/** Options of package managers that name where packages come from. */
const SOURCE_OPTIONS = /^(?:-i|--index-url|--extra-index-url|--pypi-url|-f|--find-links|--registry|-s|--source)$/;
const SOURCE_VARIABLES =
  /^(?:(?:PIP|UV)_(?:EXTRA_)?INDEX_URL|PIP_FIND_LINKS|(?:npm_config|NPM_CONFIG|YARN)_REGISTRY|npm_config_registry|GOPROXY)$/;

export default defineRule({
  id: 'no-clear-text-url',
  title: 'Download over https',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S5332'],
  practices: ['P66', 'U23'],
  fixes: ['suggested'],
  why: `
    Over \`http://\` nothing proves who sends the file. Every machine on the way, from the hotspot to the proxy of the
    company, can put another one in its place, and it goes into your image unseen. Nearly every server has \`https://\`,
    at no cost and without setup.
  `,
  how: 'Where a server has only http, compare a checksum: `echo "…  file" | sha256sum -c -`.',
  references: ['https://cwe.mitre.org/data/definitions/319.html', 'https://letsencrypt.org/stats/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN curl -fsSLO «http://example.com/tool.tar.gz» \\
            && wget -q «"http://example.com/data.zip"»
      `,
      good: `
        FROM debian:12-slim
        RUN curl -fsSLO https://example.com/tool.tar.gz \\
            && wget -q "https://example.com/data.zip"
      `,
      fix: 'suggested',
    },
    {
      title: 'Code and packages, too.',
      bad: `
        FROM python:3.13-slim
        RUN git clone --depth 1 --branch v1.0 «http://github.com/example/shop.git» /src
        RUN pip install --no-cache-dir --index-url «http://pypi.example.com/simple» --trusted-host pypi.example.com shop
      `,
      good: `
        FROM python:3.13-slim
        RUN git clone --depth 1 --branch v1.0 https://github.com/example/shop.git /src
        RUN pip install --no-cache-dir --index-url https://pypi.example.com/simple shop
      `,
    },
  ],
  silences: [
    {
      because: 'it does not leave the machine or the network of the house',
      text: 'FROM debian:13\nRUN curl -O http://localhost:8080/a && wget http://127.0.0.1/b && curl -O http://artifacts/c && curl -O http://10.1.2.3/d && curl -O http://nexus.corp.internal/e && curl -O http://192.168.0.7:8081/f\n',
    },
    {
      because: 'a checksum or a signature says what the file must be',
      text: 'FROM debian:13\nRUN curl -O http://example.com/a && echo "0  a" | sha256sum -c\nRUN wget http://example.com/b http://example.com/b.asc && gpg --verify b.asc b\n',
    },
    {
      because: 'packages of apt are signed, whichever way they come',
      text: 'FROM debian:13\nRUN echo "deb http://deb.debian.org/debian trixie main" > /etc/apt/sources.list && sed -i s,http://deb.debian.org,http://mirror.example.com, /etc/apt/sources.list\n',
    },
    {
      because: 'a proxy, a header or a name, not what is fetched',
      text: 'FROM debian:13\nENV http_proxy=http://proxy.example.com:3128\nRUN curl -x http://proxy.example.com:3128 -e http://example.com/ -H "X: http://example.com/" -fO https://example.com/a\nLABEL url=http://example.com\n',
    },
    {
      because: 'nobody knows the host',
      text: 'FROM debian:13\nARG HOST\nRUN curl -O http://$HOST/a -O "http://${HOST}/b"\n',
    },
    {
      because: 'ADD is reported because nothing checks what it gets',
      text: 'FROM debian:13\nADD http://example.com/a /a\n',
    },
  ],
  mentions: ['http', 'ftp'],
  on: { command: checkCommand, ADD: checkAdd, ENV: checkVariables, ARG: checkVariables },
});

function* checkCommand({ command, script, instruction }: CommandNode): Iterable<Finding> {
  if (!command.arguments.some(({ text }) => text.includes('http://') || text.includes('ftp://'))) return;
  const program = effectiveCommand(command);
  const places = program === undefined ? [] : addressesOf(program);
  const clear = places.filter((place) => isClearText(slice(instruction.file.text, place)));
  if (clear.length === 0 || comparesFiles(script)) return;
  for (const place of clear) yield finding(instruction, place);
}

function addressesOf(program: EffectiveCommand): readonly Span[] {
  const { name, arguments: words } = program;
  const options = downloaderOptions(name);
  if (options !== undefined) {
    return readArguments(words, options).flatMap((argument) => {
      if (argument.kind === 'operand') return [argument.word.span];
      return argument.names.includes('--url') && argument.valueWord !== undefined ? [argument.valueWord.span] : [];
    });
  }
  if (name === 'git' || name === 'svn') {
    const isFetch = words.some(({ value }) => /^(?:clone|checkout|co|export|fetch|submodule)$/.test(value ?? ''));
    return isFetch ? words.map((word) => word.span) : [];
  }
  const manager = findPackageManager(name, words)?.manager;
  if (manager?.kind !== 'language') return [];
  return readArguments(words, [...manager.optionsWithValue, '--registry']).flatMap((argument) => {
    if (argument.kind === 'operand')
      return /^["']?https?:.*\.(?:whl|tar\.gz|tgz|zip)/.test(argument.word.text) ? [argument.word.span] : [];
    const { names, valueWord, word } = argument;
    if (valueWord === undefined || !names.some((each) => SOURCE_OPTIONS.test(each))) return [];
    const from = valueWord === word ? word.text.indexOf('=') + 1 : 0;
    return [span(valueWord.span.start + from, valueWord.span.end)];
  });
}

/** A git repository: of other addresses `verify-remote-add` speaks, and a checksum helps against both. */
function* checkAdd(instruction: InstructionNode): Iterable<Finding> {
  for (const { text, span: place } of transferOf(instruction).sources) {
    if (/\.git(?:[#?].*)?$/i.test(text) && isClearText(text)) yield finding(instruction, place);
  }
}

function* checkVariables(instruction: InstructionNode): Iterable<Finding> {
  for (const { key, value, valueSpan } of instruction.properties) {
    if (value === undefined || valueSpan === undefined || !SOURCE_VARIABLES.test(key)) continue;
    if (isClearText(value)) yield finding(instruction, valueSpan);
  }
}

/** Clear text to a host of the internet: not to a name without a dot, a private address or a name of the house. */
function isClearText(address: string): boolean {
  if (!CLEAR.test(address)) return false;
  const host = /:\/\/(?:[^/@\s]*@)?([^/:"'\s]*)/.exec(address)?.[1]?.toLowerCase() ?? '';
  if (!/^[a-z0-9.-]*\.[a-z0-9-]+$/.test(host)) return false;
  if (/^(?:127|10|0|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host)) return false;
  return !/\.(?:local|localhost|internal|intranet|corp|lan|home|private|test|localdomain|svc)$/.test(host);
}

function finding(instruction: InstructionNode, place: Span): Finding {
  const address = slice(instruction.file.text, place);
  const scheme = CLEAR.exec(address);
  const hasPort = /:\/\/[^/"']*:\d/.test(address);
  return {
    span: place,
    message: `Whoever is between the build and this server can send something else, unseen. Use https, or compare a checksum.`,
    fixes: () => {
      if (scheme === null || !/http/i.test(scheme[0]) || hasPort) return [];
      // Who says so to pip knows that the host has no certificate.
      if (instruction.body.text.includes('--trusted-host')) return [];
      const at = place.start + scheme[0].length - '://'.length;
      return [{ title: 'Use https', safety: 'suggested', edits: [{ span: span(at, at), text: 's' }] }];
    },
  };
}
