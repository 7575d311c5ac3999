/** Words that name a secret by themselves. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  ...['password', 'passwords', 'passwd', 'passphrase', 'pass', 'pwd', 'pword', 'psw', 'pw', 'secret', 'secrets'],
  ...['token', 'tokens', 'apikey', 'apitoken', 'authtoken', 'accesskey', 'secretkey', 'privatekey', 'credential'],
  ...['credentials', 'creds', 'pat', 'dsn', 'dbpass', 'dbpassword', 'rootpassword'],
]);

/** `key` and `auth` name a secret only behind one of these. */
const KEY_OWNERS: ReadonlySet<string> = new Set([
  ...['api', 'access', 'secret', 'private', 'encryption', 'decryption', 'encrypt', 'signing', 'sign', 'ssh', 'jwt'],
  ...[
    'license',
    'licence',
    'auth',
    'master',
    'service',
    'account',
    'storage',
    'app',
    'application',
    'deploy',
    'client',
  ],
  ...['cookie', 'session', 'crypt', 'crypto', 'cipher', 'hmac', 'aes', 'rsa', 'gpg', 'pgp', 'admin', 'root', 'user'],
]);

/** Where one of these stands in the name, it names something about a secret, or something else. */
const VETO_WORDS: ReadonlySet<string> = new Set([
  ...['public', 'file', 'files', 'filename', 'path', 'paths', 'dir', 'directory', 'url', 'uri', 'endpoint', 'name'],
  ...['alias', 'version', 'type', 'mode', 'enabled', 'enable', 'disabled', 'disable', 'expire', 'expires', 'expiry'],
  ...['expiration', 'ttl', 'timeout', 'size', 'length', 'len', 'location', 'owner', 'host', 'hostname', 'port', 'sock'],
  ...['socket', 'agent', 'module', 'provider', 'method', 'prefix', 'suffix', 'algorithm', 'algo', 'parallelism', 'min'],
  ...['max', 'count', 'limit', 'format', 'policy', 'rotation', 'interval', 'required', 'header', 'field', 'issuer'],
  ...['audience', 'scope', 'scopes', 'server', 'ring', 'keyring', 'store', 'backend', 'manager', 'engine', 'arn'],
  ...['fingerprint', 'hash', 'checksum', 'sha256', 'layout', 'map', 'encoding', 'rounds', 'cost', 'strength', 'reset'],
  ...['username', 'usernames'],
]);

const ID_WORDS: ReadonlySet<string> = new Set(['id', 'ids']);

/**
 * Splits a name into lower-case words at `_`, `-`, `.` and where camel case begins a new one: `dbPassword`, `DB_PASSWORD`
 * and `db-password` all give `db`, `password`.
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
  const words = nameWords(name);
  if (words.some((word) => VETO_WORDS.has(word))) return false;
  if (words.some((word) => ID_WORDS.has(word))) return false;
  return words.some((word, index) => isSecretWord(word, words[index - 1]));
}

function isSecretWord(word: string, before: string | undefined): boolean {
  if (SECRET_WORDS.has(word)) return true;
  if (word !== 'key' && word !== 'keys' && word !== 'auth') return false;
  return before !== undefined && KEY_OWNERS.has(before);
}
