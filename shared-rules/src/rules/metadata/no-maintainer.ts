import { keywordLike } from '../../fixes/edits.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';

const LABEL = 'org.opencontainers.image.authors';

export default defineRule({
  id: 'no-maintainer',
  title: 'Name the authors in a LABEL',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL4000', 'buildkit:MaintainerDeprecated', 'trivy:DS-0022', 'kics:99614418', 'sonar:S6586'],
  practices: ['P92'],
  fixes: ['safe'],
  why: `
    MAINTAINER has been deprecated since Docker 1.13. It sets a field of its own that registries and tools do not show. A
    label is found by \`docker inspect\`, by registries and by scanners, all of which know \`org.opencontainers.image.authors\`.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        «MAINTAINER Ada Lovelace <ada@example.com>»
      `,
      good: `
        FROM alpine:3.22
        LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
      `,
      fix: 'safe',
    },
    {
      title: 'Quotes of the name are kept as they are meant.',
      bad: `
        FROM alpine:3.22
        «MAINTAINER "Ada Lovelace"»
      `,
      good: `
        FROM alpine:3.22
        LABEL org.opencontainers.image.authors="Ada Lovelace"
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'the label says it already', text: 'FROM alpine:3.22\nLABEL maintainer="ada@example.com"\n' },
    {
      because: 'behind ONBUILD it is an error of its own',
      text: 'FROM alpine:3.22\nONBUILD MAINTAINER ada@example.com\n',
    },
  ],
  on: { MAINTAINER: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  const { body, span, written } = instruction;
  if (body.text === '' || (instruction.isTrigger && !eachCodeAlone)) return;
  yield {
    span,
    message: `MAINTAINER is deprecated. \`LABEL ${LABEL}\` says the same, and tools can read it.`,
    tags: ['deprecated'],
    fixes: () => (instruction.isTrigger ? [] : [labelFix(body.text, written, span)]),
  };
}

/** Docker keeps the text behind MAINTAINER as it is, but expands variables and resolves quotes in a LABEL. */
function labelFix(name: string, written: string, span: Finding['span']): Fix {
  const unquoted = /^"([^"]*)"$|^'([^']*)'$/.exec(name);
  const value = (unquoted?.[1] ?? unquoted?.[2] ?? name).replace(/[\\"$]/g, '\\$&');
  return {
    title: 'Use a LABEL',
    safety: 'safe',
    edits: [{ span, text: `${keywordLike(written, 'LABEL')} ${LABEL}="${value}"` }],
  };
}
