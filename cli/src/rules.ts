import { findRule, nearest, type RuleSummary, ruleMarkdown, ruleSummaries } from '@dockwright/shared-rules';
import type { ExplainCommand, RulesCommand } from './arguments.js';
import { exitCodes } from './exit-codes.js';
import type { Host } from './host.js';
import { visible } from './reporters/visible.js';

function row({ id, severity, recommended, fixes, title }: RuleSummary, width: number): string {
  const fix = fixes.includes('safe') ? 'fix' : fixes.length > 0 ? 'suggested fix' : '';
  return `${id.padEnd(width)}  ${(recommended ? severity : 'off').padEnd(7)}  ${fix.padEnd(13)}  ${title}`.trimEnd();
}

function table(summaries: readonly RuleSummary[]): string {
  const width = Math.max(...summaries.map(({ id }) => id.length));
  const topics = [...new Set(summaries.map(({ topic }) => topic))];
  const sections = topics.map((topic) => {
    const rows = summaries.filter((summary) => summary.topic === topic).map((summary) => `  ${row(summary, width)}\n`);
    return `${topic}\n${rows.join('')}`;
  });
  return `${sections.join('\n')}\n${summaries.length} rules. The severity is that of the profile recommended; strict has all of them.\n`;
}

/** Runs `dockwright rules` and gives its exit code. */
export function listRules({ format }: RulesCommand, host: Host): number {
  const text = format === 'json' ? `${JSON.stringify({ version: 1, rules: ruleSummaries })}\n` : table(ruleSummaries);
  host.writeOutput(text);
  return exitCodes.fine;
}

/** Runs `dockwright explain` and gives its exit code. */
export function explain({ name }: ExplainCommand, host: Host): number {
  const page = ruleMarkdown(name);
  if (page !== undefined) {
    host.writeOutput(page.endsWith('\n') ? page : `${page}\n`);
    return exitCodes.fine;
  }
  const names = ruleSummaries.flatMap(({ id, codes }) => [
    id,
    ...codes,
    ...codes.map((code) => code.slice(code.indexOf(':') + 1)),
  ]);
  const meant = nearest(name, names);
  const remedy =
    meant === undefined || findRule(meant) === undefined
      ? 'dockwright rules lists all of them.'
      : `Did you mean ${meant}?`;
  host.writeError(`dockwright: There is no rule “${visible(name)}”. ${remedy}\n`);
  return exitCodes.failed;
}
