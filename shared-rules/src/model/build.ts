import { type ImageFacts, imageFacts, scratchFacts } from '../facts/base-images.js';
import { parseImageReference } from '../facts/image-reference.js';
import { dialectOf, hasPipefail, shellProgram } from '../shell/dialect.js';
import type { EscapeCharacter, Instruction, SyntaxTree } from '../syntax/types.js';
import { cover } from '../text/span.js';
import { createScope, declare, expandIn, lookUp, type Scope } from './scopes.js';
import { isDevelopmentName, isDevelopmentPath, stageByNumber } from './stages.js';
import type {
  Dockerfile,
  EffectiveShell,
  EffectiveUser,
  InstructionNode,
  Stage,
  StageBase,
  StageState,
} from './types.js';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Build {
  readonly tree: SyntaxTree;
  readonly file: Dockerfile;
  readonly globalScope: Scope;
  readonly scopes: Map<Stage, Scope>;
  readonly stages: Stage[];
  readonly byName: Map<string, Stage>;
  readonly users: Map<Stage, Stage[]>;
  readonly forDevelopment: boolean;
}

const NOWHERE: StageState = {
  user: { name: undefined, isRoot: undefined, instruction: undefined },
  workdir: undefined,
  workdirInstruction: undefined,
  shell: { dialect: 'unknown', program: undefined, argv: undefined, pipefail: false, instruction: undefined },
  cmd: undefined,
  entrypoint: undefined,
  healthcheck: undefined,
};

/** Field by field, because objects made by spreading are slow to make and to read. */
function nodeOf(
  instruction: Instruction,
  index: number,
  stage: Stage | undefined,
  before: StageState,
  file: Dockerfile,
  scope: Scope,
  isTrigger: boolean,
): InstructionNode {
  const { trigger } = instruction;
  return {
    keyword: instruction.keyword,
    written: instruction.written,
    keywordSpan: instruction.keywordSpan,
    span: instruction.span,
    head: instruction.head,
    line: instruction.line,
    endLine: instruction.endLine,
    flags: instruction.flags,
    logical: instruction.logical,
    body: instruction.body,
    bodySpan: instruction.bodySpan,
    words: instruction.words,
    form: instruction.form,
    heredocs: instruction.heredocs,
    properties: instruction.properties,
    legacyProperties: instruction.legacyProperties,
    trigger,
    blankLines: instruction.blankLines,
    index,
    stage,
    before,
    file,
    scope,
    isTrigger,
    onbuildTrigger:
      trigger === undefined || isTrigger ? undefined : nodeOf(trigger, index, stage, before, file, scope, true),
  };
}

/**
 * Builds what rules may ask of a file. Takes any tree; linear in its size.
 * @param path the file's path below the project's folder, with `/`; absent where nobody knows it
 */
export function buildModel(tree: SyntaxTree, path?: string): Dockerfile {
  const instructions: InstructionNode[] = [];
  const preamble: InstructionNode[] = [];
  const stages: Stage[] = [];
  const dockerfile: Mutable<Dockerfile> = {
    text: tree.text,
    syntax: tree,
    preamble,
    stages,
    instructions,
    finalStage: undefined,
  };
  const build: Build = {
    tree,
    file: dockerfile,
    globalScope: createScope(undefined, undefined, true),
    scopes: new Map(),
    stages,
    byName: new Map(),
    users: new Map(),
    forDevelopment: path !== undefined && isDevelopmentPath(path),
  };
  let index = 0;
  while (index < tree.instructions.length && tree.instructions[index]?.keyword !== 'FROM') {
    const instruction = tree.instructions[index];
    if (instruction === undefined) break;
    const node = nodeOf(instruction, index, undefined, NOWHERE, dockerfile, build.globalScope, false);
    if (node.keyword === 'ARG') declareArgs(build, build.globalScope, node);
    preamble.push(node);
    instructions.push(node);
    index++;
  }
  while (index < tree.instructions.length) {
    const nodes = buildStage(build, index);
    for (const node of nodes) instructions.push(node);
    index += nodes.length;
  }
  markShipped(build.stages);
  dockerfile.finalStage = stages.at(-1);
  return dockerfile;
}

/** The file that an instruction belongs to. */
export function fileOf(instruction: InstructionNode): Dockerfile {
  return instruction.file;
}

