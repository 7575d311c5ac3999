/** Files and folders that most projects have on disk and hardly any image needs. */
export interface UnwantedFile {
  /** The name, in lower case, without folders. */
  readonly name: string;
  readonly kind: 'history' | 'dependencies' | 'cache' | 'editor' | 'log';
  /** Where it is found at any depth; else in the top folder only. */
  readonly anywhere: boolean;
}

function table(kind: UnwantedFile['kind'], anywhere: boolean, names: string): readonly UnwantedFile[] {
  return names.split(' ').map((name) => ({ name, kind, anywhere }));
}

/**
 * Learned from the templates of `docker init` and of https://github.com/github/gitignore (Node, Python, Global). What is
 * often copied on purpose (`dist`, `build`, `target`, `vendor`) is none of it. Taken 2026-11.
 */
export const UNWANTED_FILES: ReadonlyMap<string, UnwantedFile> = new Map(
  [
    ...table('history', false, '.git .hg .svn'),
    ...table('dependencies', true, 'node_modules bower_components .venv venv'),
    ...table('cache', true, '__pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .nyc_output .terraform'),
    ...table('editor', true, '.idea .vscode .ds_store thumbs.db'),
    ...table('log', true, 'npm-debug.log yarn-error.log'),
  ].map((entry) => [entry.name, entry]),
);

/** Folders with so much in them that looking for what a build copies would take long; builds make them themselves. */
export const BULKY_FOLDERS: ReadonlySet<string> = new Set([
  ...['.git', '.hg', '.svn', 'node_modules', 'bower_components', '.venv', 'venv', '__pycache__', '.pytest_cache'],
  ...['.mypy_cache', '.ruff_cache', '.tox', '.nox', '.terraform', '.gradle', '.next', '.nuxt'],
]);
