import { findMountOption } from '../facts/instruction-flags.js';
import type { Keyword } from '../syntax/types.js';

/** What a hover teaches of a flag, a kind of mount or an option of a mount. All texts are Markdown. */
export interface FlagText {
  readonly does: string;
  /** What to mind. */
  readonly mind?: string;
  readonly example?: string;
  /** What brought it, where that is no Dockerfile frontend. */
  readonly needs?: string;
  /** Of its section in https://docs.docker.com/reference/dockerfile/ */
  readonly anchor: string;
}

type FlagTexts = Readonly<Record<string, FlagText>>;

const transferFlags: FlagTexts = {
  chown: {
    does: 'Gives the copied files to this user and group. Without it they belong to root (0:0), whatever `USER` says.',
    mind: 'A name must exist in `/etc/passwd` of the image; a number always works. Give away only what the program has to write: code that it cannot change is safer.',
    example: 'COPY --chown=1001:1001 data/ ./data/',
    anchor: 'copy---chown',
  },
  chmod: {
    does: 'Sets the permissions of the copied files. It saves the layer that a `RUN chmod` would cost, which holds every file again.',
    mind: 'Symbolic modes such as `+x` or `u=rwX,go=rX` need `docker/dockerfile:1.14`. Windows images do not know it.',
    example: 'COPY --chmod=755 entrypoint.sh /usr/local/bin/',
    anchor: 'copy---chmod',
  },
  link: {
    does: 'Puts the files into a layer of their own that does not depend on the layers before it. When those change, for example with a new base image, this layer stays in the cache.',
    mind: 'The destination cannot be reached through a symbolic link of the image, and `--chown` needs numbers.',
    example: 'COPY --link --from=build /app/dist /app/',
    anchor: 'copy---link',
  },
  exclude: {
    does: 'Leaves out the files that match a pattern. It may stand several times.',
    mind: 'For what no build needs, `.dockerignore` is the better place: those files are not even sent to the builder.',
    example: 'COPY --exclude=*.test.js --exclude=fixtures src/ ./src/',
    anchor: 'copy---exclude',
  },
};

const healthcheckFlags: FlagTexts = {
  interval: {
    does: 'The time between two checks. 30 seconds unless you say otherwise.',
    example: 'HEALTHCHECK --interval=1m CMD /healthcheck',
    anchor: 'healthcheck',
  },
  timeout: {
    does: 'A check that takes longer counts as failed. 30 seconds unless you say otherwise.',
    mind: 'Keep it shorter than the interval.',
    anchor: 'healthcheck',
  },
  'start-period': {
    does: 'How long the program may take to start: until then failed checks do not count. 0 seconds unless you say otherwise.',
    mind: 'Set it for programs that start slowly, such as those on the JVM.',
    anchor: 'healthcheck',
  },
  'start-interval': {
    does: 'The time between two checks during the start period. 5 seconds unless you say otherwise.',
    needs: 'Docker Engine 25.0',
    anchor: 'healthcheck',
  },
  retries: {
    does: 'So many failed checks in a row make the container unhealthy. 3 unless you say otherwise.',
    anchor: 'healthcheck',
  },
};

