import type { Span } from '../text/span.js';
import type { InstructionNode } from './types.js';

/** What a `COPY --from` or a `--mount=from` says that files come from: a stage, a build context or an image. */
export interface SourceName {
  /** As written. */
  readonly name: string;
  /** Of the name alone. */
  readonly span: Span;
}

/** The names behind `--from` and `--mount=from` of an instruction, in order. */
export function sourceNames({ flags }: InstructionNode): readonly SourceName[] {
  return flags.flatMap(({ name, value, valueSpan, options }) => {
    if (name === 'from')
      return value === undefined || valueSpan === undefined ? [] : [{ name: value, span: valueSpan }];
    if (name !== 'mount') return [];
    return options.flatMap((option) =>
      option.name.toLowerCase() === 'from' && option.value !== undefined && option.valueSpan !== undefined
        ? [{ name: option.value, span: option.valueSpan }]
        : [],
    );
  });
}
