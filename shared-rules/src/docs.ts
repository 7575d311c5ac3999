import type { Problem } from './engine/types.js';
import { type Practice, rulesOf } from './practices.js';
import type { Example, OptionSchema, Rule, Severity, Topic } from './rule.js';
import { dedent } from './text/dedent.js';
import { createLineIndex } from './text/line-index.js';
import { markdownBlock, markdownCell, markdownCode, markdownMessage } from './text/markdown.js';
import { readMarks } from './text/marks.js';

/** What the rules of a topic are about, for headings; in the order in which people meet them. */
export const topicTitles: Readonly<Record<Topic, string>> = {
  syntax: 'Syntax',
  secrets: 'Secrets',
  user: 'User and permissions',
  'supply-chain': 'Supply chain',
  'base-image': 'Base image',
  stages: 'Stages',
  cache: 'Build cache',
  packages: 'Packages',
  layers: 'Layers',
  shell: 'Shell commands',
  files: 'Files and build context',
  process: 'What the container runs',
  network: 'Network',
  variables: 'Variables',
  metadata: 'Labels and metadata',
  style: 'Style',
  dockerignore: 'Files of .dockerignore',
  suppression: 'Suppression comments',
};

const severityMeanings: Readonly<Record<Severity, string>> = {
  error: 'the build or the container breaks, or a credential leaks',
  warning: 'security or correctness',
  info: 'size, speed or upkeep',
  hint: 'taste or teaching',
};

/** How the tools write their own names; a code of another tool is shown with its prefix as it is. */
const toolNames: ReadonlyMap<string, string> = new Map([
  ['hadolint', 'hadolint'],
  ['buildkit', 'BuildKit'],
  ['trivy', 'Trivy'],
  ['checkov', 'Checkov'],
  ['kics', 'KICS'],
  ['sonar', 'Sonar'],
  ['semgrep', 'Semgrep'],
  ['dockle', 'Dockle'],
  ['dclint', 'DCLint'],
]);

