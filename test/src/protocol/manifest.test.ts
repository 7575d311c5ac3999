import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readEditorSettings } from '@dockwright/language-server/settings';
import { configFileNames, profiles, roleOf, severities } from '@dockwright/shared-rules';
import { projectRoot } from './editor.js';

interface Setting {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly markdownEnumDescriptions?: readonly string[];
  readonly markdownDescription?: string;
  readonly additionalProperties?: { readonly enum: readonly string[] };
}

interface Manifest {
  readonly main: string;
  readonly browser: string;
  readonly icon: string;
  readonly contributes: {
    readonly languages: readonly {
      readonly id: string;
      readonly configuration?: string;
      readonly filenamePatterns: readonly string[];
    }[];
    readonly grammars: readonly {
      readonly path: string;
      readonly scopeName: string;
      readonly embeddedLanguages: Readonly<Record<string, string>>;
    }[];
    readonly snippets: readonly { readonly path: string }[];
    readonly yamlValidation: readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly description: string; readonly media: { readonly markdown: string } }[];
    }[];
  };
}

const read = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');
const manifest: Manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const { properties } = contributes.configuration;

/** The value of `dockwright.a.b` in nested settings as an editor sends them. */
function nested(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [first = '', second] = name.replace(/^dockwright\./, '').split('.');
    if (second === undefined) result[first] = value;
    else result[first] = { ...Object(result[first]), [second]: value };
  }
  return result;
}

describe('the manifest of the extension', () => {
  it('names files that are there and are packed', () => {
    const packed = read('.vscodeignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => new RegExp(`^${line.slice(1).replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`));
    const paths = [
      manifest.main,
      manifest.browser,
      manifest.icon,
      ...contributes.languages.flatMap(({ configuration }) => configuration ?? []),
      ...contributes.grammars.map(({ path }) => path),
      ...contributes.snippets.map(({ path }) => path),
      ...contributes.yamlValidation.map(({ url }) => url),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
    ].map((path) => path.replace(/^\.\//, ''));
    for (const path of [...paths, 'dist/server.js', 'dist/third-party-licenses.txt']) {
      assert.ok(existsSync(join(projectRoot, path)), `${path} is there`);
      assert.ok(
        packed.some((pattern) => pattern.test(path)),
        `${path} is packed`,
      );
    }
  });

  it('has the settings that the server reads, with the same defaults', () => {
    const defaults = Object.fromEntries(Object.entries(properties).map(([name, { default: value }]) => [name, value]));
    const { overlay, ...own } = readEditorSettings({});
    const { overlay: manifestOverlay, ...manifestOwn } = readEditorSettings(nested(defaults));
    assert.deepEqual(manifestOwn, own);
    assert.deepEqual(manifestOverlay, { ...overlay, profile: 'recommended' });
  });

  it('offers exactly the choices that the server understands', () => {
    const choices: Readonly<Record<string, (settings: ReturnType<typeof readEditorSettings>) => unknown>> = {
      'dockwright.run': ({ run }) => run,
      'dockwright.workspace.scan': ({ scan }) => scan,
      'dockwright.profile': ({ overlay }) => overlay.profile,
    };
    for (const [name, pick] of Object.entries(choices)) {
      for (const choice of properties[name]?.enum ?? []) {
        assert.equal(pick(readEditorSettings(nested({ [name]: choice }))), choice);
      }
    }
    assert.deepEqual(properties['dockwright.profile']?.enum, Object.keys(profiles));
    assert.deepEqual(properties['dockwright.profile']?.markdownEnumDescriptions, Object.values(profiles));
    assert.deepEqual(properties['dockwright.rules']?.additionalProperties?.enum, ['off', ...[...severities].reverse()]);
  });

  it('explains every setting', () => {
    for (const [name, { markdownDescription, enum: choices }] of Object.entries(properties)) {
      assert.ok((markdownDescription ?? '').length > 10, name);
      assert.ok(choices === undefined || choices.length > 1, name);
    }
  });

  it('has no command that a walkthrough or a status names in vain', () => {
    const commands = contributes.commands.map(({ command }) => command);
    const named = [
      ...JSON.stringify(contributes.walkthroughs).matchAll(/command:(dockwright\.\w+)/g),
      ...read('client/src/status.ts').matchAll(/command: '(dockwright\.\w+)'/g),
    ].flatMap((match) => match[1] ?? []);
    assert.ok(named.length > 5);
    assert.deepEqual(
      named.filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('takes for Dockerfiles what the server and the command line take for Dockerfiles', () => {
    for (const { id, filenamePatterns } of contributes.languages) {
      for (const pattern of filenamePatterns) {
        assert.equal(
          roleOf(pattern.replace('*', 'production')),
          id === 'ignore' ? 'dockerignore' : 'dockerfile',
          pattern,
        );
      }
    }
  });

  it('validates the configuration files that there are', () => {
    assert.deepEqual(contributes.yamlValidation[0]?.fileMatch, configFileNames);
  });

  it('maps the scopes of embedded languages that the grammar has', () => {
    for (const { path, scopeName, embeddedLanguages } of contributes.grammars) {
      const grammar = read(path);
      assert.equal(JSON.parse(grammar).scopeName, scopeName);
      const scopes = new Set(grammar.match(/meta\.embedded\.\w+\.\w+/g));
      assert.deepEqual(Object.keys(embeddedLanguages).sort(), [...scopes].sort());
    }
  });
});

describe('what is shipped', () => {
  for (const file of ['dist/server.js', 'server/dist/dockwright-language-server.mjs', 'cli/dist/dockwright.mjs']) {
    it(`${file} is ASCII: with one other letter its whole text takes twice the memory`, () => {
      const others = read(file).match(/[^\p{ASCII}].{0,40}/gu) ?? [];
      assert.deepEqual(others, []);
    });
  }
});

describe('the server', () => {
  it('is measured as VS Code starts it', () => {
    const arenas = (path: string): string | undefined => /MALLOC_ARENA_MAX: '\d'/.exec(read(path))?.[0];
    assert.ok(arenas('client/src/node.ts'));
    assert.equal(arenas('scripts/bench/client.mjs'), arenas('client/src/node.ts'));
  });

  it('is started with the same flags by VS Code and by its program', () => {
    const flags = (text: string): readonly string[] => (text.match(/--[\w-]+(?:=\d+)?/g) ?? []).map(String);
    const [shebang = ''] = read('server/bin/dockwright-language-server.mjs').split('\n', 1);
    const [inEditor = ''] = /serverFlags = \[[^\]]*\]/.exec(read('client/src/node.ts')) ?? [];
    assert.deepEqual(flags(inEditor), flags(shebang));
    assert.equal(flags(shebang).length, 5);
    // What Linux reads of such a line, on all machines that Node supports.
    assert.ok(shebang.length <= 127, `${shebang.length} characters`);
  });
});