function declareArgs(build: Build, scope: Scope, node: InstructionNode): void {
  const { escapeCharacter } = build.tree;
  for (const { key, value } of node.properties) {
    if (value !== undefined) declare(scope, key, 'arg', expandIn(scope, value, escapeCharacter, node.index), node);
    else
      declare(scope, key, 'arg', scope.isGlobal ? undefined : lookUp(build.globalScope, key, node.index).value, node);
  }
}

function declareEnv(build: Build, scope: Scope, node: InstructionNode): void {
  const values = node.properties.map(({ value }) =>
    value === undefined ? undefined : expandIn(scope, value, build.tree.escapeCharacter, node.index),
  );
  node.properties.forEach(({ key }, at) => {
    declare(scope, key, 'env', values[at], node);
  });
}

/** Builds the stage whose FROM has that index; gives its instructions, FROM first. */
function buildStage(build: Build, first: number): readonly InstructionNode[] {
  const { instructions } = build.tree;
  const from = instructions[first];
  if (from === undefined) return [];
  const imageWord = from.words[0];
  const nameWord = from.words[1]?.text.toUpperCase() === 'AS' ? from.words[2] : undefined;
  const base = resolveBase(build, imageWord?.text, first);
  const parent = base.kind === 'stage' ? base.stage : undefined;
  const image =
    base.kind === 'image' ? imageFacts(base.reference) : base.kind === 'scratch' ? scratchFacts : parent?.image;
  const initial = parent === undefined ? initialState(image, build.tree.escapeCharacter) : parent.end;
  const nodes: InstructionNode[] = [];
  const usedBy: Stage[] = [];
  const stage: Mutable<Stage> = {
    index: build.stages.length,
    name: nameWord?.text,
    nameSpan: nameWord?.span,
    from: nodeOf(from, first, undefined, initial, build.file, build.globalScope, false),
    instructions: [],
    span: from.span,
    base,
    baseSpan: imageWord?.span,
    parent,
    image,
    ships: false,
    usedBy,
    forDevelopment: build.forDevelopment || isDevelopmentName(nameWord?.text),
    end: initial,
  };
  const fromNode = nodeOf(from, first, stage, initial, build.file, build.globalScope, false);
  stage.from = fromNode;
  nodes.push(fromNode);
  const scope = createScope(parent === undefined ? undefined : build.scopes.get(parent), image, false);
  build.scopes.set(stage, scope);
  let state = initial;
  for (let index = first + 1; index < instructions.length; index++) {
    const instruction = instructions[index];
    if (instruction === undefined || instruction.keyword === 'FROM') break;
    const node = nodeOf(instruction, index, stage, state, build.file, scope, false);
    nodes.push(node);
    state = step(build, scope, node, state, image);
  }
  stage.instructions = nodes.slice(1);
  stage.end = state;
  stage.span = cover(from.span, nodes.at(-1)?.span ?? from.span);
  build.users.set(stage, usedBy);
  recordUses(build, stage);
  build.stages.push(stage);
  if (stage.name !== undefined) build.byName.set(stage.name.toLowerCase(), stage);
  return nodes;
}

function resolveBase(build: Build, written: string | undefined, index: number): StageBase {
  if (written === undefined) return { kind: 'unknown' };
  const name = expandIn(build.globalScope, written, build.tree.escapeCharacter, index);
  if (name === undefined || name === '') return { kind: 'unknown' };
  const stage = build.byName.get(name.toLowerCase());
  if (stage !== undefined) return { kind: 'stage', stage };
  if (name === 'scratch') return { kind: 'scratch' };
  const reference = parseImageReference(name);
  return reference === undefined
    ? { kind: 'unknown' }
    : { kind: 'image', reference, fromVariable: written.includes('$') };
}

function initialState(image: ImageFacts | undefined, escapeCharacter: EscapeCharacter): StageState {
  return {
    user: { name: image?.defaultUser?.name, isRoot: image?.defaultUser?.root, instruction: undefined },
    workdir: image === scratchFacts ? '/' : undefined,
    workdirInstruction: undefined,
    shell: defaultShell(image, escapeCharacter),
    cmd: undefined,
    entrypoint: undefined,
    healthcheck: undefined,
  };
}

