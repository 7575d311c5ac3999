// @ts-check

/**
 * Steps that cannot run here (programs and hosts that only an example knows) and steps that do as much for the image.
 * Made before the fix, so that the fix is proven on a text that builds. `rules`: only in examples of these.
 * @type {readonly { readonly rules?: readonly string[], readonly from: string, readonly to: string }[]}
 */
const equivalents = [
  { from: 'go build -o /server .', to: 'cp /bin/true /server' },
  { from: 'go version', to: 'true' },
  { from: 'go vet ./...', to: 'true' },
  { from: 'java -version', to: 'true' },
  { from: './build --version', to: 'echo --version' },
  { from: './add-repository.sh', to: 'true' },
  { rules: ['dnf-assume-yes', 'yum-assume-yes', 'zypper-non-interactive'], from: './build', to: 'true' },
  { rules: ['clean-in-same-layer'], from: 'make install', to: 'touch /installed' },
  { from: './publish --token', to: 'test -n' },
  { from: './configure --password', to: 'test -n' },
  { from: './check "$DB_PASSWORD"', to: 'test -n "$DB_PASSWORD"' },
  { from: './configure', to: 'touch /tmp/configured' },
  { from: './install', to: 'touch /installed' },
  { from: 'x-server', to: 'netcat-openbsd' },
  { from: 'x-tools', to: 'less' },
  { from: 'COPY --from=build /x /x', to: 'COPY --from=build /etc/os-release /x' },
  { from: 'https://example.com/app.tar.gz', to: 'http://downloads.test/app.tar.gz' },
  { from: 'https://ada:s3cr3t-pw@pypi.example.com/simple', to: 'http://ada:s3cr3t-pw@packages.python.test/simple' },
  { from: 'https://pypi.example.com/simple', to: 'http://packages.python.test/simple' },
  { from: 'git clone git@git.example.com:shop.git /srv/shop', to: 'mkdir /srv/shop || git clone git@x /srv/shop' },
  { from: 'gcloud auth activate', to: 'test -s /gcp.json || gcloud auth activate' },
  { from: 'doctl auth init', to: 'true || doctl auth init' },
  // A source of packages that nobody has.
  {
    from: 'echo "deb [signed-by=/keys/x.asc] https://example.com stable main" > /etc/apt/sources.list.d/x.list',
    to: 'echo "# deb https://example.com stable main" > /etc/apt/sources.list.d/x.list',
  },
  {
    from: 'wget -q --header "Authorization: Bearer $API_TOKEN" https://example.com/data.tgz',
    to: 'test -n "Authorization: Bearer $API_TOKEN"',
  },
  // Without a lock it gets a cache of its own: builds run side by side here.
  ...['/var/cache/apt', '/var/lib/apt'].map((target) => ({
    rules: ['apt-cache-mount-locked'],
    from: `--mount=type=cache,target=${target} \\`,
    to: `--mount=type=cache,id=alone${target.replaceAll('/', '-')},target=${target} \\`,
  })),
  // Nobody answers by https here: the programs print their versions.
  { rules: ['curl-https-only'], from: '-fsSLo', to: '-VfsSLo' },
  { rules: ['curl-https-only'], from: '"-fLo"', to: '"-VfLo"' },
  { rules: ['curl-https-only'], from: 'curl --location', to: 'curl -V --location' },
  { rules: ['no-clear-text-url'], from: 'curl -fsSLO', to: 'curl -V' },
  { rules: ['no-clear-text-url'], from: 'wget -q', to: 'wget -V' },
  { rules: ['no-quoted-command-line'], from: "'apk add curl'", to: "'touch /curl'" },
  { rules: ['unknown-instruction'], from: 'apk add --no-cache curl', to: 'touch /curl' },
  { rules: ['unknown-instruction'], from: 'curl --version', to: 'ls /curl' },
];

/**
 * What examples take for granted and do not show, as lines behind the first FROM.
 * @type {readonly { readonly rules: readonly string[], readonly wherever: RegExp, readonly line: string }[]}
 */
const givens = [
  {
    rules: [
      'clean-in-same-layer',
      'malformed-exec-form',
      'no-secret-in-arg',
      'no-token-in-config-file',
      'secret-mount-misused',
      'unknown-flag',
    ],
    wherever: /npm ci|"npm", "ci"/,
    line: 'COPY package.json package-lock.json ./',
  },
  { rules: ['pip-no-cache'], wherever: /requirements\.txt/, line: 'COPY requirements.txt ./' },
  {
    rules: ['apt-get-assume-yes', 'apt-get-no-install-recommends', 'prefer-apt-get'],
    wherever: /^(?![\s\S]*update)[\s\S]*install/,
    line: 'RUN ["apt-get", "update"]',
  },
  { rules: ['apt-get-assume-yes'], wherever: /-q install/, line: 'RUN ["apt-get", "update"]' },
  {
    rules: [
      'curl-fail',
      'curl-https-only',
      'no-clear-text-url',
      'no-tls-verification-off',
      'no-weak-tls',
      'prefer-add-for-download',
    ],
    wherever: /\b(curl|wget)\b(?![\s\S]*install .*(curl|wget))/,
    line: 'RUN apt-get update && apt-get install -y --no-install-recommends curl wget && rm -rf /var/lib/apt/lists/*',
  },
  {
    rules: ['clean-in-same-layer'],
    wherever: /\bcurl\b(?![\s\S]*install)/,
    line: 'RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
  },
];

/**
 * The text with what it needs to build here, and what was written in other words.
 * @param {string} rule
 * @param {string} text
 * @returns {{ readonly text: string, readonly notes: readonly string[] }}
 */
export function withEquivalents(rule, text) {
  let current = text;
  const notes = [];
  for (const { rules: only, from, to } of equivalents) {
    if ((only !== undefined && !only.includes(rule)) || !current.includes(from)) continue;
    current = current.replaceAll(from, to);
    notes.push(`${from} as ${to}`);
  }
  for (const name of ['apk', 'conda', 'micromamba']) {
    if (new RegExp(`\\b${name}"?,? `).test(current)) notes.push(`${name} is a stand-in`);
  }
  for (const { rules: only, wherever, line } of givens) {
    if (!only.includes(rule) || !wherever.test(current) || current.includes(line)) continue;
    current = current.replace(/^(FROM .*\n)/m, `$1${line}\n`);
    notes.push(`given ${line}`);
  }
  return { text: current, notes };
}

/**
 * Why a text cannot be built here; `undefined` where it can.
 * @param {string} text with equivalents
 */
export function whyNotBuilt(text) {
  if (/\bmicrodnf\b/.test(text)) return 'microdnf cannot be had here';
  return undefined;
}

/**
 * The stand-in for an image of the world, by its name.
 * @param {string} image as written, tag, digest and variables included
 * @returns {import('./bases.mjs').BaseName}
 */
export function chooseBase(image) {
  const name =
    image
      .replace(/[:@].*$/, '')
      .split('/')
      .at(-1) ?? '';
  if (image.includes('distroless')) return 'distroless';
  if (/^(alpine|busybox)$/.test(name) || /alpine/.test(image)) return 'busybox';
  if (/^(fedora|rockylinux|almalinux|centos|amazonlinux|ubi\w*|leap|tumbleweed|opensuse)$/.test(name)) return 'rpm';
  if (/conda|mamba/.test(name)) return 'conda';
  if (name.startsWith('python')) return 'python';
  if (name === 'node') return 'node';
  return 'debian';
}
