// @ts-check
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Packages of the examples: each is real, as a package; what it holds is a file with its name. */
const names = [
  'curl',
  'epel-release',
  'filesystem',
  'gcc',
  'git',
  'jq',
  'less',
  'make',
  'nodejs',
  'openssh-clients',
  'rsync',
];

/**
 * @param {string} name
 */
function specification(name) {
  return `Name: ${name}
Version: 1.0
Release: 1
Summary: ${name}
License: MIT
BuildArch: noarch
%description
${name}
%install
mkdir -p %{buildroot}/usr/share/${name}
echo ${name} > %{buildroot}/usr/share/${name}/name
%files
/usr/share/${name}
`;
}

const group = `<?xml version="1.0" encoding="UTF-8"?>
<comps>
  <group>
    <id>development</id>
    <name>Development Tools</name>
    <packagelist>
      <packagereq type="mandatory">gcc</packagereq>
      <packagereq type="mandatory">make</packagereq>
    </packagelist>
  </group>
</comps>
`;

const repository = '[local]\nname=local\nbaseurl=file:///opt/repository\ngpgcheck=0\nenabled=1\n';

/** The Debian packages that the image needs: the real dnf and zypper, and what makes their packages. */
export const rpmPackages = ['dnf', 'zypper', 'rpm', 'createrepo-c'];

/** What makes the packages, run once `rpmPackages` are there and `writeRpmFiles` has been called. */
export const rpmScript = `set -e
  for name in ${names.join(' ')}; do
    rpmbuild -bb --quiet --define '_rpmdir /opt/repository' --define '_build_name_fmt %%{NAME}-%%{VERSION}.rpm' /opt/specifications/$name.spec
  done
  createrepo_c -q -g /opt/specifications/comps.xml /opt/repository
  rm -rf /opt/specifications /root/rpmbuild /var/cache/dnf /var/lib/dnf /var/log/*
  # zypper takes an empty database for a broken one.
  dnf -q install -y filesystem && dnf -q clean all && rm -rf /var/log/*`;

/**
 * Writes what dnf and zypper read, and the specifications of the packages. Debian's rpm keeps its database in the user's
 * home; here it is where it is on Fedora.
 * @param {string} root
 */
export function writeRpmFiles(root) {
  const files = new Map([
    ['etc/rpm/macros', '%_dbpath /var/lib/rpm\n'],
    ['etc/dnf/dnf.conf', '[main]\ngpgcheck=0\nreleasever=1\n'],
    ['etc/yum.repos.d/local.repo', repository],
    ['etc/zypp/repos.d/local.repo', repository],
    ['opt/specifications/comps.xml', group],
    ...names.map((name) => /** @type {const} */ ([`opt/specifications/${name}.spec`, specification(name)])),
  ]);
  for (const [path, text] of files) {
    const place = join(root, path);
    mkdirSync(join(place, '..'), { recursive: true });
    writeFileSync(place, text);
  }
  mkdirSync(join(root, 'opt/repository'), { recursive: true });
  // As on Fedora, where both are dnf.
  symlinkSync('/usr/bin/dnf', join(root, 'usr/local/bin/yum'));
}
