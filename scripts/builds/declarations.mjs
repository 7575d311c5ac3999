// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './process.mjs';

/**
 * An image with its file system mounted.
 * @typedef {object} ImageAt
 * @property {string} root
 * @property {Readonly<Record<string, any>>} config
 * @property {string} author
 * @property {string} text the Dockerfile that it was built from
 */

/** @typedef {{ readonly before: ImageAt, readonly after: ImageAt }} Images */
/** @typedef {import('./tree.mjs').Difference} Difference */

/**
 * Says whether a change of a value is the one that was declared: nothing where it is, else what is wrong with it.
 * @typedef {(before: ImageAt, after: ImageAt) => string | undefined | Promise<string | undefined>} ConfigJudge
 */

/** @typedef {{ readonly what: string, readonly allows: (difference: Difference) => boolean }} FileJudge */

/**
 * What the fixes of a rule may change in an image. All else is a failure: a rule without a declaration may change nothing.
 * @typedef {object} Declaration
 * @property {Readonly<Record<string, ConfigJudge>>} [config] by key of the image's config
 * @property {Readonly<Record<string, RegExp>>} [leavesOut] what may be new in a command line, with a blank before it
 * @property {true} [author]
 * @property {(images: Images) => readonly FileJudge[]} [files]
 * @property {(images: Images) => readonly string[]} [demands] what must hold besides; gives what does not
 * @property {string} [mayFailBefore] why the text before the fix need not build
 */

/**
 * @param {string} what
 * @param {RegExp} path
 * @param {readonly Difference['kind'][]} kinds
 * @returns {(images: Images) => readonly FileJudge[]}
 */
function files(what, path, kinds) {
  return () => [{ what, allows: (difference) => kinds.includes(difference.kind) && path.test(difference.path) }];
}

const aptLists = /^\/var\/lib\/apt\/lists(\/|$)/;
const aptCaches = /^\/var\/cache\/apt(\/|$)/;
const apkCache = /^\/var\/cache\/apk(\/|$)/;
const goneAptLists = files('package lists', aptLists, ['removed']);

const goneSecret = files('the secret', /\/(\.npmrc|\.env|pip\.conf|\.netrc|id_\w+|[^/]*(secret|credential)[^/]*)$/, [
  'removed',
]);

const workerOption = / --worker-tmp-dir[ =]\/dev\/shm/;

