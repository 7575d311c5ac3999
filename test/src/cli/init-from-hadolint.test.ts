import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { run } from '@dockwright/cli/run';
import { type MemoryHost, type MemoryNode, memoryHost } from './memory-host.js';

/** Something for every key of the configuration to bite on. */
const dockerfiles: Readonly<Record<string, string>> = {
  'a.Dockerfile': [
    'FROM quay.io/team/base:1 AS build',
    'MAINTAINER me',
    'LABEL site="no address" Extra=1',
    '# hadolint ignore=DL3008',
    'RUN apt-get update && apt-get install curl',
    'RUN cd /srv && sudo ls',
    'FROM debian',
    'LABEL version=one',
    'CMD node server.js',
    '',
  ].join('\n'),
  'b.Dockerfile': '# hadolint global ignore=DL3006\nFROM debian\nUSER root\nWORKDIR app\nENTRYPOINT a\n',
};

const everyKey = [
  'ignored: [DL3059, DL3004]',
  'override:',
  '  error: [DL3006]',
  '  warning: [DL3015]',
  '  info: [DL3025, DL1001]',
  '  style: [DL4000, DL3003]',
  'trustedRegistries: [docker.io]',
  'label-schema: { site: url, version: semver, author: text }',
  'strict-labels: true',
  'disable-ignore-pragma: true',
  'failure-threshold: error',
  'no-fail: false',
  'no-color: true',
  'format: gnu',
].join('\n');

async function report(files: Readonly<Record<string, MemoryNode>>, line: string) {
  const host = memoryHost({ ...dockerfiles, ...files });
  const exit = await run(line.split(' '), host);
  return { exit, ...host.printed() };
}

/** What `init` makes of a configuration; it says nothing that is wrong. */
async function carriedOver(files: Readonly<Record<string, MemoryNode>>, line: string): Promise<MemoryHost> {
  const host = memoryHost(files);
  assert.equal(await run(line.split(' '), host), 0, host.printed().error);
  assert.deepEqual(host.writes, ['/project/dockwright.yaml']);
  return host;
}

describe('init --from-hadolint', () => {
  const configurations = [
    '',
    'ignored: [DL3006, SC2086]',
    'override: { error: [DL3025], style: [DL3006] }',
    'trustedRegistries: [quay.io]',
    'label-schema: { a: text, "b c": url }\nstrict-labels: true',
    'strict-labels: true',
    'disable-ignore-pragma: true',
    everyKey,
  ];
  for (const config of configurations) {
    it(`gives the same problems: ${config.split('\n')[0]}`, async () => {
      const host = await carriedOver({ '.hadolint.yaml': config }, 'init --from-hadolint');
      const own = host.textOf('dockwright.yaml') ?? '';
      const before = await report({ '.hadolint.yaml': config }, 'lint --format json');
      const after = await report({ 'dockwright.yaml': own }, 'lint --format json');
      assert.equal(after.output, before.output);
      assert.equal(after.error, '');
    });
  }

  it('every key has an effect, those apart whose effect on this run is none', async () => {
    const lines = everyKey.split('\n').filter((line) => !line.startsWith(' ') && line !== 'override:');
    const bare = await report({ '.hadolint.yaml': '' }, 'lint --color');
    for (const line of lines.filter((text) => !/^(no-fail|no-color|failure-threshold)/.test(text))) {
      const { output, exit } = await report({ '.hadolint.yaml': line }, 'lint --color');
      assert.notDeepEqual({ output, exit }, { output: bare.output, exit: bare.exit }, line);
    }
  });

  it('says which command ends and prints as before, and that command does', async () => {
    const host = await carriedOver({ '.hadolint.yaml': everyKey }, 'init --from-hadolint');
    const command = 'dockwright lint --max-severity warning --format gnu --no-color';
    assert.match(host.printed().output, new RegExp(`In a pipeline: ${command}\n`));
    const own = host.textOf('dockwright.yaml') ?? '';
    assert.ok(own.includes(`#   ${command}\n`));
    const before = await report({ '.hadolint.yaml': everyKey }, 'lint');
    const after = await report({ 'dockwright.yaml': own }, command.replace('dockwright ', ''));
    assert.deepEqual(after, before);
  });

  it('takes a named file, and a profile', async () => {
    const files = { 'ci/hadolint.yaml': 'ignored: [DL3025]' };
    for (const line of ['--from-hadolint ci/hadolint.yaml', '--from-hadolint=ci/hadolint.yaml']) {
      const host = await carriedOver(files, `init --profile hadolint ${line}`);
      assert.match(
        host.textOf('dockwright.yaml') ?? '',
        /^profile: hadolint\n\nrules:\n {2}use-exec-form: off # DL3025$/m,
      );
    }
  });

  it('with the profile hadolint it gives what dockwright hadolint gives', async () => {
    const host = await carriedOver({ '.hadolint.yaml': everyKey }, 'init --profile hadolint --from-hadolint');
    const own = host.textOf('dockwright.yaml') ?? '';
    const paths = Object.keys(dockerfiles).join(' ');
    const before = await report({ '.hadolint.yaml': everyKey }, `hadolint -f json ${paths}`);
    const after = await report(
      { 'dockwright.yaml': own },
      `lint --max-severity warning --format hadolint-json ${paths}`,
    );
    assert.deepEqual(after, before);
  });

  it('never overwrites', async () => {
    for (const name of ['dockwright.yaml', '.dockwright.yaml']) {
      const host = memoryHost({ '.hadolint.yaml': '', [name]: 'profile: strict' });
      assert.equal(await run(['init', '--from-hadolint'], host), 2);
      assert.deepEqual(host.writes, []);
    }
  });

  it('says what is missing or wrong', async () => {
    const cases: ReadonlyArray<readonly [Readonly<Record<string, MemoryNode>>, string, number, RegExp]> = [
      [{}, 'init --from-hadolint', 2, /no \.hadolint\.yaml or \.hadolint\.yml here/],
      [{}, 'init --from-hadolint a.yaml', 2, /a\.yaml: There is no such file/],
      [{ a: new Uint8Array([0]) }, 'init --from-hadolint a', 2, /a: The file holds a zero byte/],
      [{ a: 'ignore: [DL3025]' }, 'init --from-hadolint a', 0, /a:1:1: .*"ignored"/],
    ];
    for (const [files, line, exit, error] of cases) {
      const host = memoryHost(files);
      assert.equal(await run(line.split(' '), host), exit);
      assert.match(host.printed().error, error);
    }
  });
});
