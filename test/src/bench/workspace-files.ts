import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { createRandom, type Random } from '../fuzz/random.js';
import { wholeDockerfiles } from '../fuzz/seeds.js';

/** A file of a workspace that is made for measuring. */
export interface WorkspaceFile {
  /** Below the workspace folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

const FEWEST_LINES = 5;
const MOST_LINES = 60;
const SERVICES_OF_A_TEAM = 20;

const areas = ['apps', 'services', 'packages/backend', 'packages/web', 'tools/images'];
const subjects = ['orders', 'billing', 'search', 'mail', 'catalogue', 'reports', 'accounts', 'stock', 'maps', 'audit'];

const ignoreLines = [
  '.git',
  'node_modules',
  '**/node_modules',
  'dist',
  '# what tests leave behind',
  'coverage/',
  '*.log',
  '**/.env*',
  '!.env.example',
  'docs/**',
  '!docs/README.md',
  'Dockerfile*',
  'test',
  '.vscode',
];

const rootFiles: readonly WorkspaceFile[] = [
  {
    path: 'dockwright.yaml',
    text: 'rules:\n  pin-base-image-tag: info\noverrides:\n  - files: "tools/**"\n    rules:\n      run-as-non-root: off\n',
  },
  { path: '.gitignore', text: 'node_modules/\ndist/\n*.log\n.env\n' },
  { path: 'package.json', text: '{ "private": true, "workspaces": ["apps/*/*", "services/*/*", "packages/*/*/*"] }\n' },
  { path: 'README.md', text: '# Everything in one repository\n' },
];

/**
 * A repository with many services, always the same for the same count: Dockerfiles of 5 to 60 lines, each another, one in
 * three with a `.dockerignore` beside it, source files around them, one configuration, and some files that `.gitignore` leaves out.
 * @param count how many of the files are checked: Dockerfiles, `.dockerignore` files and the configuration
 */
export function* workspaceFiles(count: number): Iterable<WorkspaceFile> {
  const random = createRandom(count);
  const makeDockerfile = createDockerfiles(random);
  yield* rootFiles;
  let left = count - 1;
  for (let number = 0; left > 0; number++) {
    const name = `${random.pick(subjects) ?? ''}-${number}`;
    const team = `team-${Math.floor(number / SERVICES_OF_A_TEAM)}`;
    const folder = `${areas[number % areas.length] ?? ''}/${team}/${name}`;
    yield* sources(folder, name);
    const names = number % 8 === 0 ? ['api.Dockerfile', 'worker.Dockerfile'] : ['Dockerfile'];
    for (const file of names.slice(0, left)) {
      left -= 1;
      yield { path: `${folder}/${file}`, text: makeDockerfile(`${name} ${file}`) };
    }
    if (number % 10 === 0) yield { path: `${folder}/dist/Dockerfile`, text: 'FROM built\n' };
    if (number % 3 !== 0 || left === 0) continue;
    left -= 1;
    yield { path: `${folder}/.dockerignore`, text: makeIgnoreFile(name, random) };
  }
}

function sources(folder: string, name: string): readonly WorkspaceFile[] {
  return [
    { path: `${folder}/package.json`, text: `{ "name": "${name}", "main": "src/server.js" }\n` },
    { path: `${folder}/package-lock.json`, text: `{ "name": "${name}", "lockfileVersion": 3 }\n` },
    { path: `${folder}/README.md`, text: `# ${name}\n` },
    { path: `${folder}/src/server.js`, text: `import './routes/health.js';\n` },
    { path: `${folder}/src/routes/health.js`, text: `export const name = '${name}';\n` },
    { path: `${folder}/test/health.test.js`, text: `import '../src/routes/health.js';\n` },
  ];
}

function makeIgnoreFile(name: string, random: Random): string {
  const lines = ignoreLines.filter(() => random.below(2) === 0);
  return `# ${name}\n${lines.join('\n')}\n`;
}

/** What a Dockerfile is put together from: instructions with the comments above them, each with its line ending. */
interface Pieces {
  readonly wholes: readonly (readonly string[])[];
  readonly instructions: readonly string[];
}

/** Makes Dockerfiles of our own whole files: some of their instructions left out, or some of other files put in. */
function createDockerfiles(random: Random): (name: string) => string {
  const wholes = wholeDockerfiles()
    .filter((text) => !/^#\s*escape/m.test(text))
    .map(instructionsOf)
    .filter(([first]) => first !== undefined && linesIn(first) < FEWEST_LINES);
  const instructions = wholes.flatMap(([, ...rest]) => rest).filter((instruction) => !/^FROM\b/im.test(instruction));
  return (name) => makeDockerfile(name, { wholes, instructions }, random);
}

function makeDockerfile(name: string, { wholes, instructions }: Pieces, random: Random): string {
  // Most are short: half of them have less than 20 lines.
  const share = random.below(1000) / 1000;
  const wanted = FEWEST_LINES + Math.floor((MOST_LINES - FEWEST_LINES) * share * share);
  const [first = '', ...others] = random.pick(wholes) ?? [];
  const parts = [`${first}# ${name}\n`, ...others];
  const missing = (): number => wanted - parts.reduce((sum, part) => sum + linesIn(part), 0);
  while (missing() < 0 && parts.length > 1) parts.splice(1 + random.below(parts.length - 1), 1);
  for (let tries = 0; missing() > 0 && tries < 1000; tries++) {
    const piece = random.pick(instructions) ?? '';
    if (linesIn(piece) <= missing()) parts.splice(1 + random.below(parts.length), 0, piece);
  }
  const text = parts
    .join('')
    .replaceAll('/app', `/srv/${name.replaceAll(' ', '-')}`)
    .replaceAll(/\b80\d\d\b/g, () => String(8000 + random.below(100)))
    .replaceAll(/(\d+\.\d+)\.\d+/g, (_, release: string) => `${release}.${random.below(20)}`);
  return random.below(50) === 0 ? halfTyped(text, random) : text;
}

/** The text with the end of some line not yet there. */
function halfTyped(text: string, random: Random): string {
  const at = random.below(text.length);
  return text.slice(0, at) + text.slice(text.indexOf('\n', at));
}

function instructionsOf(text: string): readonly string[] {
  const usual = text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const { instructions } = parseDockerfile(usual);
  const ends = instructions.map(({ span }) => span.end + 1);
  return ends.map((end, index) => `${usual.slice(ends[index - 1] ?? 0, end).trimEnd()}\n`);
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}
