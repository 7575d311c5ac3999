/** An option that turns a check off. */
export interface CheckOption {
  /** Names of programs, without directories. */
  readonly programs: readonly string[];
  /** With their dashes. */
  readonly names: readonly string[];
  /** It counts with such a value only. Absent: it has none. */
  readonly value?: RegExp;
}

/** Words of a command, joined by blanks, that turn a check off for all commands behind it. */
export interface CheckSetting {
  readonly programs: readonly string[];
  readonly words: RegExp;
}

/** A variable that turns a check off. */
export interface CheckVariable {
  readonly name: string;
  /** It counts with such a value only. */
  readonly value: RegExp;
}

/** The ways to turn one kind of check off. */
export interface CheckSwitches {
  readonly options: readonly CheckOption[];
  readonly settings: readonly CheckSetting[];
  readonly variables: readonly CheckVariable[];
  /** Lines of configuration files, as they are written by `echo`, a heredoc, or `printf` with `\n` before them. */
  readonly line: RegExp;
  /** For `mentions` of rules: one of these stands in every text with one of the above. */
  readonly words: readonly string[];
}

const FALSE = /^(?:false|0|no|off)$/i;
const ANY = /./;
const APT = ['apt-get', 'apt', 'aptitude'];
const DNF = ['dnf', 'yum', 'microdnf', 'tdnf', 'dnf5'];
const PIP = ['pip', 'pip2', 'pip3'];
const NPM = ['npm', 'yarn', 'pnpm'];

/**
 * The check of the certificate of the other side. Taken 2026-11 from the manuals: https://curl.se/docs/manpage.html,
 * https://www.gnu.org/software/wget/manual/wget.html, https://pip.pypa.io/en/stable/cli/pip/,
 * https://docs.npmjs.com/cli/v11/using-npm/config#strict-ssl, https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify,
 * https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue, https://helm.sh/docs/helm/helm_repo_add/,
 * https://manpages.debian.org/trixie/apt/apt-transport-https.1.en.html, https://getcomposer.org/doc/06-config.md#disable-tls,
 * https://docs.conda.io/projects/conda/en/stable/user-guide/configuration/settings.html, https://go.dev/ref/mod#environment-variables,
 * https://bundler.io/man/bundle-config.1.html, https://docs.astral.sh/uv/reference/environment/, https://dnf.readthedocs.io/en/latest/conf_ref.html
 */
