import type { Span } from '../text/span.js';

/** A value of a YAML document with its place. Aliases and merge keys are resolved; they have the place of the alias. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

export interface YamlScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** Empty where nothing is written. */
  readonly span: Span;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly span: Span;
  /** Written with brackets. */
  readonly flow: boolean;
}

export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
  /** Written with braces. */
  readonly flow: boolean;
}

export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export interface YamlProblem {
  readonly span: Span;
  /** One line. */
  readonly message: string;
}

/** A YAML text as far as it can be read. */
export interface YamlDocument {
  /** `undefined` where the text holds nothing but comments. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly YamlProblem[];
}
