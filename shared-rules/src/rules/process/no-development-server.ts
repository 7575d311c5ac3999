import { developmentScripts, findServer, type Server, serverWords } from '../../facts/servers.js';
import { type StartedCommand, startedBy } from '../../model/container-process.js';
import type { Dockerfile, Stage } from '../../model/types.js';
import { resolveVariable } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import { contains, cover, type Span } from '../../text/span.js';

/** ENV by which a file says that it is meant for developers. */
const MODES: readonly string[] = [
  ...['NODE_ENV', 'RAILS_ENV', 'RACK_ENV', 'APP_ENV', 'FLASK_ENV', 'DJANGO_ENV', 'ENVIRONMENT', 'ENV'],
];

export default defineRule({
  id: 'no-development-server',
  title: 'Ship the server that is made for production',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  practices: ['P88'],
  fixes: [],
  why: `
    Development servers are made for one person at a desk. They serve few requests at a time, watch all files for changes,
    and show source code, settings or even a console to whoever causes an error. Their own manuals say not to use them in
    production: nobody has tested them for load or for attacks.
  `,
  how: `
    Python: \`gunicorn\` or \`uvicorn\` without \`--reload\`. Node: \`node server.js\`; what Vite, Angular or webpack builds goes
    into a web server such as nginx. PHP: \`php-fpm\` or Apache. If this image is meant for developers, give its stage a name
    that says so: \`FROM node:24 AS dev\`.
  `,
  references: [
    'https://flask.palletsprojects.com/en/stable/deploying/',
    'https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        COPY . /app
        CMD [«"flask", "run"», "--host=0.0.0.0"]
      `,
      good: `
        FROM python:3.13-slim
        COPY . /app
        CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm", "app:app"]
      `,
    },
    {
      title: 'One word away from production.',
      bad: `
        FROM python:3.13-slim
        CMD exec uvicorn app:app --host 0.0.0.0 «--reload»
      `,
      good: `
        FROM python:3.13-slim
        CMD exec uvicorn app:app --host 0.0.0.0
      `,
    },
    {
      title: 'ENTRYPOINT and CMD together; only what ships counts.',
      bad: `
        FROM python:3.13-slim AS test
        CMD ["python", "manage.py", "runserver"]
        FROM python:3.13-slim
        ENTRYPOINT ["python"]
        CMD [«"manage.py", "runserver"», "0.0.0.0:8000"]
      `,
      good: `
        FROM python:3.13-slim AS test
        CMD ["python", "manage.py", "runserver"]
        FROM python:3.13-slim
        ENTRYPOINT ["python"]
        CMD ["-m", "gunicorn", "--bind=0.0.0.0:8000", "shop.wsgi"]
      `,
    },
    {
      title: 'A script of package.json that is named after its purpose.',
      bad: `
        FROM node:24-slim
        CMD python migrate.py && \\
            «npm run dev»
      `,
      good: `
        FROM node:24-slim
        CMD python migrate.py && \\
            node server.js
      `,
    },
  ],
  silences: [
    { because: 'a stage for development', text: 'FROM node:24 AS dev\nCMD ["npm", "run", "dev"]\n' },
    {
      because: 'the file says that it is for development',
      text: 'FROM node:24\nENV NODE_ENV=development\nCMD ["npm", "run", "dev"]\n',
    },
    {
      because: 'a variable decides',
      text: 'FROM python:3.13\nCMD if [ "$DEV" = 1 ]; then flask run; else gunicorn app:app; fi\n',
    },
    {
      because: 'other commands of the same programs',
      text: 'FROM node:24\nCMD ["npm", "run", "start"]\nFROM python:3.13\nCMD ["flask", "db", "upgrade"]\n',
    },
    {
      because: 'production is chosen',
      text: 'FROM ruby:3.4\nENV RAILS_ENV=production\nCMD ["bin/rails", "server", "-b", "0.0.0.0"]\n',
    },
    {
      because: 'production is chosen on the command line',
      text: 'FROM ruby:3.4\nCMD ["bin/rails", "server", "-e", "production"]\n',
    },
    { because: 'a RUN is no process of the container', text: 'FROM hugomods/hugo:0.150\nRUN hugo server --help\n' },
    { because: 'it is not the last CMD', text: 'FROM node:24\nCMD ["npm", "run", "dev"]\nCMD ["node", "a.js"]\n' },
  ],
  mentions: [...serverWords(mayServeDevelopers), 'npm', 'yarn', 'pnpm', 'bun'],
  on: { document: check },
});

function mayServeDevelopers({ name, development, developmentOptions }: Server): boolean {
  return development === true || developmentOptions !== undefined || name === 'Rails';
}

function* check({ finalStage }: Dockerfile): Iterable<Finding> {
  if (finalStage === undefined || finalStage.forDevelopment) return;
  const { cmd, entrypoint } = finalStage.end;
  if ((cmd ?? entrypoint) === undefined) return;
  const found = startedBy(finalStage).flatMap((start) => developmentServer(finalStage, start) ?? []);
  const [first] = found;
  if (first === undefined || isDeclaredForDevelopment(finalStage)) return;
  yield first;
}

function developmentServer(stage: Stage, command: StartedCommand): Finding | undefined {
  const [nameWord, ...rest] = command.words;
  if (nameWord?.value === undefined) return undefined;
  const program = nameWord.value.split('/').at(-1) ?? '';
  const values = rest.map(({ value }) => value);
  const script = developmentScript(program, values);
  if (script !== undefined) {
    return {
      span: spanTo(command, script),
      message:
        'By its name this script is for development. Start the program itself, or name the stage `dev` if it is meant for developers.',
    };
  }
  const start = findServer(program, values);
  if (start === undefined) return undefined;
  const { server, skip } = start;
  const option = rest.find(({ value }) => value !== undefined && server.developmentOptions?.includes(value) === true);
  if (option !== undefined) {
    return {
      span: option.span,
      message: `\`${option.value ?? ''}\` makes ${server.name} a development server. Leave it out of the image that ships.`,
    };
  }
  if (server.development !== true && !(server.name === 'Rails' && isRailsForDevelopment(stage, values)))
    return undefined;
  const advice =
    server.name === 'Rails'
      ? 'Rails runs in development mode here. Set RAILS_ENV=production.'
      : `This is the development server of ${server.name}. Ship what its manual names for production.`;
  return { span: spanTo(command, skip), message: advice };
}

