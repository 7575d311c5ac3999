/** What environment variables do that Dockerfiles often set; as Markdown, by name. Sources stand with each. */
const notes: Readonly<Record<string, string>> = {
  // https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED
  PYTHONUNBUFFERED:
    'Python writes each line of output at once. Without it, `docker logs` shows nothing until a buffer is full, and the last lines of a crash are lost.',
  // https://docs.python.org/3/using/cmdline.html#envvar-PYTHONDONTWRITEBYTECODE
  PYTHONDONTWRITEBYTECODE:
    'Python keeps no compiled files. Guides recommend it for small images, but it cuts both ways: containers start more slowly, because each one compiles the program again.',
  // https://pip.pypa.io/en/stable/cli/pip/#cmdoption-no-cache-dir
  PIP_NO_CACHE_DIR: 'pip keeps no downloads, as with `--no-cache-dir`. Leave it out where a cache mount holds them.',
  // https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production
  NODE_ENV:
    '`production` makes frameworks faster and `npm ci` leave out development dependencies. Set it behind the step that needs those to build.',
  // https://manpages.debian.org/bookworm/debconf-doc/debconf.7.en.html
  DEBIAN_FRONTEND:
    '`noninteractive` keeps Debian packages from asking questions. As `ENV` it holds in every container, too; write it before the one command instead: `RUN DEBIAN_FRONTEND=noninteractive apt-get install -y …`.',
  // https://docs.docker.com/engine/security/trust/
  DOCKER_CONTENT_TRUST:
    'It verifies image signatures the old way, which is being shut down. Name images by digest, and check signatures with cosign or Notation. In a Dockerfile it never had an effect.',
  // https://docs.docker.com/build/buildkit/
  DOCKER_BUILDKIT:
    'It chose the builder, for the client. BuildKit has been the default since Docker Engine 23.0. In a Dockerfile it has no effect.',
};

/** What there is to say of an environment variable; `undefined` where its name is nobody's but the author's. */
export function knownVariableText(name: string): string | undefined {
  return Object.hasOwn(notes, name) ? notes[name] : undefined;
}
