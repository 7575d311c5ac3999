import { deprecatedSpdxLicences, spdxLicences } from '../../facts/spdx-licences.js';
import { type Label, labelsOf } from '../../model/labels.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { nearest } from '../../text/nearest.js';

const STANDARD: readonly string[] = ['org.opencontainers.image.licenses'];
const known: ReadonlySet<string> = new Set(spdxLicences);
const deprecated: ReadonlySet<string> = new Set(deprecatedSpdxLicences);
/** Names of an own licence: https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/ */
const OWN = /^(?:DocumentRef-[\w.-]+:)?(?:LicenseRef|AdditionRef)-[\w.-]+$/;

export default defineRule({
  id: 'label-is-license',
  title: 'Name licences by their SPDX identifiers',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3054'],
  fixes: ['suggested'],
  why: `
    Scanners compare this label with the licences that a company allows, letter by letter. \`Apache 2.0\` is none of the
    identifiers that they know, so the image counts as one without a licence and may not be used. \`GPL-3.0\` does not say
    whether later versions are allowed, which is why SPDX has replaced it.
  `,
  how: 'Several licences are joined: `MIT OR Apache-2.0`, `GPL-2.0-only WITH Classpath-exception-2.0`. A licence of your own is `LicenseRef-name`.',
  references: ['https://spdx.org/licenses/', 'https://github.com/opencontainers/image-spec/blob/main/annotations.md'],
  options: {
    keys: {
      type: 'array',
      description: 'Keys of the labels that hold licences; org.opencontainers.image.licenses where none are given.',
      items: { type: 'string' },
    },
  },
  examples: [
    {
      bad: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.licenses=«"Apache 2.0"»
      `,
      good: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.licenses="Apache-2.0"
      `,
      fix: 'suggested',
    },
    {
      title: 'The identifiers of the GNU licences say whether later versions are allowed.',
      bad: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.licenses=«GPLv3»
      `,
      good: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.title="shop" \\
              org.opencontainers.image.licenses=GPL-3.0-or-later
      `,
      fix: 'suggested',
      fixTitle: 'Write GPL-3.0-or-later',
    },
    {
      title: 'A key of your own, in a stage that others are built on.',
      options: { keys: ['com.example.licence'] },
      bad: `
        FROM debian:12-slim AS base
        LABEL com.example.licence=«'mit'»
        FROM base
        CMD ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim AS base
        LABEL com.example.licence='MIT'
        FROM base
        CMD ["ls", "/"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A list is no expression: `OR` lets the reader choose, `AND` does not.',
      bad: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.licenses=«"MIT, BSD-3-Clause"»
      `,
      good: `
        FROM debian:12-slim
        LABEL org.opencontainers.image.licenses="MIT AND BSD-3-Clause"
      `,
    },
  ],
  silences: [
    { because: 'an identifier', text: 'FROM debian:12-slim\nLABEL org.opencontainers.image.licenses=MIT\n' },
    {
      because: 'an expression with all its parts',
      text: 'FROM debian:12-slim\nLABEL org.opencontainers.image.licenses="(MIT OR Apache-2.0+) AND GPL-2.0-only WITH Classpath-exception-2.0 AND LicenseRef-shop"\n',
    },
    { because: 'there is none', text: 'FROM debian:12-slim\nLABEL org.opencontainers.image.licenses=NONE\n' },
    { because: 'another label', text: 'FROM debian:12-slim\nLABEL license="Apache 2.0"\n' },
    {
      because: 'an empty value is said elsewhere',
      text: 'FROM debian:12-slim\nLABEL org.opencontainers.image.licenses=""\n',
    },
    {
      because: 'the value is known at build time only',
      text: 'FROM debian:12-slim\nARG LICENCE=mit\nLABEL org.opencontainers.image.licenses="$LICENCE"\n',
    },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { options, eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const label of labelsOf(instruction, options['keys'], eachCodeAlone ? [] : STANDARD)) {
    if (label.value.trim() === '') continue;
    const message = problemIn(label.value);
    if (message === undefined) continue;
    yield { span: label.span, message, fixes: () => fixes(instruction, label) };
  }
}

/** What is wrong with an expression of licences. */
function problemIn(value: string): string | undefined {
  if (value === 'NONE' || value === 'NOASSERTION') return undefined;
  const plain = value.replace(/[()\s]+/g, ' ').trim();
  const terms = plain.split(/ (?:AND|OR|and|or) /);
  for (const term of terms) {
    const [licence = '', exception] = term.split(/ (?:WITH|with) /);
    const id = licence.replace(/\+$/, '');
    if (deprecated.has(id)) return `SPDX has replaced ${id}. ${advice(licence)}`;
    if ((!known.has(id) && !OWN.test(id)) || exception?.includes(' ') === true) {
      return `"${shorten(term)}" is no SPDX identifier, so tools see no licence here. ${advice(licence)}`;
    }
  }
  return undefined;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function advice(licence: string): string {
  const meant = known.has(licence) ? [] : meantBy(licence);
  if (meant.length === 0) return 'Write one of the list, such as Apache-2.0, or LicenseRef-name for one of your own.';
  return `Write ${meant.join(' or ')}.`;
}

/** The identifiers that were most likely meant; both of them where later versions may or may not be allowed. */
function meantBy(licence: string): readonly string[] {
  const name = bare(licence);
  for (const wanted of /\d$/.test(name) ? [name, `${name}0`] : [name]) {
    const same = spdxLicences.filter((id) => bare(id) === wanted);
    if (same.length > 0) return same;
    const family = spdxLicences.filter((id) => bare(id) === `${wanted}only` || bare(id) === `${wanted}orlater`);
    if (family.length > 0) return licence.endsWith('+') ? [...family].reverse() : family;
  }
  const near = /^[\w.-]{4,}$/.test(licence) ? nearest(licence, spdxLicences) : undefined;
  return near === undefined ? [] : [near];
}

/** Without what people add or leave out: `Apache License, Version 2.0` and `apache-2.0` are both `apache20`. */
function bare(licence: string): string {
  return licence
    .toLowerCase()
    .replace(/\b(?:the|licen[cs]e|version|gnu)\b/g, '')
    .replace(/v(?=\d)/g, '')
    .replace(/[^a-z0-9]/g, '');
}

function fixes(instruction: InstructionNode, { value, span }: Label): readonly Fix[] {
  const written = instruction.file.text.slice(span.start, span.end);
  const quote = /^(["']).*\1$/.exec(written)?.[1] ?? '';
  if (written !== `${quote}${value}${quote}`) return [];
  return meantBy(value).map((id) => {
    return { title: `Write ${id}`, safety: 'suggested', edits: [{ span, text: `${quote}${id}${quote}` }] };
  });
}
