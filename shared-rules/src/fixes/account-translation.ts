import { type AccountDialect, accountOptionsWithValue } from '../facts/account-options.js';
import { accountCommandsOf } from '../facts/distribution-users.js';
import type { Stage } from '../model/types.js';
import { type Argument, readArguments } from '../shell/commands.js';
import type { ShellWord } from '../shell/types.js';

/** What a command for accounts asks for, whoever's command it is. Texts are as the shell reads them, quotes included. */
interface Account {
  readonly name: string;
  readonly system: boolean;
  readonly uid?: string;
  /** The group by its name; its number where `gid` says so. */
  readonly group?: string;
  readonly gid?: string;
  readonly home?: string;
  readonly shell?: string;
  readonly comment?: string;
  readonly createHome: boolean;
  /** A group of the same name is made with it. */
  readonly ownGroup: boolean;
}

type AccountTool = 'useradd' | 'adduser' | 'groupadd' | 'addgroup';

/** What one of its options means: a part of the account, something that needs no word, or nothing that can be translated. */
type Meaning = keyof Account | 'no-home' | 'nothing';

const SHARED: Readonly<Record<string, Meaning>> = {
  '--uid': 'uid',
  '-u': 'uid',
  '--system': 'system',
  '--home': 'home',
};

/** https://manpages.debian.org/bookworm/passwd/useradd.8.en.html */
const USERADD: Readonly<Record<string, Meaning>> = {
  ...SHARED,
  ...{ '-r': 'system', '-g': 'group', '--gid': 'group', '-d': 'home', '--home-dir': 'home', '-s': 'shell' },
  ...{ '--shell': 'shell', '-c': 'comment', '--comment': 'comment', '-m': 'createHome', '--create-home': 'createHome' },
  ...{ '-M': 'no-home', '--no-create-home': 'no-home', '-U': 'ownGroup', '--user-group': 'ownGroup' },
  ...{ '-l': 'nothing', '--no-log-init': 'nothing' },
};
/** https://manpages.debian.org/bookworm/adduser/adduser.8.en.html */
const DEBIAN_ADDUSER: Readonly<Record<string, Meaning>> = {
  ...SHARED,
  ...{ '--group': 'ownGroup', '--ingroup': 'group', '--gid': 'gid', '--shell': 'shell', '--gecos': 'comment' },
  ...{ '--comment': 'comment', '--no-create-home': 'no-home', '--disabled-password': 'nothing' },
  ...{ '--disabled-login': 'nothing', '--quiet': 'nothing' },
};
/** https://busybox.net/downloads/BusyBox.html */
const BUSYBOX_ADDUSER: Readonly<Record<string, Meaning>> = {
  ...SHARED,
  ...{ '-S': 'system', '-D': 'nothing', '--disabled-password': 'nothing', '--empty-password': 'nothing' },
  ...{ '-H': 'no-home', '--no-create-home': 'no-home', '-G': 'group', '--ingroup': 'group', '-h': 'home' },
  ...{ '-s': 'shell', '--shell': 'shell', '-g': 'comment', '--gecos': 'comment' },
};
const GROUPS: Readonly<Record<string, Meaning>> = {
  ...{ '-r': 'system', '-S': 'system', '--system': 'system', '-g': 'gid', '--gid': 'gid', '--quiet': 'nothing' },
};

/**
 * The commands of a dialect that do what a command of another one asks for. `undefined` where an option has no
 * counterpart, or something is only known when the script runs.
 */
export function translateAccount(
  tool: AccountTool,
  words: readonly ShellWord[],
  dialect: AccountDialect,
  stage: Stage,
): readonly string[] | undefined {
  const isGroup = tool === 'groupadd' || tool === 'addgroup';
  const account = isGroup
    ? readAccount(readArguments(words, ['-g', '--gid']), GROUPS, false)
    : readAccount(...userReading(tool, words));
  if (account === undefined) return undefined;
  if (isGroup) return [groupCommand(account, dialect)];
  return dialect === 'busybox' ? busyboxUser(account, stage) : shadowUser(account, stage);
}

