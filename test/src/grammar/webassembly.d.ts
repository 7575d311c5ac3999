export {};

declare global {
  /** What the declarations of `vscode-oniguruma` name of the browser's library, which these tests do not include. */
  namespace WebAssembly {
    type ImportValue = unknown;
    type WebAssemblyInstantiatedSource = unknown;
  }
}
