import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const projectFolder = fileURLToPath(new URL('../../../', import.meta.url));
const toolsFolder = join(projectFolder, 'tools/formats');
const packages = join(toolsFolder, 'node_modules');
const stamp = join(packages, '.installed');

/** Microsoft's validator is a program for these systems, with x64. */
const validatorPackage = `@microsoft/sarif-multitool-${process.platform}`;
export const sarifValidatorRuns = ['linux', 'darwin', 'win32'].includes(process.platform) && process.arch === 'x64';

/** Installs the programs of `tools/formats` as their lock file says, where that has not been done. */
export async function ensureConsumers(): Promise<void> {
  const wanted = readFileSync(join(toolsFolder, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await execute(npm, ['ci', ...options], { cwd: toolsFolder, shell: process.platform === 'win32' });
  if (sarifValidatorRuns && process.platform !== 'win32') await chmod(sarifValidator(), 0o755);
  await writeFile(stamp, wanted);
}

function sarifValidator(): string {
  const name = process.platform === 'win32' ? 'Sarif.Multitool.exe' : 'Sarif.Multitool';
  return join(packages, validatorPackage, name);
}

async function inFolder<Value>(action: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'dockwright-formats-'));
  try {
    return await action(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that has something wrong. */
const canary = JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2', runs: [] });

/**
 * What Microsoft's validator says of SARIF files, by its own rules and by those of GitHub; empty where all is well. Where it
 * cannot read one of them at all it says nothing, of the others neither: a file with a known mistake shows that it has read.
 */
export function validateSarif(texts: readonly string[]): Promise<readonly string[]> {
  return inFolder(async (folder) => {
    const files = [...texts, canary].map((text, index) => ({ text, path: join(folder, `report-${index}.sarif`) }));
    for (const { text, path } of files) await writeFile(path, text);
    const log = join(folder, 'log.sarif');
    const options = ['--rule-kind', 'Sarif;Ghas', '--output', log, '--log', 'ForceOverwrite'];
    await execute(sarifValidator(), ['validate', ...files.map(({ path }) => path), ...options]);
    const { runs }: SarifLog = JSON.parse(await readFile(log, 'utf8'));
    const found = runs.flatMap(({ results }) => results.map((result) => JSON.stringify(result)));
    const own = found.filter((result) => !result.includes(`report-${texts.length}.sarif`));
    return own.length < found.length ? own : ['The validator could not read the files.'];
  });
}

interface SarifLog {
  readonly runs: readonly { readonly results: readonly unknown[] }[];
}

interface XmlLint {
  readonly validateXML: (options: object) => Promise<{ readonly valid: boolean; readonly rawOutput: string }>;
}

/** What xmllint says of a text; `''` where it is well-formed XML. */
export async function lintXml(text: string): Promise<string> {
  const { validateXML }: XmlLint = await import(pathToFileURL(join(packages, 'xmllint-wasm/index-node.js')).href);
  const { valid, rawOutput } = await validateXML({ xml: text, normalization: 'c14n' });
  return valid ? '' : rawOutput;
}

export interface JUnitSuites {
  readonly testsuite?: readonly {
    readonly name?: string;
    readonly tests?: number;
    readonly failures?: number;
    readonly testcase?: readonly {
      readonly name?: string;
      readonly classname?: string;
      readonly failure?: readonly { readonly message?: string; readonly type?: string; readonly inner?: string }[];
    }[];
  }[];
}

interface JUnitParser {
  readonly parse: (xml: string) => Promise<JUnitSuites | undefined>;
}

/** A JUnit report as `junit2json` reads it. */
export async function readJUnit(text: string): Promise<JUnitSuites> {
  const { parse }: JUnitParser = await import(pathToFileURL(join(packages, 'junit2json/dist/esm/index.js')).href);
  return (await parse(text)) ?? {};
}

export interface CheckstyleViolation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: string;
  readonly message: string;
}

interface DangerParser {
  readonly parseCheckstyle: (report: unknown, root: string) => readonly CheckstyleViolation[];
}

interface XmlReader {
  readonly xml2js: (text: string) => unknown;
}

/** A Checkstyle report as `danger-plugin-lint-report` reads it; files are relative to `/root/`. */
export function readCheckstyle(text: string): readonly CheckstyleViolation[] {
  const require = createRequire(join(packages, 'index.js'));
  const { parseCheckstyle }: DangerParser = require(
    join(packages, 'danger-plugin-lint-report/dist/parse/checkstyle_parser.js'),
  );
  const { xml2js }: XmlReader = require(join(packages, 'xml-js/lib/index.js'));
  return parseCheckstyle(xml2js(text), '/root/');
}

/** What the compiler says where issues are assigned to the type that Code Climate's format has; `''` where they fit. */
export function checkIssueTypes(issues: readonly string[]): Promise<string> {
  return inFolder(async (folder) => {
    const types = join(packages, 'codeclimate-types/index.d.ts');
    const lines = issues.map((issue) => `  ${issue},\n`);
    const text = `import type { Issue } from ${JSON.stringify(types)};\nexport const issues: readonly Issue[] = [\n${lines.join('')}];\n`;
    await writeFile(join(folder, 'issues.mts'), text);
    const compiler = join(projectFolder, 'node_modules/typescript/bin/tsc');
    const args = [compiler, '--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
    const result = await execute(process.execPath, [...args, join(folder, 'issues.mts')], { cwd: folder }).catch(
      (error: unknown) => error,
    );
    const { stdout }: { readonly stdout: string } = Object.assign({ stdout: '' }, result);
    return stdout;
  });
}
