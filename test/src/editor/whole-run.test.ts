import { assert, equal, ready } from './support.js';

// Its name sorts last: it looks back on all the other tests.
suite('The whole run', () => {
  test('wrote to the output, and no error', async () => {
    const log = (await ready()).getLog();
    assert(log.length > 0, 'The output is empty.');
    equal(
      log.filter((line) => /^\[?error/i.test(line)),
      [],
      'errors in the output',
    );
  });
});
