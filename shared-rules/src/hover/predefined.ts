/** Variables that Docker declares itself: https://docs.docker.com/reference/dockerfile/#predefined-args */
export const predefinedArguments: ReadonlyMap<string, string> = new Map([
  ['TARGETPLATFORM', 'the platform that the image is built for, such as `linux/amd64` or `linux/arm/v7`'],
  ['TARGETOS', 'the operating system that the image is built for, such as `linux`'],
  ['TARGETARCH', 'the processor architecture that the image is built for, such as `amd64` or `arm64`'],
  ['TARGETVARIANT', 'the variant of the architecture that the image is built for, such as `v7`'],
  ['TARGETSTAGE', 'the name of the stage that is built, as `--target` says'],
  ['BUILDPLATFORM', 'the platform of the machine that builds, such as `linux/amd64`'],
  ['BUILDOS', 'the operating system of the machine that builds'],
  ['BUILDARCH', 'the processor architecture of the machine that builds'],
  ['BUILDVARIANT', 'the variant of the architecture of the machine that builds'],
  ['HTTP_PROXY', 'the proxy for HTTP, as `--build-arg` gives it; it leaves no trace in the image history'],
  ['HTTPS_PROXY', 'the proxy for HTTPS, as `--build-arg` gives it; it leaves no trace in the image history'],
  ['FTP_PROXY', 'the proxy for FTP, as `--build-arg` gives it; it leaves no trace in the image history'],
  ['ALL_PROXY', 'the proxy for everything, as `--build-arg` gives it; it leaves no trace in the image history'],
  ['NO_PROXY', 'the hosts that need no proxy, as `--build-arg` gives them'],
  ['SOURCE_DATE_EPOCH', 'the time stamp, in seconds since 1970, that builds use which must be the same every time'],
]);
