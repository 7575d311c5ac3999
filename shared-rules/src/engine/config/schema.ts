import type { OptionSchema, Rule } from '../../rule.js';
import { bareCode } from '../names.js';
import { profiles } from '../profiles.js';

/** A JSON value as the schema is made of. */
export type JsonObject = { readonly [key: string]: JsonValue };
type JsonValue = string | number | boolean | readonly JsonValue[] | JsonObject;

const severities = ['off', 'hint', 'info', 'warning', 'error'];

/** JSON Schema (draft 7) of `dockwright.yaml` for these rules. */
export function configSchema(rules: readonly Rule[]): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Dockwright configuration',
    description: 'Which rules Dockwright asks about the Dockerfiles in this folder and below.',
    type: 'object',
    additionalProperties: false,
    properties: {
      extends: {
        description: 'Other configuration files to build on, as paths from this folder. What this file says wins.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      profile: {
        description: 'The set of rules to start from.',
        default: 'recommended',
        oneOf: Object.entries(profiles).map(([name, description]) => ({ const: name, description })),
      },
      comments: {
        description: 'Whether comments in a Dockerfile may silence problems.',
        default: 'on',
        enum: ['on', 'off'],
      },
      rules: { $ref: '#/definitions/rules' },
      overrides: {
        description: 'Rules for some files only. Where several items fit a file, the last one wins.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: {
              description: 'Patterns of files, from this folder. A pattern without a slash fits names in any folder.',
              anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
            },
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
    },
    definitions: {
      severity: { enum: severities },
      rules: {
        description: 'Rules by id, or by the code that another tool has for them, each with its severity or off.',
        type: ['object', 'null'],
        additionalProperties: false,
        properties: { ...Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule)])), ...codeSchemas(rules) },
        patternProperties: { '^(?:hadolint:)?(?:DL|SC)\\d{4}$': codeSchema },
      },
    },
  };
}

const codeSchema: JsonObject = {
  anyOf: [
    { $ref: '#/definitions/severity' },
    {
      type: 'array',
      items: [{ $ref: '#/definitions/severity' }, { type: 'object' }],
      minItems: 1,
      additionalItems: false,
    },
  ],
};

function codeSchemas(rules: readonly Rule[]): JsonObject {
  const codes = new Set(rules.flatMap((rule) => rule.codes.flatMap((code) => [code, bareCode(code)])));
  return Object.fromEntries([...codes].sort().map((code) => [code, codeSchema]));
}

function ruleSchema(rule: Rule): JsonObject {
  const standard = rule.recommended ? rule.severity : `${rule.severity}, off in profile recommended`;
  const description = `${rule.title}. (${standard})`;
  return {
    description,
    anyOf: [
      { $ref: '#/definitions/severity' },
      {
        type: 'array',
        items: [{ $ref: '#/definitions/severity' }, optionsSchema(rule.options ?? {})],
        minItems: 1,
        additionalItems: false,
      },
    ],
  };
}

function optionsSchema(options: Readonly<Record<string, OptionSchema>>): JsonObject {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, optionSchema(option)])),
  };
}

/** An option as JSON Schema; where a list is expected, a single text will do. */
function optionSchema(option: OptionSchema): JsonObject {
  const { description } = option;
  const standard: JsonObject = option.default === undefined ? {} : { default: option.default };
  switch (option.type) {
    case 'array':
      return { description, ...standard, anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] };
    case 'string':
      return { description, ...standard, type: 'string', ...(option.enum === undefined ? {} : { enum: option.enum }) };
    case 'boolean':
      return { description, ...standard, type: 'boolean' };
    case 'integer':
    case 'number': {
      const minimum: JsonObject = option.minimum === undefined ? {} : { minimum: option.minimum };
      return { description, ...standard, type: option.type, ...minimum };
    }
  }
}
