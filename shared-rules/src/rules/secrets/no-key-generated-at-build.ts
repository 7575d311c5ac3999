import { deletionsOf } from '../../model/deletions.js';
import { rememberLatest } from '../../model/memo.js';
import { isMounted } from '../../model/mounts.js';
import { deletesPath } from '../../model/paths.js';
import { shellText } from '../../model/shell-values.js';
import type { CommandNode, InstructionNode } from '../../model/types.js';
import { workingDirectory } from '../../model/working-directory.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand } from '../../shell/commands.js';
import type { ShellWord } from '../../shell/types.js';
import { cover, type Span } from '../../text/span.js';

/** A command that makes a private key. */
interface Generation {
  readonly span: Span;
  /** The word that names the file of the key; `undefined` where none does. */
  readonly file: ShellWord | undefined;
  /** Where the key goes without such a word. */
  readonly usualFile?: string;
}

export default defineRule({
  id: 'no-key-generated-at-build',
  title: 'Make private keys when the container starts, not in the build',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: ['sonar:S6437'],
  practices: ['U20'],
  fixes: [],
  why: `
    A key that a RUN makes is in the image: everybody who can pull it has the private half, and all containers share it.
    With it one can pose as any of them, read what is sent to them, or sign in their name. The step is cached, too: the
    same key stays in use for months.
  `,
  how: `
    Make the key in the start script where it is missing, on a volume if it has to last, or mount one as a secret of the
    container. For TLS a proxy in front can hold it.
  `,
  references: [
    'https://docs.docker.com/compose/how-tos/use-secrets/',
    'https://cwe.mitre.org/data/definitions/321.html',
  ],
  examples: [
    {
      bad: `
        FROM nginx:1.29
        RUN «openssl req» -x509 -newkey rsa:4096 -nodes -days 365 -subj /CN=localhost \\
              -keyout /etc/ssl/private/server.key -out /etc/ssl/certs/server.crt
      `,
      good: `
        FROM nginx:1.29
        COPY make-key.sh /docker-entrypoint.d/10-make-key.sh
      `,
    },
    {
      title: 'Host keys of an SSH server.',
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends openssh-server \\
            && rm -rf /var/lib/apt/lists/*
        RUN «ssh-keygen -A»
        CMD ["/usr/sbin/sshd", "-D"]
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends openssh-server \\
            && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*
        CMD ["sh", "-c", "ssh-keygen -A && exec /usr/sbin/sshd -D"]
      `,
    },
  ],
  silences: [
    {
      because: 'a stage that does not ship',
      text: 'FROM alpine:3.22 AS test\nRUN openssl genrsa -out /k 2048 && ./test\nFROM alpine:3.22\nRUN ./x\n',
    },
    {
      because: 'the key is deleted in the same step',
      text: 'FROM alpine:3.22\nRUN openssl genrsa -out /tmp/k.pem 2048 && ./sign /tmp/k.pem && rm /tmp/k.pem\nRUN ssh-keygen -A && ./test && rm -f /etc/ssh/ssh_host_*\n',
    },
    {
      because: 'the key goes into a mount',
      text: 'FROM alpine:3.22\nRUN --mount=type=tmpfs,target=/tmp openssl genrsa -out /tmp/k.pem 2048 && ./sign /tmp/k.pem\n',
    },
    {
      because: 'no private key is made',
      text: 'FROM alpine:3.22\nRUN ssh-keygen -lf /k.pub && ssh-keygen -R example.com && ssh-keygen -y -f /k && openssl req -new -key /k -out /c && openssl dhparam -out /d 2048 && openssl x509 -in /c && keytool -importcert -file /c && gpg --import /k\n',
    },
    {
      because: 'the start script makes it',
      text: 'FROM alpine:3.22\nCMD ["sh", "-c", "ssh-keygen -A && exec sshd -D"]\n',
    },
    {
      because: 'a script is written, not run',
      text: "FROM alpine:3.22\nRUN cat > /start.sh <<'EOF'\nssh-keygen -A\nEOF\n",
    },
    { because: 'a stage for development', text: 'FROM alpine:3.22 AS dev\nRUN openssl genrsa -out /k 2048\n' },
  ],
  mentions: ['openssl', 'gpg', 'keygen', 'keytool', 'wg', 'mkcert'],
  on: { command: check },
});

function* check({ command, instruction }: CommandNode): Iterable<Finding> {
  const { stage } = instruction;
  if (stage?.ships !== true || stage.forDevelopment || command.nesting.includes('function')) return;
  const program = effectiveCommand(command);
  const generation = program && GENERATORS[program.name]?.(program);
  if (generation === undefined || isGoneAfterwards({ command, instruction }, generation)) return;
  yield {
    span: generation.span,
    message:
      'The private key is in the image, for everybody who can read it, and all containers share it. Make it when the container starts.',
  };
}

const GENERATORS: Readonly<Record<string, (program: EffectiveCommand) => Generation | undefined>> = {
  'ssh-keygen': sshKeygen,
  openssl,
  keytool: (program) => optionGeneration(program, /^-gen(?:key|keypair|seckey)$/, ['-keystore']),
  gpg: (program) =>
    optionGeneration(program, /^--(?:batch-)?(?:full-|quick-)?gen(?:erate)?-key$/, ['--homedir'], '~/.gnupg'),
  gpg2: (program) => optionGeneration(program, /^--(?:full-|quick-)?gen(?:erate)?-key$/, ['--homedir'], '~/.gnupg'),
  wg: (program) => (program.arguments[0]?.value === 'genkey' ? wholeOf(program, program.arguments[0]) : undefined),
  mkcert: (program) =>
    program.arguments.some(({ text }) => /^-(?:CAROOT|install|uninstall|help|version)$/.test(text))
      ? undefined
      : { span: program.nameWord.span, file: valueBehind(program, ['-key-file']) },
};

/** Options with which ssh-keygen does something else than to make a key: https://man.openbsd.org/ssh-keygen */
const OTHER_WORK = /^-[a-zA-Z]*[ceBDFGHIiklLMQRrsUWyYp]/;

function sshKeygen(program: EffectiveCommand): Generation | undefined {
  const { arguments: words, nameWord } = program;
  const all = words.find(({ value }) => value === '-A');
  if (all !== undefined) {
    return { span: cover(nameWord.span, all.span), file: undefined, usualFile: '/etc/ssh/ssh_host_rsa_key' };
  }
  const values = new Set(
    ['-t', '-f', '-N', '-b', '-C', '-m', '-Z', '-a', '-O', '-P'].flatMap((name) => valueBehind(program, [name]) ?? []),
  );
  const options = words.filter((word) => !values.has(word) && word.text.startsWith('-'));
  if (options.length === 0 || options.some(({ text }) => OTHER_WORK.test(text))) return undefined;
  return { span: nameWord.span, file: valueBehind(program, ['-f']), usualFile: '~/.ssh/id_ed25519' };
}

function openssl(program: EffectiveCommand): Generation | undefined {
  const [subcommand, ...rest] = program.arguments;
  const file = valueBehind(program, ['-keyout']) ?? valueBehind(program, ['-out']);
  switch (subcommand?.value) {
    case 'genrsa':
    case 'genpkey':
    case 'gendsa': {
      const isParameters = rest.some(({ value }) => value === '-genparam');
      return isParameters ? undefined : { ...wholeOf(program, subcommand), file };
    }
    case 'ecparam': {
      return rest.some(({ value }) => value === '-genkey') ? { ...wholeOf(program, subcommand), file } : undefined;
    }
    case 'req': {
      const makesKey = rest.some(({ value }) => value === '-newkey' || value === '-keyout');
      return makesKey ? { ...wholeOf(program, subcommand), file } : undefined;
    }
    default:
      return undefined;
  }
}

function optionGeneration(
  program: EffectiveCommand,
  option: RegExp,
  fileOptions: readonly string[],
  usualFile?: string,
): Generation | undefined {
  const word = program.arguments.find(({ value }) => value !== undefined && option.test(value));
  if (word === undefined) return undefined;
  const generation = { ...wholeOf(program, word), file: valueBehind(program, fileOptions) };
  return usualFile === undefined ? generation : { ...generation, usualFile };
}

function wholeOf({ nameWord }: EffectiveCommand, last: ShellWord): Generation {
  return { span: cover(nameWord.span, last.span), file: undefined };
}

function valueBehind({ arguments: words }: EffectiveCommand, names: readonly string[]): ShellWord | undefined {
  const at = words.findIndex(({ value }) => value !== undefined && names.includes(value));
  return at === -1 ? undefined : words[at + 1];
}

/** Nothing of it gets into the layer: it lies in a mount, or the same step deletes it. */
function isGoneAfterwards(
  { command, instruction }: Pick<CommandNode, 'command' | 'instruction'>,
  { file, usualFile }: Generation,
): boolean {
  const redirected = command.redirects.find(({ operator }) => operator === '>')?.target;
  const word = file ?? redirected;
  const written = word === undefined ? usualFile : shellText(instruction, word);
  // Without a file it is printed, and where that goes nobody knows.
  if (written === undefined) return true;
  const path = workingDirectory(instruction).resolve(command, written) ?? written;
  if (isMounted(instruction, path)) return true;
  return deletedPatterns(instruction).some((pattern) => deletesPath(pattern, path) || baseOf(pattern) === baseOf(path));
}

const deletedPatterns = rememberLatest((instruction: InstructionNode): readonly string[] => [
  ...new Set(deletionsOf(instruction).flatMap(({ pattern }) => pattern ?? [])),
]);

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
