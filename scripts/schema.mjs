// @ts-check
// The JSON Schema of dockwright.yaml, from the compiled rules: node scripts/schema.mjs [--check]
import { rules } from '../shared-rules/out/rules/index.js';
import { formatJson, isMain, writeOrCheck } from './generated.mjs';

/** @typedef {import('../shared-rules/out/rule.js').Rule} Rule */
/** @typedef {import('../shared-rules/out/rule.js').OptionSchema} OptionSchema */

const severities = ['off', 'hint', 'info', 'warning', 'error'];

const profiles = {
  recommended: 'What nearly everybody wants to see. The default.',
  strict: 'Every rule.',
  security: 'Users, secrets, supply chain and network.',
  performance: 'Layers, build cache, packages, stages and base images.',
  hadolint: 'The rules that hadolint has, with its severities.',
  buildkit: 'The rules that docker build --check has, with its severities.',
};

/**
 * The schema of dockwright.yaml for these rules.
 * @param {readonly Rule[]} all
 */
export function configurationSchema(all) {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Dockwright configuration',
    description: 'Which rules look at your Dockerfiles, and how severe their problems are.',
    type: 'object',
    additionalProperties: false,
    properties: {
      extends: {
        description: 'Configuration files to begin with, relative to this one. What stands here wins over them.',
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
      },
      profile: {
        description: 'The set of rules to begin with.',
        enum: Object.keys(profiles),
        enumDescriptions: Object.values(profiles),
        default: 'recommended',
      },
      rules: { $ref: '#/definitions/rules' },
      overrides: {
        description: 'Other settings for some files. Later entries win.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files', 'rules'],
          properties: {
            files: {
              description: 'Patterns of paths, relative to this file, such as "services/*/Dockerfile".',
              anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
            },
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
    },
    definitions: {
      severity: { enum: severities },
      rules: {
        description: 'Severity of single rules, by rule id or by the code of another tool.',
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(all.map((rule) => [rule.id, ruleSchema(rule)])),
        patternProperties: {
          '^[A-Z]+[0-9]+$|^[A-Z][A-Za-z]+$|^[a-z]+:': { $ref: '#/definitions/severity' },
        },
      },
    },
  };
}

/** @param {Rule} rule */
function ruleSchema(rule) {
  const description = `${rule.title}. Default: ${rule.recommended ? rule.severity : `off (${rule.severity})`}.`;
  if (rule.options === undefined) return { description, $ref: '#/definitions/severity' };
  const options = {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(rule.options).map(([name, option]) => [name, option])),
  };
  return {
    description,
    anyOf: [
      { $ref: '#/definitions/severity' },
      { type: 'array', items: [{ $ref: '#/definitions/severity' }, options], minItems: 1, additionalItems: false },
    ],
  };
}

/** @returns {import('./generated.mjs').GeneratedFiles} */
export function schemaFiles() {
  return new Map([['schemas/dockwright.schema.json', formatJson(configurationSchema(rules))]]);
}

if (isMain(import.meta.url)) await writeOrCheck('configuration schema', schemaFiles());
