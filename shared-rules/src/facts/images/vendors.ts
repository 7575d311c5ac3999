import type { ImageFamily, ImageFlavour, ImageUser, ReadyUser } from './types.js';

const NONROOT: ImageUser = { name: 'nonroot', uid: 65532, root: false };
const NONROOT_READY: ReadyUser = { name: 'nonroot', uid: 65532 };

/** The tags of Google's distroless images: `nonroot`, `debug`, `debug-nonroot`, with or without a processor behind them. */
const DISTROLESS: readonly ImageFlavour[] = [
  { tag: /debug-nonroot/, base: 'distroless-debug', user: NONROOT },
  { tag: /debug/, base: 'distroless-debug' },
  { tag: /nonroot/, base: 'distroless', user: NONROOT },
  { base: 'distroless' },
];

const DOTNET_ENVIRONMENT: readonly string[] = [
  ...['APP_UID', 'ASPNETCORE_HTTP_PORTS', 'ASPNETCORE_URLS', 'ASPNET_VERSION', 'DOTNET_VERSION'],
  ...['DOTNET_RUNNING_IN_CONTAINER', 'DOTNET_SYSTEM_GLOBALIZATION_INVARIANT', 'DOTNET_SDK_VERSION'],
  ...['DOTNET_GENERATE_ASPNET_CERTIFICATE', 'DOTNET_NOLOGO', 'DOTNET_USE_POLLING_FILE_WATCHER', 'DOTNET_ROOT'],
  ...['NUGET_XMLDOC_MODE', 'POWERSHELL_DISTRIBUTION_CHANNEL', 'Logging__Console__FormatterName'],
];

const APP_USER: ReadyUser = { name: '$APP_UID', uid: 1654 };

/** .NET: the user `app` came with 8.0; chiseled and distroless images run as it. Debian up to 9.0, Ubuntu from 10.0 on. */
function dotnetFlavours(more: ImageFlavour): readonly ImageFlavour[] {
  const old = /^(?:[1-3]\.|[5-7]\.)/;
  const windows = /nanoserver|windowsservercore/;
  return [
    { ...more, tag: windows, toolsOpen: true, readyUser: 'none' },
    { ...more, tag: new RegExp(`${old.source}.*alpine`), base: 'alpine', readyUser: 'none', toolsOpen: true },
    {
      ...more,
      tag: new RegExp(`${old.source}.*(?:focal|jammy|bionic)`),
      base: 'ubuntu',
      readyUser: 'none',
      toolsOpen: true,
    },
    { ...more, tag: old, base: 'debian-slim', variant: 'only', readyUser: 'none' },
    {
      ...more,
      tag: /chiseled|distroless/,
      base: 'distroless',
      user: { name: '1654', uid: 1654, root: false },
      tools: [],
    },
    { ...more, tag: /alpine/, base: 'alpine' },
    { ...more, tag: /azurelinux|mariner/, base: 'azurelinux', toolsOpen: true },
    { ...more, tag: /jammy|noble|resolute/, base: 'ubuntu' },
    { ...more, tag: /^(?:8\.|9\.)|bookworm|bullseye|trixie/, base: 'debian-slim', variant: 'only' },
    { ...more, base: 'ubuntu' },
  ];
}

