// @ts-check
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execute, processOne, start, stop, stopGraceSeconds, untilPrinted, userOf } from './container.mjs';
import { buildText } from './judge.mjs';
import { fixedBy } from './pairs.mjs';
import { withMounted } from './store.mjs';
import { megabytes } from './table.mjs';

/** @typedef {import('./store.mjs').Store} Store */
/** @typedef {import('./store.mjs').BuiltImage} BuiltImage */
/** @typedef {import('./container.mjs').Runnable} Runnable */
/** @typedef {import('./table.mjs').Row} Row */

/**
 * What a container does, before a fix and behind it. The check gives what it measured, and what is wrong with it.
 * @typedef {{ readonly before: string, readonly after: string, readonly wrong: readonly (string | false)[] }} Finding
 */

/**
 * @typedef {object} Behaviour
 * @property {string} rule
 * @property {string} what
 * @property {string} text before the fix
 * @property {(work: Work) => Promise<Finding>} check
 */

/**
 * @typedef {object} Work
 * @property {Store} store
 * @property {string} name
 * @property {string} before
 * @property {string} after
 */

const nodeApp = 'FROM node:24-slim\nWORKDIR /app\nCOPY server.js ./\n';
const pythonApp = 'FROM python:3.13-slim\nWORKDIR /app\nCOPY app.py manage.py ./\n';

/** @type {readonly Behaviour[]} */
export const behaviours = [
  {
    rule: 'use-exec-form',
    what: 'SIGTERM stops a node server',
    text: `${nodeApp}CMD node server.js\n`,
    check: stopTimes,
  },
  {
    rule: 'use-exec-form',
    what: 'SIGTERM stops a python server',
    text: `${pythonApp}CMD python app.py\n`,
    check: stopTimes,
  },
  {
    rule: 'use-exec-form',
    what: 'SIGTERM stops a server that needs a variable',
    text: `${nodeApp}ENV ENTRY=server.js\nCMD node $ENTRY\n`,
    check: stopTimes,
  },
  {
    rule: 'use-exec-form',
    what: 'SIGTERM stops a server that starts behind a migration',
    text: `${pythonApp}CMD python manage.py migrate && python app.py\n`,
    check: stopTimes,
  },
  {
    rule: 'use-exec-form',
    what: 'SIGTERM stops a server that ENTRYPOINT starts',
    text: `${nodeApp}ENTRYPOINT node server.js\n`,
    check: stopTimes,
  },
  {
    rule: 'run-as-non-root',
    what: 'a new user on Debian runs the program',
    text: `${pythonApp}ENV PORT=8080\nCMD ["python", "app.py"]\n`,
    check: runsAsUser('/app/app.py'),
  },
  {
    rule: 'run-as-non-root',
    what: 'the user that node images have runs the program',
    text: `${nodeApp}ENV PORT=8080\nCMD ["node", "server.js"]\n`,
    check: runsAsUser('/app/server.js'),
  },
  {
    rule: 'run-as-non-root',
    what: 'a new user on Alpine runs the program',
    text: 'FROM alpine:3.22\nWORKDIR /www\nCOPY index.html ./\nCMD ["sh", "-c", "echo ready && exec httpd -f -p 8080"]\n',
    check: runsAsUser('/www/index.html'),
  },
  {
    rule: 'healthcheck-tool-missing',
    what: 'the health check tells a running python server from none',
    text: `${pythonApp}HEALTHCHECK CMD curl --fail http://127.0.0.1:8000/ || exit 1\nCMD ["python", "app.py"]\n`,
    check: tellsHealth,
  },
  {
    rule: 'healthcheck-tool-missing',
    what: 'the health check tells a running node server from none',
    text: `${nodeApp}HEALTHCHECK CMD ["curl", "-fsS", "http://127.0.0.1:3000/"]\nCMD ["node", "server.js"]\n`,
    check: tellsHealth,
  },
  {
    rule: 'healthcheck-tool-missing',
    what: 'the health check tells a running server on Alpine from none',
    text: 'FROM alpine:3.22\nWORKDIR /www\nCOPY index.html ./\nHEALTHCHECK CMD curl -f http://127.0.0.1:8080/ || exit 1\nCMD ["sh", "-c", "echo ready && exec httpd -f -p 8080"]\n',
    check: tellsHealth,
  },
  {
    rule: 'copy-manifests-first',
    what: 'a change of a source file leaves npm ci in the cache',
    text: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]\n',
    check: keepsCache('server.js', 'npm ci'),
  },
  {
    rule: 'copy-manifests-first',
    what: 'a change of a source file leaves pip install in the cache',
    text: 'FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["python", "app.py"]\n',
    check: keepsCache('app.py', 'pip install'),
  },
  {
    rule: 'merge-consecutive-runs',
    what: 'a command that fails in the middle fails the build',
    text: 'FROM debian:12-slim\nRUN echo one > /one\nRUN false\nRUN echo two > /two\n',
    check: failsAlike,
  },
  {
    rule: 'merge-consecutive-runs',
    what: 'a command that fails in the middle of a list stays harmless',
    text: 'FROM debian:12-slim\nRUN echo one > /one\nRUN false; true\nRUN echo two > /two\n',
    check: failsAlike,
  },
  {
    rule: 'update-with-install',
    what: 'an install that fails, fails the build',
    text: 'FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install -y there-is-no-such-package\n',
    check: failsAlike,
  },
  {
    rule: 'clean-package-lists',
    what: 'size of the lists that go',
    text: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends less\n',
    check: isSmaller(10_000_000),
  },
  {
    rule: 'clean-in-same-layer',
    what: 'size of a download that a later RUN deletes',
    text: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\nRUN curl -fsSo /tmp/data.bin http://downloads.test/data.bin\nRUN wc -c /tmp/data.bin > /size && rm /tmp/data.bin\n',
    check: isSmaller(49_000_000),
  },
  {
    rule: 'clean-in-same-layer',
    what: 'size of a copied archive that a later RUN deletes',
    text: 'FROM debian:12-slim\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/app.tar.gz\n',
    check: isSmaller(100),
  },
  {
    rule: 'merge-consecutive-runs',
    what: 'size of a file that is written and then changed',
    text: 'FROM debian:12-slim\nRUN head -c 20000000 /dev/urandom > /data.bin\nRUN chown nobody /data.bin\n',
    check: isSmaller(19_000_000),
  },
  {
    rule: 'pip-no-cache',
    what: "size of pip's cache",
    text: 'FROM python:3.13-slim\nRUN pip install --upgrade --force-reinstall pip setuptools\n',
    check: isSmaller(1_000_000),
  },
  {
    rule: 'apt-get-no-install-recommends',
    what: 'size of recommended packages',
    text: 'FROM debian:12-slim\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n',
    check: isSmaller(1_000_000),
  },
];

