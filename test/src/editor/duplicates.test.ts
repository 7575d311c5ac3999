import * as vscode from 'vscode';
import {
  equal,
  noProblem,
  openDockerfile,
  openFixture,
  pause,
  problem,
  problemsOf,
  tidy,
  withSetting,
  workspaceUri,
} from './support.js';

const rule = 'use-exec-form';

const mixed = `FROM node:22-slim
MAINTAINER Ada <ada@example.com>
RUN apt-get update && \\
    # What the health check needs.
    apt-get install -y curl
USER node
CMD node server.js
`;

/** What another extension says of `mixed`, and which of our problems that is. */
interface Said {
  readonly source: string;
  readonly code?: vscode.Diagnostic['code'];
  readonly message?: string;
  /** From 0. */
  readonly line: number;
  readonly same: string | undefined;
}

const page = vscode.Uri.parse('https://docs.docker.com/go/dockerfile/rule/json-args-recommended/');
const said: readonly Said[] = [
  { source: 'docker', code: { value: 'JSONArgsRecommended', target: page }, line: 6, same: rule },
  { source: 'docker', code: 'MaintainerDeprecated', line: 1, same: 'no-maintainer' },
  { source: 'dockerfile-utils', code: 45, line: 1, same: 'no-maintainer' },
  { source: 'hadolint', message: '[hadolint] Avoid them (DL3015)', line: 2, same: 'apt-get-no-install-recommends' },
  { source: 'hadolint', message: '[hadolint] Avoid them (DL3015)', line: 0, same: undefined },
  { source: 'hadolint', message: '[hadolint] Use JSON (DL3025)', line: 1, same: undefined },
  { source: 'another', code: 45, line: 1, same: undefined },
];
const ours = [rule, 'no-maintainer', 'apt-get-no-install-recommends'];

suite('Problems that another extension reports, too', () => {
  teardown(tidy);

  test('are hidden on demand, and only there', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    const { range } = await problem(document.uri, rule);
    const others = vscode.languages.createDiagnosticCollection('another');
    const other = new vscode.Diagnostic(range, 'Use arguments JSON notation (DL3025)');
    other.source = 'hadolint';
    try {
      others.set(document.uri, [other]);
      await problem(document.uri, rule);
      await withSetting('dockwright.hideDuplicates', true, async () => {
        await noProblem(document.uri, rule);
        await problem(workspaceUri('closed', 'worker.Dockerfile'), rule);
        others.clear();
        await problem(document.uri, rule);
        other.message = 'Something else (DL3008)';
        others.set(document.uri, [other]);
        await problem(document.uri, rule);
      });
    } finally {
      others.dispose();
    }
  });

  test('are known by the codes of hadolint, of docker build --check and of the Docker language service', async () => {
    const document = await openDockerfile(mixed);
    const others = vscode.languages.createDiagnosticCollection('another');
    const missing = (): readonly string[] => ours.filter((id) => problemsOf(document.uri, id).length === 0);
    for (const id of ours) await problem(document.uri, id);
    try {
      await withSetting('dockwright.hideDuplicates', true, async () => {
        for (const { source, code, message = 'Something', line, same } of said) {
          const other = new vscode.Diagnostic(document.lineAt(line).range, message);
          other.source = source;
          if (code !== undefined) other.code = code;
          others.set(document.uri, [other]);
          if (same !== undefined) await noProblem(document.uri, same);
          else await pause(200);
          equal(missing(), same === undefined ? [] : [same], `hidden for ${source}, ${message} in line ${line}`);
          others.clear();
          for (const id of ours) await problem(document.uri, id);
        }
      });
    } finally {
      others.dispose();
    }
  });
});
