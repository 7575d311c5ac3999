/** Tokens and keys that show what they are. Prefixes and lengths from each vendor's documentation (taken 2026-11). */
export type SecretValueKind =
  | 'AWS access key'
  | 'GitHub token'
  | 'GitLab token'
  | 'Google API key'
  | 'JSON web token'
  | 'npm token'
  | 'PyPI token'
  | 'private key'
  | 'Slack token'
  | 'Stripe key';

interface SecretPattern {
  readonly kind: SecretValueKind;
  readonly pattern: RegExp;
  readonly source: string;
}

const PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'AWS access key',
    pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  },
  {
    kind: 'GitHub token',
    pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,90})\b/,
    source: 'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
  },
  {
    kind: 'GitLab token',
    pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft)-[A-Za-z0-9_-]{20,}\b/,
    source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
  },
  {
    kind: 'Google API key',
    pattern: /\bAIza[A-Za-z0-9_-]{35}\b/,
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  },
  {
    kind: 'JSON web token',
    pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
  },
  {
    kind: 'npm token',
    pattern: /\bnpm_[A-Za-z0-9]{36}\b/,
    source: 'https://docs.npmjs.com/about-access-tokens',
  },
  {
    kind: 'PyPI token',
    pattern: /\bpypi-[A-Za-z0-9_-]{50,}/,
    source: 'https://pypi.org/help/#apitoken',
  },
  {
    kind: 'private key',
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/,
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    kind: 'Slack token',
    pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/,
    source: 'https://docs.slack.dev/authentication/tokens',
  },
  {
    kind: 'Stripe key',
    pattern: /\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,}\b/,
    source: 'https://docs.stripe.com/keys',
  },
];

/** What kind of token or key a text holds, by its format; `undefined` where it shows none. */
export function secretValueKind(text: string): SecretValueKind | undefined {
  return PATTERNS.find(({ pattern }) => pattern.test(text))?.kind;
}

const PLACEHOLDER =
  /^(?:|true|false|yes|no|none|null|nil|undefined|0|1|\*+|x{2,}|\.{2,}|-+|<[^>]*>|\[[^\]]*\]|\{\{.*\}\}|%.*%|(?:change|replace|fill|set)[-_ ]?(?:me|it|this|in)?.*|(?:your|my|some|the)[-_ ].*|(?:example|sample|dummy|fake|placeholder|insert|todo|tbd|redacted|unset|empty|none|secret_here).*|.*(?:[-_ ]here|[-_]placeholder|example\.(?:com|org)))$/i;

/** Whether a value plainly stands for one that somebody has yet to write, or for none. Quotes do not count. */
export function isPlaceholderValue(value: string): boolean {
  return PLACEHOLDER.test(value.replace(/^(["'])(.*)\1$/s, '$2').trim());
}

const SECRET_FILE =
  /^(?:\.env(?:\..+)?|.+\.env|.+\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfvars)|id_(?:rsa|dsa|ecdsa|ed25519)(?:_.+)?|\.npmrc|\.pypirc|\.netrc|_netrc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|credentials(?:\.json)?|service[-_]?account.*\.json|kubeconfig|secrets?\.(?:ya?ml|json|toml|env)|\.dockerconfigjson|\.aws|\.ssh|\.gnupg|\.docker|\.kube|\.azure)$/i;
const HARMLESS_FILE =
  /^(?:\.env\.(?:example|sample|template|dist|defaults?|schema|test|ci)|.*\.(?:example|sample|template|dist|pub)|.+\.(?:crt|cer)|(?:ca|root|ca[-_].*|.*[-_.]ca|.*bundle.*|.*chain.*|.*public.*|.*[-_.]pub|rds-.*|cert(?:ificate)?s?|cacert|global-bundle|dhparams?)\.pem|.*(?:public|pub).*\.key|(?:archive|.*keyring|.*-keyring|gpg|.*gpg|repo|apt|rpm|release|signing|docker|nodesource|microsoft|nginx_signing)\.key)$/i;

/** Whether a file or folder of that path most likely holds a secret; templates, certificates and public keys do not. */
export function isSecretFile(path: string): boolean {
  const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
  return SECRET_FILE.test(name) && !HARMLESS_FILE.test(name);
}
