/**
 * What the host knows of the build context, as plain data. A host that cannot list files gives none, and every rule that
 * needs it is silent. Paths are relative to the context's root, with `/`, and never begin with `./`.
 */
export interface BuildContext {
  /** Files and folders of the context; folders end with `/`. */
  readonly paths: ReadonlySet<string>;
  /** The lines of the `.dockerignore` that applies, or `undefined` where there is none. */
  readonly dockerignore: string | undefined;
}
