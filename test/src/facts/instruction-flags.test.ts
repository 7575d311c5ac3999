import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Availability,
  findFlag,
  findMountOption,
  flagsOf,
  forbiddenTriggers,
  frontendFeatures,
  frontendLacks,
  frontendVersion,
  instructionNames,
  mountOptions,
  mountTypes,
  singleInstructions,
} from '@dockwright/shared-rules/facts/instruction-flags';

describe('frontendVersion', () => {
  const check = (value: string, channel: string, version?: readonly [number, number]): void => {
    it(value, () => assert.deepEqual(frontendVersion(value), { channel, version }));
  };
  check('docker/dockerfile:1', 'stable');
  check('docker/dockerfile', 'stable');
  check('docker/dockerfile:latest', 'stable');
  check('docker/dockerfile:1.4', 'stable', [1, 4]);
  check('docker/dockerfile:1.10.3', 'stable', [1, 10]);
  check('docker.io/docker/dockerfile:1.7-labs', 'labs', [1, 7]);
  check('docker/dockerfile:1-labs', 'labs');
  check('docker/dockerfile:labs', 'labs');
  check('docker/dockerfile:experimental', 'experimental');
  check('docker/dockerfile:1.0-experimental', 'experimental', [1, 0]);
  check('docker/dockerfile-upstream:master-labs', 'upstream');
  check(
    'docker/dockerfile:1.20@sha256:26147acbda4f14c5add9946e2fd2ed543fc402884fd75146bd342a7f6271dc1d',
    'stable',
    [1, 20],
  );
  check('dockerfile.v0', 'builtin');
  check('docker/dockerfile:1.6 --flag', 'stable', [1, 6]);
  check('mycompany/dockerfile:1.2', 'custom');
  check('', 'custom');
});

describe('frontendLacks', () => {
  const check = (value: string, what: Availability | undefined, expected: boolean): void => {
    it(`${value} ${JSON.stringify(what)}`, () => {
      assert.ok(what !== undefined);
      assert.equal(frontendLacks(frontendVersion(value), what), expected);
    });
  };
  check('docker/dockerfile:1.1', findFlag('RUN', 'mount'), true);
  check('docker/dockerfile:1.2', findFlag('RUN', 'mount'), false);
  check('docker/dockerfile:1', findFlag('RUN', 'device'), false);
  check('docker/dockerfile:1.3', frontendFeatures.heredoc, true);
  check('docker/dockerfile:1.3-labs', frontendFeatures.heredoc, false);
  check('docker/dockerfile:1.10', findFlag('COPY', 'link'), false);
  check('docker/dockerfile:1.7', findFlag('COPY', 'parents'), true);
  check('docker/dockerfile:1.7-labs', findFlag('COPY', 'parents'), false);
  check('docker/dockerfile:1.0-experimental', findFlag('RUN', 'mount'), false);
  check('docker/dockerfile:1.0-experimental', frontendFeatures.heredoc, true);
  check('docker/dockerfile:1.9', findMountOption('env'), true);
  check('docker/dockerfile:1.0', findFlag('COPY', 'from'), false);
  check('mycompany/dockerfile:1.2', findFlag('RUN', 'device'), false);
});

describe('flags of instructions', () => {
  it('are those of the reference', () => {
    const names = (instruction: string): readonly string[] => flagsOf(instruction).map(({ name }) => name);
    assert.deepEqual(names('FROM'), ['platform']);
    assert.deepEqual(names('COPY'), ['chown', 'chmod', 'link', 'exclude', 'from', 'parents']);
    assert.deepEqual(names('ADD'), ['chown', 'chmod', 'link', 'exclude', 'keep-git-dir', 'checksum', 'unpack']);
    assert.deepEqual(names('RUN'), ['mount', 'network', 'security', 'device']);
    assert.deepEqual(names('HEALTHCHECK'), ['interval', 'timeout', 'start-period', 'start-interval', 'retries']);
    for (const none of ['ENV', 'CMD', 'UNKNOWN', 'constructor', '']) assert.deepEqual(names(none), []);
  });
  it('are found by name', () => {
    assert.equal(findFlag('ADD', 'from'), undefined);
    assert.equal(findFlag('RUN', 'mount')?.repeatable, true);
    assert.deepEqual(findFlag('RUN', 'network')?.value, ['default', 'none', 'host']);
  });
  it('name 18 instructions, and lists of some of them', () => {
    assert.equal(instructionNames.length, 18);
    for (const name of [...forbiddenTriggers, ...singleInstructions]) assert.ok(instructionNames.includes(name));
  });
});

describe('options of mounts', () => {
  it('are found in any spelling', () => {
    assert.equal(findMountOption('dst')?.name, 'target');
    assert.equal(findMountOption('DESTINATION')?.name, 'target');
    assert.equal(findMountOption('src')?.name, 'source');
    assert.equal(findMountOption('rw')?.name, 'readwrite');
    assert.equal(findMountOption('constructor'), undefined);
  });
  it('belong to types that exist', () => {
    for (const { types } of mountOptions) for (const type of types) assert.ok(mountTypes.includes(type));
    assert.deepEqual(findMountOption('sharing')?.types, ['cache']);
    assert.deepEqual(findMountOption('size')?.types, ['tmpfs']);
    assert.deepEqual(findMountOption('env')?.types, ['secret']);
  });
});
