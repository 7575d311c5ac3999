import { isPlatformVariable } from '../../facts/predefined-variables.js';
import { insertAt, keywordLike } from '../../fixes/edits.js';
import { sourceNames } from '../../model/source-names.js';
import type { Dockerfile, InstructionNode, VariableReference } from '../../model/types.js';
import { declaredLater, namesBefore, resolveVariable, variablesAreKnown, variablesOf } from '../../model/variables.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import type { Heredoc } from '../../syntax/types.js';
import { nearest } from '../../text/nearest.js';
import { contains, type Span, slice } from '../../text/span.js';

export default defineRule({
  id: 'undefined-variable',
  title: 'Declare a variable before you use it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:UndefinedVar', 'sonar:S6579'],
  practices: ['P13'],
  fixes: ['suggested'],
  why: `
    Docker puts nothing in the place of a variable that no ARG or ENV of the stage declares, and says nothing: \`$APP/bin\`
    becomes \`/bin\`, a label stays empty, files land in another directory. An ARG above the first FROM is for FROM lines only,
    and every stage starts without the ARGs of those before it.
  `,
  how: `
    Repeat the ARG inside the stage, without its value: \`ARG VERSION\` takes the default from above. Docker's own ARGs, such
    as \`TARGETARCH\`, need that line, too. Where a text is to keep its dollar signs, quote the marker of its heredoc: \`<<"EOF"\`.
  `,
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-var/',
    'https://docs.docker.com/reference/dockerfile/#scope',
  ],
  examples: [
    {
      title: 'The ARG stands before the first FROM.',
      bad: `
        ARG VERSION=12
        FROM debian:\${VERSION}-slim
        LABEL org.opencontainers.image.version="«$VERSION»"
      `,
      good: `
        ARG VERSION=12
        FROM debian:\${VERSION}-slim
        ARG VERSION
        LABEL org.opencontainers.image.version="$VERSION"
      `,
      fix: 'suggested',
    },
    {
      title: 'A slip of the pen, in the second line of an instruction.',
      bad: `
        FROM debian:12-slim
        ENV APP_HOME=/srv/app
        COPY start.sh \\
             «\${APPHOME}»/
      `,
      good: `
        FROM debian:12-slim
        ENV APP_HOME=/srv/app
        COPY start.sh \\
             \${APP_HOME}/
      `,
      fix: 'suggested',
    },
    {
      title: 'A heredoc that Docker expands before it writes the file.',
      bad: `
        FROM debian:12-slim
        COPY <<EOF /etc/nginx/conf.d/default.conf
        server {
            proxy_set_header Host «$host»;
            proxy_set_header X-Real-IP $remote_addr;
        }
        EOF
      `,
      good: `
        FROM debian:12-slim
        COPY <<"EOF" /etc/nginx/conf.d/default.conf
        server {
            proxy_set_header Host $host;
            proxy_set_header X-Real-IP $remote_addr;
        }
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'Nothing to add to: the empty entry means the current directory.',
      bad: `
        FROM python:3.13-slim
        ENV LD_LIBRARY_PATH=/opt/lib:«$LD_LIBRARY_PATH»
      `,
      good: `
        FROM python:3.13-slim
        ENV LD_LIBRARY_PATH=/opt/lib
      `,
      fix: 'suggested',
    },
    {
      title: 'HOME is known to programs only.',
      bad: `
        FROM python:3.13-slim
        ENV PATH="«$HOME»/.local/bin:$PATH"
      `,
      good: `
        FROM python:3.13-slim
        ENV PATH="/root/.local/bin:$PATH"
      `,
      fix: 'suggested',
    },
    {
      title: "Docker's own ARGs have to be declared in each stage.",
      bad: `
        FROM debian:12-slim AS build
        ENV APP_TARGET=linux-«\${TARGETARCH}»
        FROM build
        ARG TARGETARCH
        LABEL architecture=$TARGETARCH
      `,
      good: `
        FROM debian:12-slim AS build
        ARG TARGETARCH
        ENV APP_TARGET=linux-\${TARGETARCH}
        FROM build
        ARG TARGETARCH
        LABEL architecture=$TARGETARCH
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'the base image may set it',
      text: 'FROM team/base:1\nENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH PYTHONPATH=$TEAM_HOME\nWORKDIR $APP_ROOT\n',
    },
    { because: 'the base image sets it', text: 'FROM golang:1.25\nENV PATH=$GOPATH/bin:$PATH\n' },
    {
      because: 'the stage below declares it',
      text: 'FROM debian:13 AS a\nARG X=1\nENV Y=2\nFROM a\nLABEL x=$X y=$Y\n',
    },
    { because: 'the writer thought of that', text: 'FROM debian:13\nENV A=/a${B:+:$B} C=${C:-1}\n' },
    { because: 'a shell expands these', text: 'FROM debian:13\nRUN echo $X <<EOF\n$Y\nEOF\nCMD echo $Z\n' },
    {
      because: 'not expanded: quoted, escaped, a quoted heredoc, a special parameter',
      text: "FROM debian:13\nENV A='$X' B=\\$X\nCOPY <<'EOF' /a\n$X\nEOF\nCOPY <<EOF /b\nexec \"$@\" \\$X\nEOF\n",
    },
    { because: 'a trigger runs in another file', text: 'FROM debian:13\nONBUILD COPY $SOURCES /src\n' },
    { because: 'another rule speaks of what the same ENV sets', text: 'FROM debian:13\nENV A=1 B=$A\n' },
    {
      because: 'Docker does not expand --from, which another rule says',
      text: 'ARG V=1\nFROM debian:13\nCOPY --from=team/app:$V /a /a\n',
    },
    { because: 'FROM is for another rule', text: 'FROM debian:$TAG\n' },
    { because: 'Docker sets it', text: 'FROM team/base:1\nENV PATH=/x:$PATH\nLABEL x=$HTTP_PROXY\n' },
  ],
  on: { instruction: check },
});

