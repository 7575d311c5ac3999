// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { judgePair } from './judge.mjs';

/** @typedef {import('./pairs.mjs').Pair} Pair */
/** @typedef {import('./table.mjs').Row} Row */

/**
 * A "fix" that does more than its rule declares, or something else. `caught`: what the harness must say of it.
 * @typedef {{ readonly what: string, readonly rule: string, readonly before: string, readonly after: string, readonly caught: RegExp, readonly timeoutSeconds?: number }} Lie
 */

/** @type {readonly Lie[]} */
export const lies = [
  {
    what: 'drops a package',
    rule: 'apt-get-no-install-recommends',
    before: 'FROM debian:12\nRUN apt-get update && apt-get install -y less netcat-openbsd\n',
    after: 'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less\n',
    caught: /package netcat-openbsd, which the file asks for, is not installed/,
  },
  {
    what: 'loses a variable',
    rule: 'merge-consecutive-runs',
    before: 'FROM debian:12\nENV A=1 B=2\nRUN touch /a\nRUN touch /b\n',
    after: 'FROM debian:12\nENV A=1\nRUN touch /a && \\\n    touch /b\n',
    caught: /^Env: /,
  },
  {
    what: "changes a file's owner",
    rule: 'prefer-copy',
    before: 'FROM debian:12\nADD --chown=1000:1000 app.py /srv/app.py\n',
    after: 'FROM debian:12\nCOPY app.py /srv/app.py\n',
    caught: /\/srv\/app\.py: owner 1000:1000 -> 0:0/,
  },
  {
    what: 'reorders ENTRYPOINT',
    rule: 'use-exec-form',
    before: 'FROM node:24\nENTRYPOINT node server.js --port 80\n',
    after: 'FROM node:24\nENTRYPOINT ["node", "--port", "80", "server.js"]\n',
    caught: /^Entrypoint: .*the shell reads/,
  },
  {
    what: 'changes what a file holds',
    rule: 'merge-consecutive-runs',
    before: 'FROM debian:12\nRUN echo one > /a\nRUN echo two >> /a\n',
    after: 'FROM debian:12\nRUN echo one > /a && \\\n    echo two > /a\n',
    caught: /\/a: content/,
  },
  {
    what: "changes a file's mode",
    rule: 'prefer-copy',
    before: 'FROM debian:12\nADD --chmod=755 app.py /srv/app.py\n',
    after: 'FROM debian:12\nCOPY --chmod=777 app.py /srv/app.py\n',
    caught: /\/srv\/app\.py: mode 755 -> 777/,
  },
  {
    what: 'deletes more than lists',
    rule: 'clean-package-lists',
    before: 'FROM debian:12\nRUN apt-get update && apt-get install -y less\n',
    after:
      'FROM debian:12\nRUN apt-get update && apt-get install -y less && rm -rf /var/lib/apt/lists/* /etc/lesskey /etc/debian_version\n',
    caught: /\/etc\/debian_version: removed/,
  },
  {
    what: 'changes an account that was there',
    rule: 'run-as-non-root',
    before: 'FROM debian:12\nCMD ["true"]\n',
    after: 'FROM debian:12\nRUN usermod --shell /bin/sh www-data\nUSER www-data\nCMD ["true"]\n',
    caught: /\/etc\/passwd: content/,
  },
  {
    what: 'removes a variable that is no secret',
    rule: 'no-secret-in-env',
    before: 'FROM debian:12\nENV LEVEL=info PASSWORD=hunter2\n',
    after: 'FROM debian:12\nUSER root\n',
    caught: /LEVEL is no secret/,
  },
  {
    what: 'does not build',
    rule: 'merge-consecutive-runs',
    before: 'FROM debian:12\nRUN touch /a\nRUN touch /b\n',
    after: 'FROM debian:12\nRUN touch /a && \\\n    tuch /b\n',
    caught: /tuch: not found|exit status 127/,
  },
  {
    what: 'hangs',
    rule: 'merge-consecutive-runs',
    before: 'FROM debian:12\nRUN touch /a\nRUN touch /b\n',
    after: 'FROM debian:12\nRUN touch /a /b && sleep 987654\n',
    caught: /ended after 5 s/,
    timeoutSeconds: 5,
  },
];

/**
 * Shows that the harness catches lies: each of them must be reported as what it is.
 * @param {import('./store.mjs').Store} store
 * @param {Lie} lie
 * @param {number} number
 * @returns {Promise<Row>}
 */
export async function catchLie(store, lie, number) {
  /** @type {Pair} */
  const pair = { ...lie, name: lie.what, safety: 'safe', declares: [lie.rule], notes: [] };
  const row = await judgePair(store, pair, `lie-${number}`, lie.timeoutSeconds);
  const isCaught = row.verdict === 'failed' && lie.caught.test(row.difference);
  const left = lie.timeoutSeconds === undefined ? [] : commandLines().filter((line) => line.includes('987654'));
  const difference = isCaught ? `reported: ${row.difference}` : `not reported as it should be: ${row.difference}`;
  return {
    ...row,
    rule: 'planted lie',
    example: lie.what,
    difference: left.length === 0 ? difference : `still running: ${left.join('; ')}`,
    verdict: isCaught && left.length === 0 ? 'passed' : 'failed',
  };
}

/** Of every process that this one can see. */
function commandLines() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    });
}
