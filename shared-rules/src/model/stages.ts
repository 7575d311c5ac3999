import { rememberLatest } from './memo.js';
import type { Stage } from './types.js';

/** The stage and the stages it is built FROM, nearest first. */
export function* stageChain(stage: Stage): Iterable<Stage> {
  for (let current: Stage | undefined = stage; current !== undefined; current = current.parent) yield current;
}

/** Whether the image at the bottom of a stage has a name (registry and tag left out) that fits a pattern. */
export function isBuiltOnImage(stage: Stage | undefined, name: RegExp): boolean {
  if (stage === undefined) return false;
  const { base } = [...stageChain(stage)].at(-1) ?? stage;
  return base.kind === 'image' && name.test(base.reference.name);
}

/** A stage and all that are built FROM it, directly or not, in document order. */
export function stagesBuiltOn(stages: readonly Stage[], stage: Stage): readonly Stage[] {
  const found = new Set<Stage>([stage]);
  for (const each of stages) {
    if (each.parent !== undefined && found.has(each.parent)) found.add(each);
  }
  return [...found];
}

/**
 * The stages for which something holds, and those that are built FROM one of them, directly or not.
 * @param stages all of a file, in document order
 */
export function stagesFrom(stages: readonly Stage[], holds: (stage: Stage) => boolean): ReadonlySet<Stage> {
  const found = new Set<Stage>();
  for (const stage of stages)
    if ((stage.parent !== undefined && found.has(stage.parent)) || holds(stage)) found.add(stage);
  return found;
}

const stagesByName = rememberLatest((stages: readonly Stage[]): ReadonlyMap<string, readonly Stage[]> => {
  const byName = new Map<string, Stage[]>();
  for (const stage of stages) {
    const name = stage.name?.toLowerCase();
    if (name === undefined) continue;
    const alike = byName.get(name);
    if (alike === undefined) byName.set(name, [stage]);
    else alike.push(stage);
  }
  return byName;
});

/**
 * A stage by its name (case is ignored, as Docker does) or by its number, among the stages before `before`.
 * @param stages all of a file, complete
 */
export function findStage(stages: readonly Stage[], nameOrIndex: string, before: number): Stage | undefined {
  const alike = stagesByName(stages).get(nameOrIndex.toLowerCase()) ?? [];
  for (let at = alike.length - 1; at >= 0; at--) {
    const stage = alike[at];
    if (stage !== undefined && stage.index < before) return stage;
  }
  return stageByNumber(stages, nameOrIndex, before);
}

/** A stage by its number, among the stages before `before`; `undefined` for what is no number. */
export function stageByNumber(stages: readonly Stage[], number: string, before: number): Stage | undefined {
  return /^\d+$/.test(number) && Number(number) < before ? stages[Number(number)] : undefined;
}

const DEVELOPMENT =
  /(?:^|[-_.])(?:dev|devel|develop|development|devcontainer|test|tests|tester|testing|debug|debugger|ci|lint|linter|e2e|playwright|cypress|docs)(?:$|[-_.])/i;

/** Whether a stage's name says that it is made for developers and tests, not to be shipped. */
export function isDevelopmentName(name: string | undefined): boolean {
  return name !== undefined && DEVELOPMENT.test(name);
}

const DEVELOPMENT_FOLDER =
  /^(?:\.?dev|develop|development|\.devcontainer|devcontainers?|tests?|testing|__tests__|e2e|\.?ci|\.circleci|\.github|\.gitlab|debug|fixtures|testdata)$/i;

/**
 * Whether the name of a Dockerfile, or of a folder that it is in, says that its image is for developers and tests:
 * `Dockerfile.dev`, `test.Dockerfile`, `.devcontainer/Dockerfile`. The path is relative to the project's folder.
 */
export function isDevelopmentPath(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return isDevelopmentName(name) || folders.some((folder) => DEVELOPMENT_FOLDER.test(folder));
}
