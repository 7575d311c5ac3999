// @ts-check
const vscode = require('vscode');

/**
 * Reports DL3025 in worker.Dockerfile, while that is open: no other test has it open.
 * @param {import('vscode').ExtensionContext} context
 */
exports.activate = ({ subscriptions }) => {
  const problems = vscode.languages.createDiagnosticCollection('hadolint');
  const check = (/** @type {import('vscode').TextDocument} */ document) => {
    if (!document.uri.path.endsWith('worker.Dockerfile')) return;
    const line = document.getText().split('\n').indexOf('CMD node never-opened.js');
    const message = '[hadolint] Use arguments JSON notation for CMD and ENTRYPOINT arguments (DL3025)';
    problems.set(document.uri, line < 0 ? [] : [new vscode.Diagnostic(document.lineAt(line).range, message)]);
  };
  vscode.workspace.textDocuments.forEach(check);
  subscriptions.push(problems, vscode.workspace.onDidOpenTextDocument(check));
};
