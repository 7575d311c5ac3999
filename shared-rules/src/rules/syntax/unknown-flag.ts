import {
  findMountOption,
  flagsOf,
  frontendVersion,
  type MountType,
  mountOptions,
  mountTypes,
  podmanMountOptions,
} from '../../facts/instruction-flags.js';
import { keywordLike } from '../../fixes/edits.js';
import { fileOf } from '../../model/build.js';
import { stageChain } from '../../model/stages.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { Flag, FlagOption } from '../../syntax/types.js';
import { nearest } from '../../text/nearest.js';
import { type Span, slice, span } from '../../text/span.js';

export default defineRule({
  id: 'unknown-flag',
  title: 'Use flags that the instruction has',
  severity: 'error',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    Words that begin with \`--\` right behind the instruction are for Docker, not for your program. It knows a handful of
    them for each instruction, all in lower case, and the build fails at any other before its first step: at a typo, at a
    flag of another instruction, at an option that was meant for a program. The options of \`--mount\` are as strict.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#run---mount',
    'https://docs.docker.com/reference/dockerfile/',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22 AS build
        RUN touch /app

        FROM alpine:3.22
        COPY «--form»=build /app /app
      `,
      good: `
        FROM alpine:3.22 AS build
        RUN touch /app

        FROM alpine:3.22
        COPY --from=build /app /app
      `,
      fix: 'suggested',
    },
    {
      title: 'The options of a mount, and its type.',
      bad: `
        FROM node:24
        RUN --mount=type=«chache»,«targt»=/root/.npm \\
            npm ci
      `,
      good: `
        FROM node:24
        RUN --mount=type=cache,target=/root/.npm \\
            npm ci
      `,
      fix: 'suggested',
    },
    {
      title: 'A flag of the other instruction.',
      bad: `
        FROM alpine:3.22 AS build
        RUN touch /app

        FROM alpine:3.22
        ADD «--from»=build /app /app
      `,
      good: `
        FROM alpine:3.22 AS build
        RUN touch /app

        FROM alpine:3.22
        COPY --from=build /app /app
      `,
      fix: 'suggested',
    },
    {
      title: 'Options for a program: only in a JSON array do they reach it.',
      bad: `
        FROM alpine:3.22
        ENTRYPOINT ["/server"]
        CMD «--port» 8080 --verbose
      `,
      good: `
        FROM alpine:3.22
        ENTRYPOINT ["/server"]
        CMD ["--port", "8080", "--verbose"]
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'these flags exist',
      text: 'FROM --platform=$BUILDPLATFORM alpine:3.22\nCOPY --link --chmod=755 --exclude=*.md --parents a b/\nADD --unpack --checksum=sha256:0 https://example.com/a /a\nRUN --network=none --security=sandbox true\nHEALTHCHECK --start-interval=1s CMD true\n',
    },
    {
      because: 'names of mount options may be in upper case, and have short forms',
      text: 'FROM alpine:3.22\nRUN --mount=TYPE=Cache,Target=/a --mount=src=a,dst=/b,rw true\n',
    },
    { because: 'behind the flags everything is the command', text: 'FROM alpine:3.22\nRUN ls --all\n' },
    {
      because: 'quotes make it hard to say what is an option',
      text: 'FROM alpine:3.22\nRUN --mount="type=cache,target=/a" true\n',
    },
    {
      because: "the frontend is somebody else's",
      text: '# syntax=example.com/frontend:1\nFROM alpine:3.22\nCOPY --sparkle a b\n',
    },
    {
      because: 'an experimental frontend may know it',
      text: '# syntax=docker/dockerfile:1-labs\nFROM alpine:3.22\nCOPY --sparkle a b\n',
    },
    { because: 'Podman has this option', text: 'FROM fedora:44\nRUN --mount=type=bind,source=a,target=/a,Z true\n' },
    {
      because: 'a type that only the build knows',
      text: 'FROM alpine:3.22\nARG TYPE\nRUN --mount=type=$TYPE,target=/a true\n',
    },
    { because: 'Docker ignores flags here', text: 'FROM alpine:3.22\nHEALTHCHECK --foo=1s NONE\n' },
    { because: 'two dashes end the flags', text: 'FROM alpine:3.22\nRUN -- --foo\n' },
    { because: 'such a line is no instruction at all', text: 'FROM alpine:3.22\nCOPPY --form=a b c\n' },
  ],
  on: { instruction: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { flags, keyword, words } = instruction;
  const file = fileOf(instruction);
  if (flags.length === 0 || keyword === 'UNKNOWN' || file === undefined) return;
  if (keyword === 'HEALTHCHECK' && words[0]?.text.toUpperCase() === 'NONE') return;
  const { channel } = frontendOf(file);
  if (channel !== 'stable' && channel !== 'labs') return;
  const mayHaveMore = channel === 'labs';
  for (const flag of flags) {
    const finding = checkFlag(instruction, flag, file, mayHaveMore);
    if (finding !== undefined) yield finding;
    if (finding !== undefined && takesNoFlags(keyword)) return;
    if (keyword === 'RUN' && flag.name === 'mount' && isPlain(file, flag)) yield* checkMount(flag, mayHaveMore);
  }
}

/** Without quotes, in which Docker and the eye see different options. */
function isPlain({ text }: Dockerfile, { valueSpan }: Flag): boolean {
  return valueSpan !== undefined && !/["']/.test(slice(text, valueSpan));
}

/** A file that names no frontend gets that of the builder: a stable one. */
function frontendOf({ syntax }: Dockerfile): ReturnType<typeof frontendVersion> {
  const directive = syntax.directives.find(({ name }) => name === 'syntax');
  return directive === undefined ? { channel: 'stable', version: undefined } : frontendVersion(directive.value);
}

function takesNoFlags(keyword: string): boolean {
  return flagsOf(keyword).length === 0;
}

function checkFlag(
  instruction: InstructionNode,
  flag: Flag,
  file: Dockerfile,
  mayHaveMore: boolean,
): Finding | undefined {
  const { keyword } = instruction;
  const known = flagsOf(keyword).map(({ name }) => name);
  if (flag.name === '' || flag.name.includes('$') || known.includes(flag.name)) return undefined;
  const place = span(flag.span.start, flag.nameSpan.end);
  if (known.length === 0) {
    const message = `${keyword} has no flags, so Docker refuses --${flag.name}. ${adviceWithoutFlags(instruction)}`;
    return { span: place, message, fixes: () => jsonFix(instruction, file) };
  }
  const other = ['COPY', 'ADD'].find((name) => name !== keyword && hasFlag(name, flag.name));
  if (other !== undefined && (keyword === 'COPY' || keyword === 'ADD')) {
    const message = `${keyword} has no --${flag.name}; ${other} has it.`;
    return { span: place, message, fixes: () => otherKeywordFix(instruction, other) };
  }
  const glued = known.find(
    (name) => flag.value === undefined && /^[-:.]\w/.test(flag.name.slice(name.length)) && flag.name.startsWith(name),
  );
  if (glued !== undefined) return gluedFinding(keyword, flag, glued, place);
  const meant = nearest(flag.name, unused(instruction, known));
  if (meant === undefined && mayHaveMore) return undefined;
  const hint = meant === undefined ? `It takes ${list(known.map((name) => `--${name}`))}.` : `Did you mean --${meant}?`;
  return {
    span: place,
    message: `${keyword} has no flag --${flag.name}. ${hint}`,
    fixes: () => (meant === undefined ? [] : [renameFix(flag.nameSpan, meant, `--${meant}`)]),
  };
}

/** `--from-build` or `--from:build` for `--from=build`. */
function gluedFinding(keyword: string, { name, nameSpan }: Flag, known: string, place: Span): Finding {
  const separator = span(nameSpan.start + known.length, nameSpan.start + known.length + 1);
  const meant = `--${known}=${name.slice(known.length + 1)}`;
  const isWhole = nameSpan.end - nameSpan.start === name.length;
  return {
    span: place,
    message: `${keyword} has no flag --${name}. Did you mean ${meant}?`,
    fixes: () => (isWhole ? [renameFix(separator, '=', meant)] : []),
  };
}

function hasFlag(keyword: string, name: string): boolean {
  return flagsOf(keyword).some((flag) => flag.name === name);
}

/** Flags that can still be added. */
function unused({ keyword, flags }: InstructionNode, names: readonly string[]): readonly string[] {
  const used = new Set(flags.map(({ name }) => name));
  const repeatable = new Set(flagsOf(keyword).flatMap((flag) => (flag.repeatable ? [flag.name] : [])));
  return names.filter((name) => !used.has(name) || repeatable.has(name));
}

function list(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

function renameFix(place: Span, text: string, title: string): Fix {
  return { title: `Write ${title}`, safety: 'suggested', edits: [{ span: place, text }] };
}

function otherKeywordFix({ flags, written, keywordSpan }: InstructionNode, other: string): readonly Fix[] {
  if (!flags.every(({ name }) => hasFlag(other, name))) return [];
  const edits = [{ span: keywordSpan, text: keywordLike(written, other) }];
  return [{ title: `Use ${other}`, safety: 'suggested', edits }];
}

function adviceWithoutFlags({ keyword }: InstructionNode): string {
  if (keyword !== 'CMD' && keyword !== 'ENTRYPOINT') return 'Take it away.';
  return `Options for your program reach it only in a JSON array: ${keyword} ["--option", "value"].`;
}

/** `CMD --port 80` behind an ENTRYPOINT in exec form: the same words as a JSON array. */
function jsonFix(
  { keyword, keywordSpan, flags, body, bodySpan, stage, isTrigger }: InstructionNode,
  file: Dockerfile,
): readonly Fix[] {
  const first = flags[0];
  if (keyword !== 'CMD' || stage === undefined || first === undefined || isTrigger) return [];
  const entrypoint = [...stageChain(stage)].flatMap(({ end }) => end.entrypoint ?? [])[0];
  if (entrypoint?.form.kind !== 'exec') return [];
  const last = body.text === '' ? (flags.at(-1)?.span.end ?? first.span.end) : bodySpan.end;
  const written = file.text.slice(first.span.start, last);
  if (!/^[\w./:=@%+,-]+(?: +[\w./:=@%+,-]+)*$/.test(written)) return [];
  const array = `[${written
    .split(/ +/)
    .map((word) => JSON.stringify(word))
    .join(', ')}]`;
  return [
    {
      title: 'Pass the options as a JSON array',
      safety: 'suggested',
      edits: [{ span: span(keywordSpan.end, last), text: ` ${array}` }],
    },
  ];
}

function* checkMount({ options }: Flag, mayHaveMore: boolean): Iterable<Finding> {
  const typeOption = options.find(({ name }) => name.toLowerCase() === 'type');
  const written = typeOption === undefined ? 'bind' : typeOption.value?.toLowerCase();
  const type = mountTypes.find((known) => known === written);
  if (typeOption?.valueSpan !== undefined && type === undefined && !/^$|\$/.test(written ?? '')) {
    const finding = unknownType(written ?? '', typeOption.valueSpan, mayHaveMore);
    if (finding !== undefined) yield finding;
  }
  for (const option of options) {
    const finding = checkOption(option, type, typeOption === undefined, mayHaveMore);
    if (finding !== undefined) yield finding;
  }
}

function unknownType(written: string, place: Span, mayHaveMore: boolean): Finding | undefined {
  const meant = nearest(written, mountTypes) ?? mountTypes.find((known) => known.slice(0, 2) === written.slice(0, 2));
  if (meant === undefined && mayHaveMore) return undefined;
  const hint = meant === undefined ? `There are ${list(mountTypes)}.` : `Did you mean ${meant}?`;
  return {
    span: place,
    message: `Docker knows no mount of type "${written}". ${hint}`,
    fixes: () => (meant === undefined ? [] : [renameFix(place, meant, `type=${meant}`)]),
  };
}

function checkOption(
  { name, value, nameSpan }: FlagOption,
  type: MountType | undefined,
  isTypeless: boolean,
  mayHaveMore: boolean,
): Finding | undefined {
  const lower = name.toLowerCase();
  if (lower === '' || lower.includes('$') || podmanMountOptions.has(lower)) return undefined;
  const known = findMountOption(name);
  if (known === undefined) return unknownOption(lower, value, nameSpan, isTypeless, mayHaveMore);
  if (type === undefined || known.refusedElsewhere !== true || known.types.includes(type)) return undefined;
  return {
    span: nameSpan,
    message: `A mount of type ${type} has no option ${known.name}; it is for ${list(known.types)}.`,
  };
}

function unknownOption(
  name: string,
  value: string | undefined,
  place: Span,
  isTypeless: boolean,
  mayHaveMore: boolean,
): Finding | undefined {
  const type = value === undefined && isTypeless ? mountTypes.find((known) => known === name) : undefined;
  const names = mountOptions.flatMap((option) => [option.name, ...option.aliases]);
  const meant = type === undefined ? nearest(name, names) : `type=${type}`;
  if (meant === undefined && mayHaveMore) return undefined;
  const hint =
    meant === undefined ? `It takes ${list(mountOptions.map((option) => option.name))}.` : `Did you mean ${meant}?`;
  return {
    span: place,
    message: `A mount has no option "${name}". ${hint}`,
    fixes: () => (meant === undefined ? [] : [renameFix(place, meant, meant)]),
  };
}