/** A rule as a page: everything that there is to know about it, as Markdown that ends with a line break. */
export function ruleMarkdown(rule: Rule): string {
  return [
    `# ${rule.title}`,
    badges(rule),
    dedent(rule.why).trim(),
    ...rule.examples.map((example, index) => exampleSection(example, index, languageOf(rule))),
    section('How to do it well', rule.how === undefined ? '' : dedent(rule.how).trim()),
    section('Options', optionsMarkdown(rule)),
    section('In other tools', codesMarkdown(rule.codes)),
    section('Silence it', silenceMarkdown(rule)),
    section('Read more', rule.references.map((address) => `- <${address}>`).join('\n')),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** A rule at the problem it reported: what is wrong here, why it matters, and how it looks when done well. */
export function ruleHover(rule: Rule, problem: Pick<Problem, 'message' | 'severity'>, withMessage = true): string {
  const [example] = rule.examples;
  return [
    `**${rule.title}**`,
    withMessage ? `${capitalised(problem.severity)} \`${rule.id}\`: ${markdownMessage(problem.message)}` : '',
    dedent(rule.why).trim(),
    beforeAndAfter(example, languageOf(rule)),
    rule.how === undefined ? '' : dedent(rule.how).trim(),
    codesLine(rule.codes),
    `To keep it as it is, write \`# dockwright ignore=${rule.id} -- reason\` above the ${unitOf(rule)}.`,
    rule.references
      .map((address, index) => `[Read more${index === 0 ? '' : ` (${index + 1})`}](${address})`)
      .join(' · '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/**
 * All rules as a table under a heading for each topic.
 * @param pages where the pages of the rules are, as a relative address without a slash at its end
 */
export function ruleTable(rules: readonly Rule[], pages: string): string {
  return topicsOf(rules)
    .map((topic) => {
      const rows = rules.filter((rule) => rule.topic === topic).map((rule) => tableRow(rule, pages));
      return `### ${topicTitles[topic]}\n\n| Rule | Demand | Severity | Fix | Elsewhere |\n| --- | --- | --- | --- | --- |\n${rows.join('\n')}`;
    })
    .join('\n\n');
}

/**
 * Every practice with what teaches it and the test that shows it, as a page.
 * @param pages where the pages of the rules are, as a relative address without a slash at its end
 */
export function practicesMarkdown(practices: readonly Practice[], rules: readonly Rule[], pages: string): string {
  const rows = practices.map((practice) => {
    const cells = [practice.id, practice.title, taughtBy(practice, rules, pages), shownBy(practice, rules)];
    return `| ${cells.map(markdownCell).join(' | ')} |`;
  });
  return [
    '# Practices',
    'What Dockwright teaches of good Dockerfiles, and where: in rules, which report and often repair what is not done that way,\nor in the hover of what a practice is about. Each has a test that shows it.',
    'P: how images are built. S: secrets. U: what security scanners look for.',
    `| | Practice | Taught by | Shown by |\n| --- | --- | --- | --- |\n${rows.join('\n')}`,
  ]
    .join('\n\n')
    .concat('\n');
}

function taughtBy(practice: Practice, rules: readonly Rule[], pages: string): string {
  const links = rulesOf(practice, rules).map((rule) => `[\`${rule.id}\`](${pages}/${rule.id}.md)`);
  const parts = [...links, ...(practice.hover === undefined ? [] : ['hover'])];
  return parts.length === 0 ? (practice.elsewhere ?? '') : parts.join(', ');
}

function shownBy(practice: Practice, rules: readonly Rule[]): string {
  const [rule] = rulesOf(practice, rules);
  if (rule !== undefined) return `\`${rule.id}: example 1\``;
  return practice.hover === undefined ? '' : `\`${practice.id} is taught by a hover\``;
}

/** The topics that have rules, in the order of `topicTitles`. */
function topicsOf(rules: readonly Rule[]): readonly Topic[] {
  const present = new Set(rules.map((rule) => rule.topic));
  const order = new Map(Object.keys(topicTitles).map((topic, index) => [topic, index]));
  return [...present].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

function tableRow(rule: Rule, pages: string): string {
  const severity = rule.recommended ? rule.severity : `${rule.severity}, off`;
  const cells = [
    `[\`${rule.id}\`](${pages}/${rule.id}.md)`,
    rule.title,
    severity,
    rule.fixes.join(', '),
    rule.codes.map(codeName).join(', '),
  ];
  return `| ${cells.map(markdownCell).join(' | ')} |`.replace(/ {2,}/g, ' ');
}

function badges(rule: Rule): string {
  return [
    `\`${rule.id}\``,
    `${rule.severity} (${severityMeanings[rule.severity]})`,
    rule.recommended ? 'on by default' : 'off by default',
    fixBadge(rule),
    `topic: ${topicTitles[rule.topic].toLowerCase()}`,
    `since ${rule.since}`,
  ].join(' · ');
}

function fixBadge(rule: Rule): string {
  if (rule.fixes.length === 0) return 'no fix';
  return `${rule.fixes.join(' and ')} ${rule.fixes.length === 1 ? 'fix' : 'fixes'}`;
}

function exampleSection(example: Example, index: number, language: string): string {
  const bad = readMarks(dedent(example.bad));
  return section(
    index === 0 ? 'Example' : `Example ${index + 1}`,
    [
      example.title ?? '',
      markdownBlock(bad.text, language).trimEnd(),
      reportedPlaces(bad.text, bad.marked),
      outcomeOf(example),
      markdownBlock(dedent(example.good), language).trimEnd(),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
}

function outcomeOf(example: Example): string {
  if (example.fix === 'safe') return 'After the safe fix:';
  if (example.fix === 'suggested') return 'After the suggested fix, which is for you to judge:';
  return 'Better:';
}

/** How the language of a rule's examples is called behind a fence. */
function languageOf({ topic }: Rule): string {
  return topic === 'dockerignore' ? 'gitignore' : 'dockerfile';
}

/** What a suppression comment stands above. */
function unitOf({ topic }: Rule): string {
  return topic === 'dockerignore' ? 'pattern' : 'instruction';
}

/** Both texts of an example, short. */
function beforeAndAfter(example: Example, language: string): string {
  const bad = readMarks(dedent(example.bad)).text;
  return `Instead of\n\n${markdownBlock(bad, language)}\nwrite\n\n${markdownBlock(dedent(example.good), language)}`.trimEnd();
}

function reportedPlaces(text: string, spans: readonly { readonly start: number; readonly end: number }[]): string {
  const lines = createLineIndex(text);
  const places = spans.map(({ start, end }) => {
    const excerpt = firstLine(text.slice(start, end));
    const line = lines.lineAt(start) + 1;
    return excerpt === '' ? `line ${line}` : `${markdownCode(excerpt)} in line ${line}`;
  });
  return `Reported: ${places.join(', ')}.`;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : `${text.slice(0, end).trimEnd()} …`;
}

function optionsMarkdown(rule: Rule): string {
  const options = Object.entries(rule.options ?? {});
  if (options.length === 0) return '';
  const rows = options.map(([name, option]) => {
    const cells = [`\`${name}\``, typeOf(option), defaultOf(option), option.description];
    return `| ${cells.map(markdownCell).join(' | ')} |`;
  });
  return `| Option | Type | Default | Meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}`;
}

function typeOf(option: OptionSchema): string {
  if (option.type === 'array') return 'list of strings';
  if (option.type !== 'string' || option.enum === undefined) return option.type;
  return option.enum.map((value) => `\`${value}\``).join(' or ');
}

function defaultOf(option: OptionSchema): string {
  return option.default === undefined ? 'none' : `\`${JSON.stringify(option.default)}\``;
}

function codesMarkdown(codes: readonly string[]): string {
  if (codes.length === 0) return '';
  const items = codes.map((code) => `- ${codeName(code)}`).join('\n');
  return `${items}\n\nComments and configuration that name one of these codes work for this rule, too.`;
}

function codesLine(codes: readonly string[]): string {
  return codes.length === 0 ? '' : `Elsewhere: ${codes.map(codeName).join(', ')}.`;
}

/** `hadolint:DL3025` as people say it: `hadolint DL3025`. */
function codeName(code: string): string {
  const [tool = '', ...rest] = code.split(':');
  return `${toolNames.get(tool) ?? tool} ${rest.join(':')}`;
}

function silenceMarkdown(rule: Rule): string {
  const comment = `# dockwright ignore=${rule.id} -- why it is right here\n`;
  const configuration = `rules:\n  ${rule.id}: off\n`;
  return [
    `For one ${unitOf(rule)}, in the line above it:\n\n${markdownBlock(comment, languageOf(rule))}`,
    `For a whole file, anywhere in it:\n\n${markdownBlock(comment.replace('ignore=', 'ignore-file='), languageOf(rule))}`,
    `For a whole project, in \`dockwright.yaml\`:\n\n${markdownBlock(configuration, 'yaml')}`,
  ]
    .join('\n')
    .trimEnd();
}

function section(heading: string, body: string): string {
  return body === '' ? '' : `## ${heading}\n\n${body}`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
