import { removeFlag, removeInstruction } from '../../fixes/edits.js';
import type { InstructionNode } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import type { TextEdit } from '../../text/edit.js';
import { contains, type Span, span } from '../../text/span.js';

/** Where container engines listen for commands, on the host. */
const SOCKET =
  /^\/?(?:var\/)?run\/(?:docker\.sock|podman\/podman\.sock|containerd\/containerd\.sock|crio\/crio\.sock)$/;

export default defineRule({
  id: 'docker-socket-in-image',
  title: 'Leave the socket of Docker out of the image',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['U40'],
  fixes: ['suggested'],
  why: `
    Whoever can write to Docker's socket can start a container that has the whole disk of the host, and so is root there.
    A VOLUME at its place invites everybody to mount it, and where nobody does, Docker puts an empty folder there: the
    program then fails with a message that nobody expects.
  `,
  how: `
    Say in the documentation, or in a compose file, that the program needs the socket and why. A proxy in front of it that
    allows only some requests is safer.
  `,
  references: [
    'https://docs.docker.com/engine/security/#docker-daemon-attack-surface',
    'https://docs.docker.com/engine/security/protect-access/',
  ],
  examples: [
    {
      bad: `
        FROM debian:12-slim
        VOLUME /data «/var/run/docker.sock»
      `,
      good: `
        FROM debian:12-slim
        VOLUME /data
      `,
      fix: 'suggested',
    },
    {
      title: 'In JSON, and alone.',
      bad: `
        FROM debian:12-slim
        VOLUME [«"/run/docker.sock"», "/data"]
        VOLUME [«"/var/run/docker.sock"»]
        CMD ["cat"]
      `,
      good: `
        FROM debian:12-slim
        VOLUME ["/data"]
        CMD ["cat"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A bind mount of a build comes from the build context, never from the host.',
      bad: `
        FROM debian:12-slim
        RUN «--mount=type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock» ls /var/run
      `,
      good: `
        FROM debian:12-slim
        RUN ls /var/run
      `,
      fix: 'suggested',
    },
  ],
  silences: [
    {
      because: 'other folders',
      text: 'FROM debian:13\nVOLUME /var/run/app /docker.sock.d\nVOLUME ["/var/lib/docker"]\n',
    },
    {
      because: 'the place of the socket is only named',
      text: 'FROM debian:13\nENV DOCKER_HOST=unix:///var/run/docker.sock\nLABEL usage="docker run -v /var/run/docker.sock:/var/run/docker.sock"\n',
    },
    {
      because: 'a folder that a build keeps',
      text: 'FROM debian:13\nRUN --mount=type=tmpfs,target=/run/docker dockerd --version\n',
    },
  ],
  mentions: ['sock'],
  on: { VOLUME: checkVolume, RUN: checkMounts },
});

function* checkVolume(instruction: InstructionNode): Iterable<Finding> {
  const { form, words } = instruction;
  const places =
    form.kind === 'exec'
      ? form.elements.map(({ value, span: place }) => ({ text: value, place }))
      : words.map(({ text, span: place }) => ({ text, place }));
  for (const [index, { text, place }] of places.entries()) {
    if (!SOCKET.test(expandAt(instruction, text) ?? text)) continue;
    yield {
      span: place,
      message:
        'Whoever has the socket of Docker is root on the host, and without a mount this is an empty folder. Take it out; who needs it mounts it with `docker run -v`.',
      fixes: () => {
        const edit = removePlace(
          instruction,
          places.map((each) => each.place),
          index,
        );
        const losesComment = instruction.file.syntax.comments.some((comment) => contains(edit.span, comment.span));
        return losesComment ? [] : [{ title: 'Remove the socket from VOLUME', safety: 'suggested', edits: [edit] }];
      },
    };
  }
}

/** A path with the blank or the comma that ties it to its neighbour. */
function removePlace(instruction: InstructionNode, places: readonly Span[], index: number): TextEdit {
  const own = places[index];
  const next = places[index + 1];
  const previous = places[index - 1];
  if (own !== undefined && previous !== undefined) return { span: span(previous.end, own.end), text: '' };
  if (own !== undefined && next !== undefined) return { span: span(own.start, next.start), text: '' };
  return removeInstruction(instruction.file, instruction);
}

function* checkMounts(instruction: InstructionNode): Iterable<Finding> {
  for (const flag of instruction.flags) {
    if (flag.name !== 'mount' || flag.options.some(({ name, value }) => name === 'type' && value !== 'bind')) continue;
    if (!flag.options.some(({ value }) => value !== undefined && SOCKET.test(value))) continue;
    yield {
      span: flag.span,
      message:
        'A bind mount of a build comes from the build context: the socket of the host is not there, and a step that had it would be root on the build machine. Take the mount out.',
      fixes: (): readonly Fix[] => [
        { title: 'Remove the mount', safety: 'suggested', edits: [removeFlag(instruction.file, flag)] },
      ],
    };
  }
}
