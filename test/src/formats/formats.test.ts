import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { reporters } from '@dockwright/cli/reporters/index';
import type { Report, ReportedProblem } from '@dockwright/cli/reporters/report';
import { allFixes, analyze } from '@dockwright/shared-rules';
import {
  type CheckstyleViolation,
  checkIssueTypes,
  ensureConsumers,
  lintXml,
  readCheckstyle,
  readJUnit,
  sarifValidatorRuns,
  validateSarif,
} from './consumers.js';
import { hostilePaths, hostileReport, hostileTexts } from './hostile.js';

const options = { color: false, quiet: true, columns: 80, version: '1.2.3', ruleNames: 'dockwright' } as const;
const asHadolint = { ...options, ruleNames: 'hadolint' } as const;

/** A Dockerfile with problems of every severity, with and without fixes and related places. */
const dockerfile = [
  '# hadolint ignore=DL3006 why',
  'FROM debian:latest AS Build',
  'MAINTAINER "Ada <ada@example.org>" & \'Bob\' ]]> 🐳',
  'ENV A b',
  'RUN cd /x && sudo apt-get install curl | sh',
  'RUN a',
  'FROM alpine',
  'ADD . /app',
  'CMD node server.js',
  'CMD node "other".js',
  '',
].join('\r\n');

function reportOn(files: Readonly<Record<string, string>>): Report {
  const reports = Object.entries(files).map(([path, text]) => {
    const analysis = analyze(text, { settings: { profile: 'strict', rules: new Map(), source: undefined } });
    const fixes = allFixes(analysis);
    const problems = analysis.problems.map(
      (problem): ReportedProblem => ({ problem, fixes: fixes.get(problem)?.fixes ?? [] }),
    );
    return { path, text, problems };
  });
  return { files: reports, fixed: undefined };
}

const empty: Report = { files: [], fixed: undefined };
const reports: ReadonlyArray<readonly [string, Report]> = [
  ['nothing at all', empty],
  ['a file without problems', reportOn({ Dockerfile: '' })],
  ['real problems', reportOn({ Dockerfile: dockerfile, 'a b/Ö.Dockerfile': dockerfile })],
  ['hostile text', hostileReport],
];

function countOf(report: Report): number {
  return report.files.reduce((sum, { problems }) => sum + problems.length, 0);
}

/** What XML 1.0 can hold of a text; the rest is replaced: https://www.w3.org/TR/xml/#charsets */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

before(ensureConsumers);

describe('SARIF', { skip: sarifValidatorRuns ? false : 'Microsoft has no validator for this system' }, () => {
  it('Microsoft’s validator accepts every report', async () => {
    const texts = reports.flatMap(([, report]) =>
      [options, asHadolint].map((manner) => reporters.sarif(report, manner)),
    );
    assert.deepEqual(await validateSarif(texts), []);
  });

  it('the validator finds what is wrong', async () => {
    for (const wrong of [99, 'one']) {
      const log = JSON.parse(reporters.sarif(hostileReport, options));
      log.runs[0].results[0].ruleIndex = wrong;
      assert.notDeepEqual(await validateSarif([JSON.stringify(log)]), []);
    }
  });
});

