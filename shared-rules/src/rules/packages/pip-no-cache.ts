import { managerWords } from '../../facts/package-managers.js';
import { insertOption } from '../../fixes/insert-option.js';
import { fileOf } from '../../model/build.js';
import { deletionsOf } from '../../model/deletions.js';
import { rememberLatest } from '../../model/memo.js';
import { isMounted } from '../../model/mounts.js';
import {
  callHasOption,
  callName,
  callSpan,
  mayHoldOptions,
  type PackageCall,
  packageCalls,
} from '../../model/packages.js';
import { deletesPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { shellVariable } from '../../model/shell-values.js';
import { stageChain } from '../../model/stages.js';
import { transferOf } from '../../model/transfer.js';
import type { Dockerfile, InstructionNode, Stage } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { slice } from '../../text/span.js';

const SWITCH = 'PIP_NO_CACHE_DIR';

export default defineRule({
  id: 'pip-no-cache',
  title: 'Install with pip without keeping its cache',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3042', 'semgrep:missing-pip-no-cache-dir'],
  practices: ['P50'],
  fixes: ['safe'],
  why: `
    What pip downloads, and the wheels it builds, it keeps in \`~/.cache/pip\` for the next install. In an image there is no
    next install: each package is in the layer twice, once installed and once as an archive. With \`--no-cache-dir\` pip
    keeps only what it installs. Measured with pip and setuptools: 25.8 MB with the cache, 22.8 MB without it.
  `,
  how: `
    Several installs: set \`ENV PIP_NO_CACHE_DIR=1\` once. To have the cache between builds, and still not in the image, mount
    it: \`RUN --mount=type=cache,target=/root/.cache/pip pip install …\`.
  `,
  references: ['https://pip.pypa.io/en/stable/topics/caching/'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN «pip install» -r requirements.txt
      `,
      good: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir -r requirements.txt
      `,
      fix: 'safe',
    },
    {
      bad: `
        FROM python:3.13-slim
        RUN python -m venv /venv \\
            && «/venv/bin/pip install» --upgrade \\
              pip wheel \\
            && python3 -m «pip install» flask
      `,
      good: `
        FROM python:3.13-slim
        RUN python -m venv /venv \\
            && /venv/bin/pip install --no-cache-dir --upgrade \\
              pip wheel \\
            && python3 -m pip install --no-cache-dir flask
      `,
      fix: 'safe',
    },
    {
      title: 'Exec form.',
      bad: `
        FROM python:3.13-slim
        RUN [«"pip", "install"», "flask"]
      `,
      good: `
        FROM python:3.13-slim
        RUN ["pip", "install", "--no-cache-dir", "flask"]
      `,
      fix: 'safe',
    },
  ],
  silences: [
    {
      because: 'the cache is off, whatever the spelling',
      text: `
        FROM python:3.13-slim
        RUN pip --no-cache-dir install flask
        RUN pip install --no-cache flask
        RUN PIP_NO_CACHE_DIR=off pip install flask
        RUN export PIP_NO_CACHE_DIR=1 && pip install flask
      `,
    },
    {
      because: 'it is off for all of the stage, and for what is built on it',
      text: `
        FROM python:3.13-slim AS base
        ENV PIP_NO_CACHE_DIR=1
        FROM base
        RUN pip install flask
      `,
    },
    {
      because: 'it is off in a configuration file',
      text: `
        FROM python:3.13-slim
        RUN pip config set global.no-cache-dir false
        RUN pip install flask
      `,
    },
    {
      because: 'nobody knows what the configuration file says',
      text: 'FROM python:3.13-slim\nCOPY pip.conf /etc/pip.conf\nRUN pip install flask\n',
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM python:3.13-slim
        RUN --mount=type=cache,target=/root/.cache pip install flask
        RUN --mount=type=tmpfs,target=/root/.cache/pip pip install flask
        ENV PIP_CACHE_DIR=/pip
        RUN --mount=type=cache,target=/pip pip install flask
      `,
    },
    {
      because: 'the cache is deleted in the same RUN',
      text: `
        FROM python:3.13-slim
        RUN pip install flask && rm -rf ~/.cache
        RUN pip install flask && rm -rf /root/.cache/pip
        RUN pip install flask && pip cache purge
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM python:3.13 AS build\nRUN pip install flask\nFROM python:3.13-slim\nCOPY --from=build /usr/local /usr/local\n',
    },
    {
      because: 'these are no pip',
      text: 'FROM python:3.13\nRUN pipx install x && pipenv install && uv pip install y\n',
    },
    {
      because: 'options may come from a variable',
      text: 'FROM python:3.13\nARG OPTIONS\nRUN pip install $OPTIONS x\n',
    },
  ],
  mentions: managerWords('pip'),
  on: { RUN: check },
});

