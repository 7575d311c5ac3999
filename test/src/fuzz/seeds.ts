import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleOf } from '@dockwright/shared-rules';
import { rules } from '@dockwright/shared-rules/rules/index';
import { dedent } from '@dockwright/shared-rules/text/dedent';
import { readMarks } from '@dockwright/shared-rules/text/marks';
import { projectRoot } from '../architecture/project.js';

/** Texts to begin with: the examples of all rules, our whole files and samples, and a collection from outside where there is one. */
export function fuzzSeeds(): readonly string[] {
  const folders = ['test/builds/files', 'samples'].map((path) => join(projectRoot, path));
  const outside = process.env['DOCKWRIGHT_CORPUS'];
  return [
    ...rules.flatMap((rule) => [
      ...rule.examples.flatMap(({ bad, good }) => [readMarks(dedent(bad)).text, dedent(good)]),
      ...(rule.silences ?? []).map(({ text }) => dedent(text)),
    ]),
    ...[...folders, ...(outside === undefined ? [] : [outside])].flatMap(dockerfilesBelow),
  ];
}

function dockerfilesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && roleOf(entry.name) === 'dockerfile')
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .map((path) => readFileSync(path, 'utf8'));
}
