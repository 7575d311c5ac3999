import { answersTo } from '../engine/names.js';
import type { Rule, SuppressedName, SuppressionComment } from '../rule.js';
import { markdownCode } from '../text/markdown.js';
import { paragraphs } from './render.js';

const reaches: Readonly<Record<SuppressionComment['scope'], string>> = {
  instruction: 'for the next instruction',
  stage: 'for this stage',
  file: 'in this whole file',
};

/** A suppression comment: which rules it silences, where, and whether that has an effect. */
export function suppressionMarkdown(comment: SuppressionComment, rules: readonly Rule[]): string {
  return paragraphs(
    `**Suppression** ${reaches[comment.scope]}`,
    comment.names.map((name) => `- ${nameMarkdown(name, rules)}`).join('\n'),
  );
}

function nameMarkdown(name: SuppressedName, rules: readonly Rule[]): string {
  const label = markdownCode(name.text);
  if (!name.known) {
    const guess = name.nearest === undefined ? '' : ` Is ${markdownCode(name.nearest)} meant?`;
    return `${label}: no rule has this name.${guess}`;
  }
  const named = rules.filter((rule) => answersTo(name.text, rule.id, rule.codes));
  if (named.length === 0) return `${label}: a check of another tool. Dockwright has no rule for it.`;
  const titles = named.map((rule) => `${rule.title} (\`${rule.id}\`)`);
  return `${label}: ${titles.join('; ')}${stateOf(name)}`;
}

function stateOf(name: SuppressedName): string {
  if (!name.active) return '. The rule is off, so this has no effect.';
  return name.used ? '' : '. There is nothing to silence here.';
}
