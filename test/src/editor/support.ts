import * as vscode from 'vscode';

/** What `activate` of the extension gives, for tests. */
interface Dockwright {
  /** Settled when the server runs and the first scan of the workspace is over. */
  readonly whenReady: Promise<void>;
  /** The lines of the output channel so far, each beginning with its level. */
  readonly getLog: () => readonly string[];
  /** The rows of the view of problems, those of lower levels included. */
  readonly getProblemRows: () => readonly string[];
}

/** A problem's rule and where it leads, as VS Code shows them. */
export interface ProblemCode {
  readonly value: string;
  readonly target: vscode.Uri;
}

let made = 0;
let removed = 0;

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Compares by value, as JSON. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [JSON.stringify(actual, null, 2), JSON.stringify(expected, null, 2)];
  assert(left === right, `${what}: got ${left}, expected ${right}`);
}

/**
 * Asks again and again until there is an answer. Every answer of VS Code needs this: it drops a request when any
 * extension registers a provider meanwhile, and gives an empty list instead.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | PromiseLike<T | undefined>,
  limitMilliseconds = 10_000,
): Promise<T> {
  const end = Date.now() + limitMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    assert(Date.now() < end, `Waited ${limitMilliseconds / 1000} seconds in vain: ${what}`);
    await pause(50);
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function extension(): vscode.Extension<Dockwright> {
  const found = vscode.extensions.getExtension<Dockwright>('dockwright.dockwright');
  assert(found, 'The extension dockwright.dockwright is not installed.');
  return found;
}

/** The extension, running and done with its first scan. */
export async function ready(): Promise<Dockwright> {
  const dockwright = await extension().activate();
  await dockwright.whenReady;
  return dockwright;
}

export function workspaceUri(...path: readonly string[]): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert(folder, 'The tests need an opened folder.');
  return vscode.Uri.joinPath(folder.uri, ...path);
}

export async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/**
 * Deletes a file that has just been made, as another program would. VS Code tells nobody of a file that comes and goes
 * within one look of its file watcher, so this waits first.
 */
export async function remove(uri: vscode.Uri): Promise<void> {
  await pause(1000);
  await vscode.workspace.fs.delete(uri);
}

export async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Writes a Dockerfile into a new folder of the workspace and shows it. */
export async function openDockerfile(text: string): Promise<vscode.TextDocument> {
  await ready();
  made += 1;
  const uri = workspaceUri(`made-${made}`, 'Dockerfile');
  await write(uri, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  return document;
}

/** Shows a file of the fixture workspace. */
export async function openFixture(...path: readonly string[]): Promise<vscode.TextDocument> {
  await ready();
  const document = await vscode.workspace.openTextDocument(workspaceUri(...path));
  await vscode.window.showTextDocument(document);
  return document;
}

/** Closes every editor without saving and removes what `openDockerfile` made. */
export async function tidy(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  // No name is used twice: VS Code may still have the old text of a file that it has just closed.
  while (removed < made) {
    removed += 1;
    await vscode.workspace.fs.delete(workspaceUri(`made-${removed}`), { recursive: true });
  }
}

/** Our problems of a file as they are now. */
export function problems(uri: vscode.Uri): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((problem) => problem.source === 'dockwright');
}

export function problemCode(problem: vscode.Diagnostic): ProblemCode {
  const { code } = problem;
  assert(typeof code === 'object' && typeof code.value === 'string', `The problem "${problem.message}" has no rule.`);
  return { value: code.value, target: code.target };
}

export function problemsOf(uri: vscode.Uri, rule: string): readonly vscode.Diagnostic[] {
  return problems(uri).filter((problem) => problemCode(problem).value === rule);
}

/** Waits until a file has a problem of a rule, and gives the first. */
export function problem(uri: vscode.Uri, rule: string): Promise<vscode.Diagnostic> {
  return eventually(`a problem of ${rule} in ${uri.path}`, () => problemsOf(uri, rule)[0]);
}

