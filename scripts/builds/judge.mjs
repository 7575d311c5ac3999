// @ts-check
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseLayerCounts } from './bases.mjs';
import { compareImages } from './compare.mjs';
import { fillContext, secretText } from './context.mjs';
import { declarations } from './declarations.mjs';
import { chooseBase } from './equivalents.mjs';
import { CannotLowerError, lower } from './lower.mjs';
import { buildImage, lastLines, withMounted } from './store.mjs';
import { megabytes } from './table.mjs';

/** @typedef {import('./pairs.mjs').Pair} Pair */
/** @typedef {import('./store.mjs').BuiltImage} BuiltImage */
/** @typedef {import('./store.mjs').FailedBuild} FailedBuild */
/** @typedef {import('./store.mjs').Store} Store */
/** @typedef {import('./table.mjs').Row} Row */

/**
 * Builds a text in a context of its own.
 * @param {Store} store
 * @param {{ readonly name: string, readonly text: string, readonly alsoCopied?: readonly string[], readonly folder?: string, readonly context?: Pair['context'], readonly timeoutSeconds?: number, readonly contextFolder?: string }} work
 * `alsoCopied`: texts whose files the context holds, too
 * @returns {Promise<(BuiltImage | FailedBuild) & { readonly notes: readonly string[] }>}
 * @throws {CannotLowerError}
 */
export async function buildText(
  store,
  { name, text, alsoCopied = [], folder, context, timeoutSeconds = 300, contextFolder },
) {
  const lowered = lower(text, chooseBase, (base) => baseLayerCounts[base]);
  const place = join(store.folder, 'work', name);
  const contextPath = contextFolder ?? join(place, 'context');
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  fillContext(contextPath, [text, ...alsoCopied], {
    ...(folder === undefined ? {} : { from: folder }),
    ...(context === undefined ? {} : { paths: context.paths, dockerignore: context.dockerignore }),
    files: lowered.files,
  });
  const dockerfile = join(place, 'Dockerfile');
  writeFileSync(dockerfile, lowered.text);
  const secrets = new Map(
    lowered.secrets.map((id) => {
      const path = join(place, `secret-${createHash('sha256').update(id).digest('hex').slice(0, 8)}`);
      writeFileSync(path, secretText(id));
      return [id, path];
    }),
  );
  const tag = `localhost/dockwright-run:${name}`;
  const built = await buildImage(store, {
    tag,
    dockerfile,
    context: contextPath,
    secrets,
    timeoutSeconds,
    baseLayers: lowered.baseLayers,
  });
  return { ...built, notes: lowered.notes };
}

/** Builds of this run by what goes into them: most pairs of a whole file begin with the same text. */
const builds = new Map();

/**
 * @param {Store} store
 * @param {Parameters<typeof buildText>[1]} work
 * @returns {ReturnType<typeof buildText>}
 */
function buildOnce(store, { name, ...work }) {
  const key = JSON.stringify([store.folder, work]);
  const build = builds.get(key) ?? buildText(store, { name, ...work });
  builds.set(key, build);
  return build;
}

/**
 * Builds both texts of a pair and compares the images.
 * @param {Store} store
 * @param {Pair} pair
 * @param {string} name of the pair, a file name
 * @param {number} [timeoutSeconds] for each build
 * @returns {Promise<Row>}
 */
export async function judgePair(store, pair, name, timeoutSeconds = 300) {
  const common = { rule: pair.rule, example: pair.name };
  const skip = (/** @type {string} */ why) => ({
    ...common,
    before: '-',
    after: '-',
    difference: why,
    verdict: /** @type {const} */ ('skipped'),
  });
  if (pair.skipped !== undefined) return skip(pair.skipped);
  const fail = (/** @type {Partial<Row>} */ row) => ({
    ...common,
    before: '-',
    after: '-',
    difference: '',
    ...row,
    verdict: /** @type {const} */ ('failed'),
  });
  if (pair.before === pair.after) return fail({ difference: 'the fix changes nothing' });
  const work = {
    timeoutSeconds,
    alsoCopied: pair.texts ?? [pair.before, pair.after],
    ...(pair.folder === undefined ? {} : { folder: pair.folder }),
    ...(pair.context === undefined ? {} : { context: pair.context }),
  };
  try {
    const before = await buildOnce(store, { name: `${name}-before`, text: pair.before, ...work });
    const after = await buildOnce(store, { name: `${name}-after`, text: pair.after, ...work });
    const notes = [...new Set([...pair.notes, ...before.notes, ...after.notes])];
    if ('failed' in after)
      return fail({ before: outcome(before), after: outcome(after), difference: failureText(after) });
    const declared = pair.declares.map((rule) => declarations[rule] ?? {});
    if ('failed' in before) {
      const reason = declared.map(({ mayFailBefore }) => mayFailBefore).find((text) => text !== undefined);
      const row = { ...common, before: outcome(before), after: outcome(after) };
      if (reason === undefined) return fail({ ...row, difference: `before the fix: ${failureText(before)}` });
      return { ...row, difference: describe([reason], notes), verdict: 'passed' };
    }
    const verdict = await withMounted(store, before, (beforeRoot) =>
      withMounted(store, after, (afterRoot) =>
        compareImages(
          { root: beforeRoot, config: before.config, author: before.author, text: pair.before },
          { root: afterRoot, config: after.config, author: after.author, text: pair.after },
          declared,
        ),
      ),
    );
    const row = { ...common, before: outcome(before), after: outcome(after) };
    if (verdict.undeclared.length > 0) return fail({ ...row, difference: undeclaredText(verdict.undeclared) });
    return { ...row, difference: describe(verdict.declared, notes), verdict: 'passed' };
  } catch (error) {
    if (error instanceof CannotLowerError) return skip(`the builder has nothing like ${error.message}`);
    return fail({ difference: String(error) });
  }
}

/** @param {BuiltImage | FailedBuild} image */
function outcome(image) {
  if ('failed' in image) return image.timedOut ? 'hung' : 'does not build';
  return `${image.layers} layers, ${megabytes(image.size)}`;
}

/** @param {FailedBuild} build */
function failureText(build) {
  return lastLines(build.log, 3).replaceAll('\n', ' | ');
}

/** @param {readonly string[]} undeclared */
function undeclaredText(undeclared) {
  const shown = undeclared.slice(0, 5).join('; ');
  return undeclared.length > 5 ? `${shown}; and ${undeclared.length - 5} more` : shown;
}

/**
 * @param {readonly string[]} what
 * @param {readonly string[]} notes
 */
function describe(what, notes) {
  const text = what.length === 0 ? 'none' : what.join(', ');
  return notes.length === 0 ? text : `${text} [${notes.join('; ')}]`;
}
