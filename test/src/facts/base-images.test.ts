import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ImageFacts, imageFacts, scratchFacts } from '@dockwright/shared-rules/facts/base-images';
import { parseImageReference } from '@dockwright/shared-rules/facts/image-reference';
import { languageImages } from '@dockwright/shared-rules/facts/images/languages';
import { serverImages } from '@dockwright/shared-rules/facts/images/servers';
import { systemImages } from '@dockwright/shared-rules/facts/images/systems';
import { vendorImages } from '@dockwright/shared-rules/facts/images/vendors';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function factsOf(image: string): ImageFacts {
  const reference = parseImageReference(image);
  assert.ok(reference !== undefined, image);
  return imageFacts(reference);
}

function check(image: string, expected: Partial<ImageFacts>): void {
  it(image, () => {
    const facts = factsOf(image);
    for (const [key, value] of Object.entries(expected)) assert.deepEqual(Reflect.get(facts, key), value, key);
  });
}

function checkTools(image: string, expected: Partial<ImageFacts['tools']>): void {
  it(`tools of ${image}`, () => {
    const { tools } = factsOf(image);
    for (const [tool, present] of Object.entries(expected)) assert.equal(Reflect.get(tools, tool), present, tool);
  });
}

const root = { name: 'root', uid: 0, root: true };

describe('imageFacts: the distribution', () => {
  check('node:22', { family: 'node', distribution: 'debian', packageManager: 'apt', variant: 'full', windows: false });
  check('node:22-alpine3.22', { distribution: 'alpine', distributionRelease: '3.22', packageManager: 'apk' });
  check('docker.io/library/node:22-bookworm-slim', { variant: 'slim', distributionRelease: 'bookworm' });
  check('public.ecr.aws/docker/library/node:22', { family: 'node', distribution: 'debian' });
  check('mirror.gcr.io/library/python:3.13-slim', { family: 'python', variant: 'slim' });
  check('node', { distribution: 'debian', variant: 'full' });
  check(`node@${digest}`, { family: 'node', distribution: undefined, variant: undefined, hasShell: undefined });
  check(`debian:12@${digest}`, { distribution: 'debian' });
  check('golang:1.25-nanoserver-ltsc2022', { distribution: 'windows', windows: true, packageManager: 'none' });
  check('eclipse-temurin:21-jre', { distribution: 'ubuntu', role: 'runtime' });
  check('eclipse-temurin:21', { distribution: 'ubuntu', role: 'sdk' });
  check('openjdk:17-slim', { distribution: 'debian', variant: 'slim' });
  check('openjdk:8', { distribution: 'debian' });
  check('openjdk:17', { distribution: 'rhel', packageManager: 'microdnf' });
  check('mysql:8.4', { distribution: 'rhel', dropsRoot: true });
  check('mysql:5.7', { distribution: undefined });
  check('centos:7', { distribution: 'rhel', packageManager: 'yum' });
  check('centos:centos7.9.2009', { packageManager: 'yum' });
  check('centos:8', { packageManager: 'dnf' });
  check('quay.io/centos/centos:stream9', { packageManager: 'dnf' });
  check('amazonlinux:2', { packageManager: 'yum' });
  check('amazonlinux:2023', { packageManager: 'dnf' });
  check('registry.access.redhat.com/ubi9/ubi-minimal:9.6', { packageManager: 'microdnf', distribution: 'rhel' });
  check('nvidia/cuda:12.4.1-devel-ubuntu22.04', { distribution: 'ubuntu', distributionRelease: '22.04', role: 'sdk' });
  check('mcr.microsoft.com/dotnet/sdk:8.0', { distribution: 'debian', role: 'sdk' });
  check('mcr.microsoft.com/dotnet/aspnet:10.0', { distribution: 'ubuntu' });
  check('mcr.microsoft.com/dotnet/aspnet:8.0-alpine', { distribution: 'alpine' });
  check('ghcr.io/astral-sh/uv:0.9', { distribution: 'scratch', hasShell: false });
  check('ghcr.io/astral-sh/uv:python3.13-bookworm-slim', { distribution: 'debian' });
});

describe('imageFacts: an unknown image', () => {
  check('mycompany/base:1', {
    family: undefined,
    distribution: undefined,
    hasShell: undefined,
    defaultUser: undefined,
  });
  check('mycompany/base:1-alpine', {
    family: undefined,
    distribution: 'alpine',
    packageManager: 'apk',
    defaultUser: undefined,
  });
  check('mycompany/base:2-debian-12-r0', { distribution: 'debian', distributionRelease: '12' });
  check('mycompany/base:trial', { distribution: undefined });
  check('constructor', { family: undefined, distribution: undefined });
  checkTools('mycompany/base:1-alpine', { curl: undefined, wget: undefined });
});

