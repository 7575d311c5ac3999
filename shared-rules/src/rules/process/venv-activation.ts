import { instructionBehind } from '../../fixes/edits.js';
import { fileOf } from '../../model/build.js';
import { startedBy } from '../../model/container-process.js';
import { packageCalls } from '../../model/packages.js';
import { normalPath } from '../../model/paths.js';
import { sourceStage } from '../../model/stage-references.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import {
  createdEnvironments,
  type EnvironmentStep,
  environmentSteps,
  mayBeOnPath,
} from '../../model/virtual-environments.js';
import { defineRule, type Finding, type Fix, type RelatedPlace } from '../../rule.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'venv-activation',
  title: 'Put a virtual environment into PATH rather than activating it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P90'],
  fixes: ['suggested'],
  why: `
    Activating a virtual environment changes the PATH of the shell that does it, and each RUN is a shell of its own: the next
    RUN and the container know nothing of it. \`pip\` then installs beside the environment, and \`python\` starts without its
    packages: "ModuleNotFoundError". An ENV holds for everything that follows. And an environment belongs where it was made:
    its programs begin with the path of its Python, so copied to another path they do not start.
  `,
  how: `
    Create the environment, then write \`ENV PATH="/opt/venv/bin:$PATH"\`, in each stage that uses it. Copy it to the very path
    where it was made, into an image with the same version of Python.
  `,
  references: ['https://docs.python.org/3/library/venv.html#how-venvs-work'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN python -m venv /opt/venv && «. /opt/venv/bin/activate» && pip install --no-cache-dir flask
        CMD ["python", "app.py"]
      `,
      good: `
        FROM python:3.13-slim
        RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install --no-cache-dir flask
        ENV PATH="/opt/venv/bin:$PATH"
        CMD ["python", "app.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'An environment of another stage is in PATH only if this stage says so.',
      bad: `
        FROM python:3.13-slim AS build
        ENV PATH="/opt/venv/bin:$PATH"
        RUN python -m venv /opt/venv && pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /opt/venv «/opt/venv»
        EXPOSE 8000
        CMD ["gunicorn", "--bind=0.0.0.0:8000", "app:app"]
      `,
      good: `
        FROM python:3.13-slim AS build
        ENV PATH="/opt/venv/bin:$PATH"
        RUN python -m venv /opt/venv && pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /opt/venv /opt/venv
        ENV PATH="/opt/venv/bin:$PATH"
        EXPOSE 8000
        CMD ["gunicorn", "--bind=0.0.0.0:8000", "app:app"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A script is one shell, and the next RUN another.',
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        RUN <<EOF
          set -e
          python -m venv venv
          «. venv/bin/activate»
        EOF
        RUN pip install --no-cache-dir flask
      `,
      good: `
        FROM python:3.13-slim
        WORKDIR /app
        RUN <<EOF
          set -e
          python -m venv venv
        EOF
        ENV PATH="/app/venv/bin:$PATH"
        RUN pip install --no-cache-dir flask
      `,
    },
    {
      title: 'Copied to another path, its programs do not start.',
      bad: `
        FROM python:3.13-slim AS build
        RUN python -m venv /build/venv && /build/venv/bin/pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /build/venv «/opt/venv»
        CMD ["/opt/venv/bin/gunicorn", "app:app"]
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /opt/venv /opt/venv
        CMD ["/opt/venv/bin/gunicorn", "app:app"]
      `,
    },
    {
      title: 'Another version of Python does not find the packages.',
      bad: `
        FROM python:3.12-slim AS build
        RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /opt/venv «/opt/venv»
        CMD ["/opt/venv/bin/gunicorn", "app:app"]
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir gunicorn
        FROM python:3.13-slim
        COPY --from=build /opt/venv /opt/venv
        CMD ["/opt/venv/bin/gunicorn", "app:app"]
      `,
    },
  ],
  silences: [
    {
      because: 'it is in PATH',
      text: `
        FROM python:3.13-slim AS build
        ENV VIRTUAL_ENV=/opt/venv
        ENV PATH="$VIRTUAL_ENV/bin:$PATH"
        RUN python -m venv $VIRTUAL_ENV && . /opt/venv/bin/activate && pip install flask
        RUN pip install gunicorn
        FROM python:3.13-slim
        ENV PATH=/opt/venv/bin:$PATH
        COPY --from=build /opt/venv /opt/venv
        CMD ["gunicorn", "app:app"]
      `,
    },
    {
      because: 'all that needs it names it, or activates it itself',
      text: `
        FROM python:3.13-slim
        RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install flask
        RUN . /opt/venv/bin/activate && pip install gunicorn
        RUN /opt/venv/bin/pip install celery
        CMD . /opt/venv/bin/activate && exec gunicorn app:app
      `,
    },
    {
      because: 'a script that starts the program may activate it',
      text: `
        FROM python:3.13-slim
        RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install flask
        ENTRYPOINT ["/entrypoint.sh"]
        CMD ["python", "app.py"]
      `,
    },
    {
      because: 'each shell activates it',
      text: `
        FROM python:3.13-slim
        ENV BASH_ENV=/opt/venv/bin/activate
        RUN python -m venv /opt/venv && . /opt/venv/bin/activate && pip install flask
        CMD ["bash", "-c", "python app.py"]
      `,
    },
    {
      because: 'the first pip is that of the image: it brings the tool that makes environments',
      text: `
        FROM python:3.13-slim
        RUN pip install virtualenv && virtualenv /opt/venv && . /opt/venv/bin/activate && pip install flask
        RUN pip install --upgrade pip
        CMD ["/opt/venv/bin/python", "app.py"]
      `,
    },
    {
      because: 'only the packages in it are copied',
      text: `
        FROM python:3.13-slim AS build
        RUN python -m venv /venv && /venv/bin/pip install flask
        FROM python:3.13-slim
        COPY --from=build /venv/lib/python3.13/site-packages /packages
        CMD ["python", "app.py"]
      `,
    },
  ],
  mentions: ['venv', 'activate', 'virtualenv'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  const lost = lostActivation(stage);
  if (lost !== undefined) yield lost;
  let isFirst = true;
  for (const copy of stage.instructions) {
    const copied = copy.keyword === 'COPY' ? copiedEnvironment(copy) : undefined;
    if (copied === undefined) continue;
    const found = misplaced(stage, copied) ?? (isFirst ? notOnPath(stage, copied) : undefined);
    isFirst = false;
    if (found !== undefined) yield found;
  }
}

