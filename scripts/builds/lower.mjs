// @ts-check
import { analyze, applyEdits } from '../../shared-rules/out/index.js';
import { mountsOf } from '../../shared-rules/out/model/mounts.js';
import { baseTag } from './bases.mjs';

/** @typedef {import('../../shared-rules/out/model/types.js').InstructionNode} InstructionNode */

/**
 * A Dockerfile in the words that the builder at hand understands.
 * @typedef {object} Lowered
 * @property {string} text
 * @property {ReadonlyMap<string, { readonly text: string, readonly mode: number }>} files that the context must hold besides
 * @property {readonly string[]} secrets ids that the build must be given
 * @property {readonly string[]} notes what was written in other words
 * @property {number} baseLayers how many layers the final image has from its base
 */

/** Text that has no equivalent for the builder. */
export class CannotLowerError extends Error {}

/**
 * Rewrites what is newer than the builder, and puts local base images in the place of the world's. The same for the text
 * before a fix and behind it. Steps are only ever replaced by steps that do the same:
 * heredocs by scripts and files, `env=` of a secret by reading its file.
 * @param {string} text
 * @param {(image: string) => import('./bases.mjs').BaseName} chooseBase
 * @param {(base: import('./bases.mjs').BaseName) => number} layersOf
 * @returns {Lowered}
 * @throws {CannotLowerError}
 */
export function lower(text, chooseBase, layersOf) {
  const { dockerfile } = analyze(text).internals;
  /** @type {{ span: { start: number, end: number }, text: string }[]} */
  const edits = [];
  /** @type {Map<string, { text: string, mode: number }>} */
  const files = new Map();
  const secrets = new Set();
  const notes = new Set();
  const source = (/** @type {{ start: number, end: number }} */ span) => text.slice(span.start, span.end);

  if (text.startsWith('\ufeff')) edits.push({ span: { start: 0, end: 1 }, text: '' });
  for (const stage of dockerfile.stages) {
    if (stage.baseSpan === undefined || stage.base.kind === 'stage' || stage.base.kind === 'scratch') continue;
    edits.push({ span: stage.baseSpan, text: baseTag(chooseBase(source(stage.baseSpan))) });
  }
  for (const instruction of dockerfile.instructions) {
    for (const one of [
      instruction,
      ...(instruction.onbuildTrigger === undefined ? [] : [instruction.onbuildTrigger]),
    ]) {
      dropFlags(one);
      if (one.keyword === 'RUN') lowerRun(one);
      if ((one.keyword === 'COPY' || one.keyword === 'ADD') && one.heredocs.length > 0) lowerCopy(one);
    }
  }
  const lowered = applyEdits(text, edits);
  if (lowered === undefined) throw new CannotLowerError('two rewritings touch each other');
  return { text: lowered, files, secrets: [...secrets], notes: [...notes], baseLayers: baseLayersOf(dockerfile) };

  /** @param {InstructionNode} instruction */
  function dropFlags(instruction) {
    const unknown = droppedFlags[instruction.keyword] ?? [];
    for (const flag of instruction.flags) {
      if (!unknown.includes(flag.name)) continue;
      edits.push({ span: flag.span, text: '' });
      notes.add(`without --${flag.name}`);
    }
  }

  /** @param {InstructionNode} instruction */
  function lowerRun(instruction) {
    let prefix = '';
    for (const mount of mountsOf(instruction)) {
      if (mount.type !== 'secret') continue;
      const id = mount.id ?? mount.target?.split('/').at(-1) ?? '';
      secrets.add(id);
      if (mount.env === undefined) continue;
      notes.add('secret env= from its file');
      const target = mount.target ?? `/run/secrets/${id}`;
      edits.push({ span: mount.span, text: `--mount=type=secret,id=${id},target=${target},mode=0444` });
      prefix += `export ${mount.env}="$(cat ${target})"; `;
    }
    if (instruction.heredocs.length > 0) {
      notes.add('heredoc as a script');
      const [first] = instruction.heredocs;
      const isScript = first !== undefined && instruction.body.text.trim() === source(first.marker);
      const bodies = instruction.heredocs.map((heredoc) => bodyOf(heredoc));
      const script = isScript
        ? (bodies[0] ?? '')
        : [
            instruction.body.text,
            ...instruction.heredocs.map((heredoc) => `${source(heredoc.body)}${heredoc.name}`),
          ].join('\n');
      const end = instruction.heredocs.at(-1)?.terminator?.end ?? instruction.span.end;
      edits.push({ span: { start: instruction.bodySpan.start, end }, text: `${prefix}${decoded(script, isScript)}` });
      return;
    }
    if (prefix === '') return;
    if (instruction.form.kind === 'exec') throw new CannotLowerError('a secret variable in exec form');
    edits.push({ span: { start: instruction.bodySpan.start, end: instruction.bodySpan.start }, text: prefix });
  }

  /** @param {InstructionNode} instruction */
  function lowerCopy(instruction) {
    notes.add('heredoc as a file');
    for (const heredoc of instruction.heredocs) {
      const body = bodyOf(heredoc);
      if (!heredoc.quoted && body.includes('$')) throw new CannotLowerError('a variable in a heredoc of COPY');
      const path = `.heredocs/${files.size}/${heredoc.name}`;
      files.set(path, { text: body, mode: 0o644 });
      edits.push({ span: heredoc.marker, text: path });
    }
    const end = instruction.heredocs.at(-1)?.terminator?.end ?? instruction.span.end;
    edits.push({ span: { start: instruction.head.end, end }, text: '' });
  }

  /** @param {import('../../shared-rules/out/syntax/types.js').Heredoc} heredoc */
  function bodyOf(heredoc) {
    const body = source(heredoc.body).replaceAll('\r\n', '\n');
    return heredoc.stripTabs ? body.replaceAll(/^\t+/gm, '') : body;
  }

  /** @param {import('../../shared-rules/out/model/types.js').Dockerfile} file */
  function baseLayersOf(file) {
    let stage = file.finalStage;
    while (stage?.parent !== undefined) stage = stage.parent;
    if (stage?.baseSpan === undefined || stage.base.kind === 'scratch') return 0;
    return layersOf(chooseBase(source(stage.baseSpan)));
  }
}

/** What the builder does not know, and what changes nothing in the image when it is left out. */
/** @type {Readonly<Record<string, readonly string[]>>} */
const droppedFlags = {
  FROM: ['platform'],
  COPY: ['link'],
  ADD: ['link', 'checksum'],
  RUN: ['network', 'security'],
  HEALTHCHECK: ['start-interval'],
};

/**
 * A command that runs a script in the shell at hand. Base64 keeps every character as it is.
 * @param {string} script
 * @param {boolean} isWhole the script is all there is: it may name its interpreter
 */
function decoded(script, isWhole) {
  const encoded = Buffer.from(script).toString('base64');
  const read = `echo ${encoded} | base64 -d`;
  if (!isWhole || !script.startsWith('#!')) return `eval "$(${read})"`;
  return `script=$(mktemp) && ${read} > "$script" && chmod +x "$script" && { "$script"; code=$?; rm "$script"; exit $code; }`;
}