/** @type {Readonly<Record<string, Declaration>>} */
export const declarations = {
  'use-exec-form': {
    config: { Cmd: sameCommand('Cmd'), Entrypoint: sameCommand('Entrypoint'), Healthcheck: sameHealthcheck },
  },
  'entrypoint-ignores-cmd': { config: { Entrypoint: sameCommand('Entrypoint'), Cmd: isLeftOut } },
  'exec-in-entrypoint-script': { files: oneExecMore },
  'no-bash-syntax-in-sh': {
    mayFailBefore: 'the shell has no such command',
    files: files('what the steps write', /^\/srv(\/(list|test))?$/, ['added', 'content']),
  },
  'quote-in-test': {
    files: files('what the other branch writes', /^\/srv(\/(prod|debug|other))?$/, ['added', 'removed']),
  },
  'no-quoted-command-line': {
    config: { Cmd: unquotedCommand('Cmd'), Entrypoint: unquotedCommand('Entrypoint') },
    mayFailBefore: 'a quoted command line is the name of a program that does not exist',
  },
  'malformed-exec-form': {
    config: { Cmd: becomesExecForm('Cmd'), Entrypoint: becomesExecForm('Entrypoint') },
    mayFailBefore: 'a shell is asked to run a broken JSON array',
  },
  'no-empty-continuation': { mayFailBefore: 'an instruction is taken for arguments of the one above it' },
  'no-legacy-key-value': { config: { Env: losesEqualsSigns } },
  // The harness makes every file that a text copies, the misspelt one, too.
  'copy-missing-file': {
    mayFailBefore: 'what is misspelt is not there',
    files: files('the name of the file', /\/(?:[Ss]ettings\.toml|package-lo\w+\.json)$/, ['added', 'removed']),
  },
  'valid-port': { config: { ExposedPorts: becomesPorts }, mayFailBefore: 'Docker stops at what is no port' },
  // Docker writes protocols in lower case into the image, buildah as they stand in the file.
  'expose-protocol-case': { config: { ExposedPorts: samePortsInLowerCase } },
  'copy-many-needs-directory': { mayFailBefore: 'builders refuse several sources for one file' },
  'valid-label-key': { config: { Labels: otherKeys } },
  'required-labels': { config: { Labels: addsEmptyLabels } },
  'no-extra-labels': { config: { Labels: losesOneLabel } },
  'label-is-license': { config: { Labels: otherLicence } },
  'shell-syntax-in-exec-form': { config: { Cmd: callsShell('Cmd'), Entrypoint: callsShell('Entrypoint') } },
  'gunicorn-worker-tmp-dir': { leavesOut: { Cmd: workerOption, Entrypoint: workerOption } },
  'healthcheck-tool-missing': { config: { Healthcheck: otherHealthcheckCommand } },
  'healthcheck-always-passes': { config: { Healthcheck: otherHealthcheckCommand } },
  'require-healthcheck': { config: { Healthcheck: isNew } },
  'no-maintainer': { author: true, config: { Labels: addsLabel('org.opencontainers.image.authors') } },
  'run-as-non-root': { config: { User: becomesNonRoot }, files: newUserFiles },
  'locked-down-user': { files: otherLoginShell },
  'no-writable-executables': {
    files: files('the owner of a program', /^\/usr\/local\/bin\/[^/]+$/, ['owner']),
  },
  'unused-user': { config: { User: becomesNonRoot } },
  'no-final-root-user': { config: { User: becomesNonRoot } },
  'absolute-workdir': {
    config: { WorkingDir: leavesTilde },
    files: ({ before, after }) => [
      {
        what: 'a folder called "~"',
        allows: ({ path, kind }) =>
          (before.config['WorkingDir'] ?? '').includes('~') &&
          ((kind === 'removed' && path.includes('~')) || (kind === 'added' && path === after.config['WorkingDir'])),
      },
    ],
  },
  'no-world-writable': { files: fewerWriters },
  'chown-copied-files': { mayFailBefore: 'a step may not change what belongs to root' },
  'user-command-of-other-distro': { mayFailBefore: 'the image has no such command, or it does not know the option' },
  'privileged-step-after-user': { mayFailBefore: 'the step needs root, which a USER before it took away' },
  'clean-package-lists': { files: goneAptLists },
  'update-with-install': {
    files: files('package lists and caches', new RegExp(`${aptLists.source}|${aptCaches.source}|${apkCache.source}`), [
      'added',
      'removed',
      'content',
    ]),
  },
  'apt-get-no-install-recommends': { files: fewerPackages, demands: keepsRequestedPackages },
  'apt-get-assume-yes': { mayFailBefore: 'apt-get asks, and nobody answers' },
  'pip-no-cache': { files: files("pip's cache", /^\/root\/\.cache(\/|$)/, ['removed']) },
  'no-distribution-upgrade': {
    files: files('package lists and caches', new RegExp(`${aptLists.source}|${aptCaches.source}`), [
      'added',
      'removed',
      'content',
    ]),
  },
  'venv-activation': { config: { Env: gainsPath } },
  'no-python-bytecode-env': { config: { Env: gainsUnbuffered } },
  'wrong-package-name': { mayFailBefore: 'no package has that name' },
  'clean-yarn-cache': {
    files: files(
      "caches of yarn, and of Node for yarn's program",
      /^\/(usr\/local\/share\/\.cache|tmp\/v8-compile-cache-0)(\/|$)/,
      ['added', 'content', 'removed'],
    ),
  },
  'apk-no-cache': { files: files("apk's cache", apkCache, ['removed']) },
  'add-archive': { files: files('the archive', /\.(tar|tgz|txz|tbz2)(\.\w+)?$/, ['removed']) },
  'clean-dnf-cache': { files: files("dnf's cache", /^\/var\/cache\/dnf(\/|$)/, ['removed', 'content']) },
  'clean-yum-cache': { files: files("dnf's cache", /^\/var\/cache\/dnf(\/|$)/, ['removed', 'content']) },
  'clean-zypper-cache': { files: files("zypper's cache", /^\/var\/cache\/zypp(\/|$)/, ['removed', 'content']) },
  'conda-clean': { files: files("conda's cache", /^\/opt\/conda\/pkgs(\/|$)/, ['removed']) },
  'dnf-assume-yes': { mayFailBefore: 'dnf asks, and nobody answers' },
  'yum-assume-yes': { mayFailBefore: 'dnf asks, and nobody answers' },
  'zypper-non-interactive': { mayFailBefore: 'zypper asks, and nobody answers' },
  'clean-in-same-layer': {},
  'no-secret-in-env': { config: { Env: losesVariables } },
  'no-secret-in-arg': {},
  'no-admin-ports': { config: { ExposedPorts: losesAdminPorts } },
  'no-host-network': {},
  'no-environment-dump': {},
  'expose-matches-server': { config: { ExposedPorts: oneOtherPort } },
  'no-debug-environment': { config: { Env: debugIsOff } },
  'no-shell-swap': {
    config: { Shell: bashIsShell },
    files: files('the link', /^\/(usr\/)?bin\/sh$/, ['content', 'type', 'added']),
  },
  'graceful-stop-signal': { config: { StopSignal: otherStopSignal } },
  'log-to-stdout': { config: { Cmd: logsToOutput('Cmd'), Entrypoint: logsToOutput('Entrypoint') } },
  'no-loopback-bind': { config: { Cmd: becomesReachable('Cmd'), Entrypoint: becomesReachable('Entrypoint') } },
  'no-insecure-mode': {},
  'secret-mount-mode': {},
  'use-pipefail': { config: { Shell: hasPipefail } },
  'credential-tool-without-secret': {
    files: (images) => [
      ...files('the key', /^\/gcp\.json$/, ['removed', 'content'])(images),
      ...files('where the login is mounted', /^\/root\/\.config(\/\w+)?$/, ['added'])(images),
    ],
  },
  'ssh-key-in-build': { files: files('the key', /^\/root\/\.ssh(\/id_\w+)?$/, ['removed']) },
  'secret-mount-misused': { files: goneSecret, mayFailBefore: 'the step cannot read the secret' },
  'no-secret-file-copied': { files: goneSecret },
  'no-token-in-config-file': { files: goneSecret },
  'install-path-not-copied': { mayFailBefore: 'the file is not where the install looks for it' },
  'no-extra-index-url': { config: { Env: indexBecomesTheOnlyOne } },
  'apt-cache-mount-locked': {
    files: files('the hook that empties the cache', /^\/etc\/apt\/apt\.conf\.d\/docker-clean$/, ['removed']),
  },
  'no-tls-verification-off': {
    config: { Env: losesEntries(/^(NODE_TLS_REJECT_UNAUTHORIZED=0)$/) },
    files: files('the setting of npm', /^\/root\/\.npmrc$/, ['removed']),
  },
  'cache-mount-unused': { files: files('where a mount was', /^\/root\/\.cache$/, ['removed']) },
  'docker-socket-in-image': { config: { Volumes: losesSocket } },
  'content-trust-retired': { config: { Env: losesEntries(/^DOCKER_CONTENT_TRUST=1$/) } },
  'use-lockfile': {
    mayFailBefore: 'npm ci stops without a lock file',
    files: files(
      'a lock file written anew, a cache of node',
      /\/(yarn\.lock|package-lock\.json)$|^\/tmp\/v8-compile-cache-/,
      ['content'],
    ),
  },
  'no-install-scripts': { leavesOut: { OnBuild: / --ignore-scripts/ } },
  'write-after-volume': { files: filesInVolumes },
  'prefer-workdir': { config: { WorkingDir: sameDirectory } },
  'no-shell-in-scratch': { config: { Cmd: becomesExecForm('Cmd'), Entrypoint: becomesExecForm('Entrypoint') } },
  'cache-mount': { files: files('the cache of a package manager', /^\/root\/\.(cache|npm)(\/|$)/, ['removed']) },
  'unknown-instruction': {
    mayFailBefore: 'Docker stops at an unknown instruction',
    config: { WorkingDir: any, Cmd: any },
  },
  'unknown-flag': { mayFailBefore: 'Docker stops at an unknown flag', config: { Healthcheck: any, Cmd: any } },
  'syntax-error': { mayFailBefore: 'Docker cannot read the file' },
  'only-arg-before-from': { mayFailBefore: 'Docker cannot read the file' },
  'invalid-default-arg-in-from': { mayFailBefore: 'FROM names no image' },
  'undefined-arg-in-from': { mayFailBefore: 'FROM names no image' },
  'undefined-variable': {
    config: { Labels: sameLabels, Env: sameVariables },
    files: files(
      'what a variable says the place of',
      /^\/(srv(\/app)?(\/start\.sh)?|start\.sh|etc\/nginx\/conf\.d\/default\.conf)$/,
      ['added', 'removed', 'content'],
    ),
    mayFailBefore: 'an empty variable names other files than there are',
  },
  'env-uses-itself': { config: { Env: sameVariables } },
  'redundant-target-platform': {},
  'no-constant-platform': {},
  'no-sdk-in-final-stage': {},
  'no-dev-dependencies': {
    files: files('packages for developers', /(^|\/)node_modules(\/|$)|^\/root\/\.npm(\/|$)/, ['removed', 'content']),
  },
  'no-artifact-left-behind': {
    files: files('what was copied to be installed', /^\/(wheels(\/|$)|tmp\/app\.tar\.gz$)/, ['removed']),
  },
  'no-source-beside-build': {
    files: files('the source', /^\/(src|app(?=\/(?!dist\b|node_modules\b|package)))\//, ['removed']),
  },
  'unset-has-no-effect': { config: { Env: sameVariables } },
  'unused-arg': { files: files('what a variable says', /^\/key$/, ['content']) },
  'unused-stage': {},
  'unknown-stage': { mayFailBefore: 'there is no image of that name either' },
  'duplicate-stage-name': { mayFailBefore: 'older builders refuse two stages of a name' },
  'reserved-stage-name': {},
  'name-stage-reference': {},
};

/** @type {ConfigJudge} */
function leavesTilde(before, after) {
  const [old, now] = [before, after].map(({ config }) => String(config['WorkingDir'] ?? ''));
  return old?.includes('/~') && !now?.includes('~') ? undefined : 'it held no "~"';
}

/** @returns {undefined} */
function any() {
  return undefined;
}

/**
 * @param {unknown} value
 * @returns {readonly string[]}
 */
function words(value) {
  return Array.isArray(value) ? value.map(String) : [];
}

/**
 * The command line of a shell form; `undefined` for an exec form.
 * @param {readonly string[]} argv
 */
function shellLine(argv) {
  return argv.length >= 3 && /(^|\/)(ba|da|a)?sh$/.test(argv[0] ?? '') && argv.at(-2) === '-c'
    ? argv.at(-1)
    : undefined;
}

/**
 * The shell form became an exec form with the very words that the shell of the image makes of the line; or a line with
 * `exec` before its last program.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function sameCommand(key) {
  return async (before, after) => {
    const [old, now] = [words(before.config[key]), words(after.config[key])];
    const line = shellLine(old);
    if (line === undefined) return 'it was no shell form before';
    return sameLine(before, old, line, now);
  };
}

/**
 * @param {ImageAt} before
 * @param {readonly string[]} old
 * @param {string} line
 * @param {readonly string[]} now
 */
async function sameLine(before, old, line, now) {
  const newLine = shellLine(now);
  if (newLine !== undefined && squeeze(newLine.replace(/\bexec\s+/, '')) === squeeze(line)) return undefined;
  // A shell that the line calls reads the variables by itself: they stand for their names here.
  const names = newLine === undefined ? [] : [...line.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
  const env = { PATH: process.env['PATH'], ...Object.fromEntries(names.map((name) => [name, `$${name}`])) };
  const read = await run('chroot', [before.root, ...old.slice(0, -1), `set -- ${line}\nprintf '%s\\0' "$@"`], {
    env,
    timeoutSeconds: 10,
  });
  if (read.code !== 0) return `the shell cannot read the line: ${read.stderr.trim()}`;
  const expected = read.stdout.split('\0').slice(0, -1);
  return JSON.stringify(expected) === JSON.stringify(now) ? undefined : `the shell reads ${JSON.stringify(expected)}`;
}

/** @param {string} line */
function squeeze(line) {
  return line.replaceAll(/\s+/g, ' ').trim();
}

/** @type {ConfigJudge} */
async function sameHealthcheck(before, after) {
  const [old, now] = [before, after].map((image) => image.config['Healthcheck'] ?? {});
  const test = words(old.Test);
  const rest = (/** @type {Record<string, unknown>} */ check) => JSON.stringify({ ...check, Test: undefined });
  if (rest(old) !== rest(now)) return 'more than the command of HEALTHCHECK changed';
  if (test[0] !== 'CMD-SHELL') return 'it was no shell form before';
  return sameLine(before, ['/bin/sh', '-c', ''], test[1] ?? '', words(now.Test).slice(1));
}

/**
 * The words of a line that was in quotes, or the one word of an exec form, whoever splits them.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function unquotedCommand(key) {
  return async (before, after) => {
    const [old, now] = [words(before.config[key]), words(after.config[key])];
    const line = shellLine(old);
    const only = old.length === 1 && /\s/.test(old[0] ?? '') ? old[0] : undefined;
    const inner = line === undefined ? only : /^(["'])(.*)\1$/s.exec(line.trim())?.[2];
    if (inner === undefined) return 'it was no quoted line before, nor a line as one word';
    return shellLine(now) === inner ? undefined : sameLine(before, ['/bin/sh', '-c', ''], inner, now);
  };
}

/**
 * A broken array in the shell form became an exec form of the same letters.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function becomesExecForm(key) {
  return (before, after) => {
    const line = shellLine(words(before.config[key])) ?? words(before.config[key]).join(' ');
    const now = words(after.config[key]);
    const bare = (/** @type {string} */ text) => text.replaceAll(/[\s"'“”‘’[\],\\]/g, '');
    return bare(line) === bare(now.join('')) ? undefined : 'the words are not those that were written';
  };
}

/**
 * Values that began with an equals sign and a blank lost both.
 * @type {ConfigJudge}
 */
function losesEqualsSigns(before, after) {
  const old = words(before.config['Env']).map((entry) => entry.replace(/== /, '='));
  return JSON.stringify(old) === JSON.stringify(words(after.config['Env'])) ? undefined : 'another value';
}

/**
 * The same letters in the keys, and the same values.
 * @type {ConfigJudge}
 */
function otherKeys(before, after) {
  const [old, now] = [before, after].map((image) =>
    Object.entries(image.config['Labels'] ?? {}).map(
      ([key, value]) => `${key.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}=${value}`,
    ),
  );
  return old?.sort().join() === now?.sort().join() ? undefined : 'another label';
}

/** @type {ConfigJudge} */
function addsEmptyLabels(before, after) {
  const old = before.config['Labels'] ?? {};
  const now = after.config['Labels'] ?? {};
  const wrong = Object.entries(now).find(([key, value]) => (old[key] ?? '') !== value);
  const isWhole = Object.keys(old).every((key) => key in now);
  return wrong === undefined && isWhole ? undefined : 'another label changed';
}

/** @type {ConfigJudge} */
function losesOneLabel(before, after) {
  const old = before.config['Labels'] ?? {};
  const now = after.config['Labels'] ?? {};
  const isSame = Object.entries(now).every(([key, value]) => old[key] === value);
  return isSame && Object.keys(now).length === Object.keys(old).length - 1 ? undefined : 'another label changed';
}

/** @type {ConfigJudge} */
function otherLicence(before, after) {
  const old = before.config['Labels'] ?? {};
  const changed = Object.entries(after.config['Labels'] ?? {}).filter(([key, value]) => old[key] !== value);
  const isLicence = changed.every(([key]) => /licen[cs]e/.test(key));
  return changed.length === 1 && isLicence ? undefined : 'another label changed';
}

/** @type {ConfigJudge} */
function becomesPorts(_before, after) {
  const ports = Object.keys(after.config['ExposedPorts'] ?? {});
  const wrong = ports.filter((port) => !/^\d{1,5}(-\d{1,5})?\/(tcp|udp|sctp)$/.test(port));
  return wrong.length === 0 ? undefined : `${wrong.join(', ')} is no port`;
}

/** @type {ConfigJudge} */
function samePortsInLowerCase(before, after) {
  const [old, now] = [before, after].map((image) => Object.keys(image.config['ExposedPorts'] ?? {}));
  return old?.join(' ').toLowerCase() === now?.join(' ') ? undefined : 'other ports';
}

/**
 * The words of an array became the line of a shell that is called by name; `exec` and the arguments of the container
 * may be new in it. Or `exec`, which is no program, is gone.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function callsShell(key) {
  return (before, after) => {
    const now = words(after.config[key]);
    if (`exec ${now.join(' ')}` === words(before.config[key]).join(' ')) return undefined;
    const [program, option, line = '', name] = now;
    if (program !== '/bin/sh' || option !== '-c') return 'no shell is called';
    const old = words(before.config[key]);
    if (name !== undefined && name !== old[0]) return 'another name for the program';
    const bare = line
      .replace(/ "\$@"$/, '')
      .replace(/\bexec /, '')
      .replaceAll(/["']/g, '');
    return bare === old.join(' ') ? undefined : 'the words are not those that were written';
  };
}

/** @type {ConfigJudge} */
function otherHealthcheckCommand(before, after) {
  const rest = (/** @type {ImageAt} */ image) => JSON.stringify({ ...image.config['Healthcheck'], Test: undefined });
  return rest(before) === rest(after) ? undefined : 'more than the command of HEALTHCHECK changed';
}

/**
 * @param {string} label
 * @returns {ConfigJudge}
 */
function addsLabel(label) {
  return (before, after) => {
    const { [label]: added, ...rest } = after.config['Labels'] ?? {};
    const old = { ...before.config['Labels'] };
    delete old[label];
    const author = before.author.replace(/^(["'])(.*)\1$/, '$2');
    return added === author && JSON.stringify(rest) === JSON.stringify(old) ? undefined : 'another label changed';
  };
}

/**
 * What steps behind VOLUME write there: builders other than BuildKit throw it away.
 * @param {Images} images
 * @returns {readonly FileJudge[]}
 */
function filesInVolumes({ after }) {
  const volumes = Object.keys(after.config['Volumes'] ?? {});
  return [
    {
      what: 'what is written to a volume',
      allows: ({ path }) => volumes.some((volume) => path === volume || path.startsWith(`${volume}/`)),
    },
  ];
}

/**
 * An image without a directory of its own starts in the root.
 * @type {ConfigJudge}
 */
function sameDirectory(before, after) {
  const [old, now] = [before, after].map((image) => image.config['WorkingDir'] || '/');
  return old === now ? undefined : 'it starts in another directory';
}

/** @type {ConfigJudge} */
function becomesNonRoot(before, after) {
  const isRoot = (/** @type {string} */ user) => /^(root|0)?(:|$)/.test(user);
  if (!isRoot(before.config['User'] ?? '')) return 'it was no root before';
  return isRoot(after.config['User'] ?? '') ? 'it is root still' : undefined;
}

/**
 * Entries of a new user, and the owner of WORKDIR alone.
 * @param {Images} images
 * @returns {readonly FileJudge[]}
 */
function newUserFiles({ before, after }) {
  const accounts = /^\/etc\/((passwd|group|shadow|gshadow|subuid|subgid)-?|\.pwd\.lock)$/;
  const workdir = after.config['WorkingDir'] || undefined;
  return [
    {
      what: "a new user's entries",
      allows: (difference) => accounts.test(difference.path) && isNewUser(difference, before, after),
    },
    { what: 'the owner of WORKDIR', allows: ({ path, kind }) => kind === 'owner' && path === workdir },
    // One that the file itself deletes is made again for the step that creates the user.
    { what: 'WORKDIR made again', allows: ({ path, kind }) => kind === 'added' && path === workdir },
  ];
}

/**
 * Every account of before is there as it was.
 * @param {Difference} difference
 * @param {ImageAt} before
 * @param {ImageAt} after
 */
function isNewUser({ path, kind }, before, after) {
  // Those with a dash are what the tools keep of the state before.
  if (kind === 'added' || path.endsWith('-')) return true;
  if (kind !== 'content') return false;
  const [old, now] = [before, after].map(({ root }) => readFileSync(join(root, path), 'utf8').split('\n'));
  return old !== undefined && now !== undefined && old.every((line) => now.includes(line));
}

/** @type {ConfigJudge} */
function indexBecomesTheOnlyOne(before, after) {
  const [old, now] = [before, after].map((image) => words(image.config['Env']).join('\n'));
  const expected = old?.replace('PIP_EXTRA_INDEX_URL=', 'PIP_INDEX_URL=');
  return expected === now ? undefined : 'more than the name of the variable changed';
}

/** @type {ConfigJudge} */
function oneOtherPort(before, after) {
  const [old = [], now = []] = [before, after].map((image) => Object.keys(image.config['ExposedPorts'] ?? {}));
  const isOne = old.length === 1 && now.length === 1 && old[0]?.split('/')[1] === now[0]?.split('/')[1];
  return isOne ? undefined : 'more than one port changed';
}

/** @type {ConfigJudge} */
function debugIsOff(before, after) {
  const [old = [], now = []] = [before, after].map((image) => words(image.config['Env']));
  if (old.map(nameOf).join() !== now.map(nameOf).join()) return 'a variable came or went';
  const changed = now.filter((entry, index) => entry !== old[index]);
  const wrong = changed.filter(
    (entry) => !/(ENV|ENVIRONMENT|DEBUG|XDEBUG_MODE)=(prod|production|off|no|0|false)$/i.test(entry),
  );
  return wrong.length === 0 ? undefined : `${wrong.join(', ')} is no production value`;
}

/** @param {string} entry */
function nameOf(entry) {
  return entry.split('=', 1)[0];
}

/** @type {ConfigJudge} */
function bashIsShell(_, after) {
  const shell = JSON.stringify(after.config['Shell']);
  return shell === '["/bin/bash","-c"]' ? undefined : `the shell is ${shell}`;
}

/** @type {ConfigJudge} */
function hasPipefail(before, after) {
  const [old, now] = [before, after].map((image) => words(image.config['Shell']));
  if (old === undefined || now === undefined) return 'no shell';
  const rest = now.filter((word) => word !== '-o' && word !== 'pipefail').join(' ');
  const isSame = old.length === 0 ? /^\/bin\/(ba|a)sh -c$/.test(rest) : rest === old.join(' ');
  return isSame && now.includes('pipefail') ? undefined : `the shell is ${now.join(' ')}`;
}

/** @type {ConfigJudge} */
function otherStopSignal(before, after) {
  const now = after.config['StopSignal'];
  if (now === 'SIGKILL' || now === before.config['StopSignal']) return 'the signal is no better';
  return /^SIG(TERM|QUIT|INT|USR1|WINCH)$/.test(now) ? undefined : `${now} is no signal to stop with`;
}

/**
 * A log file became the standard output, or its redirection went.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function logsToOutput(key) {
  return (before, after) => {
    const [old, now] = [before, after].map((image) => words(image.config[key]).join(' '));
    const logged = old?.replaceAll(/(logfile|log-file)([ =])[^ -][^ ]*/g, '$1$2-').replace(/\s+>> ?\S+( 2>&1)?$/, '');
    return now === logged ? undefined : 'more than the log changed';
  };
}

/**
 * The loopback address became that of all interfaces, or was given where none was.
 * @param {string} key
 * @returns {ConfigJudge}
 */
function becomesReachable(key) {
  return (before, after) => {
    const [old, now] = [before, after].map((image) => words(image.config[key]).join(' '));
    const bound = old?.replace(/(127\.0\.0\.1|localhost)(?=:|$| )/, '0.0.0.0');
    return now === bound || now?.replace(' --host=0.0.0.0', '') === old ? undefined : 'more than the address changed';
  };
}

/** @type {ConfigJudge} */
function losesAdminPorts(before, after) {
  const [old, now] = [before, after].map((image) => Object.keys(image.config['ExposedPorts'] ?? {}));
  if (now?.some((port) => !old?.includes(port))) return 'a port is new';
  const lost = old?.filter((port) => !now?.includes(port)) ?? [];
  return lost.every((port) => /^(22|23|3389|5800|5900)\/tcp$/.test(port)) ? undefined : `lost ${lost.join(', ')}`;
}

/**
 * Some entries of a list go, and nothing else changes.
 * @param {RegExp} which
 * @returns {ConfigJudge}
 */
function losesEntries(which) {
  return (before, after) => {
    const [old, now] = [before, after].map((image) => words(image.config['Env']));
    const expected = old?.filter((entry) => !which.test(entry));
    return JSON.stringify(expected) === JSON.stringify(now) ? undefined : 'another variable changed';
  };
}

/** @type {ConfigJudge} */
function losesSocket(before, after) {
  const [old, now] = [before, after].map((image) => Object.keys(image.config['Volumes'] ?? {}).sort());
  const expected = old?.filter((path) => !path.endsWith('/docker.sock'));
  return JSON.stringify(expected) === JSON.stringify(now) ? undefined : 'another volume changed';
}

/** The variables are those of before; their values may be others. @type {ConfigJudge} */
function sameVariables(before, after) {
  const [old, now] = [before, after].map((image) =>
    words(image.config['Env'])
      .map((entry) => entry.split('=')[0])
      .sort(),
  );
  return JSON.stringify(old) === JSON.stringify(now) ? undefined : 'a variable came or went';
}

/** The labels are those of before; an empty value may be filled. @type {ConfigJudge} */
function sameLabels(before, after) {
  const [old, now] = [before, after].map((image) => Object.entries(image.config['Labels'] ?? {}));
  if (old?.length !== now?.length) return 'a label came or went';
  const isKept = old?.every(([name, value]) => value === '' || after.config['Labels']?.[name] === value);
  return isKept === true ? undefined : 'a label that had a value has another';
}

/** Group and others may not write any more; all else of the mode stays. */
function fewerWriters() {
  const isNarrower = (/** @type {string} */ detail) => {
    const [old = 0, now = 0] = detail.split(' -> ').map((mode) => Number.parseInt(mode, 8));
    return (now & ~old) === 0 && (old & ~now & ~0o022) === 0;
  };
  return [
    {
      what: 'who may write',
      allows: (/** @type {Difference} */ { kind, detail }) => kind === 'mode' && isNarrower(detail),
    },
  ];
}

/** @type {ConfigJudge} */
function isLeftOut(_before, after) {
  return words(after.config['Cmd']).length === 0 ? undefined : 'another CMD came';
}

/**
 * A script got one `exec`, and nothing else changed in it.
 * @param {Images} images
 */
function oneExecMore({ before, after }) {
  const [old, now] = [before, after].map(
    ({ root }) =>
      (/** @type {string} */ path) =>
        readFileSync(join(root, path), 'utf8'),
  );
  return [
    {
      what: 'exec in a script',
      allows: (/** @type {Difference} */ { kind, path }) =>
        kind === 'content' && old !== undefined && now?.(path).replace(/\bexec /, '') === old(path),
    },
  ];
}

/** @type {ConfigJudge} */
function isNew(before) {
  return before.config['Healthcheck'] === undefined ? undefined : 'there was one before';
}

/**
 * A login shell became one that lets nobody in, and the home of that user may go.
 * @param {Images} images
 */
function otherLoginShell({ before, after }) {
  const accounts = (/** @type {ImageAt} */ { root }) => readFileSync(join(root, 'etc/passwd'), 'utf8').split('\n');
  const now = accounts(after);
  const changed = accounts(before).filter((line) => !now.includes(line));
  const homes = changed.map((line) => line.split(':')[5] ?? '');
  const isLocked = changed.every((line) =>
    now.some((other) => other.endsWith('nologin') && other.startsWith(line.replace(/[^:]*$/, ''))),
  );
  return [
    {
      what: 'the login shell',
      allows: (/** @type {Difference} */ { path, kind }) =>
        isLocked && kind === 'content' && /^\/etc\/passwd-?$/.test(path),
    },
    {
      what: 'the home',
      allows: (/** @type {Difference} */ { path, kind }) =>
        kind === 'removed' && homes.some((home) => path === home || path.startsWith(`${home}/`)),
    },
  ];
}

/** @type {ConfigJudge} */
function gainsUnbuffered(before, after) {
  const expected = [...words(before.config['Env']), 'PYTHONUNBUFFERED=1'].sort();
  const now = [...words(after.config['Env'])].sort();
  return JSON.stringify(expected) === JSON.stringify(now) ? undefined : 'another variable changed';
}

/** PATH begins with one more directory of programs, and nothing else changes. @type {ConfigJudge} */
function gainsPath(before, after) {
  const bare = (/** @type {ImageAt} */ image, /** @type {RegExp} */ added) =>
    JSON.stringify(words(image.config['Env']).map((entry) => entry.replace(added, '$1')));
  return bare(before, /^(PATH=)/) === bare(after, /^(PATH=)[\w./-]+\/bin:/) ? undefined : 'more than PATH changed';
}

/** @type {ConfigJudge} */
function losesVariables(before, after) {
  const [old, now] = [before, after].map((image) => words(image.config['Env']));
  if (old === undefined || now === undefined) return 'no variables';
  // The one variable that another fix may add to the same file.
  const added = now.filter((entry) => !old.includes(entry) && entry !== 'PYTHONUNBUFFERED=1');
  if (added.length > 0) return 'a variable is new or has another value';
  const lost = old.filter((entry) => !now.includes(entry)).map((entry) => entry.split('=')[0] ?? '');
  const harmless = lost.filter((name) => !/pass|token|secret|key|credential|auth/i.test(name));
  return harmless.length === 0 ? undefined : `${harmless.join(', ')} is no secret`;
}

/**
 * Files of packages that are not installed any more, and what lists them.
 * @param {Images} images
 * @returns {readonly FileJudge[]}
 */
function fewerPackages({ before, after }) {
  const [old, now] = [before, after].map(({ root }) => installedPackages(root));
  const gone = [...(old ?? [])].filter((name) => !now?.has(name));
  const owned = new Set(gone.flatMap((name) => packageFiles(before.root, name)));
  const ownedByOthers = new Set([...(now ?? [])].flatMap((name) => packageFiles(before.root, name)));
  const registries =
    /^\/(var\/lib\/(dpkg|apt|systemd|pam|python|sgml-base|xml-core|ucf|update-notifier|shells\.state)|var\/cache\/(debconf|fontconfig|man)|etc\/(ld\.so\.cache|alternatives|mailcap|environment|shells|subuid|subgid|passwd-?|group-?|shadow-?|gshadow-?|pam\.d|rc\w\.d|init\.d|systemd|ssl|ssh|default)|usr\/(lib\/(locale|mime)|share\/(mime|info|applications|glib-2\.0|perl|polkit-1|bug)))(\/|$)/;
  return [
    {
      what: `files of ${gone.length} recommended packages`,
      allows: ({ path, kind }) =>
        kind === 'removed' && (owned.has(path) || gone.some((name) => path.includes(name.split(':')[0] ?? name))),
    },
    { what: 'registries of packages', allows: ({ path }) => gone.length > 0 && registries.test(path) },
    {
      what: 'what their scripts made',
      allows: ({ path, kind }) =>
        kind === 'removed' &&
        gone.length > 0 &&
        /^\/(etc|run|usr|var)\//.test(path) &&
        !ownedByOthers.has(path) &&
        !before.text.includes(path.split('/').at(-1) ?? path),
    },
  ];
}

/**
 * No package comes anew, and none goes that the text asks for.
 * @param {Images} images
 */
function keepsRequestedPackages({ before, after }) {
  const [old, now] = [before, after].map(({ root }) => installedPackages(root));
  if (old === undefined || now === undefined) return [];
  const added = [...now].filter((name) => !old.has(name));
  const requested = [...old].filter((name) =>
    new RegExp(`(^|\\s)${escapePattern(name)}(?=[\\s:="';&]|$)`).test(before.text),
  );
  const lost = requested.filter((name) => !now.has(name));
  return [
    ...added.map((name) => `package ${name} is new`),
    ...lost.map((name) => `package ${name}, which the file asks for, is not installed`),
  ];
}

/** @param {string} text */
function escapePattern(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * @param {string} root
 * @returns {ReadonlySet<string>}
 */
export function installedPackages(root) {
  const path = join(root, 'var/lib/dpkg/status');
  if (!existsSync(path)) return new Set();
  const entries = readFileSync(path, 'utf8').split('\n\n');
  return new Set(
    entries.flatMap((entry) =>
      /^Status: .* installed$/m.test(entry) ? [/^Package: (.+)$/m.exec(entry)?.[1] ?? ''] : [],
    ),
  );
}

/** @param {string} folder of what dpkg knows of packages */
function debianArchitecture(folder) {
  const list = existsSync(folder) ? readdirSync(folder).find((file) => /^libc6:\w+\.list$/.test(file)) : undefined;
  return list?.slice('libc6:'.length, -'.list'.length);
}

/**
 * @param {string} root
 * @param {string} name
 */
function packageFiles(root, name) {
  const folder = join(root, 'var/lib/dpkg/info');
  const names = [`${name}.list`, `${name}:${debianArchitecture(folder)}.list`];
  const list = names.find((file) => existsSync(join(folder, file)));
  if (list === undefined) return [];
  // /bin, /lib and /sbin are links into /usr.
  return readFileSync(join(folder, list), 'utf8')
    .split('\n')
    .flatMap((path) => [path, path.replace(/^\/(bin|sbin|lib\w*)\//, '/usr/$1/')]);
}
