import {
  compareText,
  createLineIndex,
  findRule,
  type LineIndex,
  type Problem,
  type RuleSummary,
  ruleMarkdown,
  type Severity,
  type Span,
} from '@dockwright/shared-rules';
import { codeOf } from './code.js';
import { createFingerprints, type Fingerprints } from './fingerprint.js';
import { placeOf } from './place.js';
import type { FileReport, ReportedProblem, Reporter } from './report.js';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

const informationUri = 'https://github.com/dockwright/dockwright';

/** A path as a URI reference below the root of the sources, or as an absolute one. */
function artifactLocation(path: string) {
  const portable = path.replaceAll('\\', '/').replace(LONE, '\uFFFD');
  const uri = portable.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(portable)) return { uri: `file:///${uri.replace('%3A', ':')}` };
  if (uri.startsWith('//')) return { uri: `file:${uri}` };
  return uri.startsWith('/') ? { uri: `file://${uri}` } : { uri: uri.replace(/^\.\//, ''), uriBaseId: '%SRCROOT%' };
}

function region(lines: LineIndex, span: Span) {
  const { line, column, endLine, endColumn } = placeOf(lines, span);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** Lone halves of surrogate pairs, which no address can hold. */
const LONE = /\p{Cs}/gu;

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

type NameOf = (rule: Pick<Problem, 'rule' | 'codes'>) => string;

function ruleObject({ id, title, topic, severity, codes, url }: RuleSummary, name: string) {
  const page = ruleMarkdown(id) ?? title;
  return {
    id: name,
    name: pascalCase(id),
    shortDescription: { text: `${title}.` },
    // GitHub wants it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
    fullDescription: { text: `${title}.` },
    help: { text: page, markdown: page },
    helpUri: url,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [topic, ...codes] },
  };
}

/** The rule behind a name; no more than the name where nothing is known of it. */
function describe(name: string, rule: string) {
  const summary = findRule(rule);
  return summary === undefined ? { id: name } : ruleObject(summary, name);
}

function fixObject(file: FileReport, lines: LineIndex, { title, edits }: ReportedProblem['fixes'][number]) {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(file.path),
        replacements: edits.map(({ span, text }) => ({
          deletedRegion: region(lines, span),
          insertedContent: { text },
        })),
      },
    ],
  };
}

function resultsOf(file: FileReport, indexes: ReadonlyMap<string, number>, nameOf: NameOf, fingerprints: Fingerprints) {
  const lines = createLineIndex(file.text);
  const location = (span: Span) => ({
    physicalLocation: { artifactLocation: artifactLocation(file.path), region: region(lines, span) },
  });
  return file.problems.map(({ problem, fixes }) => ({
    ruleId: nameOf(problem),
    ruleIndex: indexes.get(nameOf(problem)) ?? -1,
    level: levels[problem.severity],
    message: { text: problem.message },
    locations: [location(problem.span)],
    ...(problem.related.length === 0
      ? {}
      : {
          relatedLocations: problem.related.map(({ span, message }, id) => ({
            id,
            ...location(span),
            message: { text: message },
          })),
        }),
    partialFingerprints: { 'dockwright/v1': fingerprints(file, lines, problem) },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixObject(file, lines, fix)) }),
  }));
}

/** SARIF 2.1.0 with the help of each rule that reported, its fixes, and fingerprints: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarifReporter: Reporter = (report, { version, ruleNames }) => {
  const nameOf: NameOf = (rule) => (ruleNames === 'hadolint' ? codeOf(rule) : rule.rule);
  // Several rules may have one name, and one rule several: each name is described by the first rule that reported under it.
  const problems = report.files.flatMap((file) => file.problems.map(({ problem }) => problem));
  const reported = new Map<string, string>();
  for (const problem of problems) {
    if (!reported.has(nameOf(problem))) reported.set(nameOf(problem), problem.rule);
  }
  const rules = [...reported].sort(([a], [b]) => compareText(a, b));
  const fingerprints = createFingerprints();
  const indexes = new Map(rules.map(([name], index) => [name, index]));
  const run = {
    tool: {
      driver: {
        name: 'Dockwright',
        semanticVersion: version,
        informationUri,
        rules: rules.map(([name, rule]) => describe(name, rule)),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that the paths are relative to.' } } },
    results: report.files.flatMap((file) => resultsOf(file, indexes, nameOf, fingerprints)),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
};
