import {
  createLineIndex,
  type LineIndex,
  type RuleSummary,
  ruleMarkdown,
  ruleSummaries,
  type Severity,
  type Span,
} from '@dockwright/shared-rules';
import { createFingerprints } from './fingerprint.js';
import { placeOf } from './place.js';
import type { FileReport, ReportedProblem, Reporter } from './report.js';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

const informationUri = 'https://github.com/dockwright/dockwright';

/** A path as a URI reference below the root of the sources, or as an absolute one. */
function artifactLocation(path: string) {
  const uri = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${uri.replace('%3A', ':')}` };
  return uri.startsWith('/') ? { uri: `file://${uri}` } : { uri: uri.replace(/^\.\//, ''), uriBaseId: '%SRCROOT%' };
}

function region(lines: LineIndex, span: Span) {
  const { line, column, endLine, endColumn } = placeOf(lines, span);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function ruleObject({ id, title, topic, severity, codes, url }: RuleSummary) {
  const page = ruleMarkdown(id) ?? title;
  return {
    id,
    shortDescription: { text: `${title}.` },
    help: { text: page, markdown: page },
    helpUri: url,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [topic, ...codes] },
  };
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

function resultsOf(file: FileReport, indexes: ReadonlyMap<string, number>) {
  const lines = createLineIndex(file.text);
  const fingerprintOf = createFingerprints(file, lines);
  const location = (span: Span) => ({
    physicalLocation: { artifactLocation: artifactLocation(file.path), region: region(lines, span) },
  });
  return file.problems.map(({ problem, fixes }) => ({
    ruleId: problem.rule,
    ruleIndex: indexes.get(problem.rule) ?? -1,
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
    partialFingerprints: { 'dockwright/v1': fingerprintOf(problem) },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map((fix) => fixObject(file, lines, fix)) }),
  }));
}

/** SARIF 2.1.0 with the help of each rule that reported, its fixes, and fingerprints: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
export const sarifReporter: Reporter = (report, { version }) => {
  const reported = new Set(report.files.flatMap(({ problems }) => problems.map(({ problem }) => problem.rule)));
  const summaries = ruleSummaries.filter(({ id }) => reported.has(id));
  const indexes = new Map(summaries.map(({ id }, index) => [id, index]));
  const run = {
    tool: {
      driver: { name: 'Dockwright', semanticVersion: version, informationUri, rules: summaries.map(ruleObject) },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that the paths are relative to.' } } },
    results: report.files.flatMap((file) => resultsOf(file, indexes)),
  };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`;
};