/** Waits until a file has no problem of a rule. */
export async function noProblem(uri: vscode.Uri, rule: string): Promise<void> {
  await eventually(`no problem of ${rule} in ${uri.path}`, () =>
    problemsOf(uri, rule).length === 0 ? true : undefined,
  );
}

/** The quick fixes at a place, in the order of the menu, with their edits, once there is one of that title. */
export function quickFixes(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: string,
): Promise<readonly vscode.CodeAction[]> {
  return eventually(`the quick fix "${title}"`, async () => {
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    return actions.some((action) => action.title === title) ? actions : undefined;
  });
}

/** Does what VS Code does when a person picks an entry of the menu. */
export async function choose(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
  const action = actions.find((candidate) => candidate.title === title);
  assert(action, `There is no quick fix "${title}".`);
  if (action.edit) assert(await vscode.workspace.applyEdit(action.edit), `"${title}" could not be applied.`);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  assert(action.edit || action.command, `"${title}" does nothing.`);
}

/** All hover texts at the first place of some text in a document, once one contains `expected`. */
export function hover(document: vscode.TextDocument, at: string, expected: string): Promise<string> {
  const offset = document.getText().indexOf(at);
  assert(offset >= 0, `The document has no "${at}".`);
  return hoverAt(document, document.positionAt(offset + 1), expected);
}

/** All hover texts at a place in a document, once one contains `expected`. */
export async function hoverAt(
  { uri }: vscode.TextDocument,
  position: vscode.Position,
  expected: string,
): Promise<string> {
  let last = '';
  const answer = eventually(`a hover in line ${position.line + 1} with "${expected}"`, async () => {
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      position,
    );
    last = hovers.flatMap((item) => item.contents.map(markdown)).join('\n\n');
    return last.includes(expected) ? last : undefined;
  });
  return answer.catch((error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}\nThe hover is:\n${last}`);
  });
}

function markdown(content: vscode.MarkdownString | vscode.MarkedString): string {
  return typeof content === 'string' ? content : content.value;
}

/** Sets a setting of the workspace for the time of some work. */
export async function withSetting(name: string, value: unknown, work: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update(name, value, vscode.ConfigurationTarget.Workspace);
  try {
    await work();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Workspace);
  }
}

/** Opens a file as a person does: when its editor is closed, so is its document, which code that opens one keeps. */
export async function openAsPerson(uri: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', uri);
  await eventually(`an editor of ${uri.path}`, () =>
    vscode.window.activeTextEditor?.document.uri.toString() === uri.toString() ? true : undefined,
  );
}

/** Adds folders to the workspace, or removes some, and waits until VS Code has done it. */
async function changeFolders(start: number, remove: number, ...add: readonly { readonly uri: vscode.Uri }[]) {
  let isDone = false;
  const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
    isDone = true;
  });
  try {
    assert(vscode.workspace.updateWorkspaceFolders(start, remove, ...add), 'The folders could not be changed.');
    await eventually('the change of the folders', () => isDone || undefined);
  } finally {
    listener.dispose();
  }
}

/** Adds a folder to the workspace for the time of some work. */
export async function withFolder(uri: vscode.Uri, work: () => Promise<void>): Promise<void> {
  const count = vscode.workspace.workspaceFolders?.length ?? 0;
  await changeFolders(count, 0, { uri });
  try {
    await work();
  } finally {
    await changeFolders(count, 1);
  }
}

/**
 * Has all problems of a rule fixed, ticks the first row of the preview and applies what is ticked, until a condition holds.
 * Nothing is ticked at first; when the rows are there, nobody tells, so this tries again.
 */
export async function fixRuleThroughPreview(rule: string, isFixed: () => boolean): Promise<void> {
  await eventually(
    `the fixes of ${rule}`,
    async () => {
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      void vscode.commands.executeCommand('dockwright.fixRule', rule).then(end, end);
      while (!isOver) {
        await pause(700);
        for (const name of ['list.focusFirst', 'refactorPreview.toggleCheckedState', 'refactorPreview.apply']) {
          await vscode.commands.executeCommand(name);
        }
      }
      return isFixed() || undefined;
    },
    40_000,
  );
}