function* check(instruction: InstructionNode, context: RuleContext): Iterable<Finding> {
  const { stage, keyword, isTrigger, heredocs } = instruction;
  if (stage === undefined || keyword === 'FROM' || isTrigger) return;
  if (heredocs.length === 0 && !instruction.logical.text.includes('$')) return;
  const reported = new Set<string>();
  // Docker does not expand these: rule unknown-stage speaks of them.
  const sources = sourceNames(instruction);
  let thoughtOf = -1;
  for (const variable of variablesOf(instruction)) {
    const { name, span, modifier } = variable;
    const isInside = span.start < thoughtOf;
    if (modifier !== undefined) thoughtOf = Math.max(thoughtOf, span.end);
    if (isInside && !context.eachCodeAlone) continue;
    if (sources.some((source) => contains(source.span, span))) continue;
    if (reported.has(name) || isSetHere(instruction, variable, context)) continue;
    reported.add(name);
    const heredoc = instruction.heredocs.find(({ body }) => contains(body, span));
    if (heredoc !== undefined && reported.has(heredoc.name)) continue;
    const finding = judge(instruction, variable, heredoc, context);
    if (finding === undefined) continue;
    if (heredoc !== undefined) reported.add(heredoc.name);
    yield keyword === 'EXPOSE' ? { ...finding, codes: ['sonar:S6579'] } : finding;
  }
}

/** Whether the variable has a value, or must be left to others. */
function isSetHere(
  instruction: InstructionNode,
  { name, span, modifier }: VariableReference,
  { eachCodeAlone }: RuleContext,
): boolean {
  if (name === 'PATH') return true;
  if (resolveVariable(instruction, name).kind !== 'undeclared') return true;
  if (eachCodeAlone) return false;
  if (modifier !== undefined && /^:?[-+?]$/.test(modifier)) return true;
  return (
    instruction.keyword === 'ENV' &&
    instruction.properties.some(({ key, valueSpan }) => key === name && !(valueSpan && contains(valueSpan, span)))
  );
}

interface Advice {
  readonly message: string;
  readonly related?: Finding['related'];
  readonly fix?: Fix | undefined;
}

function judge(
  instruction: InstructionNode,
  variable: VariableReference,
  heredoc: Heredoc | undefined,
  { dockerfile }: RuleContext,
): Finding | undefined {
  const advice =
    adviseDeclared(dockerfile, instruction, variable) ??
    (heredoc === undefined
      ? (adviseHome(instruction, variable) ??
        adviseName(dockerfile, instruction, variable) ??
        adviseList(dockerfile, instruction, variable))
      : adviseHeredoc(dockerfile, instruction, variable, heredoc));
  if (advice === undefined) return undefined;
  const { message, related, fix } = advice;
  return { span: variable.span, message, ...(related && { related }), fixes: () => (fix === undefined ? [] : [fix]) };
}

/** It is declared, but where this instruction does not see it. */
function adviseDeclared(
  file: Dockerfile,
  instruction: InstructionNode,
  { name }: VariableReference,
): Advice | undefined {
  if (isPlatformVariable(name)) {
    return {
      message: `A stage sees ${name} only after an ARG of that name, so it is empty here. Declare it in this stage.`,
      fix: declare(instruction, name),
    };
  }
  const later = declaredLater(instruction, name);
  if (later !== undefined) {
    return {
      message: `${name} is declared further down, in line ${later.line + 1}, so it is empty here. Declare it above this line.`,
      related: [{ span: later.head, message: 'Declared here.' }],
    };
  }
  const global = file.preamble.find(({ properties }) => properties.some(({ key }) => key === name));
  if (global === undefined) return undefined;
  return {
    message: `ARG ${name} stands before the first FROM, where only FROM sees it, so ${name} is empty here. Repeat ARG ${name} in this stage.`,
    related: [{ span: global.head, message: 'The ARG.' }],
    fix: declare(instruction, name),
  };
}