/** From the program to the word with that index, as far as they stand in the instruction. */
function spanTo({ words, instruction }: StartedCommand, last: number): Span {
  const place = instruction.bodySpan;
  const own = words.slice(0, last + 1).filter(({ span }) => contains(place, span));
  const [first, end] = [own[0], own.at(-1)];
  return first === undefined || end === undefined ? place : cover(first.span, end.span);
}

/** The index of the script's name among the words of `npm run dev`, `yarn dev` and the like. */
function developmentScript(program: string, values: readonly (string | undefined)[]): number | undefined {
  if (!/^(?:npm|yarn|pnpm|bun)$/.test(program)) return undefined;
  const isRun = values[0] === 'run' || values[0] === 'run-script';
  const index = isRun ? 1 : 0;
  if (program === 'npm' && !isRun) return undefined;
  const name = values[index];
  return name !== undefined && name !== 'serve' && developmentScripts.includes(name) ? index + 1 : undefined;
}

function isRailsForDevelopment(stage: Stage, values: readonly (string | undefined)[]): boolean {
  if (values.some((value) => value === undefined || /^(?:-e.*|--environment(?:=.*)?)$/.test(value))) return false;
  const at = stage.end.cmd ?? stage.end.entrypoint;
  return at !== undefined && ['RAILS_ENV', 'RACK_ENV'].every((name) => resolveVariable(at, name).kind === 'undeclared');
}

function isDeclaredForDevelopment({ end }: Stage): boolean {
  const at = end.cmd ?? end.entrypoint;
  return at !== undefined && MODES.some((name) => /^(?:dev|test|local)/i.test(resolveVariable(at, name).value ?? ''));
}