describe('SARIF as plain data', () => {
  it('every result is described by the rule at its index, has help, and a fingerprint of its own', () => {
    for (const [, report] of reports) {
      for (const manner of [options, asHadolint]) {
        const [run] = JSON.parse(reporters.sarif(report, manner)).runs;
        const fingerprints = new Set<string>();
        for (const { ruleId, ruleIndex, partialFingerprints } of run.results) {
          assert.equal(run.tool.driver.rules[ruleIndex].id, ruleId);
          assert.ok(run.tool.driver.rules[ruleIndex].help.markdown.length > 200);
          fingerprints.add(partialFingerprints['dockwright/v1']);
        }
        assert.equal(fingerprints.size, run.results.length);
        assert.equal(run.results.length, countOf(report));
      }
    }
  });

  it('addresses are addresses', () => {
    const [run] = JSON.parse(reporters.sarif(hostileReport, options)).runs;
    const uris = new Set<string>(
      run.results.map((result: never) => Object(result).locations[0].physicalLocation.artifactLocation.uri),
    );
    assert.equal(uris.size, hostilePaths.length);
    for (const uri of uris) assert.ok(URL.canParse(uri, 'file:///root/'), uri);
    const decoded = [...uris].map((uri) => decodeURIComponent(new URL(uri, 'file:///root/a/').pathname));
    assert.ok(decoded.includes('/root/a/a folder/My Dockerfile'));
    assert.ok(decoded.includes('/C:/Users/Ärger/Dockerfile'));
    assert.ok(decoded.includes('/C:/Users/me/Dockerfile'));
    assert.ok(decoded.includes('/root/a/per%20cent/hash#mark/question?/Dockerfile'));
  });
});

describe('XML', () => {
  for (const format of ['checkstyle', 'junit'] as const) {
    for (const [name, report] of reports) {
      it(`xmllint accepts ${format} with ${name}`, async () => {
        const text = reporters[format](report, options);
        assert.equal(await lintXml(text), '');
        assert.doesNotMatch(text, NO_XML);
      });
    }
  }

  it('xmllint finds what is wrong', async () => {
    assert.notEqual(await lintXml('<a b="<">'), '');
    assert.notEqual(await lintXml('<a>\u0001</a>'), '');
  });
});

/** How a message looks where a format cannot hold all of it. */
function shown(message: string): RegExp {
  const escaped = message
    .split(/[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFFFE\uFFFF]/u)
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.')}$`, 'u');
}

describe('Checkstyle', () => {
  it('danger-plugin-lint-report reads every problem', () => {
    for (const [, report] of reports) {
      const violations: readonly CheckstyleViolation[] = readCheckstyle(reporters.checkstyle(report, options));
      assert.equal(violations.length, countOf(report));
      for (const { line, column, severity, file } of violations) {
        assert.ok(line >= 1 && column >= 1 && file !== '');
        assert.ok(['error', 'warning', 'info'].includes(severity), severity);
      }
    }
  });

  it('messages arrive', () => {
    const violations = readCheckstyle(reporters.checkstyle(hostileReport, options));
    for (const [index, text] of hostileTexts.entries()) {
      assert.match(violations[index]?.message ?? '', shown(text));
      assert.equal(violations[index]?.line, index + 1);
    }
  });
});

describe('JUnit', () => {
  it('junit2json reads every problem, and counts as we do', async () => {
    for (const [, report] of reports) {
      const { testsuite = [] } = await readJUnit(reporters.junit(report, options));
      assert.equal(testsuite.length, report.files.length);
      for (const [index, suite] of testsuite.entries()) {
        const problems = report.files[index]?.problems.length ?? 0;
        assert.equal(suite.failures, problems);
        assert.equal(suite.tests, Math.max(1, problems));
        assert.equal(suite.testcase?.length, Math.max(1, problems));
        assert.equal(suite.testcase?.filter(({ failure }) => failure !== undefined).length, problems);
      }
    }
  });

  it('messages arrive', async () => {
    const { testsuite = [] } = await readJUnit(reporters.junit(hostileReport, options));
    for (const [index, text] of hostileTexts.entries()) {
      assert.match(testsuite[0]?.testcase?.[index]?.failure?.[0]?.message ?? '', shown(text));
    }
  });
});

