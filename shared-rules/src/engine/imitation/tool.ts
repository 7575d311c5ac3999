import type { Dockerfile } from '../../model/types.js';
import type { FileReading } from './reading.js';
import type { Verdict } from './verdict.js';

/** A tool whose findings a profile is to have, those that we would not report included. */
export interface Tool {
  /** What its codes begin with in the rules. */
  readonly prefix: string;
  /** As texts name it. */
  readonly title: string;
  readonly read: (dockerfile: Dockerfile) => FileReading;
  /** Codes under which it reports exactly these places. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  /** Codes under which it reports these, too. */
  readonly further: ReadonlyMap<string, Verdict>;
  /** Codes that it also gives to what stands behind ONBUILD. */
  readonly inTriggers: ReadonlySet<string>;
}