const flagTexts: Readonly<Partial<Record<Keyword, FlagTexts>>> = {
  FROM: {
    platform: {
      does: 'Takes the image for this platform, such as `linux/amd64`. Without it that is the platform that you build for.',
      mind: 'A constant here breaks builds for other platforms. In a stage that cross-compiles, `$BUILDPLATFORM` makes the compiler run on the machine itself and not in an emulator, which is many times slower.',
      example: 'FROM --platform=$BUILDPLATFORM golang:1.25 AS build',
      anchor: 'from',
    },
  },
  COPY: {
    ...transferFlags,
    from: {
      does: 'Copies out of a stage, an image or a named context, instead of the build context. Paths begin at the root of that file system.',
      mind: 'Name the stage: a number changes its meaning as soon as somebody adds a stage above. `USER`, `ENV` and the rest of that stage are not copied.',
      example: 'COPY --from=build /app/dist ./dist/',
      anchor: 'copy---from',
    },
    parents: {
      does: 'Keeps the directories of each source: `a/x.txt` arrives as `a/x.txt` and not as `x.txt`. A `/./` in a source says where the kept part begins.',
      mind: 'It makes manifests of a whole workspace one instruction, where each needed a `COPY` of its own.',
      example: 'COPY --parents packages/*/package.json ./',
      anchor: 'copy---parents',
    },
  },
  ADD: {
    ...transferFlags,
    checksum: {
      does: 'The build fails unless the download has this SHA-256 checksum; for a Git source, unless it is this commit.',
      mind: 'It proves that the file is the one that you looked at, and it lets the builder answer from the cache.',
      example:
        'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d \\\n    https://mirrors.edge.kernel.org/pub/linux/kernel/Historic/linux-0.01.tar.gz /src/',
      anchor: 'add---checksum',
    },
    'keep-git-dir': {
      does: 'Keeps the `.git` directory of a cloned repository. Without it, only the files of the commit arrive.',
      mind: 'The history can be far larger than the files. Keep it only if the build asks Git for its version.',
      example: 'ADD --keep-git-dir=true https://github.com/moby/buildkit.git#v0.26.2 /src/',
      anchor: 'add---keep-git-dir',
    },
    unpack: {
      does: 'Says whether tar archives are unpacked. Without it, local ones are and downloaded ones are not.',
      example: 'ADD --unpack=true https://example.com/tool-1.2.tar.gz /opt/tool/',
      anchor: 'add---unpack',
    },
  },
  RUN: {
    mount: {
      does: 'Lets the command see files that do not become part of the image: a cache, a secret, a key, another stage.',
      mind: 'What stands in the mounted place is gone when the `RUN` ends; only a cache keeps it, for the next build.',
      example: 'RUN --mount=type=cache,target=/root/.npm npm ci',
      anchor: 'run---mount',
    },
    network: {
      does: 'Chooses the network of the command: `default`, `none`, or `host` for that of the machine.',
      mind: '`none` proves that a step downloads nothing. `host` needs the entitlement `network.host`, which whoever builds has to grant.',
      example: 'RUN --network=none pip install --no-index --find-links=/wheels app',
      anchor: 'run---network',
    },
    security: {
      does: '`insecure` runs the command with all privileges, like `docker run --privileged`. `sandbox` is what happens without it.',
      mind: 'It needs the entitlement `security.insecure`, which whoever builds has to grant. Most builds have no reason to.',
      anchor: 'run---security',
    },
    device: {
      does: 'Gives the command a device of the machine, such as a GPU, by its CDI name.',
      mind: 'The builder must offer the device.',
      anchor: 'run---device',
    },
  },
  HEALTHCHECK: healthcheckFlags,
};

const mountTypes: FlagTexts = {
  bind: {
    does: 'Shows the command files of the build context, or with `from` of a stage or an image, without copying them into a layer.',
    mind: 'Read-only unless you add `rw`, and what is written then is thrown away.',
    example:
      'RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\\n    pip install -r /tmp/requirements.txt',
    anchor: 'run---mounttypebind',
  },
  cache: {
    does: 'Keeps a directory from build to build, outside the image. Package managers then download only what is new.',
    mind: 'Point it at the directory that the tool really uses. It belongs to root unless you add `uid=`. Options such as `--no-cache-dir` make it useless. For apt add `sharing=locked`. It stays on one builder: CI machines that start empty need a cache backend. A cache directory of your own machine, mounted with `docker run -v`, is there when a container runs and never while an image is built.',
    example: 'RUN --mount=type=cache,target=/root/.cache/pip \\\n    pip install -r requirements.txt',
    anchor: 'run---mounttypecache',
  },
  secret: {
    does: 'Lets this one command read a secret, as the file `/run/secrets/<id>` or with `env` as a variable. It is never written to a layer, the history or the cache.',
    mind: 'Pass it with `docker build --secret id=…`. Add `required=true`, or the build goes on without it. The file is for root only (mode 0400) unless you set `uid` or `mode`. Do not print it, and do not copy it into a file.',
    example: 'RUN --mount=type=secret,id=npmrc,target=/root/.npmrc,required=true npm ci',
    anchor: 'run---mounttypesecret',
  },
  ssh: {
    does: 'Lets this one command use the keys of your SSH agent. The keys stay on your machine.',
    mind: 'Pass it with `docker build --ssh default`. The image needs an SSH client, and the host key of the server in `known_hosts`. For a user other than root add `uid=`.',
    example: 'RUN --mount=type=ssh git clone git@github.com:acme/shop.git /src',
    anchor: 'run---mounttypessh',
  },
  tmpfs: {
    does: 'Gives the command a directory in memory that is empty at its start and gone at its end.',
    mind: 'Good for scratch files that no layer should hold.',
    example: 'RUN --mount=type=tmpfs,target=/tmp make install',
    anchor: 'run---mounttypetmpfs',
  },
};

