import { furtherVerdicts, instructionVerdicts } from './instruction-verdicts.js';
import { packageVerdicts } from './package-verdicts.js';
import { readAsHadolint } from './reading.js';
import type { Tool } from './tool.js';

/** https://github.com/hadolint/hadolint */
export const hadolint: Tool = {
  prefix: 'hadolint:',
  title: 'hadolint',
  read: readAsHadolint,
  verdicts: new Map(Object.entries({ ...packageVerdicts, ...instructionVerdicts })),
  further: new Map(Object.entries(furtherVerdicts)),
  // Of DL3043 ONBUILD itself is the subject.
  inTriggers: new Set([
    ...['DL3001', 'DL3004', 'DL3008', 'DL3009', 'DL3013', 'DL3014', 'DL3015', 'DL3016', 'DL3018', 'DL3019', 'DL3027'],
    ...['DL3028', 'DL3030', 'DL3032', 'DL3033', 'DL3034', 'DL3035', 'DL3036', 'DL3037', 'DL3038', 'DL3040', 'DL3041'],
    ...['DL3042', 'DL3043', 'DL3046', 'DL3047', 'DL3060', 'DL3062', 'DL3064', 'DL4001', 'DL4005', 'DL1000'],
  ]),
};
