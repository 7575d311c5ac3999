import type { Fix } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';
import type { Analysis, EngineFinding } from '../analysis.js';
import type { EditMap } from './edit-map.js';
import type { Sections } from './sections.js';

/** A fix with the finding it is for, and its edits as they fit the file. */
export interface FixCandidate {
  readonly finding: EngineFinding;
  readonly fix: Fix;
  readonly edits: readonly TextEdit[];
}

/** A text before and after fixes. */
export interface Change {
  readonly before: Analysis;
  readonly after: Analysis;
  readonly map: EditMap;
  readonly sections: Sections;
  readonly candidates: readonly FixCandidate[];
}
