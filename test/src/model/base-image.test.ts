import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extendTagEdits, retagEdits } from '@dockwright/shared-rules/fixes/base-image';
import { basePieces, type ImageStage, isImageStage } from '@dockwright/shared-rules/model/base-image';
import { buildModel } from '@dockwright/shared-rules/model/build';
import type { Dockerfile } from '@dockwright/shared-rules/model/types';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { applyEdits } from '@dockwright/shared-rules/text/edit';
import { slice } from '@dockwright/shared-rules/text/span';

function read(text: string): { readonly file: Dockerfile; readonly stage: ImageStage } {
  const file = buildModel(parseDockerfile(text));
  const stage = file.stages.find(isImageStage);
  assert.ok(stage !== undefined, text);
  return { file, stage };
}

/** `text@offset of its source`, one per piece. */
function checkPieces(text: string, expected: readonly string[] | undefined): void {
  it(JSON.stringify(text), () => {
    const { stage } = read(text);
    const pieces = basePieces(stage);
    const found = pieces?.map(({ at, source, variable }) => {
      const part = slice(stage.base.reference.text, at);
      assert.equal(slice(text, source), part);
      return `${part}@${variable ?? 'FROM'}`;
    });
    assert.deepEqual(found, expected);
  });
}

describe('basePieces', () => {
  checkPieces('FROM node:24\n', ['node:24@FROM']);
  checkPieces('ARG V=24\nFROM node:$V-slim\n', ['node:@FROM', '24@V', '-slim@FROM']);
  checkPieces('ARG V="24"\nFROM node:${V}\n', ['node:@FROM', '24@V']);
  checkPieces('ARG A=node:24\nFROM ${A}\n', ['node:24@A']);
  checkPieces('FROM node:${V:-24}\n', ['node:@FROM', '24@V']);
  checkPieces('ARG V=22\nFROM node:${V:-24}\n', ['node:@FROM', '22@V']);
  checkPieces('FROM no\\\nde:24\n', undefined);
  checkPieces('FROM "node:24"\n', undefined);
  checkPieces('ARG A=24\nARG B=node:$A\nFROM $B\n', undefined);
  checkPieces('ARG V=24.1\nFROM node:${V%.1}\n', undefined);
});

function checkRetag(text: string, expected: string | undefined): void {
  it(JSON.stringify(text), () => {
    const { file, stage } = read(text);
    const edits = retagEdits(file, stage, ({ tag }) => (tag?.includes('18') ? tag.replace('18', '24') : undefined));
    assert.equal(edits === undefined ? undefined : applyEdits(text, edits), expected);
  });
}

describe('retagEdits', () => {
  checkRetag('FROM node:18\n', 'FROM node:24\n');
  checkRetag('ARG V=18\nFROM node:$V\n', 'ARG V=24\nFROM node:$V\n');
  checkRetag('ARG V=18\nFROM node:$V-slim\nFROM node:$V\n', 'ARG V=24\nFROM node:$V-slim\nFROM node:$V\n');
  checkRetag('ARG O=slim\nFROM node:18-$O\n', 'ARG O=slim\nFROM node:24-$O\n');
  checkRetag(`FROM node:18@sha256:${'0'.repeat(64)}\n`, undefined);
  // Another image that takes its tag from the same ARG has no such tag.
  checkRetag('ARG V=18\nFROM node:$V\nARG W=1\nFROM a/$V\n', undefined);
  checkRetag('FROM node:22\n', undefined);
});

function checkExtend(text: string, tag: string, expected: string | undefined): void {
  it(`${JSON.stringify(text)} to ${tag}`, () => {
    const { file, stage } = read(text);
    const edits = extendTagEdits(file, stage, tag);
    assert.equal(edits === undefined ? undefined : applyEdits(text, edits), expected);
  });
}

describe('extendTagEdits', () => {
  checkExtend('FROM node:24\n', '24-slim', 'FROM node:24-slim\n');
  checkExtend('FROM python:3.13-trixie AS a\n', '3.13-slim-trixie', 'FROM python:3.13-slim-trixie AS a\n');
  checkExtend('ARG V=24\nFROM node:$V\nFROM b:$V\n', '24-slim', 'ARG V=24\nFROM node:$V-slim\nFROM b:$V\n');
  checkExtend('ARG A=node:24\nFROM $A\n', '24-slim', 'ARG A=node:24-slim\nFROM $A\n');
  checkExtend('ARG A=node:24\nFROM $A AS b\nFROM $A\n', '24-slim', undefined);
  checkExtend('FROM node:24\n', '25-slim', undefined);
});
