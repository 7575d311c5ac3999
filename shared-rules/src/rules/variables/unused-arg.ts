import { isPlainCommand } from '../../facts/plain-commands.js';
import { isPlatformVariable, isPredefinedArg, isShellVariable } from '../../facts/predefined-variables.js';
import { insertAt, keywordLike } from '../../fixes/edits.js';
import { removeProperty } from '../../fixes/secret-mount.js';
import { rememberLatest } from '../../model/memo.js';
import { packageCall } from '../../model/packages.js';
import { scriptOf } from '../../model/script.js';
import { secretsOf } from '../../model/secrets.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { resolveVariable, variablesAreKnown, variablesOf } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellVariable } from '../../shell/types.js';
import type { Property } from '../../syntax/types.js';
import { nearest } from '../../text/nearest.js';
import { type Span, slice } from '../../text/span.js';

export default defineRule({
  id: 'unused-arg',
  title: 'Use each ARG, or remove it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['S04'],
  fixes: ['suggested'],
  why: `
    Somebody will pass a value with \`--build-arg\` and wonder why nothing changes. Often the reason is a slip: the RUN reads
    another name, which is empty, or the ARG stands above the first FROM, where no step sees it. An ARG inside a stage also
    makes every RUN below it run again whenever its value changes.
  `,
  references: [
    'https://docs.docker.com/reference/dockerfile/#arg',
    'https://docs.docker.com/reference/dockerfile/#scope',
  ],
  examples: [
    {
      title: 'The RUN reads another name.',
      bad: `
        FROM debian:12-slim
        ARG «SIGNING_KEY_ID»=none
        RUN echo "\${KEY_SIGNING_ID}" > /key
      `,
      good: `
        FROM debian:12-slim
        ARG SIGNING_KEY_ID=none
        RUN echo "\${SIGNING_KEY_ID}" > /key
      `,
      fix: 'suggested',
    },
    {
      title: 'No step sees an ARG above the first FROM.',
      bad: `
        ARG «KEY_ID»=none
        FROM debian:12-slim AS build
        RUN <<EOF
        echo "$KEY_ID" > /key
        EOF
        FROM debian:12-slim
        COPY --from=build /key /key
      `,
      good: `
        ARG KEY_ID=none
        FROM debian:12-slim AS build
        ARG KEY_ID
        RUN <<EOF
        echo "$KEY_ID" > /key
        EOF
        FROM debian:12-slim
        COPY --from=build /key /key
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing uses it.',
      bad: `
        ARG VARIANT=12-slim \\
            «SUFFIX»=none
        FROM debian:\${VARIANT}
        RUN mkdir /srv/app
      `,
      good: `
        ARG VARIANT=12-slim
        FROM debian:\${VARIANT}
        RUN mkdir /srv/app
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'used: in FROM, in another ARG, in the next stage, in a RUN, in a heredoc, in a script',
      text: "ARG A\nARG B=$A\nFROM debian:$B\nARG C\nENV C=$C\nARG D\nRUN echo $D\nARG E\nCOPY <<EOF /e\n$E\nEOF\nARG F\nRUN sh -c 'echo $F'\n",
    },
    {
      because: 'a program reads its environment',
      text: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\nRUN apt-get install -y tzdata\nARG API_URL\nRUN npm run build\nARG MAKE_JOBS\nRUN ./build.sh\n',
    },
    {
      because: 'a stage that is built on this one uses it',
      text: 'FROM debian:13 AS base\nARG RELEASE\nFROM base\nLABEL release=$RELEASE\n',
    },
    {
      because: 'Docker knows what it is for',
      text: 'ARG BUILDKIT_SBOM_SCAN_STAGE=true\nARG BUILDKIT_INLINE_CACHE=1\nARG SOURCE_DATE_EPOCH\nFROM debian:13\nARG TARGETARCH\nARG BUILDKIT_SBOM_SCAN_CONTEXT=true\nRUN ls\n',
    },
    { because: 'it is there to run the next step again', text: 'FROM debian:13\nARG CACHE_BUST\nRUN ls\n' },
    {
      because: 'another rule says where it is missing',
      text: 'ARG VERSION=1\nFROM debian:13\nLABEL version=$VERSION\nRUN echo $VERSION\n',
    },
    {
      because: 'nobody knows what the base image declares',
      text: 'FROM team/base:1\nARG SIGNING_KEY_ID\nRUN echo $SIGNING_KEY_IDS $SIGNING_KEY_ID\n',
    },
    {
      because: 'the script sets the other name itself',
      text: 'FROM debian:13\nARG APP_HOMES\nRUN APP_HOME=/a && ./install $APP_HOME\n',
    },
    { because: 'a secret has a rule of its own', text: 'FROM debian:13\nARG NPM_TOKEN\nRUN ls\n' },
    { because: 'a trigger reads it in another file', text: 'FROM debian:13\nARG SOURCE\nONBUILD COPY $SOURCE /src\n' },
  ],
  on: { ARG: check },
});

