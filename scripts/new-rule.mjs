// @ts-check
// Starts a rule: npm run new-rule <topic>/<id>
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMain, projectRoot, readProjectFile, writeGenerated } from './generated.mjs';
import { findRules, isRuleId, readTopics, registryFiles, rulesFolder } from './registry.mjs';

/**
 * What is wrong with the name of a new rule, or `undefined`.
 * @param {string | undefined} name `<topic>/<id>`
 * @param {readonly string[]} topics
 * @param {readonly import('./registry.mjs').RuleFile[]} existing
 * @returns {string | undefined}
 */
export function nameProblem(name, topics, existing) {
  const [topic, id, ...rest] = (name ?? '').split('/');
  if (topic === undefined || id === undefined || rest.length > 0) return 'Name the rule as <topic>/<id>.';
  if (!topics.includes(topic)) return `There is no topic "${topic}". Topics: ${topics.join(', ')}.`;
  if (!isRuleId(id)) return `"${id}" is no rule id: use lower-case words joined by hyphens, as in use-exec-form.`;
  const twin = existing.find((rule) => rule.id === id);
  if (twin !== undefined) return `${id} exists already: ${rulesFolder}/${twin.topic}/${id}.ts`;
  return undefined;
}

/**
 * A rule that compiles and whose tests fail until it is written.
 * @param {string} id
 * @param {string} since the version that will bring it
 */
export function skeleton(id, since) {
  return `import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: '${id}',
  title: 'Say what to do, in the imperative',
  severity: 'warning',
  recommended: true,
  since: '${since}',
  codes: [],
  fixes: [],
  why: \`
    Say what happens to the person's image or container. Say what it costs, with a figure where there is one.
  \`,
  references: ['https://docs.docker.com/reference/dockerfile/'],
  examples: [
    {
      bad: \`
        FROM alpine:3.22
        «RUN echo replace this»
      \`,
      good: \`
        FROM alpine:3.22
        RUN echo replaced
      \`,
    },
  ],
  on: { RUN: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  if (instruction.words.length > 0) return;
  yield { span: instruction.span, message: 'Say what is wrong here and what to do.' };
}
`;
}

/** @param {string | undefined} name */
async function createRule(name) {
  const problem = nameProblem(name, await readTopics(), await findRules());
  if (problem !== undefined || name === undefined) {
    console.error(`${problem}\nUsage: npm run new-rule <topic>/<id>`);
    process.exitCode = 2;
    return;
  }
  const id = name.split('/')[1] ?? '';
  const path = `${rulesFolder}/${name}.ts`;
  const { version } = JSON.parse((await readProjectFile('package.json')) ?? '{}');
  await mkdir(dirname(join(projectRoot, path)), { recursive: true });
  await writeFile(join(projectRoot, path), skeleton(id, version), { flag: 'wx' });
  await writeGenerated(await registryFiles());
  console.log(`Wrote ${path} and put it into the rule index. Next:

1. Write the examples first: mark with «» what the rule must report, and write the text as it should be.
2. Say why it matters: what happens to the person's image, with a figure where there is one.
3. Write check. It may ask the model (shared-rules/src/model), the facts and the fix helpers; never another rule.
4. List the classes of its fixes under fixes, and tricky texts it must leave alone under silences.
5. Run npx tsc -b && node --test test/out/rules until it is green.
6. Run npm run generate for the page, the README row and the settings schema.`);
}

if (isMain(import.meta.url)) await createRule(process.argv[2]);
