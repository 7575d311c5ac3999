import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseImageReference } from '@dockwright/shared-rules/facts/image-reference';

const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

interface Parts {
  readonly registry?: string;
  readonly name: string;
  readonly tag?: string;
  readonly digest?: string;
}

function check(text: string, expected: Parts | undefined): void {
  it(text === '' ? 'an empty text' : text.slice(0, 90), () => {
    const reference = parseImageReference(text);
    if (expected === undefined) {
      assert.equal(reference, undefined);
      return;
    }
    assert.ok(reference !== undefined, 'is read');
    const { registry, name, tag, tagAt, digest, digestAt } = reference;
    assert.deepEqual(
      { registry, name, tag, digest },
      { registry: undefined, tag: undefined, digest: undefined, ...expected },
    );
    assert.equal(tagAt === undefined ? undefined : text.slice(tagAt.start, tagAt.end), tag);
    assert.equal(digestAt === undefined ? undefined : text.slice(digestAt.start, digestAt.end), digest);
  });
}

describe('parseImageReference reads', () => {
  check('node', { name: 'node' });
  check('node:22', { name: 'node', tag: '22' });
  check('library/node:22', { name: 'node', tag: '22' });
  check('docker.io/library/node:22', { name: 'node', tag: '22' });
  check('docker.io/node:22', { name: 'node', tag: '22' });
  check('index.docker.io/library/node', { name: 'node' });
  check('docker.io/bitnami/redis:7', { name: 'bitnami/redis', tag: '7' });
  check('library/a/b', { name: 'library/a/b' });
  check('mcr.microsoft.com/dotnet/sdk:8.0', {
    registry: 'mcr.microsoft.com',
    name: 'mcr.microsoft.com/dotnet/sdk',
    tag: '8.0',
  });
  check('localhost/x', { registry: 'localhost', name: 'localhost/x' });
  check('localhost:5000/x', { registry: 'localhost:5000', name: 'localhost:5000/x' });
  check('localhost:5000', { name: 'localhost', tag: '5000' });
  check('[::1]:5000/team/app:1', { registry: '[::1]:5000', name: '[::1]:5000/team/app', tag: '1' });
  check('Registry/app', { registry: 'Registry', name: 'Registry/app' });
  check('team/app', { name: 'team/app' });
  check(`node:22@${sha}`, { name: 'node', tag: '22', digest: sha });
  check(`ghcr.io/a/b__c.d-e--f@${sha}`, { registry: 'ghcr.io', name: 'ghcr.io/a/b__c.d-e--f', digest: sha });
  check('node:Weird_Tag.1-x', { name: 'node', tag: 'Weird_Tag.1-x' });
});

describe('parseImageReference refuses', () => {
  for (const text of [
    '',
    ':1',
    'node:',
    'Node',
    'node:22:1',
    'node: 22',
    'a b',
    'node:-x',
    'node@',
    '/node',
    'a//b',
    'a/',
  ]) {
    check(text, undefined);
  }
  check('python：3.9-slim', undefined);
  check('$IMAGE:1', undefined);
  check('node@sha256:abc', undefined);
  check(`node@md5:${'0'.repeat(64)}`, undefined);
  check(`node@${sha.toUpperCase()}`, undefined);
  check('0123456789abcdef'.repeat(4), undefined);
  check(`a${'b'.repeat(255)}`, undefined);
  check(`a:${'b'.repeat(129)}`, undefined);
  check('a---_b', undefined);
  check('-host-/app', undefined);
  check(`${'a-'.repeat(60_000)}!`, undefined);
});