function* check(run: InstructionNode): Iterable<Finding> {
  if (run.stage?.ships !== true) return;
  const calls = packageCalls(run).filter(({ manager }) => manager.name === 'pip');
  if (calls.length === 0) return;
  const paths = cachePaths(run);
  if (paths.some((path) => isMounted(run, path))) return;
  const cleanUp = lastCleanUp(run, paths);
  const keeping = calls.filter((call) => call.command.span.start > cleanUp && keepsCache(call, run));
  if (keeping.length === 0 || isSwitchedOff(run) || isConfigured(run, run.stage)) return;
  for (const call of keeping) {
    yield {
      span: callSpan(call),
      message: `\`${callName(call)}\` keeps what it downloads in its cache, so this layer has each package twice. Add \`--no-cache-dir\`.`,
      ...(call.action === 'install' ? {} : { codes: [] }),
      fixes: () => [
        {
          title: 'Add --no-cache-dir',
          safety: 'safe',
          edits: [insertOption(run, call.subcommand.at(-1) ?? call.program, '--no-cache-dir')],
        },
      ],
    };
  }
}

function keepsCache(call: PackageCall, run: InstructionNode): boolean {
  const { action, manager, command } = call;
  if (action !== 'install' && action !== 'download') return false;
  if (manager.noCache !== undefined && callHasOption(call, manager.noCache)) return false;
  return !command.assignments.some(({ name }) => name === SWITCH) && !mayHoldOptions(call, run);
}

/** Where pip keeps its cache: https://pip.pypa.io/en/stable/topics/caching/#where-is-the-cache-stored */
function cachePaths(run: InstructionNode): readonly string[] {
  const own = shellVariable(run, 'PIP_CACHE_DIR');
  const shared = shellVariable(run, 'XDG_CACHE_HOME');
  return ['~/.cache/pip', ...(own === undefined ? [] : [own]), ...(shared === undefined ? [] : [`${shared}/pip`])];
}

/** The offset of the last command of a RUN that deletes the cache; -1 where none does. */
function lastCleanUp(run: InstructionNode, paths: readonly string[]): number {
  const purge = packageCalls(run).filter(({ manager, action }) => manager.name === 'pip' && action === 'clean');
  const deletions = deletionsOf(run).filter(({ pattern, word }) =>
    pattern === undefined ? /cache/i.test(word.text) : paths.some((path) => deletesPath(pattern, path)),
  );
  return Math.max(purge.at(-1)?.command.span.start ?? -1, deletions.at(-1)?.command.span.start ?? -1);
}

/** Any value switches the cache off, `0` and `false` too: https://github.com/pypa/pip/blob/main/src/pip/_internal/cli/cmdoptions.py */
function isSwitchedOff(run: InstructionNode): boolean {
  const { kind, value } = resolveVariable(run, SWITCH);
  if (kind !== 'undeclared') return value !== '';
  return (scriptOf(run)?.commands ?? []).some(({ name, arguments: words, assignments }) =>
    name === undefined
      ? assignments.some((assignment) => assignment.name === SWITCH)
      : name.value === 'export' && words.some(({ text }) => text.startsWith(`${SWITCH}=`)),
  );
}

const configuredOfFile = rememberLatest((_file: Dockerfile) => new Map<Stage, number>());

/** Whether an instruction up to this one may have switched the cache off in a file of pip's configuration. */
function isConfigured(run: InstructionNode, stage: Stage): boolean {
  const configured = configuredOfFile(run.file);
  for (const each of stageChain(stage)) {
    let first = configured.get(each);
    if (first === undefined) {
      first = each.instructions.find(configuresPip)?.index ?? Number.POSITIVE_INFINITY;
      configured.set(each, first);
    }
    if (first <= run.index) return true;
  }
  return false;
}

function configuresPip(instruction: InstructionNode): boolean {
  if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') {
    const { sources, destination } = transferOf(instruction);
    return [...sources, destination].some((path) => path !== undefined && /\bpip\.conf$/.test(path.text));
  }
  if (instruction.keyword !== 'RUN') return false;
  const text = fileOf(instruction)?.text;
  return (
    text !== undefined &&
    /\bno[-_]cache[-_]dir\s*(?:=|(?:true|false|on|off|yes|no|0|1)\b)/.test(slice(text, instruction.span))
  );
}
