import type { CancellationToken } from 'vscode-languageserver';
import { allFixes } from './code-actions.js';
import { toProtocolEdit } from './convert.js';
import { safely } from './log.js';
import type { FixedFile, FixRuleAnswer } from './protocol.js';
import type { Session } from './session.js';
import { uriParts } from './uri.js';

interface Outcome {
  readonly file: FixedFile | undefined;
  readonly withheld: number;
}

const nothing: Outcome = { file: undefined, withheld: 0 };

async function fixFile(session: Session, uri: string, rule: string): Promise<Outcome> {
  const open = session.documents.get(uri);
  const found = open === undefined ? await session.workspace.read(uri) : await session.linted(uri);
  if (found === undefined) return nothing;
  const { document, options } = found;
  // Somebody looks at all of it before anything is changed, so what is only suggested is taken in, too.
  const { edits, applied, withheld } = allFixes(document.getText(), options, 'suggested', rule);
  if (edits.length === 0) return { file: undefined, withheld };
  const version = open === undefined ? null : document.version;
  return { file: { uri, version, edits: edits.map((edit) => toProtocolEdit(document, edit)), applied }, withheld };
}

/**
 * Works out all fixes of a rule in many files, and changes none of them.
 * @param uris files that are no Dockerfiles or cannot be read are left out
 */
export async function fixRule(
  session: Session,
  rule: string,
  uris: readonly string[],
  token: CancellationToken,
): Promise<FixRuleAnswer> {
  const outcomes: Outcome[] = [];
  for (const uri of uris) {
    if (token.isCancellationRequested) break;
    const what = `fixing ${uriParts(uri).path}`;
    outcomes.push(await safely(session.log, what, nothing, () => fixFile(session, uri, rule)));
  }
  return {
    files: outcomes.flatMap(({ file }) => file ?? []),
    withheld: outcomes.reduce((sum, { withheld }) => sum + withheld, 0),
  };
}
