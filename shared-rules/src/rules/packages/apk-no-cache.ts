import { managerWords } from '../../facts/package-managers.js';
import { insertOption, isExecElement } from '../../fixes/insert-option.js';
import { removeCommand } from '../../fixes/script-edits.js';
import { deletionsOf } from '../../model/deletions.js';
import { isMounted } from '../../model/mounts.js';
import { isLoneRefresh } from '../../model/package-lists.js';
import {
  callHasOption,
  callName,
  callSpan,
  mayHoldOptions,
  type PackageCall,
  packageCalls,
} from '../../model/packages.js';
import { deletesPath } from '../../model/paths.js';
import { scriptOf } from '../../model/script.js';
import type { InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { effectiveCommand } from '../../shell/commands.js';
import type { TextEdit } from '../../text/edit.js';

const CACHES = ['/var/cache/apk', '/etc/apk/cache'];

export default defineRule({
  id: 'apk-no-cache',
  title: 'Install with apk without keeping its index',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: ['hadolint:DL3019', 'sonar:S6587'],
  practices: ['P43'],
  fixes: ['safe'],
  why: `
    \`apk add\` first fetches an index of all packages and keeps it in \`/var/cache/apk\`: some 2 MB in the layer that nobody
    reads again, where all of Alpine has 8. With \`--no-cache\` it reads a fresh index and throws it away, so
    \`apk update\` and \`--update\` are not needed either.
  `,
  references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper#Local_Cache'],
  examples: [
    {
      bad: `
        FROM alpine:3.22
        RUN «apk add» curl
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache curl
      `,
      fix: 'safe',
    },
    {
      title: '`--no-cache` takes the place of `apk update` and `--update`.',
      bad: `
        FROM alpine:3.22
        RUN apk update \\
          && «apk add» --virtual=.build \\
            gcc \\
            musl-dev
        RUN «apk add» --update nginx
      `,
      good: `
        FROM alpine:3.22
        RUN apk add --no-cache --virtual=.build \\
            gcc \\
            musl-dev
        RUN apk add --no-cache nginx
      `,
      fix: 'safe',
    },
    {
      title: 'The index of `apk update` stays, whatever follows.',
      bad: `
        FROM alpine:3.22
        RUN set -eux; \\
            «apk update»; \\
            apk add --no-cache curl
      `,
      good: `
        FROM alpine:3.22
        RUN set -eux; \\
            apk add --no-cache curl
      `,
      fix: 'safe',
    },
    {
      title: 'Exec form.',
      bad: `
        FROM alpine:3.22
        RUN [«"apk", "add"», "curl"]
      `,
      good: `
        FROM alpine:3.22
        RUN ["apk", "add", "--no-cache", "curl"]
      `,
      fix: 'safe',
    },
  ],
  silences: [
    { because: 'the option stands before the subcommand', text: 'FROM alpine:3.22\nRUN apk --no-cache add curl\n' },
    {
      because: 'the index is deleted in the same RUN',
      text: 'FROM alpine:3.22\nRUN apk update && apk add curl && rm -rf /tmp/* /var/cache/apk/*\n',
    },
    {
      because: 'the index is in a cache mount',
      text: `
        FROM alpine:3.22
        RUN --mount=type=cache,target=/var/cache/apk apk add curl
        RUN --mount=type=cache,target=/etc/apk/cache apk update && apk add curl
      `,
    },
    {
      because: 'layers of a build stage are not shipped',
      text: 'FROM alpine:3.22 AS build\nRUN apk add gcc\nFROM alpine:3.22\nCOPY --from=build /x /x\n',
    },
    {
      because: 'a refresh alone in its RUN is for another rule',
      text: 'FROM alpine:3.22\nRUN apk update\nRUN apk add --no-cache curl\n',
    },
    {
      because: 'without the network no index is fetched',
      text: 'FROM alpine:3.22\nRUN apk add --no-network --virtual .run so:libc.musl-x86_64.so.1\n',
    },
    { because: 'options may come from a variable', text: 'FROM alpine:3.22\nARG OPTIONS\nRUN apk add $OPTIONS curl\n' },
  ],
  mentions: managerWords('apk'),
  on: { RUN: check },
});

function* check(run: InstructionNode, { dockerfile }: RuleContext): Iterable<Finding> {
  if (run.stage?.ships !== true) return;
  const calls = packageCalls(run).filter(({ manager }) => manager.name === 'apk');
  if (calls.length === 0 || CACHES.some((path) => isMounted(run, path))) return;
  const cleanUp = lastCleanUp(run);
  const keeping = calls.filter((call) => call.command.span.start > cleanUp && keepsIndex(call, run));
  const installs = keeping.filter(({ action }) => action === 'install' || action === 'upgrade');
  for (const [index, call] of installs.entries()) {
    const refreshes = index === 0 ? keeping.filter(({ action }) => action === 'update-index') : [];
    yield {
      span: callSpan(call),
      message: `\`${callName(call)}\` leaves its package index, some 2 MB, in this layer. Add \`--no-cache\`.`,
      ...(call.action === 'install' ? {} : { codes: ['sonar:S6587'] }),
      fixes: () => asFixes(withoutCache(run, call, refreshes)),
    };
  }
  if (installs.length > 0 || isLoneRefresh(dockerfile, run)) return;
  for (const call of keeping) {
    yield {
      span: callSpan(call),
      message: `\`${callName(call)}\` leaves the package index, some 2 MB, in this layer, and \`apk add --no-cache\` fetches its own. Remove it.`,
      codes: ['sonar:S6587'],
      fixes: () => asFixes(withoutRefresh(run, call)),
    };
  }
}

function keepsIndex(call: PackageCall, run: InstructionNode): boolean {
  const { action, options, manager } = call;
  if (action !== 'install' && action !== 'upgrade' && action !== 'update-index') return false;
  if (manager.noCache === undefined || callHasOption(call, manager.noCache) || mayHoldOptions(call, run)) return false;
  return !options.some(({ names }) => names.includes('--cache-dir') || names.includes('--no-network'));
}

/** The offset of the last command of a RUN that deletes the index; -1 where none does. */
function lastCleanUp(run: InstructionNode): number {
  const deletions = deletionsOf(run).filter(
    ({ pattern }) => pattern !== undefined && CACHES.some((path) => deletesPath(pattern, path)),
  );
  return deletions.at(-1)?.command.span.start ?? -1;
}

function asFixes(fix: Fix | undefined): readonly Fix[] {
  return fix === undefined ? [] : [fix];
}

function withoutCache(run: InstructionNode, call: PackageCall, refreshes: readonly PackageCall[]): Fix | undefined {
  const removals = refreshes.map((refresh) => removeRefresh(run, refresh));
  const edits = removals.flatMap((edit) => edit ?? []);
  if (edits.length < removals.length) return undefined;
  const title = refreshes.length === 0 ? 'Add --no-cache' : 'Add --no-cache, and leave out apk update';
  return { title, safety: 'safe', edits: [...edits, noCacheEdit(run, call)] };
}

/** `--update` is of no use beside `--no-cache`, which takes its place. */
function noCacheEdit(run: InstructionNode, call: PackageCall): TextEdit {
  const update = call.options.find(({ word }) => /^(?:-U|--update|--update-cache)$/.test(word.text));
  if (update !== undefined) {
    return { span: update.word.span, text: isExecElement(run, update.word) ? '"--no-cache"' : '--no-cache' };
  }
  return insertOption(run, call.subcommand.at(-1) ?? call.program, '--no-cache');
}

function withoutRefresh(run: InstructionNode, call: PackageCall): Fix | undefined {
  const edit = removeRefresh(run, call);
  return edit && { title: 'Remove apk update', safety: 'safe', edits: [edit] };
}

/** `undefined` where something may read the index: `apk search`, `apk policy`. */
function removeRefresh(run: InstructionNode, { command }: PackageCall): TextEdit | undefined {
  const known = packageCalls(run).map((call) => call.command);
  const readsIndex = scriptOf(run)?.commands.some(
    (other) => effectiveCommand(other)?.name === 'apk' && !known.includes(other),
  );
  return readsIndex === true ? undefined : removeCommand(run, command);
}