const mountAnchor = 'run---mount';

const mountOptions: FlagTexts = {
  type: { does: 'The kind of mount: `bind` (the default), `cache`, `tmpfs`, `secret` or `ssh`.', anchor: mountAnchor },
  target: { does: 'Where the command sees it. Also written `dst` or `destination`.', anchor: mountAnchor },
  source: {
    does: 'Which path of the build context, stage or image is mounted. Also written `src`. Its root where absent.',
    anchor: mountAnchor,
  },
  from: {
    does: 'The stage, image or named context that the files come from. For a cache: what it is filled with at first.',
    anchor: mountAnchor,
  },
  readonly: { does: 'The command cannot write there. Also written `ro`.', anchor: mountAnchor },
  readwrite: {
    does: 'The command may write there; a bind mount throws the result away. Also written `rw`.',
    anchor: mountAnchor,
  },
  sharing: {
    does: 'What happens when two builds use one cache at a time. `shared`: both write. `private`: the second gets a cache of its own. `locked`: the second waits.',
    mind: 'apt needs `locked` or `private`: two of them in one directory damage it.',
    anchor: 'run---mounttypecache',
  },
  id: {
    does: 'The name of the cache, the secret or the SSH key. A cache is named after its target where absent; a secret after the last part of its target.',
    anchor: mountAnchor,
  },
  mode: {
    does: 'The permissions, in octal. 0755 for a cache, 0400 for a secret, 0600 for an SSH socket where absent.',
    mind: 'A secret that all users can read is one that every program of the step can read.',
    anchor: mountAnchor,
  },
  uid: {
    does: 'The owner, as a number; root (0) where absent.',
    mind: 'Set it to the uid of `USER`, or a command that is not run as root cannot use the mount.',
    anchor: mountAnchor,
  },
  gid: { does: 'The group, as a number; root (0) where absent.', anchor: mountAnchor },
  size: { does: 'The most that the directory in memory may hold.', anchor: 'run---mounttypetmpfs' },
  required: {
    does: 'The build stops when the secret or the key was not passed. Without it, the command runs and finds nothing.',
    anchor: 'run---mounttypesecret',
  },
  env: {
    does: 'The command finds the secret in this environment variable; no file is made unless there is a `target`, too.',
    mind: 'Programs that take a variable need no change this way.',
    example: 'RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci',
    anchor: 'run---mounttypesecret',
  },
};

/** What there is to say of a flag of an instruction; `undefined` where Docker knows no such flag. */
export function flagText(keyword: Keyword | 'UNKNOWN', flag: string): FlagText | undefined {
  return keyword === 'UNKNOWN' ? undefined : own(flagTexts[keyword] ?? {}, flag);
}

/** What there is to say of a kind of mount, such as `cache`. */
export function mountTypeText(type: string): FlagText | undefined {
  return own(mountTypes, type.toLowerCase());
}

/** What there is to say of an option of `--mount`; other spellings of an option are known, too. */
export function mountOptionText(option: string): FlagText | undefined {
  const name = findMountOption(option)?.name;
  return name === undefined ? undefined : own(mountOptions, name);
}

/** Names come from Dockerfiles: `constructor` must not find what every object has. */
function own<Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
