/** A text that somebody may write to bring a linter to its knees, for any size. */
export interface Shape {
  readonly name: string;
  /** The size that must be borne. */
  readonly size: number;
  readonly text: (size: number) => string;
}

function repeat(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}

/** Documents that are far from anything sensible, each growing with its size in one respect. */
export const shapes: readonly Shape[] = [
  {
    name: 'stages, each built FROM the one before',
    size: 10_000,
    text: (size) =>
      repeat(
        size,
        (at) => `FROM ${at === 0 ? 'node:24' : `s${at - 1}`} AS s${at}\nCOPY --from=s${at - 1} /a /b\nRUN npm ci\n`,
      ),
  },
  {
    name: 'stages that all set variables, install and check',
    size: 2_000,
    text: (size) =>
      repeat(
        size,
        (at) =>
          `FROM ${at === 0 ? 'python:3.13' : `s${at - 1}`} AS s${at}\nENV Y${at}=$X\nRUN pip install -r requirements.txt\nUSER u${at}\nHEALTHCHECK CMD curl localhost\n`,
      ),
  },
  {
    name: 'ARGs, each with the one before in it',
    size: 50_000,
    text: (size) => `FROM alpine:3.22\n${repeat(size, (at) => `ARG A${at}=$A${at - 1}\n`)}`,
  },
  {
    name: 'ARGs of one name',
    size: 50_000,
    text: (size) => `FROM alpine:3.22\n${repeat(size, (at) => `ARG A=${at}\n`)}RUN echo $A\n`,
  },
  {
    name: 'command substitutions inside one another',
    size: 50_000,
    text: (size) => `FROM alpine:3.22\nRUN echo ${'$('.repeat(size)}a${')'.repeat(size)}\n`,
  },
  {
    name: 'command substitutions that nobody closes',
    size: 50_000,
    text: (size) => `FROM alpine:3.22\nRUN echo ${'$('.repeat(size)}\n`,
  },
  {
    name: 'braces of variables that nobody closes',
    size: 20_000,
    text: (size) => `FROM alpine:3.22\nENV A=${'${a:-'.repeat(size)}\n`,
  },
  {
    name: 'lines of a heredoc',
    size: 100_000,
    text: (size) => `FROM alpine:3.22\nRUN <<EOF\n${'echo "hello $X"\n'.repeat(size)}EOF\n`,
  },
  {
    name: 'heredocs without an end',
    size: 2_000,
    text: (size) => `FROM alpine:3.22\n${repeat(size, (at) => `RUN <<EOF${at}\n`)}`,
  },
  {
    name: 'comments that ignore something',
    size: 5_000,
    text: (size) => `FROM alpine:3.22\n${'# dockwright ignore=use-exec-form -- x\nRUN cd /x && make\n'.repeat(size)}`,
  },
  {
    name: 'health checks',
    size: 2_000,
    text: (size) => `FROM debian:12\n${repeat(size, (at) => `HEALTHCHECK CMD curl localhost:${at}\nEXPOSE ${at}\n`)}`,
  },
  {
    name: 'blanks inside a line',
    size: 200_000,
    text: (size) => `# syntax=a${' '.repeat(size)}b\nFROM alpine:3.22\nRUN echo a${' '.repeat(size)}b\n`,
  },
  {
    name: 'slashes',
    size: 100_000,
    text: (size) =>
      `FROM alpine:3.22\nCOPY ${'/'.repeat(size)}a ${'../'.repeat(size)}b\nWORKDIR ${'/a/..'.repeat(size)}\n`,
  },
  { name: 'empty comments with Windows line ends', size: 50_000, text: (size) => `${'#\r\n'.repeat(size)}FROM a\n` },
];