function* check(instruction: InstructionNode, { dockerfile }: { readonly dockerfile: Dockerfile }): Iterable<Finding> {
  if (instruction.isTrigger) return;
  for (const property of instruction.properties) {
    const { key } = property;
    if (!/^[A-Za-z_]\w*$/.test(key) || isKnownToDocker(key)) continue;
    const finding =
      instruction.stage === undefined
        ? judgeGlobal(dockerfile, instruction, property)
        : judgeInStage(dockerfile, instruction, property);
    if (finding !== undefined) yield finding;
  }
}

function isKnownToDocker(name: string): boolean {
  return isPlatformVariable(name) || isPredefinedArg(name) || name.startsWith('BUILDKIT_');
}

interface UnsetVariable extends ShellVariable {
  readonly run: InstructionNode;
}

/** At most so many, so that not every ARG is compared with every variable of a long file. */
const MOST_VARIABLES = 100;

/** The last instruction that holds the name of an ARG as a word, by the name. */
const lastMentions = rememberLatest(({ text, instructions }: Dockerfile): ReadonlyMap<string, number> => {
  const declared = new Set(
    instructions.flatMap(({ keyword, properties }) => (keyword === 'ARG' ? properties.map(({ key }) => key) : [])),
  );
  const last = new Map<string, number>();
  for (const { index, span } of instructions) {
    for (const name of slice(text, span).match(/[A-Za-z_]\w*/g) ?? []) {
      if (declared.has(name)) last.set(name, index);
    }
  }
  return last;
});

/** Variables that RUNs read and nothing declares, in order. */
const unsetInRuns = rememberLatest(({ instructions }: Dockerfile): readonly UnsetVariable[] =>
  instructions.flatMap(unsetVariables).slice(0, MOST_VARIABLES),
);

/** What FROM, or another ARG before the first one, reads, and what stages declare again. */
const usedBefore = rememberLatest(({ instructions, preamble, stages }: Dockerfile): ReadonlySet<string> => {
  const early = [...preamble, ...stages.map(({ from }) => from)].flatMap(variablesOf);
  const inStages = instructions.filter(({ keyword, stage }) => keyword === 'ARG' && stage !== undefined);
  return new Set([
    ...early.map(({ name }) => name),
    ...inStages.flatMap(({ properties }) => properties.map(({ key }) => key)),
  ]);
});

/** The index of the last instruction that may run a program which reads any variable; -1 where there is none. */
const lastOpenRun = rememberLatest(({ instructions }: Dockerfile): number => {
  for (const instruction of [...instructions].reverse()) {
    const { index, keyword } = instruction;
    if (keyword === 'ONBUILD' || (keyword === 'RUN' && isOpen(instruction))) return index;
  }
  return -1;
});

