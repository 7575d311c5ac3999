import { type ImageReference, parseImageReference } from '../facts/image-reference.js';
import type { Span } from '../text/span.js';
import { findStage } from './stages.js';
import type { InstructionNode } from './types.js';

/** An image that a COPY or a mount takes files from. */
export interface ImageSource {
  readonly reference: ImageReference;
  readonly span: Span;
}

/**
 * The images of `COPY --from=` and `RUN --mount=from=`, stages left out. A plain word may also be a named build context;
 * `reference.text` then has neither `/`, `:` nor `@`. Names with variables are left out: Docker refuses them there.
 */
export function imageSources({ flags, file }: InstructionNode): readonly ImageSource[] {
  const places = flags.flatMap(({ name, value, valueSpan, options }) => {
    if (name === 'from') return [{ value, valueSpan }];
    if (name !== 'mount') return [];
    return options.filter((option) => option.name.toLowerCase() === 'from');
  });
  return places.flatMap(({ value, valueSpan }) => {
    if (value === undefined || valueSpan === undefined || valueSpan.end - valueSpan.start !== value.length) return [];
    if (findStage(file.stages, value, file.stages.length) !== undefined || /^\d+$/.test(value)) return [];
    const reference = parseImageReference(value);
    return reference === undefined ? [] : [{ reference, span: valueSpan }];
  });
}
