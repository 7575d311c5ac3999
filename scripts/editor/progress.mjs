// @ts-check
const started = performance.now();

/**
 * Prints one line with the seconds since the program began.
 * @param {string} text
 */
export function say(text) {
  console.log(`[${seconds(started)}] ${text}`);
}

/**
 * Does a long step with a line at its beginning, one every ten seconds, and one at its end with the time it took.
 * Gives what the work gives; an error passes through.
 * @template T
 * @param {string} what such as "installing the VS Code server"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function during(what, work) {
  say(`${what} …`);
  const since = performance.now();
  const heartbeat = setInterval(() => say(`${what}: ${seconds(since)} so far`), 10_000);
  try {
    const result = await work();
    say(`${what}: done in ${seconds(since)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/** @param {number} since */
function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
