/** Where a name is used: Debian and Ubuntu (apt), Alpine (apk), Fedora and Red Hat (rpm), the Python Package Index. */
type Source = 'apt' | 'apk' | 'rpm' | 'pypi';

/**
 * One thing and what its package is called where. The first name of each list is the one to use; the others are names under
 * which it can be had, too, in some release. PyPI names are for apt and apk alone: Red Hat 7 and earlier had some of them
 * as names of packages.
 */
type Names = Readonly<Partial<Record<Source, readonly string[]>>>;

/**
 * Debian's from https://packages.debian.org/bookworm/, Alpine's from https://pkgs.alpinelinux.org/packages, Fedora's from
 * https://packages.fedoraproject.org/, the others from https://pypi.org/. Taken 2026-11; those of Debian 12 looked up one by one:
 * no name here of another column is a package there, or provided by one, unless the table says so.
 */
const sameThing: readonly Names[] = [
  { apt: ['build-essential'], apk: ['build-base'] },
  { apt: ['libssl-dev'], apk: ['openssl-dev', 'libressl-dev'], rpm: ['openssl-devel'] },
  { apt: ['zlib1g-dev'], apk: ['zlib-dev'], rpm: ['zlib-devel'] },
  { apt: ['libffi-dev'], apk: ['libffi-dev'], rpm: ['libffi-devel'] },
  { apt: ['libxml2-dev'], apk: ['libxml2-dev'], rpm: ['libxml2-devel'] },
  { apt: ['libxslt1-dev', 'libxslt-dev'], apk: ['libxslt-dev'], rpm: ['libxslt-devel'] },
  { apt: ['libpq-dev'], apk: ['libpq-dev', 'postgresql-dev'], rpm: ['libpq-devel', 'postgresql-devel'] },
  { apt: ['default-libmysqlclient-dev'], apk: ['mariadb-dev', 'mysql-dev'] },
  { apt: ['libbz2-dev'], apk: ['bzip2-dev'], rpm: ['bzip2-devel'] },
  { apt: ['libreadline-dev'], apk: ['readline-dev'], rpm: ['readline-devel'] },
  { apt: ['libsqlite3-dev'], apk: ['sqlite-dev'], rpm: ['sqlite-devel'] },
  { apt: ['libncurses-dev', 'ncurses-dev'], apk: ['ncurses-dev'], rpm: ['ncurses-devel'] },
  { apt: ['libcurl4-openssl-dev'], apk: ['curl-dev'], rpm: ['libcurl-devel'] },
  { apt: ['libgmp-dev'], apk: ['gmp-dev'], rpm: ['gmp-devel'] },
  { apt: ['liblzma-dev'], apk: ['xz-dev'], rpm: ['xz-devel'] },
  { apt: ['libyaml-dev'], apk: ['yaml-dev'], rpm: ['libyaml-devel'] },
  { apt: ['libicu-dev'], apk: ['icu-dev'], rpm: ['libicu-devel'] },
  { apt: ['libonig-dev'], apk: ['oniguruma-dev'], rpm: ['oniguruma-devel'] },
  { apt: ['libkrb5-dev'], apk: ['krb5-dev'], rpm: ['krb5-devel'] },
  { apt: ['libc6-dev', 'libc-dev', 'musl-dev'], apk: ['musl-dev', 'libc-dev'], rpm: ['glibc-devel'] },
  { apt: ['g++'], apk: ['g++'], rpm: ['gcc-c++', 'g++'] },
  { apt: ['python3-dev'], apk: ['python3-dev'], rpm: ['python3-devel'] },
  { apt: ['python3-pip'], apk: ['py3-pip'], rpm: ['python3-pip'] },
  { apt: ['dnsutils'], apk: ['bind-tools'], rpm: ['bind-utils'] },
  { apt: ['iputils-ping'], apk: ['iputils', 'iputils-ping'], rpm: ['iputils'] },
  { apt: ['procps'], apk: ['procps', 'procps-ng'], rpm: ['procps-ng', 'procps'] },
  { apt: ['xz-utils'], apk: ['xz'], rpm: ['xz'] },
  { apt: ['openssh-client'], rpm: ['openssh-clients'] },
  { apt: ['vim'], rpm: ['vim-enhanced', 'vim'] },
  { apk: ['shadow'], rpm: ['shadow-utils', 'shadow'] },
  ...pythonPackages(['numpy', 'scipy', 'pandas', 'matplotlib', 'requests', 'flask', 'django', 'jinja2', 'six', 'lxml']),
  ...pythonPackages(['psycopg2', 'setuptools', 'wheel', 'pytest', 'boto3', 'paramiko', 'cryptography', 'pygments']),
  { pypi: ['pillow'], apt: ['python3-pil'], apk: ['py3-pillow'] },
  { pypi: ['pyyaml'], apt: ['python3-yaml'], apk: ['py3-yaml'] },
  { pypi: ['beautifulsoup4'], apt: ['python3-bs4'], apk: ['py3-beautifulsoup4'] },
  { pypi: ['scikit-learn'], apt: ['python3-sklearn'], apk: ['py3-scikit-learn'] },
  { pypi: ['sqlalchemy'], apt: ['python3-sqlalchemy'], apk: ['py3-sqlalchemy'] },
];

function pythonPackages(names: readonly string[]): readonly Names[] {
  return names.map((name) => ({ pypi: [name], apt: [`python3-${name}`], apk: [`py3-${name}`] }));
}

/** A name that a distribution does not have, and what to use instead. */
export interface WrongPackageName {
  readonly right: string;
  /** Whose name it is, as a message says it. */
  readonly owner: string;
}

const OWNERS: Readonly<Record<Source, string>> = {
  apt: 'Debian',
  apk: 'Alpine',
  rpm: 'Fedora and Red Hat',
  pypi: 'the Python Package Index',
};

/** By the group of the package manager. */
const wrongNames: ReadonlyMap<string, ReadonlyMap<string, WrongPackageName>> = new Map([
  ['apt', wrongNamesOf('apt', ['apk', 'rpm', 'pypi'])],
  ['apk', wrongNamesOf('apk', ['apt', 'rpm', 'pypi'])],
  ...['yum', 'dnf', 'microdnf'].map((group) => [group, wrongNamesOf('rpm', ['apt', 'apk'])] as const),
]);

function wrongNamesOf(own: Source, others: readonly Source[]): ReadonlyMap<string, WrongPackageName> {
  const known = new Set(sameThing.flatMap((names) => names[own] ?? []));
  const wrong = new Map<string, WrongPackageName>();
  for (const names of sameThing) {
    const [right] = names[own] ?? [];
    if (right === undefined) continue;
    for (const other of others) {
      for (const name of names[other] ?? []) {
        if (!known.has(name) && !wrong.has(name)) wrong.set(name, { right, owner: OWNERS[other] });
      }
    }
  }
  return wrong;
}

/**
 * What a package is called in a distribution that has none of the name given. Takes the group of a package manager (`apt`) and
 * a name without version and architecture. `undefined` for every name that is not surely wrong.
 */
export function wrongPackageName(group: string, name: string): WrongPackageName | undefined {
  return wrongNames.get(group)?.get(name.toLowerCase());
}
