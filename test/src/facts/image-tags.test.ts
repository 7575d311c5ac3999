import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imageFamily } from '@dockwright/shared-rules/facts/base-images';
import { type ImageReference, parseImageReference } from '@dockwright/shared-rules/facts/image-reference';
import { currentTag, endOfLife, runtimeSibling, slimSibling, TAKEN } from '@dockwright/shared-rules/facts/image-tags';
import {
  endedAlpine,
  endedDebian,
  endedProducts,
  endedUbuntu,
  retiredImages,
} from '@dockwright/shared-rules/facts/images/end-of-life';

function read(image: string): ImageReference {
  const reference = parseImageReference(image);
  assert.ok(reference !== undefined, image);
  return reference;
}

function checkSlim(image: string, expected: string | undefined): void {
  it(`${image} -> ${expected}`, () => assert.equal(slimSibling(read(image))?.tag, expected));
}

describe('slimSibling', () => {
  checkSlim('node:22', '22-slim');
  checkSlim('node:22.11.0', '22.11.0-slim');
  checkSlim('node:22-bookworm', '22-bookworm-slim');
  checkSlim('node:bookworm', 'bookworm-slim');
  checkSlim('node:lts', 'lts-slim');
  checkSlim('node', 'slim');
  checkSlim('node:jod', 'jod-slim');
  checkSlim('node:22-alpine', undefined);
  checkSlim('node:22-slim', undefined);
  checkSlim('python:3.13', '3.13-slim');
  checkSlim('python:3.13-bookworm', '3.13-slim-bookworm');
  checkSlim('python:bookworm', 'slim-bookworm');
  checkSlim('python:3.13-windowsservercore', undefined);
  checkSlim('python:3.15.0rc1', '3.15.0rc1-slim');
  checkSlim('ruby:3.4', '3.4-slim');
  checkSlim('rust:1.90-bookworm', '1.90-slim-bookworm');
  checkSlim('debian:12', '12-slim');
  checkSlim('debian:bookworm-20250101', 'bookworm-20250101-slim');
  checkSlim('debian:bookworm-backports', undefined);
  checkSlim('debian', 'stable-slim');
  checkSlim('elixir:1.18-otp-27', '1.18-otp-27-slim');
  checkSlim('golang:1.27', undefined);
  checkSlim('ubuntu:24.04', undefined);
  checkSlim('php:8.4', undefined);
  checkSlim('mycompany/node:22', undefined);
  checkSlim(`node:22@sha256:${'0'.repeat(64)}`, undefined);
  it('knows what some weigh', () => {
    const sizes = slimSibling(read('node:24'))?.sizes;
    assert.ok(sizes !== undefined && sizes.full > sizes.slim);
  });
});

function checkCurrent(image: string, expected: string | undefined): void {
  it(`${image} -> ${expected}`, () => assert.equal(currentTag(read(image)), expected));
}

describe('currentTag', () => {
  checkCurrent('node', '24');
  checkCurrent('docker.io/library/node:latest', '24');
  checkCurrent('node:alpine', '24-alpine');
  checkCurrent('python:slim', '3.14-slim');
  checkCurrent('node:22', undefined);
  checkCurrent('ubuntu', '24.04');
  checkCurrent('public.ecr.aws/docker/library/golang', '1.27');
  checkCurrent('mycompany/app', undefined);
  for (const family of ['alpine', 'debian', 'ubuntu', 'node', 'python', 'golang', 'php', 'ruby', 'postgres', 'mysql']) {
    it(`the tag of ${family} has not ended`, () => {
      const tag = currentTag(read(family));
      assert.ok(tag !== undefined);
      assert.equal(endOfLife(read(`${family}:${tag}`)), undefined);
    });
  }
});

function checkEnd(
  image: string,
  expected: readonly [product: string, release: string, ended: string, successor?: string],
): void {
  it(`${image} ended`, () => {
    const end = endOfLife(read(image));
    assert.ok(end !== undefined, 'it has ended');
    const [product, release, ended, successor] = expected;
    assert.deepEqual(
      { product: end.product, release: end.release, ended: end.ended, successor: end.successorTag },
      { product, release, ended, successor },
    );
    if (end.successorTag === undefined) return;
    assert.equal(
      endOfLife(read(image.replace(/:[^:]*$/, `:${end.successorTag}`))),
      undefined,
      'the successor is supported',
    );
  });
}