/** Images of vendors' own registries and of large namespaces. Taken 2026-11, from what `source` names. */
export const vendorImages: readonly ImageFamily[] = [
  {
    id: 'distroless',
    names: ['gcr.io/distroless/*'],
    source: 'https://github.com/GoogleContainerTools/distroless',
    role: 'runtime',
    readyUser: NONROOT_READY,
    flavours: DISTROLESS,
  },
  {
    id: 'distroless-python',
    names: ['gcr.io/distroless/python3*'],
    source: 'https://github.com/GoogleContainerTools/distroless/tree/main/python3',
    role: 'runtime',
    readyUser: NONROOT_READY,
    flavours: DISTROLESS.map((flavour) => ({ ...flavour, tools: ['python3'], sometimes: ['python'] })),
  },
  {
    id: 'distroless-node',
    names: ['gcr.io/distroless/nodejs*'],
    source: 'https://github.com/GoogleContainerTools/distroless/tree/main/nodejs',
    role: 'runtime',
    readyUser: NONROOT_READY,
    flavours: DISTROLESS.map((flavour) => ({ ...flavour, sometimes: ['node'] })),
  },
  {
    id: 'distroless-java',
    names: ['gcr.io/distroless/java*'],
    source: 'https://github.com/GoogleContainerTools/distroless/tree/main/java',
    role: 'runtime',
    readyUser: NONROOT_READY,
    flavours: DISTROLESS.map((flavour) => ({ ...flavour, tools: ['java'] })),
  },
  {
    id: 'chainguard',
    names: ['cgr.dev/chainguard/*', 'chainguard/*'],
    source: 'https://edu.chainguard.dev/chainguard/chainguard-images/',
    role: 'runtime',
    readyUser: NONROOT_READY,
    process: 'unknown',
    flavours: [
      { tag: /dev$/, base: 'wolfi', user: 'unknown', toolsOpen: true },
      {
        base: 'wolfi',
        user: NONROOT,
        packageManager: 'none',
        variant: 'distroless',
        hasShell: 'unknown',
        toolsOpen: true,
      },
    ],
  },
  {
    id: 'docker-hardened',
    names: ['dhi.io/*'],
    source: 'https://docs.docker.com/dhi/',
    role: 'runtime',
    readyUser: NONROOT_READY,
    process: 'unknown',
    flavours: [
      { tag: /dev|sdk/, toolsOpen: true },
      { user: NONROOT, variant: 'distroless', packageManager: 'none', hasShell: false, toolsOpen: true },
    ],
  },
  {
    id: 'bitnami',
    names: ['bitnami/*', 'bitnamilegacy/*', 'bitnamisecure/*', 'public.ecr.aws/bitnami/*'],
    source:
      'https://techdocs.broadcom.com/us/en/vmware-tanzu/bitnami-secure-images/bitnami-secure-images/services/bsi-doc/',
    role: 'server',
    user: { name: '1001', uid: 1001, root: false },
    readyUser: { name: '1001', uid: 1001 },
    process: true,
    flavours: [{ hasShell: true, toolsOpen: true }],
  },
  {
    id: 'dotnet-sdk',
    names: [
      'mcr.microsoft.com/dotnet/sdk',
      'mcr.microsoft.com/dotnet/nightly/sdk',
      'mcr.microsoft.com/dotnet/core/sdk',
    ],
    source: 'https://github.com/dotnet/dotnet-docker',
    role: 'sdk',
    readyUser: APP_USER,
    environment: DOTNET_ENVIRONMENT,
    flavours: dotnetFlavours({ variant: 'full', tools: ['curl', 'git', 'wget'], toolsOpen: true }),
  },
  {
    id: 'dotnet-aspnet',
    names: [
      ...['mcr.microsoft.com/dotnet/aspnet', 'mcr.microsoft.com/dotnet/nightly/aspnet'],
      'mcr.microsoft.com/dotnet/core/aspnet',
    ],
    source: 'https://github.com/dotnet/dotnet-docker',
    role: 'runtime',
    readyUser: APP_USER,
    environment: DOTNET_ENVIRONMENT,
    flavours: dotnetFlavours({}),
  },
  {
    id: 'dotnet-runtime',
    names: [
      ...['mcr.microsoft.com/dotnet/runtime', 'mcr.microsoft.com/dotnet/runtime-deps'],
      ...['mcr.microsoft.com/dotnet/nightly/runtime', 'mcr.microsoft.com/dotnet/nightly/runtime-deps'],
      ...['mcr.microsoft.com/dotnet/core/runtime', 'mcr.microsoft.com/dotnet/core/runtime-deps'],
    ],
    source: 'https://github.com/dotnet/dotnet-docker',
    role: 'runtime',
    readyUser: APP_USER,
    environment: DOTNET_ENVIRONMENT,
    flavours: dotnetFlavours({}),
  },
  {
    id: 'dotnet-framework',
    names: ['mcr.microsoft.com/dotnet/framework/*'],
    source: 'https://github.com/microsoft/dotnet-framework-docker',
    role: 'runtime',
    flavours: [{ base: 'windows-servercore', toolsOpen: true }],
  },
  {
    id: 'powershell',
    names: ['mcr.microsoft.com/powershell'],
    source: 'https://github.com/PowerShell/PowerShell-Docker',
    role: 'tool',
    flavours: [{ tag: /windows|nanoserver/, toolsOpen: true }, { toolsOpen: true }],
  },
  {
    id: 'playwright',
    names: ['mcr.microsoft.com/playwright', 'mcr.microsoft.com/playwright/python'],
    source: 'https://playwright.dev/docs/docker',
    role: 'language',
    readyUser: { name: 'pwuser', uid: undefined },
    flavours: [{ base: 'ubuntu', variant: 'full', toolsOpen: true }],
  },
  {
    id: 'ubi-language',
    names: [
      ...['nodejs', 'python', 'ruby', 'php', 'perl', 'httpd', 'nginx', 'go-toolset', 'dotnet'].flatMap((name) => [
        `registry.access.redhat.com/ubi8/${name}*`,
        `registry.access.redhat.com/ubi9/${name}*`,
        `registry.access.redhat.com/ubi10/${name}*`,
        `registry.redhat.io/ubi8/${name}*`,
        `registry.redhat.io/ubi9/${name}*`,
      ]),
    ],
    source: 'https://github.com/sclorg/s2i-base-container',
    role: 'language',
    user: { name: '1001', uid: 1001, root: false },
    readyUser: { name: '1001', uid: 1001 },
    process: 'unknown',
    flavours: [{ hasShell: true, toolsOpen: true }],
  },
  {
    id: 'ubi-openjdk',
    names: [
      ...['registry.access.redhat.com/ubi8/openjdk*', 'registry.access.redhat.com/ubi9/openjdk*'],
      ...['registry.redhat.io/ubi8/openjdk*', 'registry.redhat.io/ubi9/openjdk*'],
    ],
    source: 'https://github.com/rh-openjdk/redhat-openjdk-containers',
    role: 'language',
    user: { name: '185', uid: 185, root: false },
    readyUser: { name: '185', uid: 185 },
    flavours: [{ base: 'rhel-minimal', tools: ['java'], toolsOpen: true }],
  },
  {
    id: 'aws-lambda',
    names: ['public.ecr.aws/lambda/*', 'amazon/aws-lambda-*'],
    source: 'https://github.com/aws/aws-lambda-base-images',
    role: 'runtime',
    process: true,
    flavours: [{ hasShell: true, toolsOpen: true, user: 'unknown' }],
  },
  {
    id: 'devcontainers',
    names: ['mcr.microsoft.com/devcontainers/*', 'mcr.microsoft.com/vscode/devcontainers/*'],
    source: 'https://github.com/devcontainers/images',
    role: 'sdk',
    flavours: [{ hasShell: true, toolsOpen: true, user: 'unknown' }],
  },
];
