import type { Severity } from '../../rule.js';
import { applyEdits, type TextEdit } from '../../text/edit.js';
import type { Span } from '../../text/span.js';
import { parseYaml } from '../../yaml/parse.js';
import { entryOf, isNothing } from '../../yaml/read.js';
import type { YamlEntry, YamlMap, YamlNode } from '../../yaml/types.js';
import type { RuleNames } from '../names.js';
import { readConfig } from './read-config.js';

/**
 * Edits of a `dockwright.yaml` that set a rule's severity and touch nothing else; `text` is `undefined` where there is no
 * file yet. `undefined` where the text cannot be edited safely, because it is broken or written in an uncommon way.
 */
export function editConfigRule(
  text: string | undefined,
  rule: string,
  severity: Severity | 'off',
  names: RuleNames,
): readonly TextEdit[] | undefined {
  const before = text ?? '';
  const { root, problems } = parseYaml(before);
  if (problems.length > 0) return undefined;
  const edits = editsFor(before, root, `${rule}: ${severity}`, rule, severity, names);
  const after = edits === undefined ? undefined : applyEdits(before, edits);
  if (after === undefined || parseYaml(after).problems.length > 0) return undefined;
  const config = readConfig('', after, names);
  const wrong = readConfig('', before, names).problems.all().length;
  const isSet = config.rules.get(rule)?.severity === severity && config.problems.all().length <= wrong;
  return isSet ? edits : undefined;
}

function editsFor(
  text: string,
  root: YamlNode | undefined,
  line: string,
  rule: string,
  severity: Severity | 'off',
  names: RuleNames,
): readonly TextEdit[] | undefined {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  if (root === undefined || isNothing(root)) return [append(text, ['rules:', `  ${line}`], newline)];
  if (root.kind !== 'map') return undefined;
  const rules = entryOf(root, 'rules');
  if (rules === undefined) {
    return [root.flow ? insertInBraces(root, `rules: { ${line} }`) : append(text, ['rules:', `  ${line}`], newline)];
  }
  const { value } = rules;
  if (isNothing(value)) return [fillEmptyRules(text, rules, root, line, newline)];
  if (value.kind !== 'map') return undefined;
  const existing = value.entries.filter((entry) => names.settingsOf(entry.key).includes(rule)).at(-1);
  if (existing !== undefined) return [replaceSeverity(existing, severity)];
  return [value.flow ? insertInBraces(value, line) : insertEntry(text, value, line, newline)];
}

/** Lines at the end of the text. */
function append(text: string, lines: readonly string[], newline: string): TextEdit {
  const end = text.length;
  const lead = text === '' || text === '\ufeff' || text.endsWith('\n') ? '' : newline;
  return { span: { start: end, end }, text: `${lead}${lines.join(newline)}${newline}` };
}

function insertInBraces({ span, entries }: YamlMap, entry: string): TextEdit {
  const start = span.start + 1;
  return { span: { start, end: start }, text: entries.length === 0 ? ` ${entry} ` : ` ${entry},` };
}

function fillEmptyRules(
  text: string,
  { keySpan, value }: YamlEntry,
  root: YamlMap,
  line: string,
  newline: string,
): TextEdit {
  const isWritten = value.span.end > value.span.start;
  if (isWritten || root.flow) {
    const span = isWritten ? value.span : { start: keySpan.end, end: keySpan.end };
    return { span, text: `${isWritten ? '' : ': '}{ ${line} }` };
  }
  const end = lineEnd(text, keySpan.end);
  return { span: { start: end, end }, text: `${newline}  ${line}` };
}

function replaceSeverity({ value }: YamlEntry, severity: Severity | 'off'): TextEdit {
  const place: Span = (value.kind === 'list' ? value.items[0]?.span : undefined) ?? value.span;
  return { span: place, text: place.end > place.start ? severity : ` ${severity}` };
}

/** Behind the last entry where that fits one line, else before the first. */
function insertEntry(text: string, { entries, span }: YamlMap, line: string, newline: string): TextEdit {
  const first = entries[0]?.keySpan.start ?? span.start;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const indentation = text.slice(lineStart, first);
  const last = entries.at(-1)?.value.span;
  if (last !== undefined && !text.slice(last.start, last.end).includes('\n')) {
    const end = lineEnd(text, last.end);
    return { span: { start: end, end }, text: `${newline}${indentation}${line}` };
  }
  return { span: { start: lineStart, end: lineStart }, text: `${indentation}${line}${newline}` };
}

function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}
