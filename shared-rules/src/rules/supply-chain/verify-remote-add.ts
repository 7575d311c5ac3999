import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

const URL = /^(?:https?|ftp):\/\//i;
const GIT = /\.git(?:[#?].*)?$/i;
/** An answer that is meant to change: it is added to end the cache when a branch moves. */
const CACHE_BUSTER = /^https:\/\/api\.github\.com\/repos\/[^/]+\/[^/]+\/(?:git\/refs?|commits|branches)\b/i;

export default defineRule({
  id: 'verify-remote-add',
  title: 'Check what ADD downloads',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S7026'],
  practices: ['P66', 'U35'],
  fixes: [],
  why: `
    ADD takes whatever the address sends that day. If the server is broken into, or the file is replaced, the change goes
    into your image unseen. With \`--checksum\` the build stops instead, and the cache knows the file without a download.
  `,
  how: 'Take the checksum from the vendor, or make it from a file you trust: `sha256sum file`. Needs `# syntax=docker/dockerfile:1.6` or newer.',
  references: ['https://docs.docker.com/reference/dockerfile/#add---checksum'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        ADD «https://example.com/v1.2/tool» /usr/local/bin/tool
      `,
      good: `
        FROM alpine:3.22
        ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/v1.2/tool /usr/local/bin/tool
      `,
    },
  ],
  silences: [
    { because: 'it has a checksum', text: 'FROM alpine:3.22\nADD --checksum=sha256:0 https://example.com/a /a\n' },
    {
      because: 'a git repository has no file checksum',
      text: 'FROM alpine:3.22\nADD https://github.com/a/b.git#v1 /a\n',
    },
    { because: 'a local file', text: 'FROM alpine:3.22\nADD a.tar.gz /a\n' },
    {
      because: 'an answer that ends the cache when a branch moves',
      text: 'FROM alpine:3.22\nADD https://api.github.com/repos/a/b/git/refs/heads/main /.git-hash\n',
    },
    { because: 'COPY knows no URLs', text: 'FROM alpine:3.22\nCOPY https://example.com/a /a\n' },
  ],
  on: { ADD: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  if (instruction.flags.some(({ name }) => name === 'checksum')) return;
  for (const source of transferOf(instruction).sources) {
    const address = source.path ?? source.text;
    if (!URL.test(address) || GIT.test(address) || CACHE_BUSTER.test(address)) continue;
    yield {
      span: source.span,
      message:
        'Nothing checks what this address sends. Add `--checksum=sha256:…`, so that a changed file stops the build.',
    };
  }
}
