import { curlOptionsWithValue } from '../../facts/downloaders.js';
import { insertOption, isExecElement } from '../../fixes/insert-option.js';
import { rememberLatest } from '../../model/memo.js';
import { scriptOf } from '../../model/script.js';
import { stagesFrom } from '../../model/stages.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding, type Fix } from '../../rule.js';
import { commandName, effectiveCommand, mayHoldOptions, readArguments } from '../../shell/commands.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';

export default defineRule({
  id: 'healthcheck-always-passes',
  title: 'Write health checks that can fail',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P82'],
  fixes: ['suggested'],
  why: `
    Docker looks at nothing but the status that the check ends with: 0 is healthy, 1 is not. \`curl\` ends with 0 whenever it gets
    any answer, an error page with status 500 or 404 included, unless it is given \`--fail\`. And behind \`|| true\` every
    check passes. Such a container is called healthy while it serves nothing but errors.
  `,
  how: 'Try it once: stop the server inside the container, or let it answer with an error, and see that `docker ps` says `unhealthy`.',
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck', 'https://curl.se/docs/manpage.html#-f'],
  examples: [
    {
      bad: `
        FROM node:24
        HEALTHCHECK CMD «curl» http://127.0.0.1:3000/health || exit 1
      `,
      good: `
        FROM node:24
        HEALTHCHECK CMD curl --fail http://127.0.0.1:3000/health || exit 1
      `,
      fix: 'suggested',
    },
    {
      title: 'In exec form.',
      bad: `
        FROM node:24
        HEALTHCHECK --interval=30s --timeout=5s \\
          CMD [«"curl"», "-sS", "-o", "/dev/null", "http://127.0.0.1:3000/"]
      `,
      good: `
        FROM node:24
        HEALTHCHECK --interval=30s --timeout=5s \\
          CMD ["curl", "--fail", "-sS", "-o", "/dev/null", "http://127.0.0.1:3000/"]
      `,
      fix: 'suggested',
    },
    {
      title: 'A failure is turned into success.',
      bad: `
        FROM python:3.13-slim
        HEALTHCHECK CMD python check.py || «true»
        CMD ["python", "main.py"]
      `,
      good: `
        FROM python:3.13-slim
        HEALTHCHECK CMD python check.py || exit 1
        CMD ["python", "main.py"]
      `,
      fix: 'suggested',
    },
    {
      title: 'Both: the curl before it hardly ever fails.',
      bad: `
        FROM nginx:1.29
        HEALTHCHECK CMD curl -s http://127.0.0.1/ || «exit 0»
      `,
      good: `
        FROM nginx:1.29
        HEALTHCHECK CMD curl --fail -s http://127.0.0.1/ || exit 1
      `,
      fix: 'suggested',
    },
    {
      title: 'A check that checks nothing. To do without the check of the base image, say so.',
      bad: `
        FROM python:3.13-slim
        HEALTHCHECK CMD «true»
        CMD ["python", "main.py"]
      `,
      good: `
        FROM python:3.13-slim
        HEALTHCHECK NONE
        CMD ["python", "main.py"]
      `,
    },
  ],
  silences: [
    {
      because: 'that curl is missing is a problem of its own',
      text: 'FROM alpine:3.22\nHEALTHCHECK CMD curl http://127.0.0.1/\n',
    },
    {
      because: 'curl reports errors, however that is written',
      text: 'FROM node:24\nHEALTHCHECK CMD curl -fsS localhost || exit 1\nHEALTHCHECK CMD curl -sSf localhost\nHEALTHCHECK CMD ["curl", "--fail-with-body", "localhost"]\nHEALTHCHECK CMD curl $OPTIONS localhost\n',
    },
    {
      because: 'something looks at the answer',
      text: 'FROM node:24\nHEALTHCHECK CMD curl -s localhost | grep -q ok\nHEALTHCHECK CMD [ "$(curl -s -o /dev/null -w "%{http_code}" localhost)" = 200 ]\nHEALTHCHECK CMD curl -s -w "%{http_code}" -o /dev/null localhost > /tmp/x; grep 200 /tmp/x\n',
    },
    {
      because: 'the failure counts, or nobody knows what ends the check',
      text: 'FROM node:24\nHEALTHCHECK CMD a || exit 1\nHEALTHCHECK CMD a || kill 1\nHEALTHCHECK CMD a && echo ok\nHEALTHCHECK CMD (a || true) && b\nHEALTHCHECK CMD ./check.sh\nHEALTHCHECK NONE\n',
    },
    {
      because: 'other protocols have no error pages',
      text: 'FROM node:24\nHEALTHCHECK CMD curl telnet://localhost:25\n',
    },
    {
      because: 'this is no health check',
      text: 'FROM node:24\nCMD curl localhost || true\nRUN curl localhost || true\n',
    },
  ],
  on: { HEALTHCHECK: check },
});