/**
 * Makes the fix, lets the check build and run both sides.
 * @param {Store} store
 * @param {Behaviour} behaviour
 * @param {number} number
 * @returns {Promise<Row>}
 */
export async function judgeBehaviour(store, { rule, what, text, check }, number) {
  const after = fixedBy(rule, text);
  const row = { rule, example: what };
  if (after === text)
    return { ...row, before: '-', after: '-', difference: 'the rule offers no fix', verdict: 'failed' };
  try {
    const finding = await check({ store, name: `behaviour-${number}`, before: text, after });
    const wrong = finding.wrong.filter((complaint) => complaint !== false);
    return {
      ...row,
      before: finding.before,
      after: finding.after,
      difference: wrong.length === 0 ? 'as promised' : wrong.join('; '),
      verdict: wrong.length === 0 ? 'passed' : 'failed',
    };
  } catch (error) {
    return { ...row, before: '-', after: '-', difference: String(error), verdict: 'failed' };
  }
}

/**
 * Builds one side and lends it out.
 * @template Result
 * @param {Work} work
 * @param {'before' | 'after'} side
 * @param {(image: Runnable, built: BuiltImage) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
async function withImage(work, side, use) {
  const built = await buildText(work.store, {
    name: `${work.name}-${side}`,
    text: work[side],
    alsoCopied: [work.before, work.after],
  });
  if ('failed' in built) throw new Error(`${side} the fix it does not build: ${built.log.slice(-300)}`);
  return withMounted(work.store, built, (root) => use({ root, config: built.config }, built));
}

/**
 * How long `docker stop` takes, and what process 1 is.
 * @param {Work} work
 * @returns {Promise<Finding>}
 */
async function stopTimes(work) {
  const measure = (/** @type {'before' | 'after'} */ side) =>
    withImage(work, side, async (image) => {
      const container = await start(image);
      const isReady = await untilPrinted(container, /ready/);
      const [program = ''] = processOne(container);
      return { isReady, program, output: container.output(), ...(await stop(container)) };
    });
  const [before, after] = await Promise.all([measure('before'), measure('after')]);
  const say = (/** @type {typeof before} */ one) =>
    `${one.program}, ${one.seconds.toFixed(one.seconds < 1 ? 3 : 1)} s${one.killed ? ', killed' : ''}`;
  return {
    before: say(before),
    after: say(after),
    wrong: [
      (!before.isReady || !after.isReady) && `it does not start: ${before.output} ${after.output}`,
      !before.killed && `SIGTERM reached the program in shell form, too: ${before.seconds} s`,
      after.killed && `it was killed after ${stopGraceSeconds} s`,
      after.code !== 0 && `it ended with ${after.code}`,
      /(^|\/)sh$/.test(after.program) && 'process 1 is a shell',
    ],
  };
}

/**
 * The program runs as somebody else, reads its files, writes its workdir and listens above port 1024.
 * @param {string} file of the application
 * @returns {(work: Work) => Promise<Finding>}
 */
