import { insertAt } from '../../fixes/edits.js';
import type { InstructionNode, Word } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type FixSafety } from '../../rule.js';
import { nearest } from '../../text/nearest.js';
import { slice, span } from '../../text/span.js';

const HIGHEST = 65_535;
const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
/** What runs on top of which protocol. */
const TRANSPORTS: Readonly<Record<string, string>> = { http: 'tcp', https: 'tcp', grpc: 'tcp', ws: 'tcp', quic: 'udp' };
const NUMBER_CODES: readonly string[] = ['hadolint:DL3011', 'kics:71bf8cf8'];
const MAPPING_CODES: readonly string[] = ['buildkit:ExposeInvalidFormat'];

interface Mistake {
  readonly message: string;
  readonly codes: readonly string[];
  /** What was meant. */
  readonly repaired?: string;
  readonly safety?: FixSafety;
}

export default defineRule({
  id: 'valid-port',
  title: 'Give EXPOSE a port from 1 to 65535',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3011', 'buildkit:ExposeInvalidFormat', 'kics:71bf8cf8'],
  practices: ['P95'],
  fixes: ['safe', 'suggested'],
  why: `
    EXPOSE takes a port number or a range of them, and perhaps \`/tcp\`, \`/udp\` or \`/sctp\`. Anything else stops the
    build. A port of the host (\`8080:80\`) is ignored today and will stop the build one day: which port of the host leads
    to the container is chosen when it starts, with \`docker run -p 8080:80\`.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#expose',
    'https://docs.docker.com/reference/build-checks/expose-invalid-format/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        EXPOSE 80/tcp «80443»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 80/tcp 8443
      `,
    },
    {
      title: 'The port of the host is chosen when the container starts.',
      bad: `
        FROM debian:12-slim
        EXPOSE «8080:80» \\
               «127.0.0.1:53:53/udp»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 80 \\
               53/udp
      `,
      fix: 'suggested',
    },
    {
      title: 'The same port on both sides.',
      bad: `
        FROM debian:12-slim
        EXPOSE «443:443»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 443
      `,
      fix: 'safe',
    },
    {
      title: 'Other things that Docker refuses.',
      bad: `
        FROM debian:12-slim
        EXPOSE «80,443» «8010-8000» «tcp/5432» «8443/https» «53/upd»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 80 443 8000-8010 5432/tcp 8443/tcp 53/udp
      `,
      fix: 'suggested',
    },
    {
      title: 'A comment behind an instruction is read as a part of it.',
      bad: `
        FROM debian:12-slim
        EXPOSE 8080 «# the web server»
      `,
      good: `
        FROM debian:12-slim
        # the web server
        EXPOSE 8080
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'ports, ranges and protocols in any case',
      text: 'FROM debian:12-slim\nEXPOSE 0 1 65535 8000-8010 8000-8000/udp 80/TCP 9/sctp\n',
    },
    {
      because: 'a value known at build time only',
      text: 'FROM debian:12-slim\nARG PORT\nARG A\nARG B\nEXPOSE $PORT ${PORT}/tcp $A-$B\n',
    },
    {
      because: 'variables with good values, and quotes',
      text: 'FROM debian:12-slim\nENV PORT=80 PORTS="80 443"\nEXPOSE $PORT ${PORT}/tcp $PORTS "81"\n',
    },
    { because: 'a command line', text: 'FROM debian:12-slim\nRUN <<EOF\nEXPOSE 99999\nEOF\n' },
  ],
  on: { EXPOSE: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  for (const word of instruction.words) {
    if (word.text.startsWith('#')) {
      yield commentFinding(instruction, word);
      return;
    }
    const mistake = mistakeIn(instruction, word);
    if (mistake === undefined) continue;
    const { message, codes, repaired, safety = 'suggested' } = mistake;
    yield {
      span: word.span,
      message,
      codes,
      fixes: () =>
        repaired === undefined || word.text.includes('$')
          ? []
          : [{ title: `Write ${repaired}`, safety, edits: [{ span: word.span, text: repaired }] }],
    };
  }
}

function mistakeIn(instruction: InstructionNode, word: Word): Mistake | undefined {
  if (/^\d{1,4}(?:\/tcp)?$/.test(word.text)) return undefined;
  const values = expandAt(instruction, word.text)?.trim().split(/\s+/) ?? [];
  for (const value of values) {
    const mistake = value === '' ? undefined : mistakeOf(value);
    if (mistake !== undefined) return mistake;
  }
  return undefined;
}

function commentFinding(instruction: InstructionNode, word: Word): Finding {
  const { bodySpan, file, line, endLine, isTrigger } = instruction;
  const place = span(word.span.start, bodySpan.end);
  const comment = slice(file.text, place);
  const before = instruction.words[instruction.words.indexOf(word) - 1];
  const fix = (): readonly Fix[] => {
    if (before === undefined || line !== endLine || isTrigger) return [];
    const start = file.syntax.lines.lineSpan(line).start;
    const indent = file.text.slice(start, instruction.span.start);
    const edits = [
      insertAt(start, `${indent}${comment}${file.syntax.lineEnding}`),
      { span: span(before.span.end, bodySpan.end), text: '' },
    ];
    return [{ title: 'Put the comment above the instruction', safety: 'suggested', edits }];
  };
  return {
    span: place,
    message: 'A comment needs a line of its own: here Docker reads its words as ports, and the build stops.',
    codes: [],
    fixes: fix,
  };
}

function mistakeOf(value: string): Mistake | undefined {
  const slash = value.indexOf('/');
  const ports = slash === -1 ? value : value.slice(0, slash);
  const protocol = slash === -1 ? '' : value.slice(slash + 1);
  const suffix = protocol === '' ? '' : `/${protocol}`;
  if (/[,;]/.test(value)) return listMistake(value);
  if (isProtocol(ports) && /^\d+$/.test(protocol)) {
    return { message: `The port comes first: ${protocol}/${ports}.`, codes: [], repaired: `${protocol}/${ports}` };
  }
  const colon = ports.lastIndexOf(':');
  if (colon > 0) return mappingMistake(value, ports.slice(0, colon), `${ports.slice(colon + 1)}${suffix}`);
  if (protocol !== '' && !isProtocol(protocol)) return protocolMistake(ports, protocol);
  return portMistake(colon === 0 ? ports.slice(1) : ports, suffix);
}

function listMistake(value: string): Mistake {
  const parts = value.split(/[,;]+/).filter((part) => part !== '');
  const repaired = parts.some((part) => mistakeOf(part) !== undefined) ? undefined : parts.join(' ');
  return {
    message: `"${value}" is no port, and Docker refuses it. Several ports are separated by blanks.`,
    codes: [],
    ...(repaired === undefined || repaired === '' ? {} : { repaired }),
  };
}

function mappingMistake(value: string, host: string, container: string): Mistake {
  const [port = ''] = container.split('/', 1);
  const isPort = port !== '' && mistakeOf(container) === undefined;
  return {
    message: `EXPOSE names ports of the container only, so "${host}" of "${value}" has no effect. Choose the port of the host with \`docker run -p\`.`,
    codes: MAPPING_CODES,
    safety: host === port ? 'safe' : 'suggested',
    ...(isPort ? { repaired: container } : {}),
  };
}