describe('endOfLife finds', () => {
  checkEnd('python:2', ['Python', '2', '2020-01-01', '3.14']);
  checkEnd('python:2.7.18-slim', ['Python', '2', '2020-01-01', '3.14-slim']);
  checkEnd('python:3.8-slim-buster', ['Python', '3.8', '2024-10-07', '3.14-slim-trixie']);
  checkEnd('python:3.9-slim-bookworm', ['Python', '3.9', '2025-10-31', '3.14-slim-bookworm']);
  checkEnd('python:3.9.6-alpine3.14', ['Python', '3.9', '2025-10-31', '3.14-alpine3.23']);
  checkEnd('python:3.10', ['Python', '3.10', '2026-10-31', '3.14']);
  checkEnd('python:3.12-slim-bullseye', ['Debian', 'bullseye', '2026-08-31', '3.12-slim-trixie']);
  checkEnd('python:3.12.1-slim-bullseye', ['Debian', 'bullseye', '2026-08-31', '3.12-slim-trixie']);
  checkEnd('node:20', ['Node.js', '20', '2026-04-30', '24']);
  checkEnd('node:16.20.2-buster-slim', ['Node.js', '16', '2023-09-11', '24-trixie-slim']);
  checkEnd('node:0.12', ['Node.js', '0', '2016-12-31', '24']);
  checkEnd('node:hydrogen-alpine', ['Node.js', '18', '2025-04-30']);
  checkEnd('node:22-alpine3.17', ['Alpine Linux', '3.17', '2024-11-22', '22-alpine3.23']);
  checkEnd('golang:1.20-buster', ['Go', '1.20', '2024-02-06', '1.27-trixie']);
  checkEnd('golang:1.25', ['Go', '1.25', '2026-08-19', '1.27']);
  checkEnd('php:7.4-fpm-alpine3.15', ['PHP', '7.4', '2022-11-28', '8.5-fpm-alpine3.23']);
  checkEnd('php:7-apache', ['PHP', '7', '2022-11-28', '8.5-apache']);
  checkEnd('ruby:2.7-slim', ['Ruby', '2.7', '2023-03-31', '3.4-slim']);
  checkEnd('postgres:9.6', ['PostgreSQL', '9.6', '2021-11-11', '18']);
  checkEnd('postgres:12.4-alpine', ['PostgreSQL', '12', '2024-11-21', '18-alpine']);
  checkEnd('mysql:5.7', ['MySQL', '5.7', '2023-10-31', '8.4']);
  checkEnd('mysql:8.0', ['MySQL', '8.0', '2026-04-30', '8.4']);
  checkEnd('mariadb:10.5-focal', ['MariaDB', '10.5', '2025-06-24', '11.8-noble']);
  checkEnd('mongo:4', ['MongoDB', '4', '2024-02-29', '8.0']);
  checkEnd('mongo:6.0-jammy', ['MongoDB', '6', '2025-07-31', '8.0-noble']);
  checkEnd('mcr.microsoft.com/dotnet/sdk:6.0-alpine', ['.NET', '6.0', '2024-11-12', '10.0-alpine']);
  checkEnd('mcr.microsoft.com/dotnet/aspnet:6.0-bullseye-slim', ['.NET', '6.0', '2024-11-12', '10.0']);
  checkEnd('mcr.microsoft.com/dotnet/core/sdk:3.1', ['.NET', '3.1', '2022-12-13', '10.0']);
  checkEnd('debian:buster', ['Debian', 'buster', '2024-06-30', 'trixie']);
  checkEnd('debian:10.4-slim', ['Debian', '10', '2024-06-30', '13-slim']);
  checkEnd('debian:bullseye-20230227-slim', ['Debian', 'bullseye', '2026-08-31', 'trixie-slim']);
  checkEnd('debian:stretch-backports', ['Debian', 'stretch', '2022-06-30']);
  checkEnd('ubuntu:12.04', ['Ubuntu', '12.04', '2017-04-28', '24.04']);
  checkEnd('ubuntu:20.04', ['Ubuntu', '20.04', '2025-05-29', '24.04']);
  checkEnd('ubuntu:bionic-20190612.1', ['Ubuntu', 'bionic', '2023-05-31', 'noble']);
  checkEnd('alpine:3.12.1', ['Alpine Linux', '3.12', '2022-05-01', '3.24']);
  checkEnd('centos:7', ['CentOS', '7', '2024-06-30']);
  checkEnd('centos:centos7.9.2009', ['CentOS', '7', '2024-06-30']);
  checkEnd('centos', ['CentOS', '8', '2021-12-31']);
  checkEnd('fedora:38', ['Fedora', '38', '2024-05-21', '44']);
  checkEnd('amazonlinux:2', ['Amazon Linux', '2', '2026-06-30', '2023']);
  checkEnd('amazonlinux:2018.03', ['Amazon Linux', '2018', '2023-12-31', '2023']);
  checkEnd('opensuse/leap:15.4', ['openSUSE Leap', '15.4', '2023-12-07', '16.0']);
  checkEnd('eclipse-temurin:18-jdk-focal', ['Java', '18', '2022-09-20', '25-jdk-noble']);
  checkEnd('buildpack-deps:stretch-scm', ['Debian', 'stretch', '2022-06-30', 'trixie-scm']);
  checkEnd('node:lts-buster-slim', ['Debian', 'buster', '2024-06-30', 'lts-trixie-slim']);
  checkEnd('rust:1.60-buster', ['Debian', 'buster', '2024-06-30']);
  checkEnd('nginx:1.19-alpine3.13', ['Alpine Linux', '3.13', '2022-11-01']);
  checkEnd('nvidia/cuda:11.8.0-runtime-ubuntu20.04', ['Ubuntu', '20.04', '2025-05-29']);
  checkEnd('elasticsearch:7.17.9', ['Elasticsearch', '7', '2026-01-15']);
  checkEnd('openjdk:17-jdk-slim', ['the openjdk image', '', '2022-07-31']);
  checkEnd('gcr.io/distroless/static-debian11', ['the distroless image on Debian', '11', '2024-06-01']);
  checkEnd('gcr.io/distroless/nodejs20-debian12:nonroot', ['the distroless image on Debian', '12', '2026-01-31']);
  it('names the current distroless image', () => {
    const check = (image: string, expected: string | undefined): void =>
      assert.equal(endOfLife(read(image))?.replacement, expected);
    check('gcr.io/distroless/static-debian12:nonroot', 'gcr.io/distroless/static-debian13:nonroot');
    check('gcr.io/distroless/nodejs20-debian12', 'gcr.io/distroless/nodejs24-debian13');
    check('gcr.io/distroless/java11-debian11', undefined);
  });
  it('names what takes the place of a retired image', () => {
    assert.equal(endOfLife(read('openjdk:17-jdk-slim'))?.replacement, 'eclipse-temurin:17-jdk');
    assert.equal(endOfLife(read('openjdk:8-jre-alpine'))?.replacement, 'eclipse-temurin:8-jre-alpine');
    assert.equal(endOfLife(read('openjdk:8u212-jdk'))?.replacement, 'eclipse-temurin:8-jdk');
    assert.equal(endOfLife(read('java:7'))?.replacement, 'eclipse-temurin');
  });
});

