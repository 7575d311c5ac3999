import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { violationsOf } from './checks.js';
import { layers } from './layers.js';
import { projectFiles, projectHas, projectRoot, projectSources, readProjectFile } from './project.js';

describe('architecture', () => {
  it('every source file keeps to its layer, to our globals and to our style', () => {
    const sources = projectSources();
    assert.ok(sources.length > 20, 'the sources were found');
    assert.deepEqual(
      sources.flatMap((file) => violationsOf(file)),
      [],
    );
  });

  it('every layer of the table is there, and every source file of a package belongs to one', () => {
    const missing = layers.filter((layer) => !projectHas(layer.path)).map((layer) => layer.path);
    assert.deepEqual(missing, []);
    const strays = projectSources()
      .map((file) => file.path)
      .filter((path) => !path.startsWith('test/') && !layers.some((layer) => path.startsWith(layer.path)));
    assert.deepEqual(strays, []);
  });

  it('the picture in ARCHITECTURE.md names every layer', () => {
    const page = readProjectFile('ARCHITECTURE.md');
    const missing = layers.filter((layer) => !page.includes(layer.path)).map((layer) => layer.path);
    assert.deepEqual(missing, []);
  });

  it('the core is compiled without the types of Node and of browsers', () => {
    const options = {
      ...JSON.parse(readProjectFile('tsconfig.base.json')).compilerOptions,
      ...JSON.parse(readProjectFile('shared-rules/tsconfig.json')).compilerOptions,
    };
    assert.deepEqual(options.types, []);
    assert.deepEqual(options.lib, ['ES2022']);
  });

  it('generated files are fresh', () => {
    const run = spawnSync(process.execPath, [join(projectRoot, 'scripts/generate.mjs'), '--check'], {
      encoding: 'utf8',
    });
    assert.equal(run.status, 0, run.stderr);
  });
});

describe('ARCHITECTURE.md', () => {
  const page = readProjectFile('ARCHITECTURE.md');
  const invariants = page.split(/^## /m).find((section) => section.startsWith('Invariants')) ?? '';
  const items = invariants.split(/^\d+\. /m).slice(1);

  it('states invariants', () => {
    assert.ok(items.length >= 11, `${items.length} invariants`);
  });

  for (const [index, item] of items.entries()) {
    it(`invariant ${index + 1} names a test that exists`, () => {
      const named = /Tests?: `(?<path>test\/src\/[^`]+)`, "(?<title>[^"]+)"/.exec(item.replace(/\s+/g, ' '));
      const { path, title } = named?.groups ?? {};
      assert.ok(path !== undefined && title !== undefined, `no test is named in: ${item}`);
      assert.ok(projectHas(path), `${path} does not exist`);
      assert.ok(readProjectFile(path).includes(title), `${path} has no test "${title}"`);
    });
  }
});

describe('pages', () => {
  it('every relative link of the pages leads somewhere', () => {
    const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...projectFiles('docs', '.md')];
    const broken = pages.flatMap((path) =>
      relativeLinks(readProjectFile(path))
        .map((link) => join(path, '..', link))
        .filter((target) => !projectHas(target))
        .map((target) => `${path}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });
});

function relativeLinks(markdown: string): readonly string[] {
  return [...markdown.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z]+:/.test(link));
}
