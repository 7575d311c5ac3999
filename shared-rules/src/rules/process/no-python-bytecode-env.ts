import { instructionBehind } from '../../fixes/edits.js';
import { fileOf } from '../../model/build.js';
import { type StartedCommand, startedBy } from '../../model/container-process.js';
import { stageChain } from '../../model/stages.js';
import type { Stage } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';

export default defineRule({
  id: 'no-python-bytecode-env',
  title: 'Let Python write its output at once',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: [],
  practices: ['P89'],
  fixes: ['suggested'],
  why: `
    In a container the output of Python goes to a pipe, so Python gathers it in blocks of 8 KB before it writes any of it.
    \`docker logs\` shows nothing for minutes, and what was in the block when the container is killed is lost: most often the
    lines that say why. With \`PYTHONUNBUFFERED=1\` each line is written at once.
  `,
  how: `
    The other variable that often stands beside it, \`PYTHONDONTWRITEBYTECODE=1\`, is a matter of taste: it saves a little
    space, and Python compiles your modules anew at each start.
  `,
  references: ['https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY app.py .
        CMD [«"python"», "app.py"]
      `,
      good: `
        FROM python:3.13-slim
        ENV PYTHONUNBUFFERED=1
        WORKDIR /app
        COPY app.py .
        CMD ["python", "app.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'In the stage that starts Python.',
      bad: `
        FROM python:3.13-slim AS build
        ENV PYTHONUNBUFFERED=1
        COPY app.py /app/
        FROM python:3.13-slim AS runtime
        COPY --from=build /app /app
        ENTRYPOINT exec «python3» \\
          /app/app.py
      `,
      good: `
        FROM python:3.13-slim AS build
        ENV PYTHONUNBUFFERED=1
        COPY app.py /app/
        FROM python:3.13-slim AS runtime
        ENV PYTHONUNBUFFERED=1
        COPY --from=build /app /app
        ENTRYPOINT exec python3 \\
          /app/app.py
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is set, here or in the stage below',
      text: `
        FROM python:3.13-slim AS base
        ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
        FROM base
        CMD ["python", "app.py"]
      `,
    },
    {
      because: 'it is set behind CMD',
      text: 'FROM python:3.13-slim\nCMD ["python", "app.py"]\nENV PYTHONUNBUFFERED=1\n',
    },
    { because: 'an option says it', text: 'FROM python:3.13-slim\nCMD ["python", "-u", "app.py"]\n' },
    { because: 'options in one word', text: 'FROM python:3.13-slim\nCMD ["python", "-Bu", "app.py"]\n' },
    { because: 'the command sets it', text: 'FROM python:3.13-slim\nCMD PYTHONUNBUFFERED=1 python app.py\n' },
    {
      because: 'a script that starts the program may set it',
      text: 'FROM python:3.13-slim\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["python", "app.py"]\n',
    },
    { because: 'a server writes its log line by line', text: 'FROM python:3.13-slim\nCMD ["gunicorn", "app:app"]\n' },
    { because: 'nothing is known of this image', text: 'FROM example.com/base:1\nCMD ["python", "app.py"]\n' },
    { because: 'Python itself, for a person at the keyboard', text: 'FROM python:3.13-slim\nCMD ["python"]\n' },
    {
      because: 'another stage is what is built',
      text: 'FROM python:3.13-slim AS test\nCMD ["python", "test.py"]\nFROM python:3.13-slim\nCMD ["/start"]\n',
    },
  ],
  mentions: ['python'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  if (stage !== stage.from.file.finalStage || stage.forDevelopment || stage.image?.family !== 'python') return;
  const started = startedBy(stage);
  if (started.some(({ words: [program] }) => /\.\w*sh$|entrypoint/.test(program?.value ?? '.sh'))) return;
  const python = started.find(isBuffered);
  const [program] = python?.words ?? [];
  if (python === undefined || program === undefined) return;
  const { instruction } = python;
  if (isSet(stage)) return;
  yield {
    span: program.span,
    message: `Python keeps its output back until a block is full, so \`docker logs\` shows it late or never. Set ${NAME}.`,
    fixes: () => setFixes(instruction.stage ?? stage),
  };
}

const NAME = 'PYTHONUNBUFFERED';

/** By an ENV at any place: behind CMD it holds, too. */
function isSet(stage: Stage): boolean {
  return [...stageChain(stage)].some(({ instructions }) =>
    instructions.some(({ keyword, properties }) => keyword === 'ENV' && properties.some(({ key }) => key === NAME)),
  );
}

/** Python with a script or a module, and neither `-u` nor a setting of its own. */
function isBuffered({ words: [program, ...words], command }: StartedCommand): boolean {
  if (!/^(?:\/usr\/(?:local\/)?bin\/)?python3?$/.test(program?.value ?? '') || words.length === 0) return false;
  if (command.assignments.some(({ name }) => name === NAME)) return false;
  const end = words.findIndex(({ value = '$' }) => !value.startsWith('-') || value === '-m' || value === '-c');
  const options = end === -1 ? words : words.slice(0, end);
  return end !== -1 && words[end]?.value !== undefined && !options.some(({ value = '' }) => /^-[A-Za-z]*u/.test(value));
}

function setFixes({ from }: Stage): readonly Fix[] {
  const file = fileOf(from);
  if (file === undefined) return [];
  const edit = instructionBehind(file, from, 'ENV', `${NAME}=1`);
  return [{ title: `Set ${NAME} in this stage`, safety: 'suggested', edits: [edit] }];
}
