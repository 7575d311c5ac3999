import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChecker } from '@dockwright/language-server/checker';
import { isIgnored, readIgnoreFile } from '@dockwright/language-server/gitignore';
import { limited } from '@dockwright/language-server/limited';
import { lineEdits } from '@dockwright/language-server/line-edits';
import { createListings } from '@dockwright/language-server/listings';
import { createDocument } from '@dockwright/language-server/position-encoding';
import { createTurns } from '@dockwright/language-server/turns';
import { isWithin, normalizeUri, pathWithin, uriOfPath, uriParts } from '@dockwright/language-server/uri';
import { applyEdits } from '@dockwright/shared-rules';
import fc from 'fast-check';

describe('line edits', () => {
  const check = (before: string, after: string, replaced: readonly string[]): void => {
    it(`${JSON.stringify(before)} -> ${JSON.stringify(after)}`, () => {
      const edits = lineEdits(before, after);
      assert.equal(applyEdits(before, edits), after);
      assert.deepEqual(
        edits.map(({ span, text }) => `${before.slice(span.start, span.end)} -> ${text}`),
        replaced,
      );
    });
  };
  check('', '', []);
  check('a\n', 'a\n', []);
  check('', 'a\n', [' -> a\n']);
  check('a\nb\nc\n', 'a\nc\n', ['b\n -> ']);
  check('CMD a\nRUN x\nCMD b\n', 'CMD ["a"]\nRUN x\nCMD ["b"]\n', ['a -> ["a"]', 'b -> ["b"]']);
  check('a\r\nb\r\n', 'a\r\nB\r\n', ['b -> B']);
  check('a 🐳\n', 'a 🐋\n', ['🐳 -> 🐋']);
  check('x', 'x\n', [' -> \n']);

  it('make any text of any other, without overlapping', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r\n', '🐳', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyEdits(before, lineEdits(before, after)), after);
      }),
    );
  });

  it('take texts that have little in common as one piece, quickly', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `a ${index}\n`).join('');
    const after = Array.from({ length: 20_000 }, (_, index) => `b ${index}\n`).join('');
    const start = performance.now();
    const edits = lineEdits(before, after);
    assert.ok(performance.now() - start < 1000);
    assert.equal(edits.length, 1);
    assert.equal(applyEdits(before, edits), after);
  });
});

describe('URIs', () => {
  const same = (first: string, second: string): void => {
    it(`${first} is ${second}`, () => assert.equal(normalizeUri(first), normalizeUri(second)));
  };
  same('file:///a/b', 'FILE:///a/b');
  same('file:///c%3A/x/Dockerfile', 'file:///C:/x/Dockerfile');
  same('file:///a/x(1)/Dockerfile', 'file:///a/x%281%29/Dockerfile');
  same('file:///a/ä b', 'file:///a/%C3%A4%20b');
  same('vscode-vfs://github/o/r/a%2Bb', 'vscode-vfs://github/o/r/a+b');

  it('keep what cannot be decoded', () => {
    for (const uri of ['file:///a/%zz', 'no uri', '', '%%%', 'untitled:Untitled-1']) {
      assert.equal(normalizeUri(normalizeUri(uri)), normalizeUri(uri));
    }
  });

  it('are taken apart and put together', () => {
    const uri = 'git:/a/Dockerfile?%7B%7D#x';
    assert.deepEqual(uriParts(uri), { scheme: 'git', prefix: 'git:', path: '/a/Dockerfile', suffix: '?%7B%7D#x' });
    assert.equal(uriOfPath('vscode-vfs://github/o/r', '/o/r/a b'), 'vscode-vfs://github/o/r/a%20b');
  });

  it('are within a folder, or are not', () => {
    assert.ok(isWithin('file:///a/b/c', 'file:///a/b'));
    assert.ok(isWithin('file:///a/b', 'file:///a/b/'));
    assert.ok(!isWithin('file:///a/bc', 'file:///a/b'));
    assert.equal(pathWithin('file:///a/b/c%20d/e', 'file:///a/b'), 'c d/e');
    assert.equal(pathWithin('file:///x', 'file:///'), 'x');
    assert.equal(pathWithin('file:///x/y', 'file:///z'), undefined);
  });
});

describe('.gitignore', () => {
  const files = [
    readIgnoreFile('', '# comment\n/build\n*.log\nvendor/\n'),
    readIgnoreFile('a/', 'gen/*\n!gen/keep\n/only-here\n'),
  ];
  const check = (path: string, expected: boolean): void => {
    it(`${path}: ${expected ? 'left out' : 'taken'}`, () => assert.equal(isIgnored(files, path), expected));
  };
  check('Dockerfile', false);
  check('build/Dockerfile', true);
  check('a/build/Dockerfile', false);
  check('a/vendor/Dockerfile', true);
  check('a/gen/x/Dockerfile', true);
  check('a/gen/keep/Dockerfile', false);
  check('a/only-here/Dockerfile', true);
  check('only-here/Dockerfile', false);
  check('a/', false);
});

