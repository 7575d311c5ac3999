import type { Keyword } from '../syntax/types.js';

/** What a hover teaches of an instruction. All texts are Markdown; facts are those of https://docs.docker.com/reference/dockerfile/ */
export interface KeywordText {
  /** What it does: a sentence or two. */
  readonly does: string;
  /** What it costs: layers, cache, start-up. */
  readonly costs: string;
  /** How to do it well, most useful first. */
  readonly practice: readonly string[];
  /** A good one; a few lines of Dockerfile. */
  readonly example: string;
  /** Of its section in the reference. */
  readonly anchor: string;
}

export const keywordTexts: Readonly<Record<Keyword, KeywordText>> = {
  ADD: {
    does: 'Copies files into the image, like `COPY`, and can do three things more: download a URL, clone a Git repository, and unpack a local tar archive.',
    costs: 'A layer with the files. The cache is kept as long as the checksum of the files stays the same.',
    practice: [
      'Take `COPY` for files of your own: it says that nothing is unpacked or downloaded.',
      'Give a download a `--checksum`, so that the build stops when the file behind the URL is another one.',
      'Only tar archives are unpacked, plain or compressed with gzip, bzip2, xz or zstd. A zip file arrives as a zip file.',
      'Prefer `ADD` of a Git tag or a URL to `git clone` or `curl` in a `RUN`: the builder notices when the source changes, a `RUN` does not.',
    ],
    example:
      'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n    https://mirrors.edge.kernel.org/pub/linux/kernel/Historic/linux-0.01.tar.gz /src/',
    anchor: 'add',
  },
  ARG: {
    does: 'Declares a variable for the build, with or without a default. `docker build --build-arg NAME=value` sets it.',
    costs: 'No layer. A new value discards the cache of every `RUN` behind it in the stage, used there or not.',
    practice: [
      'Never pass a secret: `docker history --no-trunc` shows `|1 TOKEN=… /bin/sh -c …` for each `RUN` behind it, and logs and provenance attestations keep it, too. A stage that does not ship is no hiding place: caches and `--target` images hold it. Use `RUN --mount=type=secret`.',
      'Declare it right before its first use, and what changes with each build (a commit, a date) last of all.',
      'An `ARG` before the first `FROM` is known to `FROM` lines only. Write `ARG NAME` again inside a stage to use it there.',
      'An `ENV` of the same name wins over it.',
    ],
    example:
      'ARG NODE_VERSION=24\nFROM node:${NODE_VERSION}-slim\nARG COMMIT\nLABEL org.opencontainers.image.revision="${COMMIT}"',
    anchor: 'arg',
  },
  CMD: {
    does: 'Says what a container of this image runs unless told otherwise; next to an `ENTRYPOINT`, the default arguments of it.',
    costs:
      'No layer, it is metadata. In shell form a shell is process 1: it does not pass `SIGTERM` on, so `docker stop` waits 10 seconds and then kills the program.',
    practice: [
      'Write the exec form, a JSON array with double quotes. Each word is an element of its own.',
      'Need variables, pipes or `&&`? Put them into a script that ends with `exec "$@"`, or write `["/bin/sh", "-c", "exec …"]`.',
      'Only the last `CMD` of a stage counts.',
      'Run one service per container. Start the program itself and not `npm start`, so that it gets the signals.',
    ],
    example: 'CMD ["node", "server.js"]',
    anchor: 'cmd',
  },
  COPY: {
    does: 'Copies files from the build context into the image, or with `--from` out of another stage or image.',
    costs: 'A layer with the files. When one of them changes, everything behind it in the stage is built anew.',
    practice: [
      'Copy the manifests (`package.json` and the lock file, `requirements.txt`, `go.mod`), install, and only then copy the source: edits to the source then keep the installed packages in the cache.',
      'Name what you need. `COPY . .` takes along `.git`, `.env` and whatever else lies there, unless `.dockerignore` leaves it out.',
      'Several sources need a destination that ends with `/`.',
      'Of a directory, the contents are copied, not the directory itself.',
      'BuildKit sends only the files that the build asks for; the old builder sent the whole context each time. A `.dockerignore` keeps the rest out of `COPY . .`, and its changes out of the cache.',
      'A file deleted by a later `RUN` still takes its room in this layer.',
    ],
    example: 'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY src/ ./src/',
    anchor: 'copy',
  },
  ENTRYPOINT: {
    does: 'Sets the program that every container of this image starts. `CMD` and the arguments of `docker run` are passed to it.',
    costs:
      'No layer, it is metadata. In shell form, `CMD` and the arguments of `docker run` are ignored, and signals end at the shell.',
    practice: [
      'Write the exec form, so that the program is process 1 and gets `SIGTERM` itself.',
      'Keep the fixed part here and what people may want to change in `CMD`.',
      'A start script should end with `exec "$@"`: without `exec`, the shell stays process 1.',
      'A new `ENTRYPOINT` drops the `CMD` that the base image had. Set both.',
      '`ENTRYPOINT` or `CMD`? Some guides want `ENTRYPOINT` because `docker run` does not replace it by accident; neither is better. An image that is a command takes `ENTRYPOINT`, one that people look into with `docker run -it … sh` takes `CMD`.',
    ],
    example: 'ENTRYPOINT ["gunicorn", "--worker-tmp-dir", "/dev/shm", "main:app"]\nCMD ["--bind", "0.0.0.0:8000"]',
    anchor: 'entrypoint',
  },
  ENV: {
    does: 'Sets environment variables for the instructions behind it and for every container of the image.',
    costs: 'No files. A new value discards the cache of everything behind it in the stage.',
    practice: [
      'Never put a secret here: `docker inspect` shows it, every process of the container inherits it, and it ends up in logs and crash reports.',
      'Write `KEY=value`. The old form `KEY value` takes the whole rest of the line as the value.',
      'A variable that one command needs is better set in that `RUN`. `DEBIAN_FRONTEND=noninteractive`, for example, stays behind in every container otherwise.',
      'Values set in one `ENV` see the variables of earlier instructions, not those of the same line.',
    ],
    example: 'ENV NODE_ENV=production \\\n    PATH="/opt/venv/bin:$PATH"',
    anchor: 'env',
  },
  EXPOSE: {
    does: 'Notes the ports that the program listens on. It opens nothing: `docker run -p` publishes a port, with or without `EXPOSE`.',
    costs: 'No layer, it is metadata.',
    practice: [
      'Name the ports that the program really binds, and bind them to `0.0.0.0`: a server on `127.0.0.1` is out of reach from outside the container.',
      'TCP is meant unless you write `/udp`.',
      'Choose ports from 1024 up for a program that does not run as root.',
    ],
    example: 'EXPOSE 8080\nEXPOSE 5353/udp',
    anchor: 'expose',
  },
  FROM: {
    does: 'Begins a stage and names what it starts from: an image, an earlier stage, or `scratch` for nothing at all.',
    costs:
      'All layers of that image are part of yours. A full `python` image of 2021 had 886 MB, its `slim` variant 115 MB.',
    practice: [
      'Name a version. Without a tag Docker takes `latest`, which is another image next month.',
      'Build in one stage and ship another one: `FROM … AS build`, then `COPY --from=build`. Only the last stage is in the image. A Python service that needed a compiler for its packages went from 259 to 156 MB this way.',
      'Take a `slim`, `alpine` or distroless variant for the stage that ships, and compilers only where things are built.',
      'Add `@sha256:…` behind the tag for builds that must be the same every time, and let a bot raise both.',
      'Build often with `--pull`, so that fixes of the base image arrive.',
    ],
    example:
      'FROM golang:1.25 AS build\nRUN --mount=type=bind,target=. CGO_ENABLED=0 go build -o /server .\n\nFROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /server /server\nENTRYPOINT ["/server"]',
    anchor: 'from',
  },
  HEALTHCHECK: {
    does: 'Says how to find out whether the program in the container still works. Exit code 0 is healthy, 1 is unhealthy.',
    costs: 'No layer. The command runs in every container, each 30 seconds unless `--interval` says otherwise.',
    practice: [
      'Use a tool that the image has: `slim` images have no `curl`, Alpine has BusyBox `wget`, distroless images have no shell.',
      'Make it fail: `curl --fail`, and `|| exit 1` in shell form.',
      'Set `--start-period` for programs that start slowly.',
      'Docker alone does not restart an unhealthy container: Swarm does, and Compose can wait for health. Kubernetes does not read this and has probes of its own.',
    ],
    example:
      'HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \\\n    CMD wget -qO- http://127.0.0.1:8080/health || exit 1',
    anchor: 'healthcheck',
  },
  LABEL: {
    does: 'Attaches metadata to the image, as pairs of key and value.',
    costs:
      'No files. A value that changes with each build discards the cache of what is behind it, so such labels belong at the end.',
    practice: [
      'Use the keys that tools know: `org.opencontainers.image.source`, `.version`, `.revision`, `.licenses`, `.authors`.',
      'Quote values that hold blanks, with double quotes if they hold variables.',
    ],
    example:
      'LABEL org.opencontainers.image.source="https://github.com/acme/shop" \\\n      org.opencontainers.image.licenses="MIT"',
    anchor: 'label',
  },
  MAINTAINER: {
    does: 'Sets the author of the image. It is deprecated: a label says the same, and every tool can read it.',
    costs: 'No layer, it is metadata.',
    practice: ['Write `LABEL org.opencontainers.image.authors="…"`.'],
    example: 'LABEL org.opencontainers.image.authors="jane@example.com"',
    anchor: 'maintainer-deprecated',
  },
  ONBUILD: {
    does: 'Stores an instruction that runs when somebody else builds an image `FROM` this one.',
    costs: 'Nothing here. In the other build it acts like an instruction behind `FROM`, where nobody sees it.',
    practice: [
      'Prefer a documented stage that people copy from: what `ONBUILD` does is a surprise to those who use the image.',
      'Mark such an image in its tag, as in `ruby:3-onbuild`.',
      '`ONBUILD` cannot hold `ONBUILD`, `FROM` or `MAINTAINER`.',
    ],
    example: 'ONBUILD COPY package.json package-lock.json ./\nONBUILD RUN npm ci',
    anchor: 'onbuild',
  },
  RUN: {
    does: 'Runs a command while the image is built and keeps what it changed in the file system.',
    costs:
      'A layer with every file it wrote. The cache goes by the text of the command: `apt-get update` is not run again because a day has passed.',
    practice: [
      'Update, install and clean up in one `RUN`: what a later one deletes still takes its room in this layer.',
      'Let package managers keep their downloads in a cache mount (`--mount=type=cache`): it is there for the next build and never in the image.',
      'Read secrets from `--mount=type=secret`, never from `ARG` or `ENV`.',
      'Several lines read best in a heredoc, `RUN <<EOF`. Begin it with `set -e`, or a failed line goes unnoticed.',
      '`docker build --no-cache-filter=<stage> --pull` builds a stage anew, with a fresh base image; `--no-cache` builds everything anew. A nightly build of that kind brings security fixes that no line of the file shows.',
    ],
    example:
      'RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ca-certificates curl \\\n    && rm -rf /var/lib/apt/lists/*',
    anchor: 'run',
  },
  SHELL: {
    does: 'Sets the shell that runs the shell form of `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK` from here on. Without it that is `["/bin/sh", "-c"]`.',
    costs: 'No layer. It stays in the image and holds for containers and for stages built on this one, too.',
    practice: [
      'With pipes, take a shell that notices a failure in the middle: `["/bin/bash", "-o", "pipefail", "-c"]`. The image needs bash for it.',
      'It takes the JSON form only.',
    ],
    example:
      'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/list.txt | sort > /list.txt',
    anchor: 'shell',
  },
  STOPSIGNAL: {
    does: 'Sets the signal that `docker stop` sends to process 1. Without it that is `SIGTERM`; after 10 seconds `SIGKILL` follows.',
    costs: 'No layer, it is metadata.',
    practice: [
      'Set it only where the program wants another signal to end cleanly, as nginx does with `SIGQUIT`.',
      'The signal reaches the program only if it is process 1: write `CMD` and `ENTRYPOINT` in exec form.',
    ],
    example: 'STOPSIGNAL SIGQUIT',
    anchor: 'stopsignal',
  },
  USER: {
    does: 'Sets the user, and if you like the group, for the instructions behind it and for every container of the image.',
    costs: 'No layer. Without it, most images run as root, which is uid 0 on the host as well.',
    practice: [
      'End the stage that ships with a user other than root. Many images bring one: `node` has `node`, distroless has the tag `nonroot`.',
      'Install packages before it, they need root.',
      'Write the number (`USER 1001:1001`) where Kubernetes demands `runAsNonRoot`: it cannot check a name.',
      'Files copied behind it still belong to root. Give those that the program writes to `COPY --chown`.',
    ],
    example:
      'FROM debian:13-slim\nRUN groupadd --system --gid 1001 app \\\n    && useradd --system --uid 1001 --gid app --no-create-home --shell /usr/sbin/nologin app\nUSER 1001:1001',
    anchor: 'user',
  },
  VOLUME: {
    does: 'Marks directories whose content lives outside the container. A container started without a volume for them gets a nameless one.',
    costs:
      'No layer. Nameless volumes pile up on the host until somebody prunes them, and an image built on this one cannot undo it.',
    practice: [
      'Leave it to those who run the container: `docker run -v` or `volumes:` of a compose file name the volume.',
      'If you need it, put it last. With the old builder, what is written below it afterwards is lost.',
      'The flags `:cached`, `:delegated` and `:consistent` of old guides for bind mounts do nothing any more.',
    ],
    example: 'VOLUME ["/var/lib/postgresql/data"]',
    anchor: 'volume',
  },
  WORKDIR: {
    does: 'Sets the directory for the instructions behind it and for every container of the image, and creates it if need be.',
    costs: 'A new directory is a tiny layer. It is created as root, whatever `USER` says.',
    practice: [
      'Write an absolute path. A relative one builds on the last `WORKDIR`, which may be that of the base image.',
      'Prefer it to `cd`: a `cd` ends with its `RUN`.',
      'Do not work in `/`: `COPY . .` there can hit files of the system.',
    ],
    example: 'WORKDIR /app',
    anchor: 'workdir',
  },
};