describe('imageFacts: users', () => {
  check('node:22', { defaultUser: root, nonRootUser: { name: 'node', uid: 1000 } });
  check('python:3.13', { defaultUser: root, nonRootUser: undefined });
  check('gcr.io/distroless/static-debian12', { defaultUser: root, nonRootUser: { name: 'nonroot', uid: 65532 } });
  check('gcr.io/distroless/static-debian12:nonroot', { defaultUser: { name: 'nonroot', uid: 65532, root: false } });
  check('gcr.io/distroless/base:debug-nonroot', {
    hasShell: true,
    defaultUser: { name: 'nonroot', uid: 65532, root: false },
  });
  check('mcr.microsoft.com/dotnet/aspnet:8.0', { nonRootUser: { name: '$APP_UID', uid: 1654 }, defaultUser: root });
  check('mcr.microsoft.com/dotnet/aspnet:6.0', { nonRootUser: undefined, defaultUser: root });
  check('mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled', {
    defaultUser: { name: '1654', uid: 1654, root: false },
    hasShell: false,
  });
  check('mcr.microsoft.com/windows/nanoserver:ltsc2025', {
    defaultUser: { name: 'ContainerUser', uid: undefined, root: false },
  });
  check('haproxy:3.2', { defaultUser: { name: 'haproxy', uid: 99, root: false } });
  check('haproxy:2.2-alpine', { defaultUser: undefined });
  check('postgres:18', { dropsRoot: true, nonRootUser: { name: 'postgres', uid: 999 } });
  check('postgres:18-alpine', { nonRootUser: { name: 'postgres', uid: 70 } });
  check('bitnami/redis:7.2.4-debian-12-r0', {
    defaultUser: { name: '1001', uid: 1001, root: false },
    distribution: 'debian',
  });
  check('bitnami/minideb:bookworm', { defaultUser: root, family: 'minideb' });
  check('cgr.dev/chainguard/python:latest', { defaultUser: { name: 'nonroot', uid: 65532, root: false } });
  check('cgr.dev/chainguard/python:latest-dev', { defaultUser: undefined, hasShell: true });
  check('cgr.dev/chainguard/wolfi-base', { family: 'wolfi', defaultUser: root });
  check('nginx:1.30', { defaultUser: root, unprivilegedImage: 'nginxinc/nginx-unprivileged' });
  check('quay.io/jupyter/base-notebook:latest', {
    shipsHealthcheck: true,
    nonRootUser: { name: '$NB_UID', uid: 1000 },
  });
  check('elasticsearch:7.17.9', { defaultUser: undefined });
  check('elasticsearch:9.1.0', { defaultUser: { name: 'elasticsearch', uid: 1000, root: false } });
});

describe('imageFacts: commands', () => {
  checkTools('node:22', { curl: true, wget: true, git: true, python3: true, python: false, node: true, gcc: true });
  checkTools('node:22-slim', { curl: false, wget: false, node: true, python3: false, git: false, bash: true });
  checkTools('node:22-alpine', { curl: false, wget: true, nc: true, bash: false, git: false, node: true });
  checkTools('python:3.13-slim', { curl: false, python: true, python3: true });
  checkTools('debian:12', { curl: false, perl: true, useradd: true, adduser: undefined });
  checkTools('alpine:3.22', { useradd: false, adduser: true, wget: true });
  checkTools('nginx:1.30', { curl: true, wget: false });
  checkTools('nginx:1.30-alpine-slim', { curl: false, wget: true });
  checkTools('golang:1.27', { git: true, gcc: true });
  checkTools('golang:1.27-alpine', { git: false, gcc: false });
  checkTools('php:8.4-fpm', { curl: true, wget: false });
  checkTools('mcr.microsoft.com/dotnet/aspnet:8.0', { curl: false, wget: false });
  checkTools('gcr.io/distroless/python3-debian12', { python3: true, curl: false, bash: false });
  checkTools('gcr.io/distroless/nodejs22-debian12', { node: undefined, curl: false });
  checkTools(`node@${digest}`, { curl: undefined, node: undefined });
  checkTools('registry.access.redhat.com/ubi9/ubi-minimal', { useradd: false, curl: true });
});

describe('imageFacts: processes and variables', () => {
  check('nginx:1.30', { shipsProcess: true, role: 'server' });
  check('php:8.4-cli', { shipsProcess: false });
  check('php:8.4-apache', { shipsProcess: true });
  check('debian:13', { shipsProcess: false });
  check('mycompany/base:1', { shipsProcess: undefined, shipsHealthcheck: undefined });
  check('cgr.dev/chainguard/nginx', { shipsProcess: undefined });
  it('knows the variables of node', () => {
    const { names, complete } = factsOf('node:22').environment;
    assert.deepEqual([...names].sort(), ['NODE_VERSION', 'PATH', 'YARN_VERSION']);
    assert.equal(complete, true);
  });
  it('does not claim to know those of an unknown image', () => {
    assert.equal(factsOf('mycompany/base:1').environment.complete, false);
  });
  it('knows that scratch holds nothing', () => {
    assert.equal(scratchFacts.hasShell, false);
    assert.equal(scratchFacts.tools.curl, false);
    assert.equal(scratchFacts.environment.complete, true);
  });
});

describe('the tables of images', () => {
  const families = [...systemImages, ...languageImages, ...serverImages, ...vendorImages];
  it('name every family and every image once', () => {
    const ids = families.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index),
      [],
    );
    const names = families.flatMap((family) => family.names);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
  it('name images as references are normalised, and a source for each', () => {
    for (const { id, names, source, flavours } of families) {
      assert.match(source, /^https:\/\/\S+$/, id);
      assert.ok(flavours.length > 0, id);
      for (const name of names)
        assert.equal(parseImageReference(name.replace(/\*$/, 'x'))?.name, name.replace(/\*$/, 'x'));
    }
  });
  it('have no flavour behind one that takes every tag', () => {
    for (const { id, flavours } of families) {
      const open = flavours.findIndex(({ tag }) => tag === undefined);
      assert.ok(open === -1 || open === flavours.length - 1, id);
    }
  });
});
