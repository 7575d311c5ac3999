import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FileRole, looksLikeDockerfile, roleOf } from '@dockwright/shared-rules';

function check(expected: FileRole | undefined, ...names: readonly string[]): void {
  for (const name of names)
    test(`${name} is ${expected ?? 'nothing of ours'}`, () => assert.equal(roleOf(name), expected));
}

check(
  'dockerfile',
  ...['Dockerfile', 'dockerfile', 'DOCKERFILE', 'Containerfile', 'containerfile', 'Dockerfile2'],
  ...[
    'Dockerfile.prod',
    'Dockerfile-dev',
    'Dockerfile_4-2',
    'Dockerfile.c10s',
    'dockerfile.alpine',
    'Containerfile.ci',
  ],
  ...[
    'Dockerfile.node-22.1',
    'Dockerfile.arm64',
    'api.Dockerfile',
    'api.dockerfile',
    'api.containerfile',
    '.dockerfile',
  ],
  ...['web-Dockerfile', 'web_dockerfile', 'a.b.Dockerfile', 'Dockerfile.Dockerfile'],
);
check('perhaps-dockerfile', 'Dockerfile.go', 'dockerfile.ts', 'Dockerfile.java', 'Dockerfile.php', 'dockerfile.tsx');
check('dockerignore', '.dockerignore', 'Dockerfile.dockerignore', 'prod.Dockerfile.dockerignore', '.containerignore');
check(
  'compose',
  ...['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.override.yaml', 'compose-2.yml'],
  ...['docker-compose_prod.yml', 'podman-compose.yaml'],
);
check(
  undefined,
  ...[
    'Dockerfile~',
    'Dockerfile.bak',
    'Dockerfile.orig',
    'Dockerfile.swp',
    '.Dockerfile.swp',
    '#Dockerfile#',
    '.#Dockerfile',
  ],
  ...['Dockerfile.md', 'Dockerfile.txt', 'Dockerfile.j2', 'Dockerfile.tmpl', 'Dockerfile.template', 'Dockerfile.yaml'],
  ...['Dockerfiles', 'DockerfileTest', 'MyDockerfile', 'README.md', 'composer.json', 'compose.json', 'my-compose.yml'],
  ...['Dockerfile.patch', 'Dockerfile.tar.gz', ''],
);

function checkText(text: string, expected: boolean): void {
  test(`${JSON.stringify(text)} ${expected ? 'looks' : 'does not look'} like a Dockerfile`, () => {
    assert.equal(looksLikeDockerfile(text), expected);
  });
}

checkText('FROM golang\n', true);
checkText('# syntax=docker/dockerfile:1\r\n\r\n  arg X=1\r\n', true);
checkText('package docker\n', false);
checkText('', false);
checkText('FROMAGE yes\n', false);
checkText('/* FROM x */', false);

test('a long text that never begins is read in time', () => {
  assert.equal(looksLikeDockerfile('# \n'.repeat(300_000)), false);
  assert.equal(looksLikeDockerfile(' '.repeat(1_000_000)), false);
});
