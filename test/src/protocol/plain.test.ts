import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plain } from '@dockwright/client/plain';
import { hostileTexts } from '../hostile-workspace.js';

/** What VS Code makes links of: https://github.com/microsoft/vscode/blob/main/src/vs/base/common/linkedText.ts */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const icon = /\$\([\w~-]+\)/;

describe('text of a workspace in notifications', () => {
  const texts = [...hostileTexts, '[a](command:b)', '[a](file:b)', '$(zap)', '[a]]((command:b)', '$$(zap)'];
  it('some of it would be more than text', () => {
    assert.ok(texts.filter((text) => link.test(text)).length > 2);
    assert.ok(texts.filter((text) => icon.test(text)).length > 2);
  });
  for (const text of texts) {
    it(text, () => {
      const shown = plain(text);
      assert.ok(!link.test(shown) && !icon.test(shown), shown);
      assert.equal(shown.replaceAll('\u2060', ''), text, 'it reads as it did');
    });
  }
  it('is one line', () => assert.equal(plain('a\nb\u001bc'), 'a b c'));
  it('is as it is where it is only text', () => assert.equal(plain('src/[id] (old)/$x'), 'src/[id] (old)/$x'));
});
