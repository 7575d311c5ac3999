import type { InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { Property } from '../../syntax/types.js';

const VALID = /^[a-z](?:[a-z0-9._/-]*[a-z0-9])?$/;
const RESERVED = /^(?:com\.docker|io\.docker|org\.dockerproject)\./;
/** Nobody means a key that is longer. */
const LONGEST = 200;
/** Docker itself asks for these: https://docs.docker.com/extensions/extensions-sdk/extensions/labels/ */
const DOCKER_EXTENSION = /^com\.docker\.(?:desktop\.)?extension\./;
/** Podman runs them: https://docs.podman.io/en/latest/markdown/podman-container-runlabel.1.html */
const RUN_LABELS: ReadonlySet<string> = new Set(['RUN', 'INSTALL', 'UNINSTALL', 'UPDATE', 'HELP', 'DEBUG']);

export default defineRule({
  id: 'valid-label-key',
  title: 'Write label keys in lower case, as a name of your own domain',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3048'],
  practices: ['P92'],
  fixes: ['suggested'],
  why: `
    Tools look labels up by their exact key. \`Version\` and \`version\` are two labels, and a filter for one never finds the
    other; a key with a blank cannot be named on a command line without quotes. The namespaces \`com.docker\`, \`io.docker\`
    and \`org.dockerproject\` belong to Docker, which may give your key a meaning that you did not want.
  `,
  how: `
    Begin with a domain of your own in reverse, such as \`com.example.team\`, or take a key that is known already, such as
    \`org.opencontainers.image.version\`. Lower-case letters, digits, \`.\` and \`-\` are enough for all of them.
  `,
  references: [
    'https://docs.docker.com/engine/manage-resources/labels/#label-keys-and-values',
    'https://github.com/opencontainers/image-spec/blob/main/annotations.md',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        LABEL «Version»="1.2" \\
              «buildDate»="2026-01-01" \\
              «"release name"»="Ada"
      `,
      good: `
        FROM debian:12-slim
        LABEL version="1.2" \\
              build-date="2026-01-01" \\
              release-name="Ada"
      `,
      fix: 'suggested',
    },
    {
      title: 'Doubled and trailing signs, also in a stage that others are built on.',
      bad: `
        FROM debian:12-slim AS base
        LABEL «com.example..team.»=a «com.example.cost--centre»=b
        FROM base
        CMD ["ls", "/"]
      `,
      good: `
        FROM debian:12-slim AS base
        LABEL com.example.team=a com.example.cost-centre=b
        FROM base
        CMD ["ls", "/"]
      `,
      fix: 'suggested',
    },
    {
      title: "Docker's own namespace.",
      bad: `
        FROM debian:12-slim
        LABEL «com.docker.team»="shop"
      `,
      good: `
        FROM debian:12-slim
        LABEL com.example.team="shop"
      `,
    },
  ],
  silences: [
    {
      because: 'keys of all sorts that are right',
      text: 'FROM debian:12-slim\nLABEL maintainer=a org.label-schema.x_y=1 a__b=1 io.k8s.display-name=b example.com/team=c x=1\n',
    },
    { because: 'the key is known at build time only', text: 'FROM debian:12-slim\nARG KEY\nLABEL $KEY=1\n' },
    {
      because: 'Docker asks for these labels of extensions',
      text: 'FROM debian:12-slim\nLABEL com.docker.desktop.extension.api.version="0.3" com.docker.extension.categories=""\n',
    },
    { because: 'podman runs this label', text: 'FROM debian:12-slim\nLABEL RUN="podman run IMAGE"\n' },
    { because: 'a name that only begins like that of Docker', text: 'FROM debian:12-slim\nLABEL io.dockerfoo=1\n' },
    { because: 'words without a value, which Docker refuses', text: 'FROM debian:12-slim\nLABEL a=1 Foo ./Bar;\n' },
    { because: 'a line of a script', text: 'FROM debian:12-slim\nRUN <<EOF\nLABEL Foo=1\nEOF\n' },
  ],
  on: { LABEL: check },
});

function* check(instruction: InstructionNode, { eachCodeAlone }: RuleContext): Iterable<Finding> {
  for (const property of instruction.properties) {
    // Docker refuses it, and nobody knows whether it was to be a key.
    if (property.value === undefined) continue;
    const key = expandAt(instruction, property.key);
    if (key === undefined || key === '') continue;
    const problem = problemOf(key);
    if (problem === undefined || (!eachCodeAlone && (RUN_LABELS.has(key) || DOCKER_EXTENSION.test(key)))) continue;
    yield {
      span: property.keySpan,
      message: problem,
      fixes: () => fixes(instruction, property, key),
    };
  }
}

function problemOf(key: string): string | undefined {
  if (RESERVED.test(key)) {
    const namespace = key.split('.').slice(0, 2).join('.');
    return `Keys that begin with ${namespace} belong to Docker. Begin with a domain of your own in reverse, such as com.example.`;
  }
  if (!VALID.test(key)) {
    const reason = /[A-Z]/.test(key) ? 'has capital letters' : 'has signs that label keys do not have';
    return `The key "${key}" ${reason}, so tools that follow the convention do not find it. Use lower-case letters, digits, "." and "-".`;
  }
  const doubled = /\.\.|--/.exec(key)?.[0];
  if (doubled === undefined) return undefined;
  return `The key "${key}" has "${doubled}", where tools look for a single sign. Write one.`;
}

function fixes(
  { stage, isTrigger }: InstructionNode,
  { key: written, keySpan }: Property,
  key: string,
): readonly Fix[] {
  if (key.length > LONGEST || written.includes('$') || keySpan.end - keySpan.start !== written.length || isTrigger)
    return [];
  const repaired = repair(key);
  if (!VALID.test(repaired) || RESERVED.test(repaired)) return [];
  const isTaken = stage?.instructions.some(
    ({ keyword, properties }) => keyword === 'LABEL' && properties.some((other) => bare(other.key) === repaired),
  );
  if (isTaken === true) return [];
  return [{ title: `Call the label ${repaired}`, safety: 'suggested', edits: [{ span: keySpan, text: repaired }] }];
}

function bare(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}

function repair(key: string): string {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9._/-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '');
}