function protocolMistake(ports: string, protocol: string): Mistake {
  const lower = protocol.toLowerCase();
  const meant = (Object.hasOwn(TRANSPORTS, lower) ? TRANSPORTS[lower] : undefined) ?? nearest(lower, PROTOCOLS);
  const isPort = meant !== undefined && portMistake(ports, '') === undefined;
  return {
    message: `EXPOSE knows tcp, udp and sctp, not "${protocol}", and the build stops.${meant === undefined ? '' : ` Write ${ports}/${meant}.`}`,
    codes: [],
    ...(isPort ? { repaired: `${ports}/${meant}` } : {}),
  };
}

function portMistake(ports: string, suffix: string): Mistake | undefined {
  const [, first = '', last] = /^(\d+)(?:-(\d+))?$/.exec(ports) ?? [];
  if (first === '') return otherMistake(ports, suffix);
  const tooHigh = [first, last].find((port) => port !== undefined && Number(port) > HIGHEST);
  if (tooHigh !== undefined) {
    return { message: `${tooHigh} is no port: they end at ${HIGHEST}. The build stops here.`, codes: NUMBER_CODES };
  }
  if (last === undefined || Number(first) <= Number(last)) return undefined;
  return {
    message: `This range ends before it begins, and Docker refuses it. Write ${last}-${first}.`,
    codes: [],
    repaired: `${last}-${first}${suffix}`,
  };
}

function otherMistake(ports: string, suffix: string): Mistake {
  const [, port, protocol] = /^(\d+)(tcp|udp|sctp)$/i.exec(ports) ?? [];
  return {
    message: `"${ports}" is no port number, and Docker refuses it. EXPOSE takes numbers such as 8080 or 8000-8010.`,
    codes: [],
    ...(port === undefined || suffix !== '' ? {} : { repaired: `${port}/${protocol}` }),
  };
}

function isProtocol(text: string): boolean {
  const lower = text.toLowerCase();
  return PROTOCOLS.some((protocol) => protocol === lower);
}