describe('endOfLife is silent on', () => {
  for (const image of [
    ...[
      'python',
      'python:3',
      'python:3.13',
      'python:3.11-slim-bookworm',
      'python:rc',
      'node:22',
      'node:lts',
      'node:26',
    ],
    ...['node:22-alpine', 'node:22-alpine3.22', 'golang:1', 'golang:1.27', 'golang:alpine', 'php:8', 'php:8.4-fpm'],
    ...['debian', 'debian:12', 'debian:sid', 'debian:stable-slim', 'ubuntu:22.04', 'ubuntu:26.04', 'ubuntu:rolling'],
    ...['alpine', 'alpine:3', 'alpine:edge', 'alpine:3.22', 'alpine:20230329', 'postgres:17', 'mysql:8', 'mongo:7'],
    ...['centos:stream9', 'quay.io/centos/centos:stream9', 'fedora:rawhide', 'amazonlinux:2023', 'opensuse/tumbleweed'],
    ...['mcr.microsoft.com/dotnet/sdk:8.0', 'mcr.microsoft.com/dotnet/sdk:9.0', 'tomcat:9', 'redis:7', 'redis:alpine'],
    ...['mycompany/python:2.7', 'mycompany/base:buster', 'eclipse-temurin:8-jre', 'rust:1.60', 'constructor:1'],
    ...['gcr.io/distroless/static-debian13', 'gcr.io/distroless/static', 'example.com/distroless/static-debian11'],
    `python@sha256:${'0'.repeat(64)}`,
  ]) {
    it(image, () => assert.equal(endOfLife(read(image)), undefined));
  }
});

describe('the tables of ended releases', () => {
  const products = [endedDebian, endedUbuntu, endedAlpine, ...Object.values(endedProducts)];
  it('hold real days before the day they were taken', () => {
    for (const { product, source, ended } of products) {
      assert.match(source, /^https:\/\//);
      for (const [release, day] of [
        ...Object.entries(ended),
        ...Object.values(retiredImages).map((image) => [image.product, image.ended] as const),
      ]) {
        assert.ok(new Date(day).toISOString().startsWith(day), `${product} ${release}`);
        assert.ok(day < TAKEN && day > '2010', `${product} ${release}`);
      }
    }
  });
  it('are about families that exist', () => {
    for (const id of Object.keys(endedProducts)) {
      const name = { dotnet: 'mcr.microsoft.com/dotnet/sdk', opensuse: 'opensuse/leap' }[id] ?? id;
      assert.ok(imageFamily(read(name)) !== undefined, id);
    }
  });
});

describe('runtimeSibling', () => {
  const check = (image: string, expected: string | undefined): void => {
    it(`${image} -> ${expected}`, () => assert.equal(runtimeSibling(read(image)), expected));
  };
  check('eclipse-temurin:21-jdk', 'eclipse-temurin:21-jre');
  check('eclipse-temurin:21', 'eclipse-temurin:21-jre');
  check('eclipse-temurin:21-jdk-alpine-3.22', 'eclipse-temurin:21-jre-alpine-3.22');
  check('eclipse-temurin:21-jre', undefined);
  check('mcr.microsoft.com/dotnet/sdk:8.0-alpine', 'mcr.microsoft.com/dotnet/aspnet:8.0-alpine');
  check('nvidia/cuda:12.4.1-devel-ubuntu22.04', 'nvidia/cuda:12.4.1-runtime-ubuntu22.04');
  check('golang:1.27', 'gcr.io/distroless/static-debian13:nonroot');
  check('golang:1.27-windowsservercore', undefined);
  check('node:22', undefined);
});
