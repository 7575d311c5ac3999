import * as vscode from 'vscode';
import {
  assert,
  equal,
  eventually,
  noProblem,
  openDockerfile,
  problem,
  problems,
  problemsOf,
  remove,
  tidy,
  write,
} from './support.js';

suite('hadolint', () => {
  teardown(tidy);

  function configurationOf(document: vscode.TextDocument): vscode.Uri {
    return vscode.Uri.joinPath(document.uri, '..', '.hadolint.yaml');
  }

  async function severity(uri: vscode.Uri, rule: string, expected: vscode.DiagnosticSeverity): Promise<void> {
    await eventually(`severity ${expected} of ${rule}`, () =>
      problemsOf(uri, rule)[0]?.severity === expected ? true : undefined,
    );
  }

  test('a .hadolint.yaml that comes, changes and goes counts at once', async () => {
    const document = await openDockerfile('FROM node:22-slim\nUSER node\nCMD node server.js\n');
    const { uri } = document;
    const configuration = configurationOf(document);
    await severity(uri, 'use-exec-form', vscode.DiagnosticSeverity.Warning);
    await write(configuration, 'ignored: [DL3025]\n');
    await noProblem(uri, 'use-exec-form');
    await write(configuration, 'override:\n  error: [DL3025]\n');
    await severity(uri, 'use-exec-form', vscode.DiagnosticSeverity.Error);
    await write(configuration, 'override:\n  style: [DL3025]\n');
    await severity(uri, 'use-exec-form', vscode.DiagnosticSeverity.Hint);
    await remove(configuration);
    await severity(uri, 'use-exec-form', vscode.DiagnosticSeverity.Warning);
  });

  test('every key that concerns problems has its effect', async () => {
    const document = await openDockerfile(
      'FROM quay.io/team/base:1\n# hadolint ignore=DL4000\nMAINTAINER me\nLABEL site="no address" extra=1\nUSER 1000\n',
    );
    const { uri } = document;
    const configuration = configurationOf(document);
    await write(configuration, 'trustedRegistries: [docker.io]\n');
    await severity(uri, 'trusted-registry', vscode.DiagnosticSeverity.Error);
    equal(problemsOf(uri, 'no-maintainer').length, 0, 'problems that a comment silences');
    await write(configuration, 'disable-ignore-pragma: true\n');
    await problem(uri, 'no-maintainer');
    await noProblem(uri, 'trusted-registry');
    await write(configuration, 'label-schema: { site: url, author: text }\nstrict-labels: true\n');
    await problem(uri, 'required-labels');
    await problem(uri, 'no-extra-labels');
    const found = await problem(uri, 'label-is-url');
    equal(document.getText(found.range).includes('no address'), true, 'the marked text');
    await noProblem(uri, 'no-maintainer');
  });

  test('what is wrong in .hadolint.yaml is shown at its place', async () => {
    const document = await openDockerfile('FROM node:22-slim\nUSER node\n');
    const configuration = configurationOf(document);
    await write(configuration, 'failure-threshold: error\nignore: [DL3025]\n');
    const found = await eventually('a problem in .hadolint.yaml', () => problems(configuration)[0]);
    equal(found.range.start.line, 1, 'the line of the problem');
    assert(found.message.includes('ignored'), `The message does not say what is meant: ${found.message}`);
    await write(configuration, 'failure-threshold: error\nno-fail: true\nformat: sarif\nno-color: true\n');
    await eventually('no problem in .hadolint.yaml', () => (problems(configuration).length === 0 ? true : undefined));
  });
});
