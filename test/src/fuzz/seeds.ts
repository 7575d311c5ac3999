import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defaultConfigText, roleOf } from '@dockwright/shared-rules';
import type { Rule } from '@dockwright/shared-rules/rule';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import { projectRoot } from '../architecture/project.js';

export const fuzzKinds = ['dockerfile', 'dockerignore', 'config'] as const;
/** What a text is; `config` is one of ours or one of hadolint. */
export type FuzzKind = (typeof fuzzKinds)[number];

/** Texts to begin with, by what they are; `whole` Dockerfiles apart from the few lines that show what a rule wants. */
export type Seeds = Readonly<Record<FuzzKind | 'whole', readonly string[]>>;

const configurations: readonly string[] = [
  defaultConfigText(),
  'profile: strict\nrules:\n  use-exec-form: error # why\n  DL3008: off\n',
  'extends: ../base.yaml\nrules: { pin-base-image-tag: [info, {}], file-too-long: [warning, { most: 300 }] }\n',
  'profile: hadolint\noverrides:\n  - files: ["**/*.dev.Dockerfile", "!tools/**"]\n    rules:\n      run-as-non-root: off\n',
  '# comments stay\nrules:\n  "use-exec-form": "warning"\n  ? DL3025\n  : off\n---\nprofile: security\n',
  'base: &base\n  use-exec-form: off\nrules:\n  <<: *base\n  unknown-rule: error\n  single-cmd:\n',
  'ignored:\n  - DL3008\n  - SC2086\nfailure-threshold: warning\ntrustedRegistries: [docker.io, "*.example.com"]\n',
  'override:\n  error: [DL3025]\n  style:\n    - DL3059\nlabel-schema:\n  author: text\n  created: rfc3339\nstrict-labels: true\n',
  'no-fail: true\nformat: sarif\ndisable-ignore-pragma: false\nallowed-registries:\n- a.example\n',
];

/** The examples of all rules, our whole files and samples, configurations, and a collection from outside where there is one. */
export function fuzzSeeds(): Seeds {
  const isIgnoreRule = ({ topic }: Rule): boolean => topic === 'dockerignore';
  const outside = process.env['DOCKWRIGHT_CORPUS'];
  const found = outside === undefined ? undefined : textsBelow(outside);
  return {
    dockerfile: rules.filter((rule) => !isIgnoreRule(rule)).flatMap(textsOf),
    whole: [...wholeDockerfiles(), ...(found?.dockerfile ?? [])],
    dockerignore: [...rules.filter(isIgnoreRule).flatMap(textsOf), ...(found?.dockerignore ?? [])],
    config: configurations,
  };
}

/** The Dockerfiles among our samples, and those that are built to prove fixes. */
export function wholeDockerfiles(): readonly string[] {
  return ['test/builds/files', 'samples'].flatMap((path) => textsBelow(join(projectRoot, path)).dockerfile);
}

function textsOf({ examples, silences }: Rule): readonly string[] {
  return [
    ...examples.flatMap(({ bad, good }) => [readMarks(dedent(bad)).text, dedent(good)]),
    ...(silences ?? []).map(({ text }) => dedent(text)),
  ];
}

function textsBelow(folder: string): Pick<Seeds, 'dockerfile' | 'dockerignore'> {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const read = (role: FuzzKind): readonly string[] =>
    paths.filter((path) => roleOf(basename(path)) === role).map((path) => readFileSync(path, 'utf8'));
  return { dockerfile: read('dockerfile'), dockerignore: read('dockerignore') };
}
