import { type Disposable, LanguageStatusSeverity, languages, Uri, window, workspace } from 'vscode';
import { plain } from './plain.js';
import type { CheckedParams } from './protocol.js';

export interface Status extends Disposable {
  checked(params: CheckedParams): void;
  busy(isBusy: boolean): void;
  /** The server runs, or why it does not. */
  server(state: 'running' | 'starting' | 'stopped'): void;
}

function problemCount(count: number): string {
  if (count === 0) return 'No problems';
  return count === 1 ? '1 problem' : `${count} problems`;
}

/** Shows in the language status of Dockerfiles what Dockwright found, and by which configuration. */
export function createStatus(): Status {
  const item = languages.createLanguageStatusItem('dockwright.status', [
    { language: 'dockerfile' },
    { pattern: '**/*.dockerignore' },
  ]);
  item.name = 'Dockwright';
  const checked = new Map<string, CheckedParams>();
  let server: 'running' | 'starting' | 'stopped' = 'starting';

  const showStopped = (): void => {
    item.text = 'Dockwright is not running';
    item.detail = 'See the output for the reason';
    item.severity = LanguageStatusSeverity.Error;
    item.command = { title: 'Restart', command: 'dockwright.restart' };
  };

  const showChecked = ({ problems, profile, config, milliseconds }: CheckedParams): void => {
    const source = config === null ? '' : `, ${plain(Uri.parse(config).path.replace(/^.*\//, ''))}`;
    item.text = problemCount(problems);
    // VS Code cuts off what is long, and the command with it.
    item.detail = `Dockwright, profile ${profile}${source}, ${milliseconds} ms`;
    item.command =
      config === null
        ? { title: 'Configure', command: 'dockwright.createConfig' }
        : {
            title: 'Open',
            tooltip: workspace.asRelativePath(Uri.parse(config)),
            command: 'vscode.open',
            arguments: [Uri.parse(config)],
          };
  };

  const showIdle = (): void => {
    const isOff =
      workspace.getConfiguration('dockwright', window.activeTextEditor?.document.uri).get('enable') === false;
    item.text = 'Dockwright';
    item.detail = isOff ? 'Off' : server === 'starting' ? 'Starting' : '';
    if (isOff) item.command = { title: 'Turn on', command: 'dockwright.toggle' };
  };

  const show = (): void => {
    const uri = window.activeTextEditor?.document.uri.toString();
    const last = uri === undefined ? undefined : checked.get(uri);
    item.severity = LanguageStatusSeverity.Information;
    item.command = undefined;
    if (server === 'stopped') showStopped();
    else if (server === 'running' && last !== undefined) showChecked(last);
    else showIdle();
  };

  const listeners = [
    window.onDidChangeActiveTextEditor(show),
    workspace.onDidCloseTextDocument(({ uri }) => checked.delete(uri.toString())),
    workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('dockwright.enable')) return;
      checked.clear();
      show();
    }),
  ];
  show();

  return {
    checked: (params) => {
      checked.set(Uri.parse(params.uri).toString(), params);
      show();
    },
    busy: (isBusy) => {
      item.busy = isBusy;
    },
    server: (state) => {
      server = state;
      if (state !== 'running') checked.clear();
      show();
    },
    dispose: () => {
      for (const listener of listeners) listener.dispose();
      item.dispose();
    },
  };
}
