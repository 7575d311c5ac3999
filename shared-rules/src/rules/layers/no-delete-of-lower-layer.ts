import { isPlainCommand } from '../../facts/plain-commands.js';
import { type Deletion, deletionsOf } from '../../model/deletions.js';
import { lateDeletions } from '../../model/late-deletions.js';
import { isMounted } from '../../model/mounts.js';
import { callSpan, packageCall } from '../../model/packages.js';
import { coversPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type RuleContext } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand } from '../../shell/types.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'no-delete-of-lower-layer',
  title: 'Do not delete what an earlier layer brought to save space',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P44'],
  fixes: [],
  why: `
    Each step adds a layer, and a layer cannot take bytes out of those below. What a later step deletes is only marked as
    gone: it is still stored, pushed and pulled with the image, which even grows by the marks. An image of 80 MB whose
    system is deleted in a RUN is still one of 80 MB.
  `,
  how: `
    What an own step made is deleted in that same RUN. For what came with the base image: take a smaller one, or copy what
    you need into a fresh stage with \`COPY --from\`.
  `,
  references: [
    'https://docs.docker.com/build/building/best-practices/',
    'https://docs.docker.com/engine/storage/drivers/',
  ],
  examples: [
    {
      bad: `
        FROM ubuntu:24.04
        COPY app /opt/app
        RUN rm -rf «/usr/share/doc» /usr/share/man /usr/share/locale
        CMD ["/opt/app/server"]
      `,
      good: `
        FROM gcr.io/distroless/base-debian12
        COPY app /opt/app
        CMD ["/opt/app/server"]
      `,
    },
    {
      title: 'Packages that the base image brought.',
      bad: `
        FROM debian:13
        COPY app /opt/app
        RUN «apt-get purge» -y --auto-remove perl \\
            && rm -rf /usr/lib/python3
      `,
      good: `
        FROM debian:13-slim
        COPY app /opt/app
      `,
    },
  ],
  silences: [
    {
      because: 'the step also made something',
      text: 'FROM debian:13\nRUN ./build.sh && rm -rf /usr/src/app\n',
    },
    {
      because: 'only what ships counts',
      text: 'FROM debian:13 AS build\nRUN rm -rf /usr/share/doc\nFROM debian:13-slim\nCOPY --from=build /app /app\n',
    },
    {
      because: 'it makes room for something else',
      text: 'FROM debian:13\nRUN rm -rf /usr/lib/plugin\nCOPY plugin/ /usr/lib/plugin/\nRUN rm -rf /opt/tool\nENV A=b\nRUN ln -s /srv/tool /opt/tool\n',
    },
    {
      because: 'settings, web roots and single programs are not deleted to save space',
      text: 'FROM nginx:1.29\nRUN rm -rf /etc/nginx/conf.d /usr/share/nginx/html/* /usr/bin/wget\nENV A=b\nRUN rm -rf /var/www/html\n',
    },
    {
      because: 'rights are taken away, not space',
      text: 'FROM debian:13\nRUN find / -xdev -perm /6000 -type f -delete\n',
    },
    {
      because: 'the lists and caches of package managers have rules of their own',
      text: 'FROM debian:13\nRUN rm -rf /var/lib/apt/lists/* /var/cache/apk/* ~/.cache/pip\n',
    },
    {
      because: 'what an earlier step of this file left is reported as that',
      text: 'FROM debian:13\nRUN curl -fsSLo /opt/x.tgz https://example.com/x.tgz && tar -xf /opt/x.tgz -C /srv\nCOPY a /a\nRUN rm -rf /opt/x.tgz\n',
    },
    {
      because: 'the RUN beside it is to be merged with it first',
      text: 'FROM debian:13\nRUN mkdir -p /srv/app\nRUN rm -rf /usr/share/doc\n',
    },
    { because: 'a mount', text: 'FROM debian:13\nRUN --mount=type=cache,target=/var/cache/x rm -rf /var/cache/x\n' },
  ],
  mentions: ['rm', 'purge', 'remove', 'autoremove', 'erase', 'del', 'find'],
  on: { RUN: check },
});

