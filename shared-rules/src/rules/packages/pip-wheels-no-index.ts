import { insertOption, isExecElement } from '../../fixes/insert-option.js';
import { removeOption } from '../../fixes/remove-words.js';
import {
  callHasOption,
  callName,
  callSpan,
  mayHoldOptions,
  type PackageCall,
  packageCall,
} from '../../model/packages.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { type WheelBuild, wheelBuilds, wheelSources } from '../../model/wheels.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';

export default defineRule({
  id: 'pip-wheels-no-index',
  title: 'Install your own wheels without asking the package index',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P91'],
  fixes: ['suggested'],
  why: `
    A stage builds wheels so that the image installs exactly these. Without \`--no-index\` pip still asks the package index:
    what a wheel needs and the directory does not hold comes from there, in whatever version is the newest that day, and may
    have to be compiled in an image without a compiler. With \`--no-index\` a missing wheel ends the build and says so.
  `,
  how: `
    Build the wheels without \`--no-deps\`, so that those of all dependencies are among them, and install with \`--no-index\`.
  `,
  references: ['https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-no-index'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim AS build
        COPY requirements.txt .
        RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt
        FROM python:3.13-slim
        COPY --from=build /wheels /wheels
        RUN «pip install» --no-cache-dir /wheels/*
      `,
      good: `
        FROM python:3.13-slim AS build
        COPY requirements.txt .
        RUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt
        FROM python:3.13-slim
        COPY --from=build /wheels /wheels
        RUN pip install --no-index --no-cache-dir /wheels/*
      `,
      fix: 'suggested',
    },
    {
      title: 'With --no-deps, the wheels of what your requirements need are missing.',
      bad: `
        FROM python:3.13-slim AS build
        WORKDIR /src
        COPY requirements.txt .
        RUN pip wheel --no-cache-dir --no-deps \\
              --wheel-dir wheels -r requirements.txt
        FROM python:3.13-slim
        WORKDIR /app
        COPY --from=build /src/wheels /wheels
        COPY --from=build /src/requirements.txt .
        RUN pip --version \\
            && «pip install» --no-cache-dir /wheels/*.whl
      `,
      good: `
        FROM python:3.13-slim AS build
        WORKDIR /src
        COPY requirements.txt .
        RUN pip wheel --no-cache-dir \\
              --wheel-dir wheels -r requirements.txt
        FROM python:3.13-slim
        WORKDIR /app
        COPY --from=build /src/wheels /wheels
        COPY --from=build /src/requirements.txt .
        RUN pip --version \\
            && pip install --no-index --no-cache-dir /wheels/*.whl
      `,
      fix: 'suggested',
    },
    {
      title: 'With --find-links.',
      bad: `
        FROM python:3.13-slim AS build
        COPY requirements.txt /src/
        RUN <<EOF
          pip wheel -w /wheels -r /src/requirements.txt
        EOF
        FROM python:3.13-slim
        COPY requirements.txt .
        COPY --from=build /wheels/ /wheels/
        RUN python -m «pip install» --no-cache-dir --find-links=/wheels -r requirements.txt
      `,
      good: `
        FROM python:3.13-slim AS build
        COPY requirements.txt /src/
        RUN <<EOF
          pip wheel -w /wheels -r /src/requirements.txt
        EOF
        FROM python:3.13-slim
        COPY requirements.txt .
        COPY --from=build /wheels/ /wheels/
        RUN python -m pip install --no-index --no-cache-dir --find-links=/wheels -r requirements.txt
      `,
      fix: 'suggested',
    },
    {
      title: 'The wheels in a mount.',
      bad: `
        FROM python:3.13-slim AS build
        RUN pip wheel --wheel-dir=/wheels flask
        FROM python:3.13-slim
        RUN --mount=type=bind,from=build,source=/wheels,target=/wheels «pip install» -f /wheels flask
      `,
      good: `
        FROM python:3.13-slim AS build
        RUN pip wheel --wheel-dir=/wheels flask
        FROM python:3.13-slim
        RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-index -f /wheels flask
      `,
    },
  ],
  silences: [
    {
      because: 'the index is not asked, or nothing but the wheels is installed',
      text: `
        FROM python:3.13-slim AS build
        RUN pip wheel -w /wheels flask
        FROM python:3.13-slim
        COPY --from=build /wheels /wheels
        RUN pip install --no-index /wheels/*
        RUN pip install --no-deps /wheels/*
        RUN PIP_NO_INDEX=1 pip install /wheels/*
        ENV PIP_NO_INDEX=1
        RUN pip install --find-links /wheels flask
      `,
    },
    {
      because: 'nobody knows who built these wheels',
      text: 'FROM python:3.13-slim\nCOPY wheels /wheels\nRUN pip install /wheels/* && pip install --find-links=/wheels flask\n',
    },
    {
      because: 'one wheel, built from the sources of the project',
      text: `
        FROM python:3.13-slim AS build
        RUN pip wheel --no-deps -w /dist .
        FROM python:3.13-slim
        COPY --from=build /dist /dist
        RUN pip install /dist/*.whl
      `,
    },
    {
      because: 'options may come from a variable',
      text: 'FROM python:3.13-slim\nARG OPTIONS\nRUN pip wheel -w /w x && pip install $OPTIONS /w/*\n',
    },
    {
      because: 'wheels in another directory',
      text: 'FROM python:3.13-slim\nRUN pip wheel -w /wheels flask && pip install /other/*\n',
    },
  ],
  mentions: ['wheel'],
  on: { command: check },
});

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const call = packageCall(command, instruction);
  if (call?.manager.name !== 'pip' || call.action !== 'install' || !mayAskIndex(call, instruction)) return;
  const sources = wheelSources(call, instruction);
  const [first] = sources;
  if (first === undefined) return;
  const builds = sources.flatMap(({ directory }) => wheelBuilds(instruction, directory) ?? []);
  // The project's own wheel: what it needs has to come from the index.
  if (builds.length === 0 || builds.some(({ isOfProject }) => isOfProject)) return;
  const incomplete = builds.flatMap((build) => build.incomplete ?? [])[0];
  yield {
    span: callSpan(call),
    message: `\`${callName(call)}\` takes what it does not find in ${first.directory} from the package index, in any version. Add \`--no-index\`.`,
    related:
      incomplete === undefined
        ? []
        : [
            {
              span: callSpan(incomplete.call),
              message: 'Built with `--no-deps`: the wheels of dependencies are missing.',
            },
          ],
    fixes: () =>
      noIndexFixes(
        call,
        instruction,
        builds.flatMap(({ all }) => all),
      ),
  };
}

function mayAskIndex(call: PackageCall, run: InstructionNode): boolean {
  if (callHasOption(call, { long: ['no-index', 'no-deps', 'no-dependencies'] }) || mayHoldOptions(call, run))
    return false;
  if (call.command.assignments.some(({ name }) => name === 'PIP_NO_INDEX')) return false;
  return resolveVariable(run, 'PIP_NO_INDEX').kind === 'undeclared';
}

/** All that is installed must be among the wheels: they themselves, or the very requirements that they were built of. */
function noIndexFixes(call: PackageCall, run: InstructionNode, builds: readonly WheelBuild[]): readonly Fix[] {
  if (isExecElement(run, call.program) || !isCovered(call, builds)) return [];
  const edits: TextEdit[] = [insertOption(run, call.subcommand.at(-1) ?? call.program, '--no-index')];
  for (const build of builds) {
    const option = build.call.options.find(
      ({ names }) => names.includes('--no-deps') || names.includes('--no-dependencies'),
    );
    if (option === undefined) continue;
    const removal = removeOption(build.run, build.call.command, option.word, '--no-deps');
    if (removal === undefined) return [];
    edits.push(removal);
  }
  const title = edits.length > 1 ? 'Build the wheels of dependencies, too, and add --no-index' : 'Add --no-index';
  return [{ title, safety: 'suggested', edits }];
}

function isCovered(call: PackageCall, builds: readonly WheelBuild[]): boolean {
  const isWheels = (text: string): boolean => /\/\*(?:\.whl)?$/.test(text);
  const built = new Set(
    builds.flatMap((build) => [...build.call.operands.map(({ text }) => text), ...requirements(build.call)]),
  );
  return [...call.operands.map(({ text }) => text), ...requirements(call)].every(
    (text) => isWheels(text) || built.has(text),
  );
}

/** The names of the requirement files of a call, without directories. */
function requirements({ options }: PackageCall): readonly string[] {
  return options.flatMap(({ names, value }) =>
    names.includes('-r') || names.includes('--requirement') ? [value?.split('/').at(-1) ?? ''] : [],
  );
}