function runsAsUser(file) {
  return async (work) => {
    const look = (/** @type {'before' | 'after'} */ side) =>
      withImage(work, side, async (image) => {
        const container = await start(image);
        const isReady = await untilPrinted(container, /ready/);
        const id = (await execute(container, image, ['id', '-u'])).stdout.trim();
        const reads = (await execute(container, image, ['cat', file])).code === 0;
        const workdir = image.config['WorkingDir'];
        const writes = (await execute(container, image, ['sh', '-c', `touch ${workdir}/probe`])).code === 0;
        container.kill();
        await container.ended;
        return { isReady, id, reads, writes, expected: String(userOf(image).uid), output: container.output() };
      });
    const before = await look('before');
    const after = await look('after');
    const say = (/** @type {typeof before} */ one) => `uid ${one.id}${one.writes ? ', writes' : ', cannot write'}`;
    return {
      before: say(before),
      after: say(after),
      wrong: [
        before.id !== '0' && 'it was no root before',
        (after.id === '0' || after.id !== after.expected) && `it runs as ${after.id}`,
        !after.reads && 'it cannot read its files',
        before.writes && !after.writes && 'its workdir is not writable any more',
        (!before.isReady || !after.isReady) && `it does not listen on port 8080: ${before.output} ${after.output}`,
      ],
    };
  };
}

/**
 * HEALTHCHECK's command, run in the container: 0 where the server answers, another code where it does not.
 * @param {Work} work
 * @returns {Promise<Finding>}
 */
async function tellsHealth(work) {
  const look = (/** @type {'before' | 'after'} */ side) =>
    withImage(work, side, async (image) => {
      const [kind, ...words] = image.config['Healthcheck'].Test;
      const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
      const running = await start(image);
      await untilPrinted(running, /ready/);
      const up = (await execute(running, image, command)).code;
      running.kill();
      const idle = await start(image, ['sleep', '60']);
      const down = (await execute(idle, image, command)).code;
      idle.kill();
      await Promise.all([running.ended, idle.ended]);
      return { up, down };
    });
  const before = await look('before');
  const after = await look('after');
  const say = (/** @type {typeof before} */ one) => `up: ${one.up}, down: ${one.down}`;
  return {
    before: say(before),
    after: say(after),
    wrong: [
      before.up === 0 && 'the tool was not missing',
      after.up !== 0 && `a healthy container counts as ill: ${after.up}`,
      after.down !== 1 && `a container without a server gives ${after.down}, not 1`,
    ],
  };
}

/**
 * A second build, with one file of the context changed, takes a step from the cache only behind the fix.
 * @param {string} file
 * @param {string} step
 * @returns {(work: Work) => Promise<Finding>}
 */
function keepsCache(file, step) {
  return async (work) => {
    const look = async (/** @type {'before' | 'after'} */ side) => {
      const contextFolder = join(work.store.folder, 'work', `${work.name}-${side}-context`);
      const build = () =>
        buildText(work.store, {
          name: `${work.name}-${side}`,
          text: work[side],
          alsoCopied: [work.before],
          contextFolder,
        });
      await build();
      writeFileSync(join(contextFolder, file), '# changed\n');
      const { log } = await build();
      const lines = log.split('\n');
      const place = lines.findIndex((line) => /^STEP /.test(line) && line.includes(step));
      return { found: place !== -1, cached: /Using cache/.test(lines[place + 1] ?? '') };
    };
    const before = await look('before');
    const after = await look('after');
    const say = (/** @type {typeof before} */ one) => (one.cached ? 'from the cache' : 'runs again');
    return {
      before: say(before),
      after: say(after),
      wrong: [
        (!before.found || !after.found) && `no step ${step}`,
        before.cached && 'it was from the cache before, too',
        !after.cached && 'it still runs again',
      ],
    };
  };
}

/**
 * Both build, or neither does.
 * @param {Work} work
 * @returns {Promise<Finding>}
 */
async function failsAlike(work) {
  const look = async (/** @type {'before' | 'after'} */ side) => {
    const built = await buildText(work.store, { name: `${work.name}-${side}`, text: work[side] });
    return 'failed' in built ? 'fails' : 'builds';
  };
  const [before, after] = [await look('before'), await look('after')];
  return { before, after, wrong: [before !== after && 'the fix changes whether it builds'] };
}

/**
 * @param {number} atLeast bytes less
 * @returns {(work: Work) => Promise<Finding>}
 */
function isSmaller(atLeast) {
  return async (work) => {
    const size = (/** @type {'before' | 'after'} */ side) => withImage(work, side, async (_image, built) => built);
    const [before, after] = [await size('before'), await size('after')];
    const say = (/** @type {BuiltImage} */ built) => `${built.layers} layers, ${megabytes(built.size)}`;
    const less = before.size - after.size;
    return { before: say(before), after: say(after), wrong: [less < atLeast && `only ${megabytes(less)} less`] };
  };
}
