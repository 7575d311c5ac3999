/** A part of the house: which files it is, and what those may import. */
export interface Layer {
  readonly name: string;
  /** A folder (ends with `/`) or a file, below the project folder. */
  readonly path: string;
  /** Layers that its files may import, beside their own. */
  readonly layers: readonly string[];
  /** Layers of which its files may import types only. */
  readonly types?: readonly string[];
  /** Packages that its files may import: a name, or a prefix that ends with `:` or `/`. */
  readonly packages?: readonly string[];
  /** Its files must not import each other. */
  readonly isolated?: boolean;
}

const core = ['text', 'syntax', 'shell', 'yaml', 'context', 'facts', 'model', 'rule'];

/**
 * Who may import whom. A file belongs to the first layer whose path fits. This table is the picture in ARCHITECTURE.md:
 * change both.
 */
export const layers: readonly Layer[] = [
  { name: 'text', path: 'shared-rules/src/text/', layers: [] },
  { name: 'syntax', path: 'shared-rules/src/syntax/', layers: ['text'] },
  { name: 'shell', path: 'shared-rules/src/shell/', layers: ['text'], types: ['syntax'], packages: ['unbash'] },
  { name: 'yaml', path: 'shared-rules/src/yaml/', layers: ['text'], packages: ['yaml'] },
  { name: 'context', path: 'shared-rules/src/context/', layers: ['text'] },
  { name: 'facts', path: 'shared-rules/src/facts/', layers: ['text'] },
  { name: 'model', path: 'shared-rules/src/model/', layers: ['text', 'syntax', 'shell', 'context', 'facts'] },
  { name: 'rule', path: 'shared-rules/src/rule.ts', layers: [], types: ['text', 'context', 'model'] },
  {
    name: 'fixes',
    path: 'shared-rules/src/fixes/',
    layers: ['text', 'syntax', 'shell', 'context', 'model', 'facts'],
    types: ['rule'],
  },
  { name: 'rule index', path: 'shared-rules/src/rules/index.ts', layers: ['rules'], types: ['rule'] },
  {
    name: 'rules',
    path: 'shared-rules/src/rules/',
    layers: ['text', 'shell', 'context', 'facts', 'model', 'rule', 'fixes'],
    types: ['syntax'],
    isolated: true,
  },
  { name: 'engine', path: 'shared-rules/src/engine/', layers: core, packages: ['picomatch'] },
  { name: 'practices', path: 'shared-rules/src/practices.ts', layers: [], types: ['rule'] },
  { name: 'docs', path: 'shared-rules/src/docs.ts', layers: ['text', 'practices'], types: ['rule', 'engine'] },
  { name: 'hover', path: 'shared-rules/src/hover/', layers: [...core, 'docs', 'engine'] },
  {
    name: 'index',
    path: 'shared-rules/src/index.ts',
    layers: ['text', 'context', 'facts', 'rule', 'rule index', 'engine', 'docs', 'hover'],
  },
  { name: 'programs on Node', path: 'server/src/node-programs.ts', layers: ['server'], packages: ['node:'] },
  { name: 'files on Node', path: 'server/src/node-files.ts', layers: ['server'], packages: ['node:'] },
  {
    name: 'server on Node',
    path: 'server/src/node.ts',
    layers: ['server', 'files on Node', 'programs on Node'],
    packages: ['vscode-languageserver/node'],
  },
  {
    name: 'server in a browser',
    path: 'server/src/browser.ts',
    layers: ['server'],
    packages: ['vscode-languageserver/browser'],
  },
  {
    name: 'server',
    path: 'server/src/',
    layers: [],
    packages: ['@dockwright/shared-rules', 'vscode-languageserver', 'vscode-languageserver-textdocument', 'ignore'],
  },
  {
    name: 'client on Node',
    path: 'client/src/node.ts',
    layers: ['client'],
    packages: ['vscode', 'vscode-languageclient/node'],
  },
  {
    name: 'client in a browser',
    path: 'client/src/browser.ts',
    layers: ['client'],
    packages: ['vscode', 'vscode-languageclient/browser'],
  },
  { name: 'client', path: 'client/src/', layers: [], packages: ['vscode', 'vscode-languageclient'] },
  { name: 'cli programs on Node', path: 'cli/src/programs.ts', layers: ['cli'], packages: ['node:'] },
  {
    name: 'cli on Node',
    path: 'cli/src/main.ts',
    layers: ['cli', 'cli programs on Node'],
    packages: ['node:', '@dockwright/shared-rules', 'ignore'],
  },
  { name: 'cli', path: 'cli/src/', layers: [], packages: ['@dockwright/shared-rules', 'diff', 'ignore'] },
];
