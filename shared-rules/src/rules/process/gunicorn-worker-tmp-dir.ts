import { findServer } from '../../facts/servers.js';
import { insertAt } from '../../fixes/edits.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand } from '../../shell/commands.js';
import type { ShellWord } from '../../shell/types.js';

const OPTIONS = /^(?:--worker-tmp-dir|--config)(?:=|$)|^-c/;

export default defineRule({
  id: 'gunicorn-worker-tmp-dir',
  title: 'Keep the heartbeat of gunicorn in memory',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P86'],
  fixes: ['suggested'],
  why: `
    Each gunicorn worker proves that it is alive by touching a file in \`/tmp\`. In a container \`/tmp\` is on the disk of the
    host, and when that disk is busy the touch waits: gunicorn takes the worker for dead and kills it while it serves.
    \`/dev/shm\` is memory, 64 MB of it in every container, and never waits.
  `,
  references: [
    'https://docs.gunicorn.org/en/stable/faq.html#how-do-i-avoid-gunicorn-excessively-blocking-in-os-fchmod',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        CMD [«"gunicorn"», "--workers", "4", "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        CMD ["gunicorn", "--worker-tmp-dir", "/dev/shm", "--workers", "4", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'As a module of Python.',
      bad: `
        FROM python:3.13-slim
        CMD ["python", "-m", «"gunicorn"», "app:app"]
      `,
      good: `
        FROM python:3.13-slim
        CMD ["python", "-m", "gunicorn", "--worker-tmp-dir", "/dev/shm", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'In shell form.',
      bad: `
        FROM python:3.13-slim
        SHELL ["/bin/bash", "-c"]
        CMD exec «gunicorn» app:app --bind 0.0.0.0:$PORT
      `,
      good: `
        FROM python:3.13-slim
        SHELL ["/bin/bash", "-c"]
        CMD exec gunicorn --worker-tmp-dir /dev/shm app:app --bind 0.0.0.0:$PORT
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is set behind the module of Python, too',
      text: 'FROM python:3.13-slim\nCMD ["python", "-m", "gunicorn", "--worker-tmp-dir", "/dev/shm", "app:app"]\n',
    },
    { because: 'it is set', text: 'FROM python:3.13-slim\nCMD ["gunicorn", "--worker-tmp-dir=/dev/shm", "app:app"]\n' },
    {
      because: 'a configuration file may set it',
      text: 'FROM python:3.13-slim\nCMD ["gunicorn", "-c", "gunicorn.conf.py", "app:app"]\n',
    },
    {
      because: 'GUNICORN_CMD_ARGS may set it',
      text: 'FROM python:3.13-slim\nENV GUNICORN_CMD_ARGS="--worker-tmp-dir=/dev/shm"\nCMD ["gunicorn", "app:app"]\n',
    },
    {
      because: 'options of CMD belong to gunicorn in ENTRYPOINT',
      text: 'FROM python:3.13-slim\nENTRYPOINT ["gunicorn"]\nCMD ["--config=/x.py", "app:app"]\n',
    },
    { because: 'options come from a variable', text: 'FROM python:3.13-slim\nCMD exec gunicorn $OPTIONS app:app\n' },
    { because: 'a development stage', text: 'FROM python:3.13-slim AS dev\nCMD ["gunicorn", "app:app"]\n' },
  ],
  mentions: ['gunicorn'],
  on: { CMD: check, ENTRYPOINT: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const { stage, keyword } = instruction;
  if (stage === undefined || stage.forDevelopment) return;
  if (resolveVariable(instruction, 'GUNICORN_CMD_ARGS').kind !== 'undeclared') return;
  const script = scriptOf(instruction);
  for (const command of script?.commands ?? []) {
    const program = effectiveCommand(command);
    const word = program && gunicornWord(program);
    if (program === undefined || word === undefined) continue;
    const more = keyword === 'ENTRYPOINT' ? argumentsOfCmd(stage.end.cmd) : [];
    const own = program.arguments.slice(program.arguments.indexOf(word) + 1);
    if ([...own, ...more].some(maySetDirectory)) continue;
    const isJson = instruction.form.kind === 'exec' && !command.nesting.includes('script-argument');
    yield {
      span: word.span,
      message: 'The workers of gunicorn write their heartbeat to /tmp on disk. Give them `--worker-tmp-dir /dev/shm`.',
      fixes: () => [
        {
          title: 'Add --worker-tmp-dir /dev/shm',
          safety: 'suggested',
          edits: [insertAt(word.span.end, isJson ? ', "--worker-tmp-dir", "/dev/shm"' : ' --worker-tmp-dir /dev/shm')],
        },
      ],
    };
  }
}

/** The word that says gunicorn: the program, or the module of `python -m gunicorn`. */
function gunicornWord({ name, nameWord, arguments: words }: EffectiveCommand): ShellWord | undefined {
  const found = findServer(
    name,
    words.map(({ value }) => value),
  );
  if (found?.server.name !== 'gunicorn') return undefined;
  return found.skip === 0 ? nameWord : words[found.skip - 1];
}

function argumentsOfCmd(cmd: InstructionNode | undefined): readonly ShellWord[] {
  const [command] = cmd === undefined ? [] : (scriptOf(cmd)?.commands ?? []);
  if (command === undefined) return [];
  return command.name === undefined ? command.arguments : [command.name, ...command.arguments];
}

function maySetDirectory({ value, text }: ShellWord): boolean {
  if (value === undefined) return /^"?[$`]/.test(text) || OPTIONS.test(text);
  return OPTIONS.test(value);
}
