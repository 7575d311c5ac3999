import type { OptionSchema, Rule, RuleOptions } from '../../rule.js';
import { nearest } from '../../text/nearest.js';
import type { YamlMap, YamlNode } from '../../yaml/types.js';
import type { ProblemList } from './problems.js';

/** The valid options of a rule; what is wrong goes to the list. */
export function readOptions(rule: Rule, node: YamlMap, problems: ProblemList): RuleOptions {
  const schemas = new Map(Object.entries(rule.options ?? {}));
  const options: Record<string, unknown> = {};
  for (const { key, keySpan, value } of node.entries) {
    const schema = schemas.get(key);
    if (schema === undefined) {
      problems.error(keySpan, unknownOption(rule.id, key, [...schemas.keys()]));
      continue;
    }
    const read = readValue(schema, value);
    if (read === undefined) problems.error(value.span, `${key} takes ${expectation(schema)}.`);
    else options[key] = read;
  }
  return options;
}

function unknownOption(rule: string, key: string, known: readonly string[]): string {
  if (known.length === 0) return `${rule} takes no options.`;
  const meant = nearest(key, known);
  const hint = meant === undefined ? `It takes ${known.join(', ')}.` : `Did you mean "${meant}"?`;
  return `"${key}" is no option of ${rule}. ${hint}`;
}

function readValue(schema: OptionSchema, node: YamlNode): unknown {
  if (schema.type === 'array') return readTexts(node);
  if (node.kind !== 'scalar') return undefined;
  const { value } = node;
  switch (schema.type) {
    case 'string':
      return typeof value === 'string' && (schema.enum === undefined || schema.enum.includes(value))
        ? value
        : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) && value >= (schema.minimum ?? value)
        ? value
        : undefined;
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && value >= (schema.minimum ?? value)
        ? value
        : undefined;
  }
}

/** A list of texts, also where it is a single one; `undefined` where anything else is in it. */
export function readTexts(node: YamlNode): readonly string[] | undefined {
  const items = node.kind === 'list' ? node.items : [node];
  const texts = items.flatMap((item) => (item.kind === 'scalar' && typeof item.value === 'string' ? [item.value] : []));
  return texts.length === items.length ? texts : undefined;
}

function expectation(schema: OptionSchema): string {
  switch (schema.type) {
    case 'array':
      return 'a list of texts';
    case 'boolean':
      return 'true or false';
    case 'string':
      return schema.enum === undefined ? 'a text' : `one of ${schema.enum.join(', ')}`;
    case 'integer':
    case 'number': {
      const kind = schema.type === 'integer' ? 'a whole number' : 'a number';
      return schema.minimum === undefined ? kind : `${kind} from ${schema.minimum} up`;
    }
  }
}