describe('Code Climate and GitLab', () => {
  it('every issue has the type that the format has', async () => {
    for (const [, report] of reports) {
      const issues = reporters.codeclimate(report, options).split('\0').slice(0, -1);
      assert.equal(issues.length, countOf(report));
      assert.equal(await checkIssueTypes(issues), '');
      assert.deepEqual(
        JSON.parse(reporters.gitlab(report, options)),
        issues.map((issue) => JSON.parse(issue)),
      );
    }
  });

  it('the compiler finds what is wrong', async () => {
    assert.match(await checkIssueTypes(['{"type":"issue","description":"a"}']), /TS2322.*\n?.*check_name|TS2739/);
  });

  // https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
  it('has what GitLab demands', () => {
    for (const [, report] of reports) {
      const issues = JSON.parse(reporters.gitlab(report, options));
      const fingerprints = new Set<string>();
      for (const { description, check_name: name, fingerprint, severity, location } of issues) {
        for (const text of [description, name, fingerprint, location.path]) assert.equal(typeof text, 'string');
        assert.ok(Number.isInteger(location.lines.begin) && location.lines.begin >= 1);
        assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(severity));
        fingerprints.add(fingerprint);
      }
      assert.equal(fingerprints.size, issues.length);
    }
  });

  it('fingerprints stay when lines above come and go, and are apart when files are reported under one path', () => {
    const fingerprints = (files: Readonly<Record<string, string>>, path?: string): readonly string[] => {
      const report = reportOn(files);
      const renamed = path === undefined ? report.files : report.files.map((file) => ({ ...file, path }));
      return JSON.parse(reporters.gitlab({ ...report, files: renamed }, options)).map(
        (issue: never) => Object(issue).fingerprint,
      );
    };
    const text = 'FROM debian:13\nRUN sudo a\nRUN sudo a\nCMD b c\n';
    const moved = text.replace('RUN', '# a comment\n\n# more\nRUN');
    assert.deepEqual(fingerprints({ Dockerfile: moved }), fingerprints({ Dockerfile: text }));
    const both = fingerprints({ a: text, b: text }, 'one/path');
    assert.equal(new Set(both).size, both.length);
  });
});

describe('the other JSON formats', () => {
  // https://docs.sonarsource.com/sonarqube-server/analyzing-source-code/importing-external-issues/generic-issue-import-format/
  it('SonarQube has what the import demands', () => {
    for (const [, report] of reports) {
      const { issues } = JSON.parse(reporters.sonarqube(report, options));
      assert.equal(issues.length, countOf(report));
      for (const { engineId, ruleId, severity, type, primaryLocation } of issues) {
        assert.ok(engineId !== '' && ruleId !== '');
        assert.ok(['BLOCKER', 'CRITICAL', 'MAJOR', 'MINOR', 'INFO'].includes(severity));
        assert.ok(['BUG', 'VULNERABILITY', 'CODE_SMELL'].includes(type));
        const { message, filePath, textRange } = primaryLocation;
        assert.ok(message !== '' && filePath !== '');
        const file = report.files.find(({ path }) => path === filePath);
        const lines = file?.text.split(/\r\n|[\r\n]/) ?? [];
        const { startLine, endLine = startLine, startColumn, endColumn } = textRange;
        assert.ok(startLine >= 1 && endLine >= startLine && endLine <= lines.length);
        if (startColumn === undefined) continue;
        assert.ok(startColumn >= 0 && startColumn < (lines[startLine - 1]?.length ?? 0));
        assert.ok(endColumn <= (lines[endLine - 1]?.length ?? 0));
        assert.ok(endLine > startLine || endColumn > startColumn);
      }
    }
  });

  it('codacy and hadolint-json hold the messages as they are', () => {
    for (const [, report] of reports) {
      const messages = report.files.flatMap(({ problems }) => problems.map(({ problem }) => problem.message));
      const codacy = reporters.codacy(report, options).split('\n').slice(0, -1);
      assert.deepEqual(
        codacy.map((line) => JSON.parse(line).message),
        messages,
      );
      const json: { readonly message: string }[] = JSON.parse(reporters['hadolint-json'](report, options));
      assert.deepEqual(
        json.map(({ message }) => message),
        messages,
      );
    }
  });
});

describe('one line a problem', () => {
  for (const format of ['tty', 'gnu'] as const) {
    it(format, () => {
      for (const [, report] of reports) {
        const text = reporters[format](report, options);
        assert.equal(text.split('\n').length - 1, countOf(report));
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029\u202E\u2066]/u);
      }
    });
  }
});
