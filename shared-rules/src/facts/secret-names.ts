/**
 * Names that hold secrets. Learned from the lists of BuildKit's check SecretsUsedInArgOrEnv
 * (https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/), of hadolint DL3064, Trivy DS-0031 and Sonar
 * S6472, and from what people report as wrongly found (https://github.com/hadolint/hadolint/issues/1245,
 * https://github.com/moby/buildkit/issues/5775, https://github.com/Checkmarx/kics/issues/3763). Taken 2026-11.
 */

/** Words that name a secret by themselves. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...['password', 'passwords', 'passwd', 'passphrase', 'pass', 'pwd', 'pword', 'psw', 'secret', 'secrets', 'token'],
  ...['apikey', 'apitoken', 'authtoken', 'accesskey', 'accesstoken', 'secretkey', 'privatekey', 'credential'],
  ...['credentials', 'creds', 'pat', 'dsn', 'sshpass'],
]);

/** Endings of words that are run together, as in `PGPASSWORD`. */
const SECRET_ENDING = /(?:password|passwd|passphrase)$/;
const NO_SECRET_WORDS: ReadonlySet<string> = new Set(['nopassword', 'nopasswd', 'forgotpassword', 'resetpassword']);

/** `key` names a secret only right behind one of these. */
const KEY_OWNERS: ReadonlySet<string> = new Set([
  ...['api', 'access', 'secret', 'private', 'encryption', 'decryption', 'encrypt', 'signing', 'ssh', 'jwt', 'license'],
  ...['licence', 'auth', 'master', 'app', 'deploy', 'client', 'crypt', 'crypto', 'hmac', 'aes', 'rsa'],
]);

/** `auth` names a secret only right behind one of these. */
const AUTH_OWNERS: ReadonlySet<string> = new Set(['api', 'basic', 'docker', 'npm', 'registry']);

/** Where one of these stands anywhere, the variable is a switch, a limit, or meant for everybody. */
const VETO_ANYWHERE: ReadonlySet<string> = new Set([
  ...['public', 'min', 'max', 'num', 'enable', 'enabled', 'disable', 'disabled', 'allow', 'require', 'required', 'use'],
  ...['is', 'has', 'no', 'skip', 'random', 'generate', 'parallelism'],
]);

/** Behind the secret word, these make it something about a secret: its file, its address, its kind. */
const VETO_BEHIND: ReadonlySet<string> = new Set([
  ...['file', 'files', 'filename', 'path', 'paths', 'dir', 'directory', 'folder', 'url', 'uri', 'endpoint', 'name'],
  ...['names', 'alias', 'id', 'ids', 'version', 'type', 'mode', 'kind', 'expire', 'expires', 'expiry', 'expiration'],
  ...['ttl', 'timeout', 'age', 'lifetime', 'size', 'length', 'len', 'location', 'owner', 'host', 'hostname', 'port'],
  ...['sock', 'socket', 'agent', 'module', 'provider', 'method', 'prefix', 'suffix', 'algorithm', 'algo', 'count'],
  ...['limit', 'format', 'policy', 'rotation', 'interval', 'header', 'field', 'issuer', 'audience', 'scope', 'scopes'],
  ...['server', 'service', 'store', 'backend', 'manager', 'engine', 'arn', 'fingerprint', 'hash', 'checksum', 'sha256'],
  ...['layout', 'map', 'mount', 'encoding', 'rounds', 'cost', 'strength', 'reset', 'through', 'username', 'user'],
  ...[
    'description',
    'label',
    'help',
    'hint',
    'env',
    'var',
    'ref',
    'source',
    'warning',
    'warn',
    'login',
    'auth',
    'pattern',
    'hasher',
    'hashers',
    'helper',
    'helpers',
    'validator',
    'validators',
  ],
]);

/** Of a shell, not of a person. */
const SHELL_NAMES: ReadonlySet<string> = new Set(['PWD', 'OLDPWD']);

/**
 * Splits a name into lower-case words, at everything that is no letter or digit and where camel case begins a new word:
 * `dbPassword`, `DB_PASSWORD` and `db-password` all give `db`, `password`.
 */
export function nameWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/**
 * Whether a variable of this name most likely holds a secret. Looks at whole words only: `TOKENIZERS_PARALLELISM`,
 * `GOPRIVATE`, `KEYCLOAK_URL` and `DB_PASSWORD_FILE` are none.
 */
export function looksLikeSecretName(name: string): boolean {
  if (SHELL_NAMES.has(name)) return false;
  const words = nameWords(name);
  if (words.some((word) => VETO_ANYWHERE.has(word))) return false;
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index] ?? '';
    if (isSecretWord(word.replace(/(?<=\D)\d{1,2}$/, ''), words[index - 1])) return true;
    if (VETO_BEHIND.has(word)) return false;
  }
  return false;
}

/** Whether it names the public half of a pair: `AWS_ACCESS_KEY_ID`, `CLIENT_ID` go with a secret but are none. */
export function looksLikeKeyId(name: string): boolean {
  const words = nameWords(name);
  const last = words.at(-1);
  return last === 'id' && ['key', 'client', 'secret', 'token'].includes(words.at(-2) ?? '');
}

function isSecretWord(word: string, before: string | undefined): boolean {
  if (SECRET_WORDS.has(word)) return true;
  if (SECRET_ENDING.test(word)) return !NO_SECRET_WORDS.has(word);
  if (before === undefined) return false;
  if (word === 'key' || word === 'keys') return KEY_OWNERS.has(before);
  return word === 'auth' && AUTH_OWNERS.has(before);
}
