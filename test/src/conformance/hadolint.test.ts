import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { run } from '@dockwright/cli/run';
import { analyze } from '@dockwright/shared-rules';
import { readProjectFile } from '../architecture/project.js';
import { memoryHost } from '../cli/memory-host.js';

/** A small Dockerfile with what hadolint 2.15.1 says of it. */
interface Probe {
  readonly note: string;
  readonly dockerfile: string;
  readonly config: ProbeConfig | null;
  readonly findings?: readonly { readonly line: number; readonly code: string }[] | null;
  /** Where it cannot read the file, or what becomes of it then. */
  readonly parseError?: string | null;
}

interface ProbeConfig {
  readonly allowedRegistries?: readonly string[];
  readonly labelSchema?: Readonly<Record<string, string>>;
  readonly strictLabels?: boolean;
}

/** Where we differ on purpose; `docs/compatibility.md` is made from it, too. */
interface Deviations {
  readonly deviations: readonly {
    readonly probes: readonly {
      readonly dockerfile: string;
      readonly config: ProbeConfig | null;
      readonly hadolintOnly: readonly string[];
      readonly dockwrightOnly: readonly string[];
    }[];
  }[];
  /** What hadolint cannot read: Docker can, … */
  readonly readByDocker: readonly string[];
  /** … or cannot, either. */
  readonly refusedByDocker: readonly string[];
}

interface Printed {
  readonly line: number;
  readonly code: string;
  readonly level: string;
}

const probes: readonly Probe[] = JSON.parse(readProjectFile('test/conformance/hadolint-probes.json'));
const known: Deviations = JSON.parse(readProjectFile('test/conformance/hadolint-deviations.json'));
const deviations = new Map(known.deviations.flatMap((group) => group.probes).map((each) => [keyOf(each), each]));

function keyOf({ dockerfile, config }: Pick<Probe, 'dockerfile' | 'config'>): string {
  return JSON.stringify([dockerfile, config]);
}

function yamlOf({ allowedRegistries, labelSchema, strictLabels }: ProbeConfig): string {
  return [
    ...(allowedRegistries === undefined ? [] : [`trustedRegistries: ${JSON.stringify(allowedRegistries)}`]),
    ...(labelSchema === undefined ? [] : [`label-schema: ${JSON.stringify(labelSchema)}`]),
    ...(strictLabels === undefined ? [] : [`strict-labels: ${strictLabels}`]),
    '',
  ].join('\n');
}

/** What a pipeline gets that asks for hadolint's checks in hadolint's shape. */
async function lint({ dockerfile, config }: Pick<Probe, 'dockerfile' | 'config'>): Promise<readonly Printed[]> {
  const files = { Dockerfile: dockerfile, ...(config === null ? {} : { '.hadolint.yaml': yamlOf(config) }) };
  const host = memoryHost(files);
  await run(['lint', '--profile', 'hadolint', '--format', 'hadolint-json', 'Dockerfile'], host);
  return JSON.parse(host.printed().output);
}

function ownCodes(findings: readonly { readonly line: number; readonly code: string }[]): ReadonlySet<string> {
  return new Set(findings.filter(({ code }) => code.startsWith('DL')).map(({ line, code }) => `${line} ${code}`));
}

function without(some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...some].filter((each) => !others.has(each));
}

const readable = probes.filter(({ parseError }) => parseError === undefined || parseError === null);
const unreadable = probes.filter((probe) => !readable.includes(probe));
const differing = new Set<string>();
let agreeing = 0;

for (const [index, probe] of readable.entries()) {
  test(`hadolint probe ${index}: ${probe.note}`, async () => {
    const ours = ownCodes(await lint(probe));
    const theirs = ownCodes(probe.findings ?? []);
    const difference = { hadolintOnly: without(theirs, ours), dockwrightOnly: without(ours, theirs) };
    if (difference.hadolintOnly.length + difference.dockwrightOnly.length === 0) agreeing++;
    else differing.add(keyOf(probe));
    const { hadolintOnly = [], dockwrightOnly = [] } = deviations.get(keyOf(probe)) ?? {};
    assert.deepEqual(difference, { hadolintOnly, dockwrightOnly }, probe.dockerfile);
  });
}

for (const { dockerfile, note } of unreadable) {
  test(`hadolint cannot read: ${note}: ${JSON.stringify(dockerfile)}`, async () => {
    const readByDocker = known.readByDocker.includes(dockerfile);
    assert.notEqual(readByDocker, known.refusedByDocker.includes(dockerfile), 'listed once');
    const printed = await lint({ dockerfile, config: null });
    const unread = printed.filter(({ code }) => unreadCodes.has(code));
    assert.equal(unread.length === 0, readByDocker, JSON.stringify(printed));
  });
}

/** Codes that a problem has which Docker stops at. */
const unreadCodes: ReadonlySet<string> = new Set(['DL1000', 'unknown-instruction', 'unknown-flag']);

for (const profile of ['hadolint', 'buildkit'] as const) {
  test(`half a probe is read without trouble: ${profile}`, () => {
    const settings = { profile, rules: new Map(), source: undefined };
    for (const { dockerfile } of probes) {
      const text = dockerfile.slice(0, dockerfile.length / 2);
      const { problems, failures } = analyze(text, { settings });
      assert.deepEqual(failures, [], text);
      assert.ok(
        problems.every(({ span }) => span.start <= span.end && span.end <= text.length),
        text,
      );
    }
  });
}

test('every deviation is of a probe', () => {
  const keys = new Set(readable.map(keyOf));
  const texts = new Set(unreadable.map(({ dockerfile }) => dockerfile));
  const listed = [...known.readByDocker, ...known.refusedByDocker];
  assert.deepEqual(
    [...[...deviations.keys()].filter((key) => !keys.has(key)), ...listed.filter((text) => !texts.has(text))],
    [],
  );
});

test('fewer than 2 % of the probes differ', () => {
  assert.ok(deviations.size < 0.02 * readable.length, `${deviations.size} of ${readable.length}`);
});

after(() => {
  const share = ((100 * agreeing) / readable.length).toFixed(1);
  console.log(
    `hadolint: ${agreeing} of ${readable.length} probes agree (${share} %), ${differing.size} differ on purpose; ` +
      `${unreadable.length} more it cannot read, of which Docker builds ${known.readByDocker.length}`,
  );
});