function* check(instruction: InstructionNode): Iterable<Finding> {
  const script = scriptOf(instruction);
  if (script === undefined || !script.complete) return;
  const end = passingEnd(script);
  if (end !== undefined) {
    const isAlternative = end.operatorBefore === '||';
    yield {
      span: end.span,
      message:
        end.operatorBefore !== undefined
          ? `Whatever fails before it, this makes the check pass. ${isAlternative ? 'Let it end with `exit 1`' : 'Leave it out'}.`
          : 'This check passes always. Let it ask the program whether it is well; to do without a check write HEALTHCHECK NONE.',
      fixes: () => (isAlternative ? exitFix(instruction, script, end) : []),
    };
    return;
  }
  if (lacksCurl(instruction)) return;
  for (const command of script.commands) {
    const program = effectiveCommand(command);
    if (program?.name !== 'curl' || !endsTheCheck(command, script) || !takesErrorPages(program.arguments)) continue;
    yield {
      span: program.nameWord.span,
      message: 'curl takes an error page (404, 500) for success, and the check passes. Add `--fail`.',
      fixes: () => {
        const isPlain = instruction.form.kind === 'shell' || isExecElement(instruction, program.nameWord);
        return isPlain || command.nesting.includes('script-argument')
          ? [
              {
                title: 'Add --fail',
                safety: 'suggested',
                edits: [insertOption(instruction, program.nameWord, '--fail')],
              },
            ]
          : [];
      },
    };
  }
}

/** That curl is not there at all is a problem of its own, and the check that takes its place has no such option. */
function lacksCurl({ stage }: InstructionNode): boolean {
  if (stage?.image?.tools.curl !== false) return false;
  return !stagesThatNameCurl(stage.from.file).has(stage);
}

const stagesThatNameCurl = rememberLatest(({ stages }: Dockerfile) =>
  stagesFrom(stages, ({ instructions }) =>
    instructions.some(({ keyword, logical }) => keyword !== 'HEALTHCHECK' && logical.text.includes('curl')),
  ),
);

const PASSES: ReadonlySet<string> = new Set(['true', ':', 'echo', 'printf']);

/** The command that ends the check with success, whatever was before: behind `||` or `;`, or all alone. */
function passingEnd({ commands, compounds }: ShellScript): ShellCommand | undefined {
  const outer = commands.filter(({ nesting }) => nesting.every((kind) => kind === 'script-argument'));
  const last = outer.at(-1);
  if (last === undefined || compounds.length > 0) return undefined;
  const name = commandName(last) ?? '';
  const passes = PASSES.has(name) || (name === 'exit' && last.arguments[0]?.value === '0');
  if (!passes || last.arguments.some(({ hasSubstitution }) => hasSubstitution)) return undefined;
  if (last.operatorBefore === '||' || last.operatorBefore === ';') return last;
  return last.operatorBefore === undefined && outer.every((command) => command === last) ? last : undefined;
}

/** A curl before it gets `--fail`, without which it hardly ever fails. */
function exitFix(instruction: InstructionNode, { commands }: ShellScript, { span }: ShellCommand): readonly Fix[] {
  const curls = commands.flatMap((command) => {
    const program = effectiveCommand(command);
    return program?.name === 'curl' && takesErrorPages(program.arguments) ? [program.nameWord] : [];
  });
  const title = curls.length > 0 ? 'Let curl --fail, and end with exit 1' : 'End with exit 1';
  const edits = curls.map((word) => insertOption(instruction, word, '--fail'));
  return [{ title, safety: 'suggested', edits: [...edits, { span, text: 'exit 1' }] }];
}

/** Its status is that of the check, or stops it: nothing else reads what it prints. */
function endsTheCheck(command: ShellCommand, { commands, compounds }: ShellScript): boolean {
  const { nesting, operatorAfter } = command;
  if (compounds.length > 0 || nesting.some((kind) => kind !== 'script-argument')) return false;
  const rest = commands.slice(commands.indexOf(command) + 1);
  return operatorAfter !== '|' && (rest.length === 0 || operatorAfter === '||' || operatorAfter === '&&');
}

const HANDLES_ERRORS = /^(?:-f|--fail|--fail-with-body|-w|--write-out|-K|--config)$/;

function takesErrorPages(words: ShellCommand['arguments']): boolean {
  if (mayHoldOptions(words.filter(({ text }) => !/:|\//.test(text)))) return false;
  const read = readArguments(words, curlOptionsWithValue);
  const addresses = read.flatMap((word) => (word.kind === 'operand' ? [word.word.text] : []));
  return (
    !read.some((word) => word.kind === 'option' && word.names.some((name) => HANDLES_ERRORS.test(name))) &&
    !addresses.some((address) => /^["']?(?!https?:)[a-z]+:\/\//.test(address))
  );
}