function* check(run: InstructionNode, { dockerfile }: RuleContext): Iterable<Finding> {
  if (
    run.stage?.ships !== true ||
    run.isTrigger ||
    run.stage.forDevelopment ||
    !/\b(?:rm|purge|remove|autoremove|erase|del|find)\b/.test(run.body.text)
  )
    return;
  const script = scriptOf(run);
  if (script === undefined || !script.complete) return;
  const deletions = byCommand(deletionsOf(run));
  if (!script.commands.every((command) => deletesOnly(command, run, deletions))) return;
  if (lateDeletions(dockerfile).runs.has(run) || isBesideRunOfFiles(run)) return;
  const place = firstPlace(run, deletions);
  if (place === undefined) return;
  yield {
    span: place,
    message:
      'This frees nothing: what earlier layers brought stays in the image. Delete it in the step that makes it, or take a smaller base image.',
  };
}

type DeletionsByCommand = ReadonlyMap<ShellCommand, readonly Deletion[]>;

function byCommand(deletions: readonly Deletion[]): DeletionsByCommand {
  const groups = new Map<ShellCommand, Deletion[]>();
  for (const deletion of deletions) {
    const group = groups.get(deletion.command);
    if (group === undefined) groups.set(deletion.command, [deletion]);
    else group.push(deletion);
  }
  return groups;
}

function deletesOnly(command: ShellCommand, run: InstructionNode, deletions: DeletionsByCommand): boolean {
  const call = packageCall(command, run);
  if (call !== undefined) return call.action === 'remove' || call.action === 'clean';
  if (deletions.has(command)) return true;
  return /^(?:cd|set|true|:)$/.test(effectiveCommand(command)?.name ?? '');
}

/** Rule merge-consecutive-runs speaks for steps that only deal with files and stand side by side. */
function isBesideRunOfFiles(run: InstructionNode): boolean {
  const { instructions = [] } = run.stage ?? {};
  const at = instructions.indexOf(run);
  return [instructions[at - 1], instructions[at + 1]].some((other) => {
    const commands = other?.keyword === 'RUN' ? scriptOf(other)?.commands : undefined;
    return commands?.every((command) => isPlainCommand(effectiveCommand(command)?.name ?? ':')) === true;
  });
}

function firstPlace(run: InstructionNode, deletions: DeletionsByCommand): Span | undefined {
  for (const command of scriptOf(run)?.commands ?? []) {
    const call = packageCall(command, run);
    if (call?.action === 'remove' && call.manager.kind === 'system') return callSpan(call);
    const deletion = deletions.get(command)?.find((each) => isForSpace(each, run));
    if (deletion !== undefined) return deletion.word.span;
  }
  return undefined;
}

/** Where directories of some size are. */
const LARGE = /^\/(?:usr|opt|var|lib|tmp)\/.|^(?:~|\/root|\/home\/[^/]+)\/\.cache(?:\/|$)/;
/** Web roots, settings, programs that shall not be at hand. */
const OTHER_PURPOSE =
  /\/(?:s?bin|html|www|webapps?|conf(?:ig)?|etc|default|run|spool|log|init|[\w-]+\.d)(?:\/|$)|\.(?:conf|json|ya?ml|ini|xml|sh|list|repo)$/;
/** Rules of their own look after these. */
const CACHES = /^\/var\/(?:lib\/apt|cache\/(?:apt|apk|yum|dnf))|\/\.cache\/pip/;

function isForSpace({ pattern, recursive }: Deletion, run: InstructionNode): boolean {
  if (pattern === undefined || !recursive) return false;
  if (!LARGE.test(pattern) || OTHER_PURPOSE.test(pattern) || CACHES.test(pattern)) return false;
  return !isMounted(run, pattern) && !isReplaced(run, pattern.replace(/\/\*?$/, ''));
}

/** A later step puts something in its place. */
function isReplaced(run: InstructionNode, path: string): boolean {
  const later = run.stage?.instructions.filter(({ index }) => index > run.index) ?? [];
  return later.some((instruction) => {
    if (instruction.keyword === 'RUN') return scriptOf(instruction)?.source.text.includes(path) !== false;
    const target = transferOf(instruction).destination?.path;
    return target !== undefined && (coversPath(path, target) || (target !== '/' && coversPath(target, path)));
  });
}
