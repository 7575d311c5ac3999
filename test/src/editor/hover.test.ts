import { assert, hover, openDockerfile, openFixture, problem, tidy } from './support.js';

suite('Hovers', () => {
  teardown(tidy);

  test('on a problem: the rule, why, a bad and a good example', async () => {
    const document = await openFixture('exec-form', 'Dockerfile');
    await problem(document.uri, 'use-exec-form');
    const text = await hover(document, 'node server.js', 'Write CMD and ENTRYPOINT in exec form');
    for (const part of ['use-exec-form', 'SIGTERM', 'CMD node server.js', 'CMD ["node", "server.js"]']) {
      assert(text.includes(part), `The hover does not have ${part}:\n${text}`);
    }
  });

  const places: readonly (readonly [what: string, at: string, expected: string])[] = [
    ['an instruction', 'WORKDIR', 'WORKDIR'],
    ['a flag', '--mount', 'cache'],
    ['a variable', 'VERSION/', '22'],
    ['a suppression comment', 'dockwright ignore', 'Write CMD and ENTRYPOINT in exec form'],
  ];
  for (const [what, at, expected] of places) {
    test(`on ${what}`, async () => {
      const document = await openDockerfile(
        [
          'ARG VERSION=22',
          'FROM node:22-slim',
          'ARG VERSION=22',
          'WORKDIR /app',
          'RUN --mount=type=cache,target=/root/.npm npm ci --prefix /opt/$VERSION/app',
          'USER node',
          '# dockwright ignore=use-exec-form -- the shell is wanted',
          'CMD node server.js',
          '',
        ].join('\n'),
      );
      await hover(document, at, expected);
    });
  }
});
