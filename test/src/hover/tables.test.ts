import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '@dockwright/shared-rules';
import { flagsOf, mountTypes } from '@dockwright/shared-rules/facts/instruction-flags';
import { platformVariables } from '@dockwright/shared-rules/facts/predefined-variables';
import { flagText, mountOptionText, mountTypeText } from '@dockwright/shared-rules/hover/flags';
import { keywordTexts } from '@dockwright/shared-rules/hover/keywords';
import { predefinedArguments } from '@dockwright/shared-rules/hover/predefined';
import type { Keyword } from '@dockwright/shared-rules/syntax/types';

const keywords = Object.keys(keywordTexts).filter((name): name is Keyword => name in keywordTexts);

/** Stages and variables that the short examples of the tables refer to. */
const preamble = 'FROM alpine:3.22 AS build\nFROM alpine:3.22\n';

function texts(entry: object): readonly string[] {
  return Object.values(entry).flatMap((value: unknown) => (Array.isArray(value) ? value.map(String) : String(value)));
}

function checkTexts(name: string, entry: object): void {
  it(`${name} is written in our way`, () => {
    for (const text of texts(entry)) {
      assert.doesNotMatch(text, /\b(?:simply|just|obviously|please)\b/i);
      assert.doesNotMatch(text, / {2}(?! )\S.*\. {2}/);
    }
  });
}

function checkExample(name: string, example: string | undefined): void {
  if (example === undefined) return;
  it(`the example of ${name} has no error`, () => {
    const text = example.includes('FROM ') ? example : preamble + example;
    const errors = analyze(`${text}\n`).problems.filter((problem) => problem.severity === 'error');
    assert.deepEqual(
      errors.map((problem) => `${problem.rule}: ${problem.message}`),
      [],
    );
  });
}

describe('texts of instructions', () => {
  it('there is one for each instruction', () => {
    assert.equal(keywords.length, 18);
  });
  for (const keyword of keywords) {
    const entry = keywordTexts[keyword];
    checkTexts(keyword, entry);
    checkExample(keyword, entry.example);
    it(`${keyword} says what it does, what it costs and how to do it well`, () => {
      assert.match(entry.does, /\.$/);
      assert.match(entry.costs, /\.$/);
      assert.ok(entry.practice.length > 0);
      for (const advice of entry.practice) assert.match(advice, /^[A-Z`].*[.:]$/s);
      assert.ok(
        entry.example.split('\n').some((line) => line.startsWith(keyword === 'MAINTAINER' ? 'LABEL' : keyword)),
      );
      assert.match(entry.anchor, /^[a-z-]+$/);
    });
  }
});

describe('texts of variables', () => {
  it('there is one for each platform variable', () => {
    assert.deepEqual(
      platformVariables.filter((name) => !predefinedArguments.has(name)),
      [],
    );
  });
});

describe('texts of flags', () => {
  for (const keyword of keywords) {
    for (const { name } of flagsOf(keyword)) {
      const entry = flagText(keyword, name);
      it(`${keyword} --${name} is explained`, () => assert.ok(entry !== undefined));
      if (entry === undefined) continue;
      checkTexts(`${keyword} --${name}`, entry);
      checkExample(`${keyword} --${name}`, entry.example);
    }
  }
  for (const type of mountTypes) {
    const entry = mountTypeText(type);
    it(`--mount=type=${type} is explained`, () => assert.ok(entry !== undefined));
    if (entry === undefined) continue;
    checkTexts(`--mount=type=${type}`, entry);
    checkExample(`--mount=type=${type}`, entry.example);
  }
  it('options of mounts are known by all their names', () => {
    const names = [
      'target',
      'dst',
      'destination',
      'source',
      'src',
      'ro',
      'rw',
      'ENV',
      'id',
      'uid',
      'gid',
      'mode',
      'size',
    ];
    for (const name of [...names, 'from', 'sharing', 'required', 'readonly', 'readwrite', 'type']) {
      assert.ok(mountOptionText(name) !== undefined, name);
    }
    assert.equal(mountOptionText('dst'), mountOptionText('target'));
  });
  it('there are none of what Docker does not know', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'links', '']) {
      assert.equal(flagText('COPY', name), undefined);
      assert.equal(mountTypeText(name), undefined);
      assert.equal(mountOptionText(name), undefined);
    }
    assert.equal(flagText('UNKNOWN', 'link'), undefined);
    assert.equal(flagText('USER', 'link'), undefined);
  });
});