function defaultShell(image: ImageFacts | undefined, escapeCharacter: EscapeCharacter): EffectiveShell {
  if (image?.windows === true) {
    return { dialect: 'cmd', program: 'cmd', argv: ['cmd', '/S', '/C'], pipefail: false, instruction: undefined };
  }
  if (image?.windows === undefined && escapeCharacter === '`') {
    return { dialect: 'unknown', program: undefined, argv: undefined, pipefail: false, instruction: undefined };
  }
  return { dialect: 'posix', program: 'sh', argv: ['/bin/sh', '-c'], pipefail: false, instruction: undefined };
}

/** What holds behind an instruction. */
function step(
  build: Build,
  scope: Scope,
  node: InstructionNode,
  state: StageState,
  image: ImageFacts | undefined,
): StageState {
  switch (node.keyword) {
    case 'ARG':
      declareArgs(build, scope, node);
      return state;
    case 'ENV':
      declareEnv(build, scope, node);
      return state;
    case 'USER':
      return node.words.length === 0 ? state : { ...state, user: userOf(build, scope, node) };
    case 'WORKDIR':
      if (node.words.length === 0) return state;
      return { ...state, workdir: workdirOf(build, scope, node, state), workdirInstruction: node };
    case 'SHELL':
      if (node.form.kind !== 'exec' || node.form.elements.length === 0) return state;
      return { ...state, shell: shellOf(node, image) };
    case 'CMD':
      return { ...state, cmd: node };
    case 'ENTRYPOINT':
      return { ...state, entrypoint: node };
    case 'HEALTHCHECK':
      return { ...state, healthcheck: node };
    default:
      return state;
  }
}

function userOf(build: Build, scope: Scope, node: InstructionNode): EffectiveUser {
  const written = node.words[0]?.text;
  if (written === undefined) return { name: undefined, isRoot: undefined, instruction: node };
  const expanded = expandIn(scope, written, build.tree.escapeCharacter, node.index);
  const name = expanded?.split(':')[0];
  if (name === undefined || name === '') return { name: undefined, isRoot: undefined, instruction: node };
  return { name, isRoot: name === 'root' || /^0+$/.test(name), instruction: node };
}

function workdirOf(build: Build, scope: Scope, node: InstructionNode, state: StageState): string | undefined {
  const written = node.words[0]?.text;
  const path = written === undefined ? undefined : expandIn(scope, written, build.tree.escapeCharacter, node.index);
  if (path === undefined || path === '') return undefined;
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.startsWith('\\')) return path;
  if (state.workdir === undefined) return undefined;
  return `${state.workdir.replace(/(?<!\/)\/+$/, '')}/${path.replace(/^(?:\.\/)+/, '')}`;
}

function shellOf(node: InstructionNode, image: ImageFacts | undefined): EffectiveShell {
  const argv = node.form.kind === 'exec' ? node.form.elements.map(({ value }) => value) : [];
  return {
    dialect: dialectOf(argv, image?.windows),
    program: shellProgram(argv),
    argv,
    pipefail: hasPipefail(argv),
    instruction: node,
  };
}

/** Notes in the stages that this one reads from that it does. */
function recordUses(build: Build, stage: Stage): void {
  const used = new Set<Stage>();
  if (stage.parent !== undefined) used.add(stage.parent);
  for (const node of stage.instructions) {
    for (const name of referencedStages(node)) {
      const source = build.byName.get(name.toLowerCase()) ?? stageByNumber(build.stages, name, stage.index);
      if (source !== undefined) used.add(source);
    }
  }
  for (const source of used) build.users.get(source)?.push(stage);
}

function referencedStages(node: InstructionNode): readonly string[] {
  const names: string[] = [];
  for (const flag of node.flags) {
    if (flag.name === 'from' && flag.value !== undefined) names.push(flag.value);
    if (flag.name !== 'mount') continue;
    for (const option of flag.options) {
      if (option.name.toLowerCase() === 'from' && option.value !== undefined) names.push(option.value);
    }
  }
  return names;
}

function markShipped(stages: readonly Mutable<Stage>[]): void {
  for (let stage: Mutable<Stage> | undefined = stages.at(-1); stage !== undefined; stage = stage.parent)
    stage.ships = true;
}
