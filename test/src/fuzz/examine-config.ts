import { configDiagnostic } from '@dockwright/language-server/convert';
import { configHover } from '@dockwright/language-server/hover';
import { createDocument } from '@dockwright/language-server/position-encoding';
import {
  analyze,
  applyEdits,
  checkConfig,
  configFromHadolint,
  editConfigRule,
  hadolintSettings,
  readHadolintConfig,
  severities,
} from '@dockwright/shared-rules';
import type { Examination } from './examine.js';
import type { Random } from './random.js';

const names = ['use-exec-form', 'file-too-long', 'single-cmd', 'no-such-rule'];
const dockerfile = 'FROM node\nRUN apt-get install curl\nCMD npm start\n';

/** Examines the text of a configuration file: as one of ours, and as one of hadolint. */
export function examineConfig(text: string, random: Random, { attempt, note, place }: Examination): void {
  const document = createDocument('utf-16', 'file:///project/dockwright.yaml', 'yaml', 1, text);
  for (const path of ['/project/dockwright.yaml', '/project/.hadolint.yaml']) {
    for (const problem of attempt(`check as ${path}`, () => checkConfig(path, text)) ?? []) {
      place(problem.message, problem.span);
      attempt('show the problem', () => configDiagnostic(document, problem));
    }
  }
  for (let count = 0; count < 4; count++) {
    const offset = random.below(text.length + 1);
    attempt(`hover at ${offset}`, () => configHover(document, document.positionAt(offset)));
  }
  const name = random.pick(names) ?? '';
  const severity = random.pick(severities) ?? 'error';
  const edits = attempt(`set ${name} to ${severity}`, () => editConfigRule(text, name, severity)) ?? [];
  for (const { span } of edits) place(`setting ${name}`, span);
  const edited = applyEdits(text, edits);
  if (edited === undefined) note(`setting ${name} overlaps itself`);
  else if (edits.length > 0) {
    const again = attempt(`set ${name} again`, () => editConfigRule(edited, name, severity));
    if (again === undefined || applyEdits(edited, again) !== edited)
      note(`setting ${name} to ${severity} does not last`);
  }
  const hadolint = attempt('read as hadolint', () => readHadolintConfig('/project/.hadolint.yaml', text));
  if (hadolint === undefined) return;
  const settings = attempt('settings of hadolint', () => hadolintSettings(hadolint.options, 'hadolint', undefined));
  if (settings !== undefined) attempt('lint as hadolint', () => analyze(dockerfile, { settings }));
  const converted = attempt('convert', () => configFromHadolint(hadolint.options, 'hadolint', []));
  if (converted === undefined) return;
  for (const { message } of attempt('check what was converted', () => checkConfig('dockwright.yaml', converted)) ?? [])
    note(`what was converted is wrong: ${message}`);
}