function userReading(
  tool: 'useradd' | 'adduser',
  words: readonly ShellWord[],
): readonly [readonly Argument[], Readonly<Record<string, Meaning>>, boolean] {
  if (tool === 'useradd') return [readArguments(words, accountOptionsWithValue.useradd), USERADD, false];
  const given = readArguments(words, accountOptionsWithValue.adduser);
  const isBusybox = given.some(
    (word) => word.kind === 'option' && word.names.some((name) => /^-[SDHGhgs]$/.test(name)),
  );
  const isSystem = given.some((word) => word.kind === 'option' && word.names.includes('--system'));
  return [given, isBusybox ? BUSYBOX_ADDUSER : DEBIAN_ADDUSER, isBusybox || !isSystem];
}

function readAccount(
  words: readonly Argument[],
  meanings: Readonly<Record<string, Meaning>>,
  createsHome: boolean,
): Account | undefined {
  const texts: Partial<Record<'uid' | 'group' | 'gid' | 'home' | 'shell' | 'comment' | 'name', string>> = {};
  const flags = { system: false, createHome: createsHome, ownGroup: false };
  for (const word of words) {
    if (word.kind === 'operand') {
      if (texts.name !== undefined) return undefined;
      texts.name = word.word.text;
      continue;
    }
    for (const name of word.names) {
      const meaning = meanings[name];
      if (meaning === undefined) return undefined;
      if (meaning === 'nothing') continue;
      if (meaning === 'no-home') flags.createHome = false;
      else if (meaning === 'system' || meaning === 'createHome' || meaning === 'ownGroup') flags[meaning] = true;
      else {
        const text = valueText(word);
        if (text === undefined) return undefined;
        texts[meaning] = text;
      }
    }
  }
  const { name, ...rest } = texts;
  return name === undefined ? undefined : { name, ...rest, ...flags };
}

/** As written; behind `=` or the letter where it is in the same word. */
function valueText({ word, valueWord, names }: Extract<Argument, { readonly kind: 'option' }>): string | undefined {
  if (valueWord === undefined) return undefined;
  if (valueWord !== word) return valueWord.text;
  const [name = ''] = names;
  return word.text.startsWith('--') ? word.text.slice(word.text.indexOf('=') + 1) : word.text.slice(name.length);
}

function groupCommand({ name, gid, system }: Account, dialect: AccountDialect): string {
  return dialect === 'busybox'
    ? join('addgroup', system && '-S', option('-g', gid), name)
    : join('groupadd', system && '--system', option('--gid', gid), name);
}

function busyboxUser(account: Account, stage: Stage): readonly string[] | undefined {
  const { name, system, uid, group, gid, home, createHome, ownGroup } = account;
  if (gid !== undefined || (group !== undefined && /^["']?(?:\d|.*\$)/.test(group))) return undefined;
  const makesGroup = system && group === undefined && ownGroup;
  const user = join(
    'adduser',
    system && '-S',
    '-D',
    !createHome && '-H',
    option('-u', uid),
    option('-G', group ?? (makesGroup ? name : undefined)),
    option('-h', home),
    option('-s', shellOf(account, stage)),
    option('-g', account.comment),
    name,
  );
  return makesGroup ? [groupCommand({ name, system, createHome, ownGroup }, 'busybox'), user] : [user];
}

function shadowUser(account: Account, stage: Stage): readonly string[] {
  const { name, system, uid, group, gid, home, comment, createHome } = account;
  return [
    join(
      'useradd',
      system && '--system',
      option('--uid', uid),
      option('--gid', group ?? gid),
      option('--home-dir', home),
      createHome ? '--create-home' : '--no-create-home',
      option('--shell', shellOf(account, stage)),
      option('--comment', comment),
      name,
    ),
  ];
}

/** The shell that lets nobody in is at another place in each distribution. */
function shellOf({ shell }: Account, { image }: Stage): string | undefined {
  const own = image?.distribution === undefined ? undefined : accountCommandsOf(image.distribution);
  return shell !== undefined && /^["']?\/(?:usr\/)?s?bin\/nologin["']?$/.test(shell) ? (own?.nologin ?? shell) : shell;
}

function option(name: string, value: string | undefined): string | false {
  return value !== undefined && `${name} ${value}`;
}

function join(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join(' ');
}
