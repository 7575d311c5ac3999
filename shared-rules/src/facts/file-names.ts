/**
 * What a file is, going by its name. `perhaps-dockerfile`: `Dockerfile.go` is a Dockerfile for Go in one repository and a
 * Go source in another; only its text tells.
 */
export type FileRole = 'dockerfile' | 'perhaps-dockerfile' | 'compose' | 'dockerignore';

const WHOLE_NAME = /^(?:docker|container)file\d*(?:[._-].+)?$/i;
const NAME_ENDING = /[._-](?:docker|container)file$/i;
const COMPOSE = /^(?:docker-|podman-)?compose(?:[._-].+)?\.ya?ml$/i;

/** Editors' backup, swap and lock files; what merges and patches leave behind. */
const LEFTOVER = /~$|^#.*#$|^\.#|\.(?:bak|backup|diff|old|orig|patch|rej|sav|save|sw[a-p]|temp|tmp)$/i;

function endsInOneOf(endings: string): RegExp {
  return new RegExp(`\\.(?:${endings.replaceAll(' ', '|')})$`, 'i');
}

/** Texts about Dockerfiles, templates that make them, data and archives. */
const OTHER_KIND = endsInOneOf(
  [
    'adoc html log md mdx pdf rst txt',
    'asc cfg conf csv ini json jsonc lock properties sha256 sig toml xml ya?ml',
    'ejs erb gotmpl hbs in j2 jinja2? liquid mako mustache template tmpl tpl twig',
    '7z bz2 gz jpe?g png svg tar tgz xz zip',
  ].join(' '),
);

const PROGRAM = endsInOneOf(
  'bat c class cpp cs dart ex exs go h hpp java [cm]?jsx? kt lua php pl ps1 py pyc r rb rs scala sh swift [cm]?tsx? vim',
);

/**
 * Tells what a file is from its name, without folder: every usual spelling of `Dockerfile`, `Containerfile`,
 * `Dockerfile.prod`, `Dockerfile_dev`, `api.Dockerfile`, `web.containerfile`; Compose files; `.dockerignore` and
 * `prod.Dockerfile.dockerignore`. `undefined` for everything else, editors' backups and templates included.
 */
export function roleOf(name: string): FileRole | undefined {
  if (LEFTOVER.test(name)) return undefined;
  if (/\.dockerignore$/i.test(name) || name === '.containerignore') return 'dockerignore';
  if (COMPOSE.test(name)) return 'compose';
  if (NAME_ENDING.test(name)) return 'dockerfile';
  if (!WHOLE_NAME.test(name) || OTHER_KIND.test(name)) return undefined;
  return PROGRAM.test(name) ? 'perhaps-dockerfile' : 'dockerfile';
}

/** Whether the first line that is neither blank nor a comment is one that a Dockerfile may begin with. */
export function looksLikeDockerfile(text: string): boolean {
  return /^(?:[ \t]*(?:#[^\n]*|\r)?\n)*[ \t]*(?:ARG|FROM)[ \t]/i.test(text);
}

const WITH_EXTENSION = /[\w\])*?}]\.(?!d$|\d+$)[\w*?]+$/;
const WITHOUT_EXTENSION = /^(?:Gemfile|Jenkinsfile|LICENSE|Makefile|Pipfile|Procfile|Rakefile|gradlew|mvnw|\.\w+rc)$/;

/**
 * Whether the last part of a path is surely the name of a file, not of a directory: it has an extension, patterns
 * included, or is one that never has any.
 */
export function isFileName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return WITH_EXTENSION.test(name) || WITHOUT_EXTENSION.test(name);
}