function declare(instruction: InstructionNode, name: string): Fix {
  const line = `${keywordLike(instruction.written, 'ARG')} ${name}`;
  const edits = [insertAt(instruction.span.start, `${line}\n`)];
  return { title: `Declare ARG ${name} in this stage`, safety: 'suggested', edits };
}

/** Programs find HOME set, by the container runtime; Docker itself does not know it. */
function adviseHome(instruction: InstructionNode, { name, span, modifier }: VariableReference): Advice | undefined {
  if (name !== 'HOME' || !variablesAreKnown(instruction)) return undefined;
  const { isRoot } = instruction.before.user;
  const fix: Fix = { title: 'Write /root', safety: 'suggested', edits: [{ span, text: '/root' }] };
  return {
    message: 'HOME is set for programs that run, but Docker does not know it here, so it is empty. Write the path.',
    fix: isRoot === true && modifier === undefined ? fix : undefined,
  };
}

function adviseName(
  file: Dockerfile,
  instruction: InstructionNode,
  { name, span }: VariableReference,
): Advice | undefined {
  const isKnown = variablesAreKnown(instruction);
  const names = namesBefore(instruction);
  const meant = isKnown || name.length > 3 ? nearest(name, names, isKnown ? 2 : 1) : undefined;
  if (meant === undefined || isNumbered(name, meant)) return undefined;
  const start = file.text.indexOf(name, span.start);
  const edits = [{ span: { start, end: start + name.length }, text: meant }];
  return {
    message: `Nothing declares ${name}, so it is empty here. Did you mean ${meant}?`,
    fix: { title: `Use ${meant}`, safety: 'suggested', edits },
  };
}

/** Names that differ in digits only are not slips: `PORT1` and `PORT2`. */
function isNumbered(one: string, other: string): boolean {
  return one.replaceAll(/\d/g, '') === other.replaceAll(/\d/g, '');
}

function adviseList(
  file: Dockerfile,
  instruction: InstructionNode,
  { name, span }: VariableReference,
): Advice | undefined {
  if (!variablesAreKnown(instruction)) return undefined;
  const own = instruction.properties.find(
    ({ key, valueSpan }) => key === name && valueSpan && contains(valueSpan, span),
  );
  const entry = own?.valueSpan === undefined ? undefined : listEntry(file, span, own.valueSpan);
  if (entry === undefined) {
    return {
      message: `Neither this stage nor its base image sets ${name}, so it is empty here. Declare it with ARG or ENV.`,
    };
  }
  return {
    message: `${name} has no value to add to, so the list gets an empty entry, which many programs take for the current directory. Leave it out.`,
    fix: {
      title: `Leave the empty ${name} out`,
      safety: 'suggested',
      edits: [{ span: entry, text: '' }],
    },
  };
}

/** A variable as first or last entry of a list with colons, with its colon. */
function listEntry({ text }: Dockerfile, variable: Span, value: Span): Span | undefined {
  const before = text.slice(value.start, variable.start);
  const after = text.slice(variable.end, value.end);
  if (before.length > 1 && before.endsWith(':') && /^["']?$/.test(after)) {
    return { start: variable.start - 1, end: variable.end };
  }
  if (/^["']?$/.test(before) && /^:[^:"']/.test(after)) return { start: variable.start, end: variable.end + 1 };
  return undefined;
}

function adviseHeredoc(
  file: Dockerfile,
  instruction: InstructionNode,
  { name }: VariableReference,
  heredoc: Heredoc,
): Advice | undefined {
  if (!variablesAreKnown(instruction)) return undefined;
  const inside = variablesOf(instruction).filter(({ span }) => contains(heredoc.body, span));
  const isPlain = inside.every((each) => resolveVariable(instruction, each.name).kind === 'undeclared');
  const marker = slice(file.text, heredoc.marker);
  const at = heredoc.marker.start + marker.indexOf(heredoc.name);
  const quoted: Fix = {
    title: 'Keep the text as it is written',
    safety: 'suggested',
    edits: [{ span: { start: at, end: at + heredoc.name.length }, text: `"${heredoc.name}"` }],
  };
  const hint = isPlain
    ? `Quote the marker, <<"${heredoc.name}", to keep the text as it is.`
    : 'Write a backslash before the dollar sign to keep it, or declare the variable.';
  return {
    message: `Docker expands this heredoc, and nothing declares ${name}, so the file gets nothing in its place. ${hint}`,
    fix: isPlain && !slice(file.text, heredoc.body).includes('\\') ? quoted : undefined,
  };
}
