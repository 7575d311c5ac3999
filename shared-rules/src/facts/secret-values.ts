/** Secrets whose form alone gives them away, as people call them. */
export type SecretValueKind =
  | 'age secret key'
  | 'Anthropic API key'
  | 'AWS access key'
  | 'Azure storage key'
  | 'Databricks token'
  | 'DigitalOcean token'
  | 'Docker access token'
  | 'GitHub token'
  | 'GitLab token'
  | 'Google API key'
  | 'Google OAuth secret'
  | 'Hugging Face token'
  | 'JSON web token'
  | 'npm token'
  | 'OpenAI API key'
  | 'private key'
  | 'PyPI token'
  | 'RubyGems token'
  | 'SendGrid key'
  | 'Shopify token'
  | 'Slack token'
  | 'Slack webhook'
  | 'Stripe key'
  | 'Telegram bot token'
  | 'Vault token';

interface SecretPattern {
  readonly kind: SecretValueKind;
  /** Runs in linear time: no repetition inside a repetition. */
  readonly pattern: RegExp;
  readonly source: string;
}

const GITHUB_SOURCE =
  'https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats';
const SCANNING_SOURCE =
  'https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns';

/** Taken 2026-11. The first that fits counts: narrow patterns stand before wide ones. */
const PATTERNS: readonly SecretPattern[] = [
  {
    kind: 'private key',
    pattern: /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----/,
    source: 'https://www.rfc-editor.org/rfc/rfc7468',
  },
  {
    kind: 'AWS access key',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids',
  },
  {
    kind: 'GitHub token',
    pattern: /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/,
    source: GITHUB_SOURCE,
  },
  {
    kind: 'GitLab token',
    pattern: /(?<![A-Za-z0-9])gl(?:pat|dt|rt|cbt|ptt|ft|agent|oas|soat|imt)-[\w-]{20,255}/,
    source: 'https://docs.gitlab.com/security/tokens/#token-prefixes',
  },
  {
    kind: 'Docker access token',
    pattern: /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{27,64}/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'npm token',
    pattern: /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/,
    source: 'https://docs.npmjs.com/about-access-tokens',
  },
  {
    kind: 'PyPI token',
    pattern: /(?<![A-Za-z0-9])pypi-AgE[\w-]{50,1000}/,
    source: 'https://pypi.org/help/#apitoken',
  },
  {
    kind: 'RubyGems token',
    pattern: /(?<![A-Za-z0-9])rubygems_[a-f0-9]{48}/,
    source: 'https://guides.rubygems.org/api-key-scopes/',
  },
  {
    kind: 'Anthropic API key',
    pattern: /(?<![A-Za-z0-9])sk-ant-[\w-]{20,255}/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'OpenAI API key',
    pattern: /(?<![A-Za-z0-9])sk-(?:(?:proj|svcacct|admin)-[\w-]{20,255}|[A-Za-z0-9]{32,64}(?![\w-]))/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'Hugging Face token',
    pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{34}(?![A-Za-z0-9])/,
    source: 'https://huggingface.co/docs/hub/security-tokens',
  },
  {
    kind: 'Slack token',
    pattern: /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}/,
    source: 'https://docs.slack.dev/authentication/tokens',
  },
  {
    kind: 'Slack webhook',
    pattern: /hooks\.slack\.com\/services\/T[A-Z0-9]{6,16}\/B[A-Z0-9]{6,16}\/[A-Za-z0-9]{16,32}/,
    source: 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks',
  },
  {
    kind: 'Stripe key',
    pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9]{32,64})/,
    source: 'https://docs.stripe.com/keys',
  },
  {
    kind: 'Google API key',
    pattern: /(?<![A-Za-z0-9])AIza[\w-]{35}(?![\w-])/,
    source: 'https://cloud.google.com/docs/authentication/api-keys',
  },
  {
    kind: 'Google OAuth secret',
    pattern: /(?<![A-Za-z0-9])(?:GOCSPX-[\w-]{28}|ya29\.[\w-]{40,1000})/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'SendGrid key',
    pattern: /(?<![A-Za-z0-9])SG\.[\w-]{22}\.[\w-]{43}(?![\w-])/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'DigitalOcean token',
    pattern: /(?<![A-Za-z0-9])do[opr]_v1_[a-f0-9]{64}/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'Databricks token',
    pattern: /(?<![A-Za-z0-9])dapi[a-f0-9]{32}(?![A-Za-z0-9])/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'Shopify token',
    pattern: /(?<![A-Za-z0-9])shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'Vault token',
    pattern: /(?<![A-Za-z0-9])hv[sbr]\.[\w-]{24,255}/,
    source: 'https://developer.hashicorp.com/vault/docs/concepts/tokens#token-prefixes',
  },
  {
    kind: 'Telegram bot token',
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])/,
    source: SCANNING_SOURCE,
  },
  {
    kind: 'Azure storage key',
    pattern: /AccountKey=[A-Za-z0-9+/]{86}==/,
    source: 'https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string',
  },
  {
    kind: 'age secret key',
    pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/,
    source: 'https://github.com/FiloSottile/age',
  },
  {
    kind: 'JSON web token',
    pattern: /(?<![\w-])eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,2000}/,
    source: 'https://www.rfc-editor.org/rfc/rfc7519',
  },
];