/** Whether a RUN may run a program that reads variables by names that the file does not show. */
function isOpen(run: InstructionNode): boolean {
  const script = scriptOf(run);
  if (script === undefined || !script.complete) return true;
  return script.commands.some((command) => {
    const program = effectiveCommand(command);
    if (command.name === undefined) return false;
    if (program === undefined || /^(?!\/(?:usr\/)?s?bin\/).*\//.test(command.name.text)) return true;
    if (/^(?:env|printenv|envsubst|export|set)$/.test(program.name)) return true;
    return !isPlainCommand(program.name) && packageCall(command, run)?.manager.kind !== 'system';
  });
}

function unsetVariables(run: InstructionNode): readonly UnsetVariable[] {
  const script = run.keyword === 'RUN' && slice(run.file.text, run.span).includes('$') ? scriptOf(run) : undefined;
  if (script === undefined) return [];
  const text = slice(run.file.text, run.span);
  const found = script.commands.flatMap((command) => {
    const words = [
      ...[command.name, ...command.arguments],
      ...command.assignments.map(({ value }) => value),
      ...command.redirects.map(({ target }) => target),
    ];
    return words.flatMap((word) => word?.variables ?? []);
  });
  const unset = found.filter(({ name, hasDefault }) => {
    if (hasDefault || name.length < 3 || isShellVariable(name) || isKnownToDocker(name)) return false;
    return resolveVariable(run, name).kind === 'undeclared' && !isAssigned(text, name);
  });
  return unset.map((variable) => ({ ...variable, run }));
}

/** What sets variables without an equals sign. */
const SETS_VARIABLES = /\b(?:for|read|getopts|mapfile|readarray|printf|source|eval)\b|(?:^|[\s;&|])\.\s/;

function isAssigned(text: string, name: string): boolean {
  const mayBe = text.includes(`${name}=`) || text.includes(`${name}+=`) || SETS_VARIABLES.test(text);
  if (!mayBe) return false;
  return new RegExp(
    `(?:^|[^\\w$]|\\bexport\\s)${name}\\+?=|\\b(?:for|read|getopts|mapfile|readarray|printf|source|\\.)\\b[^\\n]*\\b${name}\\b|(?:^|[;&|\\n])\\s*(?:\\.|source|eval)\\s`,
  ).test(text);
}

function judgeGlobal(file: Dockerfile, instruction: InstructionNode, property: Property): Finding | undefined {
  const { key } = property;
  const reader = usedBefore(file).has(key) ? undefined : unsetInRuns(file).find(({ name }) => name === key);
  if (reader !== undefined) {
    if (isExpandedBefore(reader.run, key)) return undefined;
    return {
      span: property.keySpan,
      message: `ARG ${key} stands before the first FROM, where only FROM sees it, so $${key} in line ${lineOf(file, reader.span)} is empty. Repeat ARG ${key} in that stage.`,
      related: [{ span: reader.span, message: 'Empty here.' }],
      fixes: () => [declareIn(reader.run, key)],
    };
  }
  return isMentionedBelow(file, instruction, key) ? undefined : unusedFinding(file, instruction, property);
}

/** An instruction above, in the same stage, lacks it, too: then rule undefined-variable says so there. */
function isExpandedBefore({ stage, index }: InstructionNode, name: string): boolean {
  const above = stage?.instructions.filter((instruction) => instruction.index < index) ?? [];
  return above.some((instruction) => variablesOf(instruction).some((variable) => variable.name === name));
}

function isMentionedBelow(file: Dockerfile, instruction: InstructionNode, name: string): boolean {
  return (lastMentions(file).get(name) ?? -1) > instruction.index || isRepeated(instruction, name);
}

/** The same ARG instruction reads it in the value of another name. */
function isRepeated({ file, span }: InstructionNode, name: string): boolean {
  return new RegExp(`\\$\\{?${name}\\b`).test(slice(file.text, span));
}

function judgeInStage(file: Dockerfile, instruction: InstructionNode, property: Property): Finding | undefined {
  const { key } = property;
  if (isMentionedBelow(file, instruction, key)) return undefined;
  const readers = unsetInRuns(file).filter(
    ({ run }) => run.stage === instruction.stage && run.index > instruction.index,
  );
  const reader = readers.find(({ name, run }) => variablesAreKnown(run) && isMeant(name, key));
  if (reader !== undefined) {
    const start = reader.span.start + slice(file.text, reader.span).indexOf(reader.name);
    const edits = [{ span: { start, end: start + reader.name.length }, text: key }];
    return {
      span: property.keySpan,
      message: `Nothing uses ARG ${key}, and line ${lineOf(file, reader.span)} reads ${reader.name}, which nothing sets. Use one name for both.`,
      related: [{ span: reader.span, message: `Did you mean ${key}?` }],
      fixes: () => [{ title: `Use ${key} in line ${lineOf(file, reader.span)}`, safety: 'suggested', edits }],
    };
  }
  const isQuiet = lastOpenRun(file) > instruction.index || /CACHE|BUST|DATE|TIMESTAMP|REBUILD|REFRESH/i.test(key);
  return isQuiet || isSetting(key) ? undefined : unusedFinding(file, instruction, property);
}

/** Names that programs look for by themselves: those of package managers, of the locale, of proxies. */
function isSetting(name: string): boolean {
  return /^(?:DEBIAN|DEBCONF|APT|APK|DNF|YUM|ZYPP|LANG|LC|TZ|GIT|CURL|WGET|SSL|HOME|PATH|TERM|USER|UCF|NEEDRESTART|ACCEPT|https?|no|all|ftp)(?:_|$)/i.test(
    name,
  );
}

/** One letter or two apart, or the same words in another order. */
function isMeant(written: string, declared: string): boolean {
  const words = (name: string): string => name.toLowerCase().split('_').sort().join('_');
  if (words(written) === words(declared)) return true;
  const isNumbered = written.replaceAll(/\d/g, '') === declared.replaceAll(/\d/g, '');
  return !isNumbered && declared.length > 4 && nearest(written, [declared], declared.length > 7 ? 2 : 1) !== undefined;
}

const secretProperties = rememberLatest(
  (file: Dockerfile): ReadonlySet<Property> => new Set(secretsOf(file).map(({ declaration }) => declaration.property)),
);

function unusedFinding(file: Dockerfile, instruction: InstructionNode, property: Property): Finding | undefined {
  const { key, keySpan } = property;
  // That a secret stands there at all is the problem, and no-secret-in-arg speaks of it.
  if (secretProperties(file).has(property)) return undefined;
  return {
    span: keySpan,
    message: `Nothing uses ARG ${key}, so --build-arg ${key} changes nothing. Remove it, or use it.`,
    tags: ['unnecessary'],
    fixes: () => [
      { title: `Remove ARG ${key}`, safety: 'suggested', edits: [removeProperty(file, instruction, property)] },
    ],
  };
}

function declareIn(run: InstructionNode, name: string): Fix {
  const edits = [insertAt(run.span.start, `${keywordLike(run.written, 'ARG')} ${name}\n`)];
  return { title: `Declare ARG ${name} before that RUN`, safety: 'suggested', edits };
}

function lineOf({ syntax }: Dockerfile, { start }: Span): number {
  return syntax.lines.lineAt(start) + 1;
}
