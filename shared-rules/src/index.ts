/**
 * Dockwright's core: text in, plain data out. No input or output, no clock, no console; works in Node and in a web
 * worker. Nothing in here throws on any text.
 *
 * - `analyze(text, options)` -> `Analysis`: the problems of one Dockerfile, and what the other functions need.
 * - `fixesFor(analysis, problem)` -> verified fixes.
 * - `fixAll(text, options, { include })` -> the text with all verified fixes applied until nothing changes.
 * - `suppressionEdits(analysis, problem, scope)` -> the edits that silence a problem with a comment.
 * - `hoverAt(analysis, offset)` -> Markdown.
 * - `ruleMarkdown(id)`, `ruleSummaries`, `findRule(nameOrCode)`.
 * - `resolveSettings(path, reader)` -> `Settings` for one file from the nearest configuration, and its problems.
 */
export type * from './engine/types.js';
