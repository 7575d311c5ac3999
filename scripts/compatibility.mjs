// @ts-check
// The deliberate differences from hadolint, as docs/compatibility.md shows them; the conformance tests read the same data.
import { readProjectFile } from './generated.mjs';

export const compatibilityPage = 'docs/compatibility.md';

/**
 * @typedef {{ dockerfile: string, config: object | null, hadolintOnly: string[], dockwrightOnly: string[] }} Probe
 * @typedef {{ code: string, title: string, why: string, probes: Probe[] }} Deviation
 * @typedef {{ deviations: Deviation[], readByDocker: string[], refusedByDocker: string[] }} Deviations
 */

/**
 * What one side alone reports, such as `hadolint reports DL3004 in line 4`.
 * @param {string} tool
 * @param {readonly string[]} findings as `4 DL3004`
 */
function reports(tool, findings) {
  const places = findings.map((finding) => finding.replace(/^(\d+) (\w+)$/, '$2 in line $1'));
  return places.length === 0 ? [] : [`${tool} alone reports ${places.join(' and ')}`];
}

/** @param {string} dockerfile */
function fenced(dockerfile) {
  const lines = ['```dockerfile', ...dockerfile.trimEnd().split('\n'), '```'];
  return lines.map((line) => (line === '' ? '' : `   ${line}`)).join('\n');
}

/**
 * As in `.hadolint.yaml`.
 * @param {object} config
 */
function settingsOf(config) {
  return JSON.stringify(config).slice(1, -1).replace('"allowedRegistries":', 'trustedRegistries: ');
}

/** @param {Deviation} deviation */
function deviationMarkdown({ code, title, why, probes }) {
  const [example] = [...probes].sort((a, b) => a.dockerfile.length - b.dockerfile.length);
  if (example === undefined) return `1. **${title}** (${code}). ${why}`;
  const { dockerfile, config, hadolintOnly, dockwrightOnly } = example;
  const settings = config === null ? '' : ` With \`${settingsOf(config)}\`:`;
  const differences = [...reports('hadolint', hadolintOnly), ...reports('Dockwright', dockwrightOnly)].join('; ');
  return `1. **${title}** (${code}). ${why}${settings} ${differences}:\n\n${fenced(dockerfile)}`;
}

/** The list for the page, and what it counts. */
export async function compatibilityMarkdown() {
  /** @type {Deviations} */
  const { deviations, readByDocker, refusedByDocker } = JSON.parse(
    (await readProjectFile('test/conformance/hadolint-deviations.json')) ?? '{}',
  );
  /** @type {{ parseError?: string | null }[]} */
  const probes = JSON.parse((await readProjectFile('test/conformance/hadolint-probes.json')) ?? '[]');
  const readable = probes.filter(({ parseError }) => parseError === undefined || parseError === null).length;
  const differing = deviations.flatMap((deviation) => deviation.probes).length;
  const unread = readByDocker.map(
    (text) => `- \`\` ${text.trimEnd().replaceAll('\n', ' ⏎ ').replace('\uFEFF', '(byte order mark)')} \`\``,
  );
  return [
    `Of ${readable} small Dockerfiles that hadolint 2.15.1 can read, ${readable - differing} get exactly its codes in exactly its lines, and ${differing} differ, for these reasons:`,
    ...deviations.map(deviationMarkdown),
    `${readByDocker.length} more hadolint cannot read, or ends at, and so checks nothing in them; Docker builds them, and Dockwright checks them. On ${refusedByDocker.length} others all three agree that they are broken.`,
    unread.join('\n'),
  ].join('\n\n');
}
