import { managerNames, managerWords } from '../../facts/package-managers.js';
import { cleanCacheFixes } from '../../fixes/clean-cache.js';
import { deletionsOf } from '../../model/deletions.js';
import { type CacheHabit, type KeptCache, keptCaches } from '../../model/kept-caches.js';
import { mountsOf } from '../../model/mounts.js';
import { callName, callSpan, type PackageCall, packageProgram } from '../../model/packages.js';
import { shellVariable } from '../../model/shell-values.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'conda-clean',
  title: 'Empty the cache of conda in the RUN that fills it',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P50'],
  fixes: ['suggested'],
  why: `
    The archive of every package that conda, mamba or micromamba installs stays in \`pkgs\`, and so does the index of every
    channel. In an image nobody installs them a second time: all of that is only carried around, often hundreds of megabytes.
    It leaves the image only if the same RUN deletes it: what a later RUN deletes stays in the layer below it.
  `,
  how: `
    End the RUN with \`conda clean --all --yes\`. To have the cache between builds, and still not in the image, mount it:
    \`RUN --mount=type=cache,target=/opt/conda/pkgs conda install --yes …\`.
  `,
  references: ['https://docs.conda.io/projects/conda/en/stable/commands/clean.html'],
  examples: [
    {
      bad: `
        FROM continuumio/miniconda3:25.3.1-1
        COPY environment.yml .
        RUN «conda env create» -f environment.yml
      `,
      good: `
        FROM continuumio/miniconda3:25.3.1-1
        COPY environment.yml .
        RUN conda env create -f environment.yml && conda clean --all --yes
      `,
      fix: 'suggested',
    },
    {
      title: 'The last install of the RUN cleans up for all. In another RUN it comes too late.',
      bad: `
        FROM mambaorg/micromamba:2.3.0
        RUN micromamba install -y -n base \\
              python=3.13 \\
            && «micromamba install» -y -n base numpy
        RUN micromamba clean --all --yes
      `,
      good: `
        FROM mambaorg/micromamba:2.3.0
        RUN micromamba install -y -n base \\
              python=3.13 \\
            && micromamba install -y -n base numpy \\
            && micromamba clean --all --yes
        RUN micromamba clean --all --yes
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'it is cleaned, whatever the spelling',
      text: `
        FROM continuumio/miniconda3:25.3.1-1
        RUN conda install -y numpy && conda clean -afy
        RUN conda install -y numpy && conda clean --tarballs --index-cache -y
        RUN conda install -y numpy && mamba clean --all --yes
        RUN conda install -y numpy && rm -rf /opt/conda/pkgs/*
        RUN conda install -y numpy && rm -rf "$CONDA_DIR/pkgs"
        RUN /opt/conda/bin/conda install -y numpy && /opt/conda/bin/conda clean -a -y
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: `
        FROM continuumio/miniconda3:25.3.1-1 AS build
        RUN conda create -y -p /env numpy
        FROM debian:13-slim
        COPY --from=build /env /env
      `,
    },
    {
      because: 'the cache is in a mount',
      text: `
        FROM continuumio/miniconda3:25.3.1-1
        RUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy
        RUN --mount=type=cache,target=/root/miniforge3/pkgs mamba install -y numpy
        ENV CONDA_PKGS_DIRS=/cache
        RUN --mount=type=cache,target=/cache conda install -y numpy
      `,
    },
    {
      because: 'nothing is downloaded',
      text: `
        FROM continuumio/miniconda3:25.3.1-1
        RUN conda create -n empty && conda config --add channels conda-forge && conda install --dry-run numpy
      `,
    },
  ],
  mentions: managerWords(...managerNames(({ group }) => group === 'conda')),
  on: { stage: check },
});

const HABIT: CacheHabit = {
  fills: isInstall,
  empties: ({ manager, action }) => manager.group === 'conda' && action === 'clean',
  paths: cachePaths,
};

const DOWNLOADS_NOTHING: ReadonlySet<string> = new Set(['-d', '--dry-run', '--offline', '--clone', '-h', '--help']);

function isInstall(call: PackageCall, run: InstructionNode): boolean {
  const { manager, action, operands, subcommand, options } = call;
  if (manager.group !== 'conda' || action !== 'install') return false;
  const names = options.flatMap((option) => option.names);
  if (names.some((name) => DOWNLOADS_NOTHING.has(name)) || isElsewhere(run)) return false;
  const isOfFile = names.includes('-f') || names.includes('--file') || subcommand[0]?.value === 'env';
  return isOfFile || operands.length > 0 || names.includes('--all') || call.mayHoldMore;
}

/** https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html#pkgs-dirs-specify-package-directories */
function cachePaths(run: InstructionNode): readonly string[] {
  const own = shellVariable(run, 'CONDA_PKGS_DIRS');
  return ['/opt/conda/pkgs', '~/.conda/pkgs', ...(own === undefined ? [] : [own])];
}

/** conda may be installed anywhere, and its cache is below it: a directory `pkgs` that is mounted or deleted is that. */
function isElsewhere(run: InstructionNode): boolean {
  return (
    mountsOf(run).some(({ target = '' }) => /(?:conda|mamba|pkgs|forge)/i.test(target)) ||
    deletionsOf(run).some(({ word }) => /\/pkgs["']?(?:\/\*?["']?)?$/.test(word.text))
  );
}

function* check(stage: Stage): Iterable<Finding> {
  if (!stage.ships || stage.forDevelopment) return;
  for (const cache of keptCaches(stage, HABIT)) yield finding(cache);
}

function finding(cache: KeptCache): Finding {
  const { call, late } = cache;
  return {
    span: callSpan(call),
    message: `The archives that \`${callName(call)}\` downloads stay in this layer. Run \`${packageProgram(call)} clean --all --yes\` at the end of this RUN.`,
    related: late === undefined ? [] : [{ span: late, message: 'This cleans too late: they stay in the layer below.' }],
    fixes: () => cleanCacheFixes(cache, 'clean --all --yes'),
  };
}