describe('work that is limited', () => {
  it('is done on some things at a time, in the order they came', async () => {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const oneOfTwo = limited(2);
    const work = (input: number): Promise<number> => {
      begun.push(input);
      return new Promise<number>((resolve) => ends.push(() => resolve(10 * input)));
    };
    const all = [1, 2, 3, 4].map((input) => oneOfTwo(() => work(input)));
    assert.deepEqual(begun, [1, 2]);
    ends[1]?.();
    assert.equal(await all[1], 20);
    assert.deepEqual(begun, [1, 2, 3]);
    ends[0]?.();
    assert.equal(await all[0], 10);
    assert.deepEqual(begun, [1, 2, 3, 4]);
    ends[2]?.();
    ends[3]?.();
    assert.deepEqual(await Promise.all(all), [10, 20, 30, 40]);
  });

  it('goes on after some that failed', async () => {
    const oneOfOne = limited(1);
    const work = (input: number) => (input < 3 ? Promise.reject(new Error('no')) : Promise.resolve(input));
    const all = await Promise.allSettled([1, 2, 3, 4].map((input) => oneOfOne(() => work(input))));
    assert.deepEqual(
      all.map(({ status }) => status),
      ['rejected', 'rejected', 'fulfilled', 'fulfilled'],
    );
  });
});

describe('turns', () => {
  it('come one after the other, when all that was there before had its own', async () => {
    const order: string[] = [];
    const nextTurn = createTurns((callback) => setImmediate(callback));
    // A message is taken in, taken apart and handled, and may come in just now.
    setImmediate(() => setImmediate(() => setImmediate(() => order.push('message'))));
    const work = async (name: string): Promise<void> => {
      await nextTurn();
      order.push(name);
    };
    await Promise.all([work('first'), work('second')]);
    assert.deepEqual(order, ['message', 'first', 'second']);
  });
});

describe('listings', () => {
  const found = [{ name: 'Dockerfile', isFolder: false }];
  const nothing = { list: () => Promise.reject(), read: () => Promise.reject(), isLink: () => Promise.reject() };
  const emptyFolders = () => createListings({ ...nothing, entries: () => Promise.resolve([]) });

  it('take over what a search lists, while somebody remembers', async () => {
    const listings = emptyFolders();
    listings.note('file:///a', Promise.resolve(found));
    assert.deepEqual(await listings.entries('file:///a'), []);
    listings.remember();
    listings.note('file:///b', Promise.resolve(found));
    assert.deepEqual(await listings.entries('file:///b'), found);
    listings.release();
    assert.deepEqual(await listings.entries('file:///b'), []);
  });

  it('take nothing over that began before something came or went', async () => {
    const listings = emptyFolders();
    listings.remember();
    let end: (entries: typeof found) => void = () => undefined;
    listings.note('file:///a', new Promise((resolve) => (end = resolve)));
    listings.forget();
    end(found);
    assert.deepEqual(await listings.entries('file:///a'), []);
    listings.note('file:///b', Promise.resolve(found));
    assert.deepEqual(await listings.entries('file:///b'), found);
  });

  it('take over no more than memory has room for', async () => {
    const listings = emptyFolders();
    listings.remember();
    const many = Array.from({ length: 50_000 }, (_, index) => ({ name: String(index), isFolder: false }));
    listings.note('file:///a', Promise.resolve(many));
    assert.equal((await listings.entries('file:///a'))?.length, many.length);
    listings.note('file:///b', Promise.resolve(found));
    assert.deepEqual(await listings.entries('file:///b'), []);
  });
});

describe('the analyses of open documents', () => {
  const nothing = (): undefined => undefined;
  const lint = (count: number, text: string) => {
    const checker = createChecker({ error: nothing, warn: nothing, info: nothing, once: nothing });
    const options = { kind: 'dockerfile' as const };
    const documents = Array.from({ length: count }, (_, index) =>
      createDocument('utf-16', `file:///${index}/Dockerfile`, 'dockerfile', 1, text),
    );
    const first = documents.map((document) => checker.lintOpen(document, options));
    return documents.map((document, index) => checker.lintOpen(document, options) === first[index]);
  };

  it('are kept while a few small ones are open', () => {
    assert.deepEqual(lint(3, 'FROM alpine\n'), [true, true, true]);
  });

  it('are kept for no more than memory has room for', () => {
    const long = `FROM alpine\n${'# a long comment\n'.repeat(20_000)}`;
    assert.deepEqual(lint(2, long), [false, false]);
    assert.deepEqual(lint(1, long.repeat(2)), [true]);
  });
});
