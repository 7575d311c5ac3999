import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObject } from '@dockwright/shared-rules/engine/config/schema';
import { engine } from './support.js';

const schema = engine.configSchema();

/** The value at a path of keys. */
function at(...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), schema);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : references(inner)));
}

describe('the JSON Schema of the configuration', () => {
  it('is plain JSON', () => assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema));

  it('knows the same keys as the reader', () => {
    assert.deepEqual(Object.keys(Object(at('properties'))), ['extends', 'profile', 'comments', 'rules', 'overrides']);
    assert.equal(at('additionalProperties'), false);
  });

  it('has every rule and every code, with and without its tool', () => {
    const names = new Set(Object.keys(Object(at('definitions', 'rules', 'properties'))));
    for (const { id, codes } of engine.ruleSummaries) {
      for (const name of [id, ...codes, ...codes.map((code) => code.slice(code.indexOf(':') + 1))]) {
        assert.ok(names.has(name), name);
      }
    }
  });

  it('has the options of a rule as the rule says them', () => {
    const rule = at('definitions', 'rules', 'properties', 'file-too-long', 'anyOf');
    assert.deepEqual(Array.isArray(rule) ? rule[1] : undefined, {
      type: 'array',
      items: [
        { $ref: '#/definitions/severity' },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            most: { description: 'Lines.', default: 100, type: 'integer', minimum: 1 },
            share: { description: 'A part.', default: 0.5, type: 'number' },
            strict: { description: 'Whether.', default: false, type: 'boolean' },
            mode: { description: 'How.', type: 'string', enum: ['lines', 'bytes'] },
            label: { description: 'Any text.', type: 'string' },
            names: { description: 'Which.', anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] },
          },
        },
      ],
      minItems: 1,
      additionalItems: false,
    });
  });

  it('refers to what it holds', () => {
    for (const reference of references(schema)) {
      assert.ok(at(...reference.replace('#/', '').split('/')) !== undefined, reference);
    }
  });
});
