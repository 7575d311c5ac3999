import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { documentSpan } from '../../text/mapped-text.js';

export default defineRule({
  id: 'expose-protocol-case',
  title: 'Write the protocol of EXPOSE in lower case',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  codes: ['buildkit:ExposeProtoCasing'],
  fixes: ['safe'],
  why: `
    Docker puts the protocol into the image in lower case, whatever the file says, and warns of capital letters.
    Buildah and Podman keep them: there the image exposes \`80/TCP\`, and whatever looks for \`80/tcp\` does not find it.
  `,
  references: ['https://docs.docker.com/reference/build-checks/expose-proto-casing/'],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        EXPOSE 80/«TCP»
      `,
      good: `
        FROM debian:12-slim
        EXPOSE 80/tcp
      `,
      fix: 'safe',
    },
    {
      title: 'Several ports, over several lines.',
      bad: `
        FROM debian:12-slim
        ENV PORT=8080
        EXPOSE $PORT/«Tcp» \\
               8000-8010/tcp \\
               53/«UDP»
      `,
      good: `
        FROM debian:12-slim
        ENV PORT=8080
        EXPOSE $PORT/tcp \\
               8000-8010/tcp \\
               53/udp
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'no protocol', text: 'FROM debian:12-slim\nEXPOSE 80 443/udp\n' },
    { because: 'the protocol is a variable', text: 'FROM debian:12-slim\nARG PROTOCOL=tcp\nEXPOSE 80/$PROTOCOL\n' },
    { because: 'no protocol that Docker knows', text: 'FROM debian:12-slim\nEXPOSE 80/HTTP\n' },
  ],
  on: { EXPOSE: check },
});

function* check({ words, body }: InstructionNode): Iterable<Finding> {
  for (const { text, at } of words) {
    const written = /\/(tcp|udp|sctp)$/i.exec(text)?.[1];
    if (written === undefined || written === written.toLowerCase()) continue;
    const lower = written.toLowerCase();
    const span = documentSpan(body, at.end - written.length, at.end);
    yield {
      span,
      message: `Tools look for this protocol in lower case, and not all builders lower it. Write ${lower}.`,
      fixes: () => [{ title: `Write ${lower}`, safety: 'safe', edits: [{ span, text: lower }] }],
    };
  }
}