export interface SecretValue {
  readonly kind: SecretValueKind;
  /** Where it stands in the text: UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

/** The first secret that a text holds and that its form gives away; those of documentation (`…EXAMPLE`, `xxxx`) are none. */
export function findSecretValue(text: string): SecretValue | undefined {
  if (!HEADS.test(text)) return undefined;
  for (const { kind, pattern } of PATTERNS) {
    const match = pattern.exec(text);
    if (match === null || isMadeUp(match[0])) continue;
    return { kind, start: match.index, end: match.index + match[0].length };
  }
  return undefined;
}

const EVERYWHERE = PATTERNS.map(({ kind, pattern }) => ({ kind, pattern: new RegExp(pattern, 'g') }));

/** One of these stands in every text that any of the patterns fits: most texts hold none, and are done with one look. */
const HEADS =
  /PRIVATE KEY|A[KS]IA|gh[pousr]_|github_pat_|gl[a-z]{2,5}-|dckr_|npm_|pypi-|rubygems_|sk-|hf_|xox|xapp-|hooks\.slack|[sr]k_(?:live|test)_|whsec_|AIza|GOCSPX-|ya29\.|SG\.|do[opr]_v1_|dapi|shp(?:at|ca|pa|ss)_|hv[sbr]\.|:AA|AccountKey=|AGE-SECRET-KEY|eyJ/;

/** A file with more of them needs no longer list. */
const MOST_FOUND = 20;

/**
 * All secrets that a text holds and that their form gives away, in source order, at most 20. Of a private key its first
 * line; none where no key follows that line, as in a search for it, or where a variable brings the key.
 */
export function findSecretValues(text: string): readonly SecretValue[] {
  if (!HEADS.test(text)) return [];
  const found: SecretValue[] = [];
  for (const { kind, pattern } of EVERYWHERE) {
    for (const match of text.matchAll(pattern)) {
      if (found.length >= MOST_FOUND) break;
      const start = match.index;
      const end = start + match[0].length;
      const isOther = found.every((other) => end <= other.start || start >= other.end);
      const isWhole = kind !== 'private key' || /[A-Za-z0-9+/]{32}/.test(text.slice(end, end + KEY_BEGINS_WITHIN));
      if (isOther && isWhole && !isMadeUp(match[0])) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Headers such as `Proc-Type` may stand before the key itself. */
const KEY_BEGINS_WITHIN = 200;

/** What kind of secret a value is or holds; `undefined` where its form says nothing. */
export function secretValueKind(value: string): SecretValueKind | undefined {
  return findSecretValue(value)?.kind;
}

function isMadeUp(value: string): boolean {
  return /EXAMPLE|(?:x{6}|X{6}|0{12}|\*{6})/.test(value);
}

const PLACEHOLDER_WORDS: ReadonlySet<string> = new Set([
  ...['true', 'false', 'yes', 'no', 'on', 'off', 'none', 'null', 'nil', 'undefined', 'unset', 'empty', 'changeme'],
  ...['change_me', 'change-me', 'changeit', 'changethis', 'example', 'placeholder', 'dummy', 'fake', 'sample', 'todo'],
  ...['tbd', 'redacted', 'replaceme', 'replace_me', 'replace-me', 'insert', 'fixme', 'n/a', '0', '1'],
]);

/**
 * Whether a value plainly stands for one that is still to come, or is none: empty, `changeme`, `<your token>`, `xxxx`,
 * `your-api-key`, `true`. Quotes around it do not count.
 */
export function isPlaceholderValue(value: string): boolean {
  const text = unquoted(value.trim()).trim().toLowerCase();
  if (text === '' || PLACEHOLDER_WORDS.has(text)) return true;
  if (/^(?:<[^<>]*>|\[[^[\]]*\]|\{\{[^{}]*\}\}|%[^%]*%|__[a-z0-9_]+__)$/.test(text)) return true;
  if (/^[x*.\-_?#]+$/.test(text)) return true;
  return /^(?:your|my|some|the|replace|change|insert|enter|put|set)[-_ ]|(?:^|[-_ ])(?:changeme|placeholder|example|dummy|here)$/.test(
    text,
  );
}

function unquoted(value: string): string {
  const quote = value.charAt(0);
  const isQuoted = (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}

/** From how many bits a character, and from which length, a value counts as random. */
const RANDOM_BITS = 4;
const RANDOM_LENGTH = 20;

/** Whether a value looks made by a random generator: 20 characters or more with 4 bits of entropy each. Sentences and paths do not. */
export function looksRandom(value: string): boolean {
  if (value.length < RANDOM_LENGTH || /[\s/\\$]/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits >= RANDOM_BITS;
}

/** Files that mostly hold secrets, by the last part of their path in lower case; `*` as in COPY. */
const SECRET_FILES: readonly RegExp[] = [
  /^\.env(?:rc|[._-].*|\*.*)?$/,
  /.\.env$/,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfvars)\*?$/,
  /\.tfstate\.backup$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_.+)?\*?$/,
  /^(?:\.npmrc|\.pypirc|[._]netrc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|\.dockercfg|\.dockerconfigjson)$/,
  /^(?:credentials|credentials\.json|auth\.json|kubeconfig|kubeconfig\.ya?ml|\.vault-token)$/,
  /^service[-_]?account.*\.json$/,
  /^secrets?\.(?:ya?ml|json|toml|env|ini)$/,
  /^\.(?:aws|ssh|gnupg|docker|kube|azure)$/,
];

/** Samples, encrypted files, certificates and public keys. */
const HARMLESS_FILES: readonly RegExp[] = [
  /[._-](?:example|sample|template|dist|tmpl|tpl|schema|defaults?)(?:$|\.)/,
  /^\.env\.(?:test|ci)$/,
  /^(?:example|sample|template)\.env$/,
  /\.(?:pub|crt|cer|csr|enc|gpg|age|sops|sealed|vault|ts|md)$/,
  /^(?:ca|cacert|root|chain|fullchain|certs?|certificates?|public|pub|pubkey|dhparams?|isrg|rds|global)(?:[-_.\d].*)?\.pem$/,
  /(?:bundle|chain|public|[-_.](?:ca|cert|certificate|crt|pub))\.pem$/,
  /(?:public|pubkey|gpg|apt|rpm|repo|archive|release|keyring|nodesource|microsoft|nginx_signing).*\.key$/,
  /^(?:signing|docker)\.key$/,
  /[._-]pub\.key$/,
  // Code: front ends read their settings from it.
  /^\.env[.\w-]*\.[cm]?js$/,
  // Its password is public: https://developer.android.com/studio/publish/app-signing#debug-mode
  /^debug\.keystore$/,
  /^(?:trust.*|cacerts.*)\.(?:jks|p12|keystore)$/,
];

/** No file system that containers use has longer names. */
const LONGEST_NAME = 255;

/** Folders and files in them that hold what a person logs in with. */
const SECRET_PATHS =
  /(?:^|\/)(?:\.docker\/config\.json|\.kube\/config|\.aws\/(?:credentials|config)|\.config\/gcloud)\/?$/;

/** A part of a program: `src/credentials`. */
const SOURCE_FOLDER = /(?:^|\/)[^./~][^/]*\/credentials\/?$/;

/**
 * Whether the file or folder at a path (of a COPY, with `/`, perhaps with `*`) most likely holds secrets: `.env`,
 * `certs/server.key`, `.ssh/`, `id_rsa`, `*.pem`. Samples (`.env.example`), certificates and public keys are none.
 */
export function isSecretFile(path: string): boolean {
  const lower = path.toLowerCase();
  if (SECRET_PATHS.test(lower)) return true;
  if (SOURCE_FOLDER.test(lower)) return false;
  const name =
    lower
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  if (name.length > LONGEST_NAME) return false;
  if (HARMLESS_FILES.some((pattern) => pattern.test(name))) return false;
  return SECRET_FILES.some((pattern) => pattern.test(name));
}
