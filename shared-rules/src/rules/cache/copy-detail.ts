import { isIgnored } from '../../context/dockerignore.js';
import { candidatesFor } from '../../context/glob-candidates.js';
import type { BuildContext } from '../../context/types.js';
import { fitsGlob, joinPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, Stage, TransferPath } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';

export default defineRule({
  id: 'copy-detail',
  title: 'Know what COPY leaves where',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P22'],
  fixes: [],
  why: `
    COPY takes what is in a directory, not the directory: after \`COPY src .\` the files lie beside each other in the working
    directory, and \`src/main.py\` is not there. And a pattern that fits no file is no error: the step copies nothing, turns
    green, and a later one fails far from the cause.
  `,
  how: 'Repeat the name in the target: `COPY src ./src`. Several directories need a COPY each, or `COPY --parents` (with `# syntax=docker/dockerfile:1.20` or newer).',
  references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY «src» .
        CMD ["python", "src/main.py"]
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY src ./src
        CMD ["python", "src/main.py"]
      `,
    },
    {
      title: 'A pattern that fits nothing in the build context.',
      bad: `
        FROM eclipse-temurin:21-jre
        COPY «target/*.jar» /app/
        CMD ["java", "-jar", "/app/shop.jar"]
      `,
      good: `
        FROM eclipse-temurin:21-jre
        COPY build/libs/*.jar /app/
        CMD ["java", "-jar", "/app/shop.jar"]
      `,
      context: { paths: ['build/', 'build/libs/', 'build/libs/shop.jar', 'target/', 'target/shop.war', 'Dockerfile'] },
    },
  ],
  silences: [
    {
      because: 'nothing later asks for it below that name',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY src .\nCMD ["python", "main.py"]\n',
    },
    {
      because: 'the directory has one of the same name, or another step brings it',
      text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY web .\nCOPY src ./src\nRUN mkdir web && ls web/a\nCOPY lib .\nCOPY . .\nCMD ["python", "lib/main.py"]\n',
    },
    {
      because: 'it is a file',
      text: 'FROM debian:13\nWORKDIR /app\nCOPY run.sh .\nRUN ls run.sh/\n',
    },
    { because: 'nobody knows the build context', text: 'FROM debian:13\nCOPY target/*.jar /app/\n' },
    {
      because: 'one of several sources may be missing on purpose',
      text: 'FROM node:24\nCOPY package.json yarn.loc[k] ./\n',
    },
    {
      because: 'it comes from another stage',
      text: 'FROM debian:13 AS build\nRUN make\nFROM debian:13\nCOPY --from=build /out/*.so /usr/lib/\n',
    },
  ],
  on: { COPY: checkPattern, ADD: checkPattern, stage: checkDirectories },
});

/** The source of a COPY from the build context that has no other. */
function onlySource(instruction: InstructionNode): TransferPath | undefined {
  const { sources, from } = transferOf(instruction);
  const [source, ...others] = sources;
  if (source?.path === undefined || others.length > 0 || from !== undefined) return undefined;
  return source.path.includes('://') || instruction.heredocs.length > 0 ? undefined : source;
}

function* checkPattern(instruction: InstructionNode, { buildContext }: RuleContext): Iterable<Finding> {
  if (buildContext === undefined || instruction.isTrigger) return;
  const source = onlySource(instruction);
  if (source?.path === undefined || !/[*?[]/.test(source.path) || fitsSomething(source.path, buildContext)) return;
  yield { span: source.span, message: messageForPattern(source.path, buildContext) };
}

/** For each of them the whole stage is looked through. */
const MOST_DIRECTORIES = 20;

function* checkDirectories({ instructions }: Stage): Iterable<Finding> {
  let count = 0;
  for (const instruction of instructions) {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') continue;
    const source = onlySource(instruction);
    const { destination } = transferOf(instruction);
    const name = source && directoryName(source);
    if (source === undefined || name === undefined || destination === undefined) continue;
    if (!goesIntoWorkdir(instruction, destination)) continue;
    if (++count > MOST_DIRECTORIES) return;
    const user = laterUser(instruction, name);
    if (user === undefined) continue;
    yield {
      span: source.span,
      message: `This copies what is in ${name}, without the directory: \`${name}/…\` in line ${user.line + 1} is not there. Write \`COPY ${name} ./${name}\`.`,
      related: [{ span: user.head, message: `This asks for ${name}/.` }],
    };
  }
}

/** A pattern of one level for each part, as Go's `filepath.Match`. */
function fitsSomething(pattern: string, { paths, dockerignore }: BuildContext): boolean {
  const clean = pattern.replace(/^(?:\.?\/)+/, '').replace(/(?<!\/)\/+$/, '');
  const parts = clean.split('/');
  if (parts.some((part) => part === '**' || part === '..')) return true;
  for (const path of candidatesFor(clean, paths)) {
    const names = path.replace(/\/$/, '').split('/');
    const fits = names.length === parts.length && parts.every((part, index) => fitsGlob(part, names[index] ?? ''));
    if (fits && (dockerignore === undefined || !isIgnored(dockerignore, path))) return true;
  }
  return false;
}

/** A folder that is missing stops some builders: https://github.com/moby/buildkit/issues/2933 */
function messageForPattern(pattern: string, { paths }: BuildContext): string {
  const folder = pattern.replace(/^(?:\.?\/)+/, '').replace(/[^/]*\/?$/, '');
  return folder === '' || /[*?[]/.test(folder) || paths.has(folder)
    ? 'No file of the build context fits this pattern, so nothing is copied, and the build does not say so.'
    : `The build context has no folder ${folder.slice(0, -1)}, so nothing fits this pattern and nothing is copied.`;
}

/** The name of a directory, as far as a name tells: one part without an ending. */
function directoryName({ path = '' }: TransferPath): string | undefined {
  const name = path.replace(/^\.\//, '').replace(/\/$/, '');
  return /^[A-Za-z][\w-]*$/.test(name) &&
    !/^(?:Makefile|Rakefile|Gemfile|Procfile|LICENSE|README|gradlew|mvnw|Jenkinsfile|Caddyfile)$/.test(name)
    ? name
    : undefined;
}

function goesIntoWorkdir({ before }: InstructionNode, { path }: TransferPath): boolean {
  if (path === '.' || path === './') return true;
  return (
    before.workdir !== undefined &&
    path !== undefined &&
    joinPath(before.workdir, path) === joinPath(before.workdir, '.')
  );
}

/** The first later step that asks for something below that name, where no step in between can have brought it. */
function laterUser(instruction: InstructionNode, name: string): InstructionNode | undefined {
  const { stage, before } = instruction;
  for (const later of stage?.instructions ?? []) {
    if (later.index <= instruction.index) {
      if (bringsName(later, name) && later !== instruction) return undefined;
      continue;
    }
    if (later.keyword === 'WORKDIR' && later.body.text !== before.workdir) return undefined;
    if (asksFor(later, name)) return later;
    if (bringsName(later, name)) return undefined;
  }
  return undefined;
}

/** A COPY to that name, or of everything; a RUN that speaks of it. */
function bringsName(instruction: InstructionNode, name: string): boolean {
  if (instruction.keyword === 'RUN') return scriptOf(instruction)?.source.text.includes(name) !== false;
  if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return false;
  const { sources, destination } = transferOf(instruction);
  if (destination?.path === undefined || destination.path.includes(name)) return true;
  return sources.some(({ path }) => path === undefined || /^\.?\/?$/.test(path) || /[*?[]/.test(path));
}

function asksFor(instruction: InstructionNode, name: string): boolean {
  const { keyword } = instruction;
  if (keyword !== 'RUN' && keyword !== 'CMD' && keyword !== 'ENTRYPOINT') return false;
  const words = scriptOf(instruction)?.commands.filter(({ nesting }) => nesting.length === 0) ?? [];
  const makes = words.some((command) => /^(?:mkdir|cd|git|tar|unzip|cp|mv|ln)$/.test(command.name?.value ?? ''));
  if (makes) return false;
  return words
    .flatMap((command) => command.arguments)
    .some(({ value }) => value?.startsWith(`${name}/`) === true || value?.startsWith(`./${name}/`) === true);
}
