import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { looksLikeKeyId, looksLikeSecretName, nameWords } from '@dockwright/shared-rules/facts/secret-names';
import {
  findSecretValue,
  findSecretValues,
  isPlaceholderValue,
  isSecretFile,
  looksRandom,
  secretValueKind,
} from '@dockwright/shared-rules/facts/secret-values';

/** Written in two pieces, so that no scanner takes the sources of this test for leaked secrets. */
const join = (...parts: readonly string[]): string => parts.join('');
const letters = 'aBcDeFgHiJkLmNoPqRsTuVwYz0123456789AbCd';

describe('looksLikeSecretName: secrets', () => {
  for (const name of [
    ...[
      'DB_PASSWORD',
      'NPM_TOKEN',
      'API_KEY',
      'apiKey',
      'APIKey',
      'GITHUB_PSW',
      '_PSW',
      'POSTGRES_PASSWORD',
      'PGPASSWORD',
    ],
    ...['MYSQL_ROOT_PASSWORD', 'AWS_SECRET_ACCESS_KEY', 'SECRET_KEY_BASE', 'RAILS_MASTER_KEY', 'DJANGO_SECRET_KEY'],
    ...[
      'JWT_SECRET',
      'accessToken',
      'client-secret',
      'SSH_PRIVATE_KEY',
      'PRIVATE_SSH_KEY',
      'SSH_KEY',
      'TOKEN',
      'token1',
    ],
    ...['API_KEY_2', 'BUILDKITE_AGENT_TOKEN', 'SMTP_SERVER_PASSWORD', 'KEYSTORE_PASSWORD', 'GH_PAT', 'SENTRY_DSN'],
    ...['TOKEN_URL_SECRET', 'APP_KEY', 'LICENSE_KEY', 'NPM_AUTH', 'DB_PASS', 'DBPASSWORD', 'KEYCLOAK_ADMIN_PASSWORD'],
    ...['GOOGLE_CREDENTIALS', 'HF_TOKEN', 'VITE_API_KEY', 'dbPassword', 'db.password', 'REDIS_PWD', 'SSHPASS'],
  ]) {
    it(name, () => assert.equal(looksLikeSecretName(name), true));
  }
});

describe('looksLikeSecretName: no secrets', () => {
  for (const name of [
    ...[
      'TOKENIZERS_PARALLELISM',
      'GOPRIVATE',
      'KEYCLOAK_URL',
      'AWS_WEB_IDENTITY_TOKEN_FILE',
      'USERNAME',
      'GOPASS_VERSION',
    ],
    ...[
      'PUBLIC_KEY',
      'SSH_AUTH_SOCK',
      'KMS_KEY_ALIAS',
      'SSH_KEY_DIR',
      'CACHE_KEY',
      'APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE',
    ],
    ...[
      'MONKEY',
      'KEYBOARD',
      'PATH',
      'PWD',
      'OLDPWD',
      'DB_PASSWORD_FILE',
      'PASSWORD_MIN_LENGTH',
      'MAX_TOKENS',
      'TOKEN_URL',
    ],
    ...[
      'NEXT_PUBLIC_API_KEY',
      'MYSQL_ALLOW_EMPTY_PASSWORD',
      'MYSQL_RANDOM_ROOT_PASSWORD',
      'ENABLE_PASSWORD_LOGIN',
      'GPG_KEY',
    ],
    ...[
      'GPG_KEYS',
      'AWS_ACCESS_KEY_ID',
      'CLIENT_ID',
      'SECRET_NAME',
      'TOKEN_EXPIRY',
      'SECRETS_BACKEND',
      'AUTH_PROVIDER',
      'KEY',
    ],
    ...[
      'AUTH',
      'SECRETS_DIR',
      'PASSWORD_STORE_DIR',
      'COMPASS',
      'BYPASS_CACHE',
      'PASS_THROUGH',
      'PRIVATE_REGISTRY',
      'PATTERN',
    ],
    ...[
      '',
      '_',
      '123',
      'PW_TEST_HTML_REPORT_OPEN',
      'constructor',
      'POSTGRES_USER',
      'TOKEN_HEADER_NAME',
      'AUTHOR',
      'PATCH',
    ],
  ]) {
    it(name === '' ? 'an empty name' : name, () => assert.equal(looksLikeSecretName(name), false));
  }
  it('takes a long name in stride', () => assert.equal(looksLikeSecretName('aB'.repeat(200_000)), false));
});