/** The first activation of a stage, where something later takes it for granted. */
function lostActivation(stage: Stage): Finding | undefined {
  for (const run of stage.instructions) {
    const step = environmentSteps(run).find(({ kind }) => kind === 'activated');
    if (step === undefined) continue;
    const use = mayBeOnPath(stage, step.path) ? undefined : (laterUse(stage, run) ?? startOf(stage));
    if (use === undefined) return undefined;
    return {
      span: step.span,
      message: `This activation ends with its RUN, so ${use.message} does not use the environment. Put its programs into PATH with ENV.`,
      related: [{ span: use.span, message: 'This works without the environment.' }],
      fixes: () => pathFixes(run, step.path),
    };
  }
  return undefined;
}

/** An install in a later RUN that means the environment, and does not say so. */
function laterUse(stage: Stage, run: InstructionNode): RelatedPlace | undefined {
  for (const later of stage.instructions) {
    if (later.index <= run.index || environmentSteps(later).length > 0) continue;
    const call = packageCalls(later).find(
      ({ manager, action, program, operands, options }) =>
        manager.name === 'pip' &&
        action === 'install' &&
        program.value?.includes('/') !== true &&
        !operands.some(({ value = '' }) => TOOLS.test(value)) &&
        !options.some(({ names }) => names.some((name) => ELSEWHERE.has(name))),
    );
    if (call !== undefined) return { span: call.command.span, message: `\`pip\` in line ${later.line + 1}` };
  }
  return undefined;
}

