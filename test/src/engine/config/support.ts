import { createEngine } from '@dockwright/shared-rules/engine/engine';
import type { ConfigHost, ResolvedSettings } from '@dockwright/shared-rules/engine/types';
import { rule } from '../support.js';

const no = {};

/** A few rules as configurations may name them. */
export const engine = createEngine([
  rule('use-exec-form', no, { codes: ['hadolint:DL3025', 'buildkit:JSONArgsRecommended'] }),
  rule('single-cmd', no, { codes: ['hadolint:DL4003', 'buildkit:MultipleInstructionsDisallowed'] }),
  rule('single-entrypoint', no, { codes: ['hadolint:DL4004', 'buildkit:MultipleInstructionsDisallowed'] }),
  rule('pin-apt-packages', no, { recommended: false, severity: 'hint', codes: ['hadolint:DL3008'] }),
  rule('trusted-registry', no, {
    topic: 'base-image',
    recommended: false,
    codes: ['hadolint:DL3026'],
    options: { registries: { type: 'array', description: 'Allowed.', items: { type: 'string' } } },
  }),
  ...[
    'label-not-empty hadolint:DL3051 keys',
    'label-is-url hadolint:DL3052 keys',
    'required-labels hadolint:DL3049 labels',
    'no-extra-labels hadolint:DL3050 labels',
  ].map((text) => {
    const [id = '', code = '', option = ''] = text.split(' ');
    return rule(id, no, {
      topic: 'metadata',
      recommended: false,
      severity: 'hint',
      codes: [code],
      options: { [option]: { type: 'array', description: 'Which.', items: { type: 'string' } } },
    });
  }),
  rule('file-too-long', no, {
    severity: 'info',
    options: {
      most: { type: 'integer', description: 'Lines.', default: 100, minimum: 1 },
      share: { type: 'number', description: 'A part.', default: 0.5 },
      strict: { type: 'boolean', description: 'Whether.', default: false },
      mode: { type: 'string', description: 'How.', enum: ['lines', 'bytes'] },
      label: { type: 'string', description: 'Any text.' },
      names: { type: 'array', description: 'Which.', items: { type: 'string' } },
    },
  }),
]);

/** A host over files in memory that notes what is read. */
export function memoryHost(files: Readonly<Record<string, string>>): ConfigHost & { readonly read: readonly string[] } {
  const read: string[] = [];
  const texts = new Map(Object.entries(files));
  return {
    read,
    readText: async (path) => {
      read.push(path);
      return texts.get(path);
    },
  };
}

/** Settings in a line: profile, what is said of comments, then `rule=severity` with options where there are any. */
export function describeSettings({ settings }: ResolvedSettings): string {
  const rules = [...settings.rules].map(([id, { severity, options }]) =>
    Object.keys(options).length === 0 ? `${id}=${severity}` : `${id}=${severity}${JSON.stringify(options)}`,
  );
  const comments = settings.comments === undefined ? [] : [`comments:${settings.comments}`];
  return [settings.profile, ...comments, ...rules.sort()].join(' ');
}