export const tlsSwitches: CheckSwitches = {
  options: [
    { programs: ['curl'], names: ['-k', '--insecure', '--proxy-insecure', '--doh-insecure'] },
    { programs: ['wget', 'apk'], names: ['--no-check-certificate'] },
    { programs: ['aria2c'], names: ['--check-certificate'], value: FALSE },
    { programs: PIP, names: ['--trusted-host'], value: ANY },
    { programs: ['uv'], names: ['--allow-insecure-host', '--trusted-host'], value: ANY },
    { programs: NPM, names: ['--no-strict-ssl'] },
    { programs: NPM, names: ['--strict-ssl'], value: FALSE },
    { programs: ['helm', 'kubectl', 'oc'], names: ['--insecure-skip-tls-verify'] },
    { programs: ['git'], names: ['-c'], value: /^http(?:\..+)?\.sslVerify=(?:false|0|no|off)$/i },
    {
      programs: APT,
      names: ['-o', '--option'],
      value: /^Acquire::(?:https::)?(?:.*::)?Verify-(?:Peer|Host)=(?:false|0|no)$/i,
    },
    { programs: DNF, names: ['--setopt'], value: /(?:^|\.)sslverify=(?:false|0|no)$/i },
    { programs: ['yum-config-manager'], names: ['--setopt'], value: /(?:^|\.)sslverify=(?:false|0|no)$/i },
    { programs: ['conda', 'mamba', 'micromamba'], names: ['-k', '--insecure'] },
  ],
  settings: [
    { programs: NPM, words: /^(?:-g )?(?:c|config) set (?:-g |--global )?strict-ssl[= ]"?false\b/ },
    { programs: ['npm'], words: /^set strict-ssl[= ]false\b/ },
    { programs: ['git'], words: /^config (?:set )?(?:--\S+ )*http\.(?:\S+\.)?sslverify "?(?:false|0|no|off)\b/i },
    { programs: ['conda', 'mamba'], words: /^config (?:.* )?--set ssl_verify (?:false|no|0)\b/i },
    { programs: ['composer'], words: /^(?:global )?config (?:-\S+ )*disable-tls (?:-\S+ )*(?:true|1)\b/ },
    { programs: PIP, words: /^config (?:-\S+ )*set \S+\.trusted-host / },
    { programs: ['bundle', 'bundler'], words: /^config (?:set )?(?:--\S+ )*ssl_verify_mode (?:0|none)\b/i },
    { programs: ['go'], words: /^env -w (?:.* )?GOINSECURE=\S/ },
  ],
  variables: [
    { name: 'PYTHONHTTPSVERIFY', value: /^0$/ },
    { name: 'NODE_TLS_REJECT_UNAUTHORIZED', value: /^0$/ },
    { name: 'NPM_CONFIG_STRICT_SSL', value: FALSE },
    { name: 'npm_config_strict_ssl', value: FALSE },
    { name: 'YARN_ENABLE_STRICT_SSL', value: FALSE },
    // Git asks only whether it is there: `false` turns the check off, too.
    { name: 'GIT_SSL_NO_VERIFY', value: ANY },
    { name: 'PIP_TRUSTED_HOST', value: ANY },
    { name: 'UV_INSECURE_HOST', value: ANY },
    { name: 'GOINSECURE', value: ANY },
    { name: 'CONDA_SSL_VERIFY', value: FALSE },
    { name: 'BUNDLE_SSL_VERIFY_MODE', value: /^(?:0|none)$/i },
    { name: 'PERL_LWP_SSL_VERIFY_HOSTNAME', value: /^0$/ },
    // Empty means: no authorities, and the Python library asks for none then.
    { name: 'CURL_CA_BUNDLE', value: /^$/ },
    { name: 'REQUESTS_CA_BUNDLE', value: /^$/ },
  ],
  line: /(?:\b|(?<=\\n))(?:check_certificate\s*=\s*off\b|strict-ssl\s*=\s*false\b|sslverify\s*=\s*(?:0|false|no)\b|(?:Acquire::https::)?Verify-(?:Peer|Host)["\\]*\s+["\\]*(?:false|0)\b["\\]*|ssl_verify:\s*false\b)/i,
  words: [
    ...['curl', 'certificate', 'trusted', 'insecure', 'strict', 'sslverify', 'verify', 'conda', 'mamba', 'micromamba'],
    ...['tls', 'goinsecure', 'pythonhttpsverify', 'unauthorized', 'requests'],
  ],
};

/**
 * The check of who signed a package. Taken 2026-11 from the manuals: https://manpages.debian.org/trixie/apt/apt-get.8.en.html,
 * https://manpages.debian.org/trixie/apt/sources.list.5.en.html, https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper,
 * https://dnf.readthedocs.io/en/latest/command_ref.html, https://rpm.org/docs/latest/man/rpmkeys.8,
 * https://en.opensuse.org/SDB:Zypper_manual, https://man.archlinux.org/man/pacman.conf.5
 */
export const signatureSwitches: CheckSwitches = {
  options: [
    { programs: ['apk'], names: ['--allow-untrusted'] },
    { programs: APT, names: ['--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories'] },
    {
      programs: APT,
      names: ['-o', '--option'],
      value:
        /^(?:APT::Get::AllowUnauthenticated|Acquire::(?:AllowInsecureRepositories|AllowWeakRepositories|AllowDowngradeToInsecureRepositories))=(?:true|1|yes)$/i,
    },
    { programs: DNF, names: ['--nogpgcheck', '--no-gpgchecks'] },
    { programs: [...DNF, 'yum-config-manager'], names: ['--setopt'], value: /(?:^|\.)gpgcheck=(?:0|false|no)$/i },
    { programs: ['rpm'], names: ['--nodigest', '--nosignature', '--noverify', '--nofiledigest'] },
    { programs: ['zypper'], names: ['--no-gpg-checks', '--allow-unsigned-rpm'] },
    { programs: ['debootstrap'], names: ['--no-check-gpg'] },
  ],
  settings: [],
  variables: [],
  line: /\[[^\][\n]{0,300}\btrusted=yes\b[^\][\n]{0,300}\](?!\s*(?:file|copy|cdrom):)|(?:\b|(?<=\\n))(?:gpgcheck\s*=\s*0\b|(?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)["\\]*\s+["\\]*(?:true|1)\b|SigLevel\s*=\s*Never\b)/i,
  words: [
    ...['untrusted', 'unauthenticated', 'force', 'insecure', 'allowunauthenticated', 'allowinsecurerepositories'],
    ...['allowweakrepositories', 'allowdowngradetoinsecurerepositories', 'nogpgcheck', 'gpgchecks', 'gpgcheck'],
    ...['nodigest', 'nosignature', 'noverify', 'nofiledigest', 'gpg', 'unsigned', 'trusted', 'siglevel'],
  ],
};