/** They belong to the Python of the image as well. */
const TOOLS = /^(?:pip|setuptools|wheel|virtualenv|uv|poetry|pipenv|pipx|pdm|hatch)\b/;

const ELSEWHERE: ReadonlySet<string> = new Set(['-t', '--target', '--prefix', '--root', '--user', '--python']);

const PROGRAMS =
  /^(?:python3?|gunicorn|uvicorn|hypercorn|daphne|waitress-serve|flask|celery|django-admin|uwsgi|fastapi)$/;

/** The program of a container, where it is called by its name alone and no script comes before it. */
function startOf(stage: Stage): RelatedPlace | undefined {
  const started = startedBy(stage);
  const isKnown = started.every(
    ({ words: [program] }) => !/\.\w*sh$|entrypoint|^[.]$|^source$|^uv$/.test(program?.value ?? '$.sh'),
  );
  const found = isKnown ? started.find(({ words: [program] }) => PROGRAMS.test(program?.value ?? '')) : undefined;
  const [program] = found?.words ?? [];
  return program === undefined ? undefined : { span: program.span, message: `\`${program.value}\`` };
}

/** A COPY of a virtual environment, as a whole, from the stage that made it. */
interface CopiedEnvironment {
  readonly copy: InstructionNode;
  readonly origin: Stage;
  readonly from: string;
  readonly to: string;
  /** Of the destination. */
  readonly span: Span;
}

function copiedEnvironment(copy: InstructionNode): CopiedEnvironment | undefined {
  const origin = sourceStage(copy);
  const { sources, destination } = transferOf(copy);
  const [source] = sources;
  if (origin === undefined || sources.length > 1 || source?.path === undefined) return undefined;
  if (destination?.path === undefined || !destination.path.startsWith('/')) return undefined;
  const from = normalPath(source.path);
  if (!createdEnvironments(origin).has(from)) return undefined;
  return { copy, origin, from, to: normalPath(destination.path), span: destination.span };
}

function misplaced(stage: Stage, { origin, from, to, span }: CopiedEnvironment): Finding | undefined {
  if (from !== to) {
    const message = `This environment was made in ${from}, and its programs look for their Python there. Make it in ${to}, or copy it to ${from}.`;
    return { span, message };
  }
  const [made, used] = [pythonOf(origin), pythonOf(stage)];
  if (made === undefined || used === undefined || made === used) return undefined;
  const message = `This environment was made with Python ${made}, and Python ${used}, which is here, does not find its packages. Use the same version.`;
  return { span, message };
}

function notOnPath(stage: Stage, { copy, to, span }: CopiedEnvironment): Finding | undefined {
  const start = environmentsHere(stage) || mayBeOnPath(stage, to) ? undefined : startOf(stage);
  if (start === undefined) return undefined;
  return {
    span,
    message: `${start.message} is not looked for in this environment, which is not in the PATH of this stage. Add an ENV.`,
    related: [{ span: start.span, message: 'This works without the environment.' }],
    fixes: () => pathFixes(copy, to),
  };
}

function environmentsHere(stage: Stage): boolean {
  return stage.instructions.some((instruction) => environmentSteps(instruction).length > 0);
}

/** The version of Python, as far as packages depend on it: `3.13`. */
function pythonOf({ base }: Stage): string | undefined {
  if (base.kind !== 'image' || base.reference.name !== 'python') return undefined;
  return /^(3\.\d+)(?![\d])/.exec(base.reference.tag ?? '')?.[1];
}

function pathFixes(instruction: InstructionNode, path: EnvironmentStep['path']): readonly Fix[] {
  const file = fileOf(instruction);
  if (file === undefined || path === undefined || !/^[\w./-]+$/.test(path)) return [];
  const edit = instructionBehind(file, instruction, 'ENV', `PATH="${path}/bin:$PATH"`);
  return [{ title: `Put ${path}/bin into PATH`, safety: 'suggested', edits: [edit] }];
}