describe('looksLikeKeyId', () => {
  it('knows the public half of a pair', () => {
    assert.equal(looksLikeKeyId('AWS_ACCESS_KEY_ID'), true);
    assert.equal(looksLikeKeyId('clientId'), true);
    assert.equal(looksLikeKeyId('USER_ID'), false);
    assert.equal(looksLikeKeyId('AWS_SECRET_ACCESS_KEY'), false);
  });
});

describe('nameWords', () => {
  it('splits at separators and in camel case', () => {
    assert.deepEqual(nameWords('someAPIKey_v2-x'), ['some', 'api', 'key', 'v2', 'x']);
  });
});

describe('secretValueKind', () => {
  const check = (value: string, expected: string | undefined): void => {
    it(`${value.slice(0, 24)}… ${expected}`, () => assert.equal(secretValueKind(value), expected));
  };
  check(join('AKIA', 'QWERTYUIOP234567'), 'AWS access key');
  check(join('AKIA', 'IOSFODNN7EXAMPLE'), undefined);
  check(join('ghp', '_', letters), 'GitHub token');
  check(join('github', '_pat_', letters), 'GitHub token');
  check(join('https://x:', 'ghs', '_', letters, '@github.com/o/r'), 'GitHub token');
  check(join('glpat', '-', letters.slice(0, 20)), 'GitLab token');
  check(join('xoxb', '-', '123456789012-abcdefABCDEF'), 'Slack token');
  check(join('npm', '_', letters.slice(0, 36)), 'npm token');
  check(join('sk-', 'proj-', letters), 'OpenAI API key');
  check(join('sk-', 'ant-', letters), 'Anthropic API key');
  check(join('sk', '_live_', letters), 'Stripe key');
  check(join('AIza', letters.slice(0, 35)), 'Google API key');
  check(join('-----BEGIN OPENSSH ', 'PRIVATE KEY-----'), 'private key');
  check(join('-----BEGIN ', 'PRIVATE KEY-----\nMIIE'), 'private key');
  check(join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----'), 'private key');
  check('-----BEGIN PUBLIC KEY-----', undefined);
  check(join('eyJ', 'hbGciOiJIUzI1NiJ9', '.', 'eyJ', 'zdWIiOiIxMjM0In0', '.', 'c2lnbmF0dXJl'), 'JSON web token');
  check(join('ghp', '_', 'x'.repeat(36)), undefined);
  check('sk-learn-is-a-library-of-python', undefined);
  check('task-0123456789', undefined);
  check('', undefined);
  it('says where the secret stands', () => {
    const text = join('TOKEN=', 'ghp', '_', letters, ' x');
    const found = findSecretValue(text);
    assert.equal(found?.kind, 'GitHub token');
    assert.equal(text.slice(found?.start, found?.end), join('ghp', '_', letters));
  });
  it('takes a long text in stride', () => {
    const started = performance.now();
    for (const part of ['eyJ', 'a', 'ghp_', 'sk-', '-----BEGIN ', 'eyJaaaaaaaaa.']) {
      secretValueKind(part.repeat(200_000 / part.length));
    }
    assert.ok(performance.now() - started < 3000);
  });
});

describe('isPlaceholderValue', () => {
  for (const value of [
    '',
    ' ',
    'changeme',
    'CHANGE_ME',
    '<your token>',
    'xxxx',
    '****',
    'your-api-key',
    'example',
    'true',
    'null',
    '{{ token }}',
    '%TOKEN%',
    'replace-me',
    'insert_token_here',
    '...',
  ]) {
    it(`"${value}" is one`, () => assert.equal(isPlaceholderValue(value), true));
  }
  for (const value of ['SuperSecretSauce', 'hunter2', 'postgres', 'p@ssw0rd', 'yourself', 'mysql', letters]) {
    it(`"${value}" is none`, () => assert.equal(isPlaceholderValue(value), false));
  }
});

describe('looksRandom', () => {
  it('tells keys from words', () => {
    assert.equal(looksRandom(letters), true);
    assert.equal(looksRandom('wJalrXUtnFEMIK7MDENGbPxRfiCYzQp3'), true);
    assert.equal(looksRandom('aaaaaaaaaaaaaaaaaaaaaaaaaa'), false);
    assert.equal(looksRandom('short1A9'), false);
    assert.equal(looksRandom('/run/secrets/database_password_file'), false);
    assert.equal(looksRandom('The quick brown fox jumps over'), false);
  });
});

describe('isSecretFile', () => {
  it('takes a long path in stride', () => assert.equal(isSecretFile('gpg'.repeat(100_000)), false));
  for (const path of [
    ...[
      '.env',
      './.env',
      '.env.local',
      '.env.production',
      '.env*',
      'config/.env',
      '.envrc',
      'certs/server.key',
      '*.pem',
    ],
    ...[
      'id_rsa',
      '.ssh/id_ed25519',
      '.ssh',
      '.ssh/',
      '.aws',
      '.npmrc',
      '.netrc',
      '_netrc',
      '.pypirc',
      'key.p12',
      'a.jks',
    ],
    ...[
      'credentials.json',
      'service-account-prod.json',
      'kubeconfig',
      'terraform.tfstate',
      'prod.tfvars',
      'secrets.yml',
    ],
    ...[
      '.docker/config.json',
      '.kube/config',
      '.aws/credentials',
      'private.pem',
      'server.pem',
      '.git-credentials',
      'auth.json',
    ],
  ]) {
    it(`${path} is one`, () => assert.equal(isSecretFile(path), true));
  }
  for (const path of [
    ...[
      '.env.example',
      '.env.sample',
      '.env.template',
      '.env.dist',
      'example.env',
      'id_rsa.pub',
      'server.crt',
      'ca.cer',
    ],
    ...[
      'ca.pem',
      'ca-bundle.pem',
      'fullchain.pem',
      'rds-ca-2019-root.pem',
      'global-bundle.pem',
      'cert.pem',
      'dhparam.pem',
    ],
    ...[
      'nginx_signing.key',
      'apt-repo.key',
      'public.key',
      '.',
      '*',
      '',
      'src/',
      'environment.ts',
      '.environment',
      'keys.ts',
    ],
    ...[
      'package.json',
      'config.json',
      'known_hosts',
      '.ssh/known_hosts',
      'truststore.jks',
      '.env.vault',
      'monkey',
      'secrets.ts',
    ],
  ]) {
    it(`${path === '' ? 'an empty path' : path} is none`, () => assert.equal(isSecretFile(path), false));
  }
});

describe('findSecretValues', () => {
  const check = (text: string, expected: readonly string[]): void => {
    it(JSON.stringify(text.slice(0, 40)), () => {
      assert.deepEqual(
        findSecretValues(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end).slice(0, 4)}`),
        expected,
      );
    });
  };
  const token = join('ghp_', letters.slice(0, 36));
  const cloudKey = join('AKIA', 'QWERTYUIOP234567');
  check(`a ${cloudKey} b ${token} c`, ['AWS access key AKIA', 'GitHub token ghp_']);
  check(`${token} ${token}`, ['GitHub token ghp_', 'GitHub token ghp_']);
  check(join('-----BEGIN ', 'PRIVATE KEY-----\n', letters), ['private key ----']);
  check(join('-----BEGIN ', 'PRIVATE KEY-----\n%s\n'), []);
  check(
    `${token} `.repeat(30),
    Array.from({ length: 20 }, () => 'GitHub token ghp_'),
  );
  check('', []);
});
