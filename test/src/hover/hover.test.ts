import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, hoverAt } from '@dockwright/shared-rules';

interface Expected {
  /** What the hover speaks of; not asked where absent. */
  readonly of?: string;
  readonly says: readonly RegExp[];
  readonly hides?: readonly RegExp[];
}

/** `¦` stands before the character that the pointer is on. */
function check(name: string, marked: string, expected: Expected | undefined): void {
  it(name, () => {
    const offset = marked.indexOf('¦');
    assert.notEqual(offset, -1, 'no pointer in the text');
    const text = marked.replace('¦', '');
    const hover = hoverAt(analyze(text), offset);
    if (expected === undefined) {
      assert.equal(hover, undefined);
      return;
    }
    assert.ok(hover !== undefined, 'no hover');
    if (expected.of !== undefined) assert.equal(text.slice(hover.span.start, hover.span.end), expected.of);
    for (const pattern of expected.says) assert.match(hover.markdown, pattern);
    for (const pattern of expected.hides ?? []) assert.doesNotMatch(hover.markdown, pattern);
  });
}

describe('hover on a problem', () => {
  check('explains the rule with a bad and a good example', 'FROM node:24-slim\nUSER node\nCMD node ¦server.js\n', {
    of: 'node server.js',
    says: [
      /\*\*Write CMD and ENTRYPOINT in exec form\*\*/,
      /Warning `use-exec-form`/,
      /Instead of\n\n```dockerfile\nFROM [^`]*CMD node server\.js\n```/,
      /write\n\n```dockerfile\nFROM [^`]*CMD \["node", "server\.js"\]\n```/,
      /# dockwright ignore=use-exec-form/,
      /\[Read more\]\(https:\/\//,
      /hadolint DL3025/,
    ],
  });
  check('text of the Dockerfile is shown, never followed', 'FROM node:24-slim\nCMD ¦run $A [x](command:y) <b> `z\n', {
    says: [/use-exec-form/],
    hides: [/(?<!\\)\[x\]\(command/, /(?<!\\)<b>/],
  });
});

describe('hover on a keyword', () => {
  check('says what it does, what it costs, how to do it well', 'FROM alpine:3.22\nR¦UN true\n', {
    of: 'RUN',
    says: [
      /\*\*RUN\*\*: Runs a command/,
      /What it costs/,
      /```dockerfile\nRUN apt-get update/,
      /\(https:\/\/docs\.docker\.com\/reference\/dockerfile\/#run\)/,
    ],
  });
  check('says what holds there', 'FROM node:24-slim\nWORKDIR /app\nUSER node\n¦RUN npm ci\n', {
    says: [/Before this line: user `node`, directory `\/app`, shell `sh`\./],
  });
  check('lower case', 'from alpine:3.22\n¦copy a b\n', { of: 'copy', says: [/\*\*COPY\*\*/] });
  check('the trigger of ONBUILD', 'FROM alpine:3.22\nONBUILD ¦RUN true\n', { of: 'RUN', says: [/\*\*RUN\*\*/] });
  check('at the end of the word', 'FROM alpine:3.22\nUSER¦ node\n', { of: 'USER', says: [/\*\*USER\*\*/] });
  check('nothing on a word that Docker does not know', 'FROM alpine:3.22\nRUN true¦ \n', undefined);
});

describe('hover on a flag', () => {
  const base = 'FROM alpine:3.22 AS build\nFROM alpine:3.22\n';
  check('COPY --link', `${base}COPY --l¦ink a b\n`, { of: '--link', says: [/layer of their own/, /dockerfile:1\.4/] });
  check('COPY --parents', `${base}COPY --¦parents a/b c/\n`, { says: [/Keeps the directories/, /dockerfile:1\.20/] });
  check('ADD --checksum', `${base}ADD ¦--checksum=sha256:0 https://e.x/y /y\n`, {
    says: [/SHA-256/, /dockerfile:1\.6/],
  });
  check('RUN --network', `${base}RUN ¦--network=none true\n`, { of: '--network=none', says: [/dockerfile:1\.3/] });
  check('HEALTHCHECK --start-interval', `${base}HEALTHCHECK ¦--start-interval=1s CMD true\n`, {
    says: [/Docker Engine 25\.0/],
  });
  check('the kind of a mount', `${base}RUN --mount=¦type=cache,target=/x true\n`, {
    of: 'type=cache',
    says: [/`--mount=type=cache`/, /outside the image/, /dockerfile:1\.2/],
  });
  check('a mount without a kind is a bind mount', `${base}RUN --m¦ount=target=/x true\n`, {
    says: [/`--mount=type=bind`/],
  });
  check('an option of a mount', `${base}RUN --mount=type=secret,id=a,¦env=A true\n`, {
    of: 'env=A',
    says: [/environment variable/, /dockerfile:1\.10/],
  });
  check('newer than the frontend of the file', `# syntax=docker/dockerfile:1.3\n${base}COPY --¦link a b\n`, {
    says: [/too old for it/, /dockerfile:1\.4/],
  });
  check('not newer than the frontend of the file', `# syntax=docker/dockerfile:1\n${base}COPY --¦link a b\n`, {
    says: [/dockerfile:1\.4/],
    hides: [/too old/],
  });
  check('--from a stage', `${base}COPY --from=¦build /a /b\n`, {
    of: 'build',
    says: [/\*\*Stage\*\* `build` \(line 1\)/, /Not in the image/],
  });
  check('--from a number', `${base}COPY --from=¦0 /a /b\n`, { says: [/`build`/, /A number changes its meaning/] });
  check('--from an image', `${base}COPY --from=¦nginx:1.29 /a /b\n`, { says: [/as an image/] });
  check('--from its own stage', 'FROM alpine:3.22 AS one\nCOPY --from=¦one /a /b\n', { says: [/its own stage/] });
  check('from= of a mount', `${base}RUN --mount=type=bind,from=¦build,target=/x true\n`, {
    says: [/`build` \(line 1\)/],
  });
});

describe('hover on a variable', () => {
  check('the default of an ARG', 'ARG V=22\nFROM node:$¦{V}\n', {
    of: '${V}',
    says: [/`V` is `22`: the default/, /line 1/],
  });
  check('an ARG without a default', 'FROM alpine:3.22\nARG V\nWORKDIR /$¦V\n', { says: [/known when you build/] });
  check('an ENV', 'FROM alpine:3.22\nENV A=b\nWORKDIR /¦$A\n', { says: [/`A` is `b`, as the `ENV` in line 2 says/] });
  check('an ENV wins over an ARG', 'FROM alpine:3.22\nENV A=e\nARG A=a\nWORKDIR /¦$A\n', { says: [/`A` is `e`/] });
  check('in a RUN', 'FROM alpine:3.22\nENV A=b\nRUN echo "¦$A"\n', { of: '$A', says: [/`A` is `b`/] });
  check('set by the RUN itself', 'FROM alpine:3.22\nRUN A=1; echo "¦$A"\n', { says: [/set by this command/] });
  check('in a CMD: read when the container starts', 'FROM alpine:3.22\nARG A=1\nCMD echo ¦$A\n', {
    says: [/when the container starts/, /`ARG` is gone/],
  });
  check('one of Docker itself', 'FROM --platform=¦$BUILDPLATFORM alpine:3.22\n', {
    says: [/the platform of the machine/i],
  });
  check('unknown', 'FROM acme/base:1\nWORKDIR /¦$A\n', { says: [/unless the base image sets it/] });
  check('declared before the first FROM only', 'ARG A=1\nFROM alpine:3.22\nWORKDIR /¦$A\n', { says: [/Repeat `ARG`/] });
  check('with a value that stands in', 'FROM alpine:3.22\nARG A\nWORKDIR /¦${A:-b}\n', {
    says: [/`b` stands in where it is unset or empty/],
  });
  check('a value of the file is shown, never followed', 'FROM alpine:3.22\nENV A="`[x](http://y)"\nWORKDIR /¦$A\n', {
    says: [/`` `\[x\]\(http:\/\/y\) ``/],
  });
  check('the name that an ARG declares', 'FROM alpine:3.22\nARG ¦V=1\n', { of: 'V', says: [/--build-arg/, /history/] });
});

describe('hover on images and stages', () => {
  check('what is known of an image', 'FROM ¦node:24-slim\n', {
    of: 'node:24-slim',
    says: [/\*\*Image\*\* `node`/, /Tag `24-slim`/, /Debian/, /user `node`/],
  });
  check('no tag', 'FROM acme/¦app\n', { says: [/No tag: Docker takes `latest`/] });
  check('a digest', `FROM alpine:3.22@sha256:${'0'.repeat(64)}¦\n`, { says: [/the same image every time/] });
  check('scratch', 'FROM ¦scratch\n', { says: [/nothing at all/] });
  check('unknown until the build', 'ARG BASE\nFROM $BASE¦\n', { says: [/when you build/] });
  check('another stage', 'FROM alpine:3.22 AS one\nFROM ¦one\n', { says: [/`one` \(line 1\)/, /goes on where/] });
  check('who uses a stage', 'FROM alpine:3.22 AS ¦one\nFROM alpine:3.22 AS two\nCOPY --from=one /a /b\n', {
    of: 'one',
    says: [/Used by `two` \(line 2\)/],
  });
  check('a stage that nobody uses', 'FROM alpine:3.22 AS ¦one\nFROM alpine:3.22\n', { says: [/skips it unless/] });
  check('the last stage', 'FROM alpine:3.22 AS ¦one\n', { says: [/the image that `docker build` makes/] });
});

describe('hover on the shell form', () => {
  check('names the shell', 'FROM alpine:3.22\nCMD ¦node server.js\n', { says: [/hands the line to `\/bin\/sh -c`/] });
  check('the shell is shown, never followed', 'FROM alpine:3.22\nSHELL ["``](command:y)"]\nCMD ¦node server.js\n', {
    says: [/hands the line to ``` ``\]\(command:y\) ```/],
  });
});

describe('hover on comments, directives and heredocs', () => {
  check('a directive', '# syn¦tax=docker/dockerfile:1.7\nFROM alpine:3.22\n', {
    of: '# syntax=docker/dockerfile:1.7',
    says: [/Here it is `docker\/dockerfile:1\.7`/],
  });
  check('the escape directive', '# escape=¦`\nFROM alpine:3.22\n', { says: [/continues a line/] });
  check('a suppression', 'FROM alpine:3.22\n# dockwright ignore=use-exec-¦form -- why\nCMD a b\n', {
    says: [/for the next instruction/, /Write CMD and ENTRYPOINT in exec form \(`use-exec-form`\)/],
    hides: [/nothing to silence/],
  });
  check('a suppression by the code of another tool', 'FROM alpine:3.22\n# hadolint ignore=¦DL3025\nCMD a b\n', {
    says: [/`DL3025`: Write CMD/],
  });
  check('a suppression without effect', 'FROM alpine:3.22\n# dockwright ignore=¦use-exec-form\nRUN true\n', {
    says: [/nothing to silence/],
  });
  check('a suppression of an unknown rule', 'FROM alpine:3.22\n# dockwright ignore=¦use-exec-from\nCMD a b\n', {
    says: [/no rule has this name/, /Is `use-exec-form` meant/],
  });
  check('a heredoc of RUN', 'FROM alpine:3.22\nRUN ¦<<EOF\necho a\nEOF\n', {
    of: '<<EOF',
    says: [/are the script/, /set -e/, /the shell/, /dockerfile:1\.4/],
  });
  check('a quoted heredoc of COPY', 'FROM alpine:3.22\nCOPY <<-"¦EOF" /x\n\ta\n\tEOF\n', {
    says: [/become a file/, /stay as they are written/, /takes the tabs/],
  });
  check('nothing on a plain comment', '# a ¦comment\nFROM alpine:3.22\n', undefined);
  check('nothing on an empty line', 'FROM alpine:3.22\n\n¦\n', undefined);
});

describe('hoverAt', () => {
  it('has nothing to say outside the text', () => {
    const analysis = analyze('FROM alpine:3.22\n');
    assert.equal(hoverAt(analysis, -1), undefined);
    assert.equal(hoverAt(analysis, 1000), undefined);
  });
});
