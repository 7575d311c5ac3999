import { signatureSwitches } from '../../facts/check-switches.js';
import { switchOnEdit } from '../../fixes/check-switches.js';
import { type SwitchedOff, switchedOffBy, switchedOffByHeredocs } from '../../model/check-switches.js';
import { comparesFiles } from '../../model/download-checks.js';
import { rememberLatest } from '../../model/memo.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand, hasOption } from '../../shell/commands.js';
import type { ShellScript, ShellWord } from '../../shell/types.js';

const PACKAGE_FILE = /\.(?:apk|rpm|deb)["']?$/i;
const ASSUMES_YES = /^(?:-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|-[a-zA-Z]*qq[a-zA-Z]*)$/;

export default defineRule({
  id: 'no-signature-check-off',
  title: 'Install signed packages only',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['checkov:CKV2_DOCKER_7'],
  practices: ['U15', 'U16', 'U17', 'U18'],
  fixes: ['suggested'],
  why: `
    The signature is what proves that a package comes from the distribution, whichever mirror or proxy sent it. With the
    check off, one of those can send a package of its own, and its scripts run as root in your build. A repository that is
    switched off in a file stays unchecked for every later install, also in images built on yours.
  `,
  how: `
    Add the key of the repository instead. Debian: put it into \`/etc/apt/keyrings/\` and name it in \`[signed-by=…]\`. Alpine:
    into \`/etc/apk/keys/\`. Fedora and Red Hat: \`rpm --import\`.
  `,
  references: [
    'https://wiki.debian.org/SecureApt',
    'https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper',
    'https://cwe.mitre.org/data/definitions/347.html',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        RUN apt-get update \\
            && apt-get install -y --no-install-recommends «--allow-unauthenticated» less \\
            && rm -rf /var/lib/apt/lists/*
      `,
      good: `
        FROM debian:12-slim
        RUN apt-get update \\
            && apt-get install -y --no-install-recommends less \\
            && rm -rf /var/lib/apt/lists/*
      `,
      fix: 'suggested',
    },
    {
      title: '`--force-yes` also answers questions: `-y` does only that.',
      bad: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        apt-get update
        apt-get install «--force-yes» --no-install-recommends less
        EOF
      `,
      good: `
        FROM debian:12-slim
        RUN <<EOF
        set -e
        apt-get update
        apt-get install -y --no-install-recommends less
        EOF
      `,
      fix: 'suggested',
    },
    {
      title: 'A source that nobody signs, and a repository file.',
      bad: `
        FROM debian:12-slim
        RUN echo "deb «[trusted=yes]» https://example.com stable main" > /etc/apt/sources.list.d/x.list
        COPY <<EOF /etc/yum.repos.d/x.repo
        [x]
        baseurl=https://example.com/x
        «gpgcheck=0»
        EOF
      `,
      good: `
        FROM debian:12-slim
        COPY x.asc /etc/apt/keyrings/
        RUN echo "deb [signed-by=/etc/apt/keyrings/x.asc] https://example.com stable main" > /etc/apt/sources.list.d/x.list
      `,
    },
    {
      title: 'A package from the web needs the key of whoever made it.',
      bad: `
        FROM alpine:3.22
        RUN wget -q https://example.com/glibc-2.35-r1.apk \\
            && apk add --no-cache «--allow-untrusted» glibc-2.35-r1.apk
      `,
      good: `
        FROM alpine:3.22
        COPY maker.rsa.pub /etc/apk/keys/
        RUN wget -q https://example.com/glibc-2.35-r1.apk \\
            && apk add --no-cache glibc-2.35-r1.apk
      `,
    },
  ],
  silences: [
    {
      because: 'a package of the own build has no signature',
      text: 'FROM alpine:3.22\nCOPY --from=build /x.apk /tmp/\nRUN apk add --no-cache --allow-untrusted /tmp/x.apk\nFROM fedora:43\nCOPY x.rpm /tmp/\nRUN dnf install -y --nogpgcheck /tmp/*.rpm && rpm -i --nosignature /tmp/x.rpm\n',
    },
    {
      because: 'a checksum says what the package must be',
      text: 'FROM alpine:3.22\nRUN wget https://example.com/x.apk && echo "0  x.apk" | sha256sum -c && apk add --allow-untrusted x.apk\n',
    },
    {
      because: 'a source on the own disk',
      text: 'FROM debian:13-slim\nRUN echo "deb [trusted=yes] file:/packages ./" > /etc/apt/sources.list.d/own.list\n',
    },
    {
      because: 'the check is on, or it is the check of something else',
      text: 'FROM fedora:43\nRUN sed -i "s/gpgcheck=0/gpgcheck=1/" /etc/yum.repos.d/x.repo && dnf install -y --setopt=gpgcheck=1 --setopt=x.repo_gpgcheck=0 less\n',
    },
    { because: 'a word of a text', text: 'FROM debian:13-slim\nRUN echo "never use --allow-unauthenticated"\n' },
  ],
  mentions: signatureSwitches.words,
  on: { command: checkCommand, RUN: checkHeredocs, COPY: checkHeredocs, ADD: checkHeredocs },
});

function* checkCommand(node: CommandNode): Iterable<Finding> {
  for (const off of switchedOffBy(node, signatureSwitches)) {
    if (off.kind === 'option' && installsKnownFiles(node, off.program)) continue;
    yield { ...findingOf(off), fixes: () => fixesOf(node, off) };
  }
}

/** Files that the build itself made or compared, and nothing else. */
function installsKnownFiles({ script }: CommandNode, program: EffectiveCommand): boolean {
  const files = program.arguments.filter(isPackageFile);
  if (files.length === 0) return false;
  if (comparesFiles(script)) return true;
  return !files.some(({ text }) => text.includes('://')) && !downloads(script);
}

const downloads = rememberLatest(({ commands }: ShellScript): boolean =>
  commands.some((command) => /^(?:curl|wget|aria2c)$/.test(effectiveCommand(command)?.name ?? '')),
);

function isPackageFile({ text }: ShellWord): boolean {
  return !text.startsWith('-') && (PACKAGE_FILE.test(text) || /^["']?\.{0,2}\//.test(text));
}

function* checkHeredocs(instruction: InstructionNode): Iterable<Finding> {
  for (const off of switchedOffByHeredocs(instruction, signatureSwitches)) yield findingOf(off);
}

function findingOf(off: SwitchedOff): Finding {
  return {
    span: off.span,
    message: `\`${off.name}\` takes packages that nobody signed: whoever is between you and the repository can send their own. Add the key of the repository instead.`,
    codes: off.name === '--allow-untrusted' ? ['checkov:CKV2_DOCKER_7'] : [],
  };
}

function fixesOf(node: CommandNode, off: SwitchedOff): readonly Fix[] {
  if (off.kind !== 'option' || off.program.arguments.some(isPackageFile)) return [];
  if (off.name === '--force-yes' && !hasOption(off.program.arguments, { short: 'y', long: ['yes', 'assume-yes'] })) {
    if (off.program.arguments.some(({ value = '' }) => ASSUMES_YES.test(value))) return [];
    const quote = node.instruction.form.kind === 'exec' ? '"' : '';
    const edits = [{ span: off.span, text: `${quote}-y${quote}` }];
    return [{ title: 'Write -y, which only answers questions', safety: 'suggested', edits }];
  }
  const edit = switchOnEdit(node, off);
  return edit === undefined ? [] : [{ title: `Remove ${off.name}`, safety: 'suggested', edits: [edit] }];
}
