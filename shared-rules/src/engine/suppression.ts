import type { SuppressedName, SuppressionComment } from '../rule.js';
import type { Span } from '../text/span.js';
import { bareCode, type RuleNames } from './names.js';
import type { RuleSet } from './rule-set.js';
import { shellcheckCode } from './shellcheck.js';
import { instructionAtOrBehind, type PlacedSuppression, suppressionsOf } from './suppression-comments.js';
import type { WrittenName } from './suppression-text.js';
import type { Subject } from './walk.js';

/** What suppression asks of a finding. */
export interface Suppressible {
  readonly rule: string;
  readonly codes: readonly string[];
  readonly span: Span;
}

/** The suppressions of one document; remembers which of them were of use. */
export interface Suppressions {
  /** Whether a comment silences this; `counts` says whether that makes the comment one of use. */
  suppresses(finding: Suppressible, counts: boolean): boolean;
  /** The comments as rules see them, with what is known of their use so far. */
  comments(): readonly SuppressionComment[];
}

/** The names that ask for the same thing in the same region. */
interface Wish {
  readonly names: WrittenName[];
  readonly region: Span;
  granted: boolean;
}

/** Wishes by the name that they are for, in lower case. */
type Wishes = Map<string, Wish[]>;

/** Reads the suppressions of a document. */
export function createSuppressions(subject: Subject, ruleSet: RuleSet, names: RuleNames): Suppressions {
  const { dockerfile } = subject;
  const placed = suppressionsOf(subject);
  const wide: Wishes = new Map();
  const byInstruction = new Map<number, Wishes>();
  for (const suppression of placed) {
    const wishes = wishesFor(suppression, wide, byInstruction);
    for (const name of suppression.names) addWish(wishes, keyOf(name.text, suppression.kind), name, suppression.region);
  }

  const { heedsComments } = ruleSet.manner;
  return {
    suppresses: (finding, counts) => {
      if (placed.length === 0 || !heedsComments) return false;
      const index = instructionAtOrBehind(dockerfile, finding.span.start)?.index;
      const near = index === undefined ? undefined : byInstruction.get(index);
      const granted = keysOf(finding).flatMap((key) =>
        [...(near?.get(key) ?? []), ...(wide.get(key) ?? [])].filter(({ region }) => beginsIn(finding.span, region)),
      );
      if (counts) for (const wish of granted) wish.granted = true;
      return granted.length > 0;
    },
    comments: () => {
      const used = namesOfUse([wide, ...byInstruction.values()]);
      return placed.flatMap(({ span, lineSpan, kind, scope, names: written }) => {
        if (kind === 'shellcheck') return [];
        const described = written.map((name) => {
          const entry = describe(name, used.has(name), ruleSet, names);
          return heedsComments ? entry : { ...entry, active: false };
        });
        return [{ span, lineSpan, kind, scope, names: described }];
      });
    },
  };
}

function wishesFor(suppression: PlacedSuppression, wide: Wishes, byInstruction: Map<number, Wishes>): Wishes {
  if (suppression.instruction === undefined) return wide;
  const known = byInstruction.get(suppression.instruction);
  if (known !== undefined) return known;
  const created: Wishes = new Map();
  byInstruction.set(suppression.instruction, created);
  return created;
}

function addWish(wishes: Wishes, key: string, name: WrittenName, region: Span): void {
  const list = wishes.get(key) ?? [];
  const last = list.at(-1);
  if (last !== undefined && last.region.start === region.start && last.region.end === region.end) last.names.push(name);
  else list.push({ names: [name], region, granted: false });
  wishes.set(key, list);
}

function namesOfUse(all: readonly Wishes[]): ReadonlySet<WrittenName> {
  const granted = all.flatMap((wishes) => [...wishes.values()].flat().filter((wish) => wish.granted));
  return new Set(granted.flatMap((wish) => wish.names));
}

function beginsIn(span: Span, region: Span): boolean {
  return region.start <= span.start && span.start <= region.end;
}

/** `all` means every rule for Dockwright; for the other tools only what they report themselves. */
function keyOf(name: string, kind: PlacedSuppression['kind']): string {
  const lower = name.toLowerCase();
  return lower === 'all' ? `all ${kind}` : lower;
}

function keysOf({ rule, codes }: Suppressible): readonly string[] {
  const keys = new Set([rule.toLowerCase(), keyOf('all', 'dockwright')]);
  for (const code of codes) {
    keys.add(code.toLowerCase());
    keys.add(bareCode(code).toLowerCase());
    if (code.startsWith('hadolint:')) keys.add(keyOf('all', 'hadolint'));
    if (code.startsWith('buildkit:')) keys.add(keyOf('all', 'buildkit'));
    if (code.startsWith('shellcheck:')) keys.add(keyOf('all', 'shellcheck'));
  }
  return [...keys];
}

function describe(name: WrittenName, used: boolean, ruleSet: RuleSet, names: RuleNames): SuppressedName {
  const { text, span } = name;
  if (text.toLowerCase() === 'all') return { text, span, known: true, nearest: undefined, used, active: true };
  const known = names.isKnown(text);
  const active = names.find(text).flatMap(({ id }) => {
    const rule = ruleSet.byId.get(id);
    return rule === undefined || rule.hidden ? [] : [rule];
  });
  return {
    text,
    span,
    known,
    nearest: known ? undefined : names.nearest(text),
    // What rules about comments will say is not known before they have seen this comment.
    used: used || active.some(({ rule }) => rule.on.suppression !== undefined),
    // Whether ShellCheck would find anything without the comment is not known while it is not there.
    active: active.length > 0 && !shellcheckCode.test(text),
  };
}
