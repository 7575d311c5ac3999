import { findServer } from '../../facts/servers.js';
import { scriptOf } from '../../model/script.js';
import type { Dockerfile, InstructionNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';
import { type EffectiveCommand, effectiveCommand } from '../../shell/commands.js';
import type { ShellCommand, ShellScript } from '../../shell/types.js';

/** Programs whose purpose is to start and watch several others. */
const MANAGERS: ReadonlySet<string> = new Set([
  ...['supervisord', 'runsvdir', 'runsvdir-start', 'runit-init', 'monit', 'circusd', 'systemd', 'goreman', 'overmind'],
]);
const MANAGERS_WITH_START: ReadonlySet<string> = new Set(['honcho', 'foreman', 'hivemind']);
const INIT = /^\/(?:usr\/)?(?:sbin\/init|lib\/systemd\/systemd)$/;

/** What waits, prints or prepares: it keeps a container alive, but is no service. */
const HELPERS: ReadonlySet<string> = new Set([
  ...[
    'sleep',
    'tail',
    'echo',
    'printf',
    'wait',
    'cat',
    'true',
    ':',
    'trap',
    'bash',
    'sh',
    'ash',
    'read',
    'cd',
    'export',
  ],
  ...[
    'Xvfb',
    'dbus-daemon',
    'mkdir',
    'chown',
    'chmod',
    'rm',
    'touch',
    'exit',
    'set',
    'kill',
    'ls',
    'date',
    'jobs',
    'fg',
  ],
]);

export default defineRule({
  id: 'one-service-per-container',
  title: 'Run one service in a container',
  severity: 'info',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P75'],
  fixes: [],
  why: `
    Docker watches one process, the first. When another service in the container dies, nothing restarts it, and the
    container still counts as running. Logs of all services are mixed or stay in files inside, \`docker stop\` reaches only
    the first, and you cannot update, scale or limit one service without the others.
  `,
  how: `
    Build an image for each service and let compose or Kubernetes start them together; they reach each other by name over
    the network. A small helper that belongs to one service is fine.
  `,
  references: ['https://docs.docker.com/engine/containers/multi-service_container/'],
  examples: [
    {
      bad: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends nginx supervisor && rm -rf /var/lib/apt/lists/*
        COPY supervisord.conf /etc/supervisor/conf.d/
        CMD [«"/usr/bin/supervisord"», "-n"]
      `,
      good: `
        FROM debian:13-slim
        RUN apt-get update && apt-get install -y --no-install-recommends nginx && rm -rf /var/lib/apt/lists/*
        CMD ["nginx", "-g", "daemon off;"]
      `,
    },
    {
      title: 'One in the background, one in front.',
      bad: `
        FROM python:3.13-slim
        CMD «redis-server» & \\
            exec gunicorn app:app
      `,
      good: `
        FROM python:3.13-slim
        CMD exec gunicorn app:app
      `,
    },
    {
      bad: `
        FROM debian:13-slim
        ENTRYPOINT ["sh", "-c", "«service» mysql start && apache2ctl -D FOREGROUND"]
      `,
      good: `
        FROM debian:13-slim
        ENTRYPOINT ["apache2ctl", "-D", "FOREGROUND"]
      `,
    },
  ],
  silences: [
    {
      because: 'a start system that was chosen for this',
      text: 'FROM debian:13\nENTRYPOINT ["/init"]\nCMD ["/sbin/my_init"]\n',
    },
    {
      because: 'one service and something that keeps the container alive',
      text: 'FROM debian:13\nCMD service nginx start && tail -f /var/log/nginx/access.log\n',
    },
    {
      because: 'what comes first ends before the server starts',
      text: 'FROM python:3.13\nCMD python manage.py migrate && gunicorn app\n',
    },
    { because: 'one service in the background, waited for', text: 'FROM debian:13\nCMD server & wait $!\n' },
    { because: 'workers of one server', text: 'FROM node:24\nCMD ["pm2-runtime", "-i", "4", "app.js"]\n' },
    {
      because: 'a stage that does not ship',
      text: 'FROM debian:13 AS a\nCMD ["supervisord"]\nFROM debian:13\nCMD ["nginx"]\n',
    },
    { because: 'a question, not a start', text: 'FROM debian:13\nCMD ["supervisord", "--version"]\n' },
    {
      because: 'a server that is told to reload',
      text: 'FROM debian:13\nCMD while sleep 60; do nginx -s reload; done & exec nginx -g "daemon off;"\n',
    },
  ],
  on: { document: check },
});

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || finalStage.forDevelopment) return;
  const { cmd, entrypoint } = finalStage.end;
  const places = [entrypoint, entrypoint?.form.kind === 'shell' ? undefined : cmd];
  for (const instruction of places) {
    const finding = instruction === undefined ? undefined : severalServices(instruction);
    if (finding !== undefined) {
      yield finding;
      return;
    }
  }
}

function severalServices(instruction: InstructionNode): Finding | undefined {
  const script = scriptOf(instruction);
  for (const command of script?.commands ?? []) {
    const program = effectiveCommand(command);
    if (program === undefined || program.arguments.some(({ value }) => /^(?:--version|-v|--help)$/.test(value ?? '')))
      continue;
    if (isManager(program)) {
      return {
        span: program.nameWord.span,
        message: `\`${program.name}\` starts several services in one container, and Docker sees only \`${program.name}\` itself. Give each service an image of its own.`,
      };
    }
    if (script === undefined || !isBeside(program, command, script)) continue;
    return {
      span: program.nameWord.span,
      message: `\`${startedName(program)}\` runs beside another service: when it dies, the container stays up without it. Give it a container of its own.`,
    };
  }
  return undefined;
}

function isManager({ name, nameWord, arguments: words }: EffectiveCommand): boolean {
  if (MANAGERS.has(name) || INIT.test(nameWord.value ?? '')) return true;
  return MANAGERS_WITH_START.has(name) && words.some(({ value }) => value === 'start');
}

/** `service x start`, or a service in the background, with another service in front. */
function isBeside(program: EffectiveCommand, command: ShellCommand, { commands }: ShellScript): boolean {
  const isStarted = isServiceStart(program) || (command.operatorAfter === '&' && isService(program, command));
  if (!isStarted) return false;
  return commands.slice(commands.indexOf(command) + 1).some((other) => {
    const inFront = effectiveCommand(other);
    return inFront !== undefined && (isServiceStart(inFront) || isService(inFront, other));
  });
}

function isServiceStart({ name, nameWord, arguments: words }: EffectiveCommand): boolean {
  if (name === 'service' || name === 'systemctl' || name === 'rc-service') {
    return words.some(({ value }) => value === 'start' || value === 'restart');
  }
  return /^\/etc\/init\.d\/./.test(nameWord.value ?? '') && /^(?:re)?start$/.test(words[0]?.value ?? '');
}

/** A known server, or in the background anything that is no helper: what is in front may end soon. */
function isService({ name, arguments: words }: EffectiveCommand, { nesting, operatorAfter }: ShellCommand): boolean {
  if (HELPERS.has(name) || nesting.includes('substitution') || nesting.includes('condition')) return false;
  const values = words.map(({ value }) => value);
  if (values.includes('-s') || values.includes('-t')) return false;
  return findServer(name, values) !== undefined || operatorAfter === '&' || operatorAfter === undefined;
}

function startedName({ name, arguments: words }: EffectiveCommand): string {
  const service = words[0]?.value;
  return (name === 'service' || name === 'rc-service') && service !== undefined ? `${name} ${service}` : name;
}
