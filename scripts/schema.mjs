// @ts-check
// The JSON Schema of dockwright.yaml, from the compiled core: node scripts/schema.mjs [--check]
import { configSchema } from '../shared-rules/out/index.js';
import { formatJson, isMain, writeOrCheck } from './generated.mjs';

/** @returns {import('./generated.mjs').GeneratedFiles} */
export function schemaFiles() {
  return new Map([['schemas/dockwright.schema.json', formatJson(configSchema())]]);
}

if (isMain(import.meta.url)) await writeOrCheck('configuration schema', schemaFiles());
