/**
 * What the host knows of the build context, as plain data. A host that cannot list files gives none, and every rule that
 * needs it is silent. Paths are relative to the context's root, with `/`, and never begin with `./`.
 */
export interface BuildContext {
  /** Files and folders of the context, those that `.dockerignore` leaves out included; folders end with `/`. */
  readonly paths: ReadonlySet<string>;
  /** The lines of the `.dockerignore` that applies, or `undefined` where there is none. */
  readonly dockerignore: string | undefined;
  /** Folders of `paths` that nobody looked into, `node_modules/` for one. */
  readonly unlisted?: ReadonlySet<string>;
  /** Where it is, in the words of the host, which needs it for fixes that create files. */
  readonly folder?: string;
}
