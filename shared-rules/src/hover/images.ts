import type { Distribution, ImageFacts } from '../facts/base-images.js';
import type { ImageReference } from '../facts/image-reference.js';
import type { Dockerfile, Stage } from '../model/types.js';
import { markdownCode } from '../text/markdown.js';
import { paragraphs } from './render.js';
import { stageMarkdown } from './stages.js';

const distributions: Readonly<Record<Distribution, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  alpine: 'Alpine Linux (musl, BusyBox)',
  rhel: 'Red Hat Enterprise Linux or a relative of it',
  fedora: 'Fedora',
  amazonlinux: 'Amazon Linux',
  suse: 'SUSE Linux',
  arch: 'Arch Linux',
  busybox: 'BusyBox',
  wolfi: 'Wolfi',
  azurelinux: 'Azure Linux',
  photon: 'Photon OS',
  distroless: 'distroless: no package manager',
  windows: 'Windows',
  scratch: 'an empty file system',
};

/** What a stage is built FROM, and what is known of it. */
export function imageMarkdown(dockerfile: Dockerfile, stage: Stage): string {
  const { base } = stage;
  if (base.kind === 'stage') {
    return paragraphs(
      stageMarkdown(dockerfile, base.stage),
      'This stage goes on where that one ends, with its files, `ENV`, `USER`, `WORKDIR` and `SHELL`.',
    );
  }
  if (base.kind === 'scratch') {
    return paragraphs(
      '`scratch`: nothing at all. No shell, no libraries, no certificates, no user names.',
      'Copy in a program that brings all it needs, and write `USER` as a number, such as `65532:65532`.',
    );
  }
  if (base.kind === 'unknown')
    return 'Which image this is hangs on a variable whose value is known only when you build.';
  return paragraphs(
    `**Image** ${markdownCode(base.reference.name)}${base.fromVariable ? ', with the defaults of the variables' : ''}`,
    versionText(base.reference),
    stage.image === undefined ? undefined : factsText(stage.image),
    variantText(base.reference, stage.image),
    auditText,
  );
}

function versionText({ tag, digest }: ImageReference): string {
  if (digest !== undefined) {
    const named = tag === undefined ? '' : `Tag ${markdownCode(tag)}. `;
    return `${named}Digest ${markdownCode(digest, 24)}: the same image every time, until somebody raises it. A bot such as Renovate or Dependabot can do that. It says which image, not who made it: check the publisher's signature with cosign or Notation. Docker Content Trust, the older way, is being shut down.`;
  }
  if (tag === undefined) {
    return 'No tag: Docker takes `latest`, a name that moves on with every release. Add a version.';
  }
  if (tag === 'latest') return 'Tag `latest`: the default name, not a version. It is another image with every release.';
  return `Tag ${markdownCode(tag)}: it can be moved to a newer build. A digest behind it (\`@sha256:…\`) names exactly one image.`;
}

/** Sizes of `python:3.9.6`, `-slim` and `-alpine`, as a guide of 2022 measured them on disk. */
function variantText({ name, tag = '' }: ImageReference, facts: ImageFacts | undefined): string | undefined {
  if (!/(^|\/)python$/.test(name)) return undefined;
  const sizes = 'One Python, three variants: 886 MB in full, 115 MB `slim`, 45 MB `alpine`.';
  const alpine =
    facts?.distribution === 'alpine' || tag.includes('alpine')
      ? ' Alpine needs wheels for musl (`musllinux`): most large packages have them today. pip compiles the others, which takes minutes and a compiler.'
      : '';
  return `${sizes}${alpine}`;
}

const auditText =
  'Before you publish what is built on it: `docker history --no-trunc <image>` shows what every step left, and a scanner such as Docker Scout, Trivy or Grype finds known holes.';

/** What is known, as a list; `undefined` where nothing is. */
function factsText(facts: ImageFacts): string | undefined {
  const items = [
    facts.distribution === undefined
      ? undefined
      : `System: ${systemText(facts.distribution, facts.distributionRelease)}`,
    facts.packageManager === undefined || facts.packageManager === 'none'
      ? undefined
      : `Package manager: \`${facts.packageManager}\``,
    userText(facts),
    shellText(facts.hasShell),
    toolsText(facts.tools),
  ].filter((item) => item !== undefined);
  return items.length === 0 ? undefined : items.map((item) => `- ${item}`).join('\n');
}

function systemText(distribution: Distribution, release: string | undefined): string {
  const name = distributions[distribution];
  return release === undefined ? name : `${name}, release ${markdownCode(release)}`;
}

function userText({ defaultUser, nonRootUser, dropsRoot }: ImageFacts): string | undefined {
  if (defaultUser === undefined) return undefined;
  if (dropsRoot) return 'Starts as root; its own start script runs the server as another user';
  if (!defaultUser.root) return `Runs as ${markdownCode(defaultUser.name)}, not as root`;
  return nonRootUser === undefined
    ? 'Runs as root'
    : `Runs as root; it has the user ${markdownCode(nonRootUser.name)}, which \`USER\` can choose`;
}

function shellText(hasShell: boolean | undefined): string | undefined {
  if (hasShell === undefined) return undefined;
  return hasShell ? 'Has a shell' : 'Has no shell: `RUN` and shell forms cannot work';
}

function toolsText(tools: ImageFacts['tools']): string | undefined {
  const names = (present: boolean): string =>
    Object.entries(tools)
      .filter(([, has]) => has === present)
      .map(([name]) => `\`${name}\``)
      .join(', ');
  const parts = [names(true) === '' ? '' : `has ${names(true)}`, names(false) === '' ? '' : `has no ${names(false)}`];
  const text = parts.filter((part) => part !== '').join('; ');
  return text === '' ? undefined : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
