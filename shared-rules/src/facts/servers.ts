import { wordsOf } from '../text/words.js';
import type { PackageOption } from './package-managers.js';

/** A program that serves over the network. */
export interface Server {
  readonly name: string;
  readonly source: string;
  /**
   * Ways to start it, each the beginning of a command line: `flask run`, `manage.py runserver`. An empty word at the end:
   * no subcommand follows.
   */
  readonly starts: readonly (readonly string[])[];
  /** Where it listens if nothing says otherwise. `unknown`: its configuration tells. */
  readonly host: 'loopback' | 'all' | 'unknown';
  readonly port: number | undefined;
  /** Takes an address without port. */
  readonly hostOption?: PackageOption;
  readonly portOption?: PackageOption;
  /** Takes `address:port`. */
  readonly bindOption?: PackageOption;
  /** The address is an operand: `runserver 0.0.0.0:8000`. */
  readonly bindOperand?: boolean;
  /** ENV names that set the address. */
  readonly hostEnvironment?: readonly string[];
  /** ENV names that set the port. */
  readonly portEnvironment?: readonly string[];
  /** A configuration file, or ENV, that it looks for by itself may also set where it listens. */
  readonly isConfigurable?: boolean;
  /** Options, with their dashes, that name such a file. */
  readonly configurationOptions?: readonly string[];
  /** Options, with their dashes, whose value is the next word. */
  readonly optionsWithValue?: readonly string[];
  /** Made for developers, not to be shipped. */
  readonly development?: boolean;
  /** With one of these it is a development server. */
  readonly developmentOptions?: readonly string[];
  /** Options that send its log to a file; `-` is the standard output where `dash` says so. */
  readonly logOptions?: { readonly options: readonly string[]; readonly dash: boolean };
  /** The signal on which it finishes what it is doing and ends; SIGTERM where absent. */
  readonly stopSignal?: string;
  /** Signals on which it ends at once and drops what it is doing. */
  readonly abruptSignals?: readonly string[];
}

/** Taken 2026-11, from each program's manual. */
export const servers: readonly Server[] = [
  {
    name: 'gunicorn',
    source: 'https://docs.gunicorn.org/en/stable/settings.html',
    starts: [['gunicorn']],
    host: 'loopback',
    port: 8000,
    bindOption: { short: 'b', long: ['bind'] },
    optionsWithValue: [
      ...['-b', '--bind', '-w', '--workers', '-k', '--worker-class', '-c', '--config', '-t', '--timeout', '--threads'],
      ...['--worker-connections', '--max-requests', '--max-requests-jitter', '--graceful-timeout', '--keep-alive'],
      ...['--access-logfile', '--error-logfile', '--log-file', '--log-level', '--access-logformat', '--log-config'],
      ...['--worker-tmp-dir', '--chdir', '-p', '--pid', '-u', '--user', '-g', '--group', '-n', '--name', '-e', '--env'],
      ...['--forwarded-allow-ips', '--keyfile', '--certfile', '--statsd-host', '--logger-class', '--pythonpath'],
    ],
    developmentOptions: ['--reload'],
    logOptions: { options: ['--access-logfile', '--error-logfile', '--log-file'], dash: true },
    isConfigurable: true,
    configurationOptions: ['-c', '--config'],
    abruptSignals: ['SIGINT', 'SIGQUIT'],
  },
  {
    name: 'uvicorn',
    source: 'https://www.uvicorn.org/settings/',
    starts: [['uvicorn']],
    host: 'loopback',
    port: 8000,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    hostEnvironment: ['UVICORN_HOST'],
    optionsWithValue: [
      ...[
        '--host',
        '--port',
        '--uds',
        '--fd',
        '--reload-dir',
        '--reload-include',
        '--reload-exclude',
        '--workers',
        '--loop',
      ],
      ...[
        '--http',
        '--ws',
        '--lifespan',
        '--env-file',
        '--log-config',
        '--log-level',
        '--forwarded-allow-ips',
        '--app-dir',
      ],
      ...['--root-path', '--limit-concurrency', '--backlog', '--timeout-keep-alive', '--ssl-keyfile', '--ssl-certfile'],
    ],
    developmentOptions: ['--reload'],
    portEnvironment: ['UVICORN_PORT'],
    configurationOptions: ['--uds', '--fd', '--env-file'],
  },
  {
    name: 'hypercorn',
    source: 'https://hypercorn.readthedocs.io/en/latest/how_to_guides/configuring.html',
    starts: [['hypercorn']],
    host: 'loopback',
    port: 8000,
    bindOption: { short: 'b', long: ['bind'] },
    optionsWithValue: ['-b', '--bind', '-w', '--workers', '-k', '--worker-class', '-c', '--config', '--access-logfile'],
    developmentOptions: ['--reload', '--debug'],
    logOptions: { options: ['--access-logfile', '--error-logfile', '--log-file'], dash: true },
    configurationOptions: ['-c', '--config'],
  },
  {
    name: 'daphne',
    source: 'https://github.com/django/daphne',
    starts: [['daphne']],
    host: 'loopback',
    port: 8000,
    hostOption: { short: 'b', long: ['bind'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: ['-b', '--bind', '-p', '--port', '-e', '--endpoint', '-u', '--unix-socket', '-v', '--verbosity'],
    configurationOptions: ['-e', '--endpoint', '-u', '--unix-socket', '--fd'],
  },
  {
    name: 'waitress',
    source: 'https://docs.pylonsproject.org/projects/waitress/en/stable/runner.html',
    starts: [['waitress-serve']],
    host: 'all',
    port: 8080,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    bindOption: { long: ['listen'] },
  },
  {
    name: 'uwsgi',
    source: 'https://uwsgi-docs.readthedocs.io/en/latest/Options.html',
    starts: [['uwsgi']],
    host: 'unknown',
    port: undefined,
    bindOption: { short: 's', long: ['http', 'http-socket', 'socket'] },
    logOptions: { options: ['--logto', '--logto2', '--daemonize', '-d'], dash: false },
    stopSignal: 'SIGINT',
  },
  {
    name: 'Flask',
    source: 'https://flask.palletsprojects.com/en/stable/cli/',
    starts: [['flask', 'run']],
    host: 'loopback',
    port: 5000,
    hostOption: { short: 'h', long: ['host'] },
    portOption: { short: 'p', long: ['port'] },
    hostEnvironment: ['FLASK_RUN_HOST'],
    optionsWithValue: ['-h', '--host', '-p', '--port', '-A', '--app', '-e', '--env-file', '--cert', '--key'],
    development: true,
    portEnvironment: ['FLASK_RUN_PORT'],
    configurationOptions: ['-e', '--env-file'],
  },
  {
    name: 'Django',
    source: 'https://docs.djangoproject.com/en/stable/ref/django-admin/#runserver',
    starts: [
      ['manage.py', 'runserver'],
      ['./manage.py', 'runserver'],
      ['django-admin', 'runserver'],
    ],
    host: 'loopback',
    port: 8000,
    bindOperand: true,
    optionsWithValue: ['--settings', '--pythonpath', '-v', '--verbosity'],
    development: true,
  },
  {
    name: 'FastAPI',
    source: 'https://fastapi.tiangolo.com/fastapi-cli/',
    starts: [['fastapi', 'dev']],
    host: 'loopback',
    port: 8000,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    optionsWithValue: ['--host', '--port', '--root-path', '--app'],
    development: true,
    portEnvironment: ['PORT'],
  },
  {
    name: 'FastAPI',
    source: 'https://fastapi.tiangolo.com/fastapi-cli/',
    starts: [['fastapi', 'run']],
    host: 'all',
    port: 8000,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    optionsWithValue: ['--host', '--port', '--root-path', '--app', '--workers'],
    developmentOptions: ['--reload'],
    portEnvironment: ['PORT'],
  },
  {
    name: 'Jupyter',
    source: 'https://jupyter-server.readthedocs.io/en/latest/other/full-config.html',
    starts: [['jupyter', 'lab'], ['jupyter', 'notebook'], ['jupyter', 'server'], ['jupyter-lab'], ['jupyter-notebook']],
    host: 'loopback',
    port: 8888,
    hostOption: { long: ['ip', 'ServerApp.ip', 'NotebookApp.ip'] },
    portOption: { long: ['port', 'ServerApp.port'] },
    isConfigurable: true,
  },
  {
    name: 'MkDocs',
    source: 'https://www.mkdocs.org/user-guide/cli/#mkdocs-serve',
    starts: [['mkdocs', 'serve']],
    host: 'loopback',
    port: 8000,
    bindOption: { short: 'a', long: ['dev-addr'] },
    optionsWithValue: ['-a', '--dev-addr', '-f', '--config-file', '-t', '--theme', '-w', '--watch'],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'PHP',
    source: 'https://www.php.net/manual/en/features.commandline.webserver.php',
    starts: [['php', '-S']],
    host: 'unknown',
    port: undefined,
    bindOperand: true,
    optionsWithValue: ['-t', '-c', '-d'],
    development: true,
  },
  {
    name: 'Laravel',
    source: 'https://laravel.com/docs/12.x/installation',
    starts: [
      ['php', 'artisan', 'serve'],
      ['artisan', 'serve'],
      ['./artisan', 'serve'],
    ],
    host: 'loopback',
    port: 8000,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    hostEnvironment: ['SERVER_HOST'],
    optionsWithValue: ['--host', '--port', '--tries'],
    development: true,
    portEnvironment: ['SERVER_PORT'],
  },
  {
    name: 'PHP-FPM',
    source: 'https://www.php.net/manual/en/install.fpm.php',
    starts: [['php-fpm']],
    host: 'unknown',
    port: 9000,
    stopSignal: 'SIGQUIT',
    abruptSignals: ['SIGTERM', 'SIGINT'],
  },
  {
    name: 'Rails',
    source: 'https://guides.rubyonrails.org/command_line.html#bin-rails-server',
    starts: [
      ['rails', 'server'],
      ['rails', 's'],
      ['bin/rails', 'server'],
      ['bin/rails', 's'],
      ['./bin/rails', 'server'],
      ['./bin/rails', 's'],
    ],
    host: 'unknown',
    port: 3000,
    hostOption: { short: 'b', long: ['binding'] },
    portOption: { short: 'p', long: ['port'] },
    hostEnvironment: ['BINDING', 'HOST'],
    optionsWithValue: [
      '-b',
      '--binding',
      '-p',
      '--port',
      '-e',
      '--environment',
      '-u',
      '--using',
      '-c',
      '--config',
      '-P',
      '--pid',
    ],
    isConfigurable: true,
  },
  {
    name: 'Puma',
    source: 'https://puma.io/puma/',
    starts: [['puma']],
    host: 'all',
    port: 9292,
    bindOption: { short: 'b', long: ['bind'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: [
      '-b',
      '--bind',
      '-p',
      '--port',
      '-C',
      '--config',
      '-e',
      '--environment',
      '-t',
      '--threads',
      '-w',
      '--workers',
    ],
    isConfigurable: true,
  },
  {
    name: 'Rack',
    source: 'https://github.com/rack/rackup',
    starts: [['rackup']],
    host: 'loopback',
    port: 9292,
    hostOption: { short: 'o', long: ['host'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: [
      '-o',
      '--host',
      '-p',
      '--port',
      '-s',
      '--server',
      '-E',
      '--env',
      '-O',
      '-P',
      '--pid',
      '-I',
      '-r',
    ],
    isConfigurable: true,
  },
  {
    name: 'Jekyll',
    source: 'https://jekyllrb.com/docs/configuration/options/#serve-command-options',
    starts: [
      ['jekyll', 'serve'],
      ['jekyll', 's'],
    ],
    host: 'loopback',
    port: 4000,
    hostOption: { short: 'H', long: ['host'] },
    portOption: { short: 'P', long: ['port'] },
    optionsWithValue: [
      '-H',
      '--host',
      '-P',
      '--port',
      '-s',
      '--source',
      '-d',
      '--destination',
      '--config',
      '-b',
      '--baseurl',
    ],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Vite',
    source: 'https://vite.dev/guide/cli.html',
    starts: [
      ['vite', 'dev'],
      ['vite', 'serve'],
      ['vite', 'preview'],
      ['vite', ''],
    ],
    host: 'loopback',
    port: 5173,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    optionsWithValue: ['--port', '-c', '--config', '--base', '-l', '--logLevel', '-m', '--mode'],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Next.js',
    source: 'https://nextjs.org/docs/app/api-reference/cli/next',
    starts: [
      ['next', 'dev'],
      ['next', ''],
    ],
    host: 'all',
    port: 3000,
    hostOption: { short: 'H', long: ['hostname'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: ['-H', '--hostname', '-p', '--port'],
    development: true,
    portEnvironment: ['PORT'],
  },
  {
    name: 'Next.js',
    source: 'https://nextjs.org/docs/app/api-reference/cli/next',
    starts: [['next', 'start']],
    host: 'all',
    port: 3000,
    hostOption: { short: 'H', long: ['hostname'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: ['-H', '--hostname', '-p', '--port', '--keepAliveTimeout'],
    portEnvironment: ['PORT'],
  },
  {
    name: 'Nuxt',
    source: 'https://nuxt.com/docs/api/commands/dev',
    starts: [
      ['nuxt', 'dev'],
      ['nuxi', 'dev'],
    ],
    host: 'loopback',
    port: 3000,
    hostOption: { long: ['host'] },
    portOption: { short: 'p', long: ['port'] },
    hostEnvironment: ['NUXT_HOST', 'HOST'],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Astro',
    source: 'https://docs.astro.build/en/reference/cli-reference/',
    starts: [
      ['astro', 'dev'],
      ['astro', 'preview'],
    ],
    host: 'loopback',
    port: 4321,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Angular',
    source: 'https://angular.dev/cli/serve',
    starts: [
      ['ng', 'serve'],
      ['ng', 's'],
    ],
    host: 'loopback',
    port: 4200,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    optionsWithValue: ['--host', '--port', '-c', '--configuration', '--proxy-config'],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'webpack',
    source: 'https://webpack.js.org/configuration/dev-server/',
    starts: [['webpack', 'serve'], ['webpack-dev-server'], ['webpack', 'server']],
    host: 'loopback',
    port: 8080,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Create React App',
    source: 'https://create-react-app.dev/docs/advanced-configuration/',
    starts: [['react-scripts', 'start']],
    host: 'all',
    port: 3000,
    hostEnvironment: ['HOST'],
    development: true,
    isConfigurable: true,
  },
  {
    name: 'Vue CLI',
    source: 'https://cli.vuejs.org/guide/cli-service.html',
    starts: [['vue-cli-service', 'serve']],
    host: 'all',
    port: 8080,
    hostOption: { long: ['host'] },
    portOption: { long: ['port'] },
    development: true,
    isConfigurable: true,
  },
  {
    name: 'nodemon',
    source: 'https://github.com/remy/nodemon',
    starts: [['nodemon'], ['ts-node-dev'], ['tsx', 'watch'], ['tsnd']],
    host: 'unknown',
    port: undefined,
    development: true,
  },
  {
    name: 'http-server',
    source: 'https://github.com/http-party/http-server',
    starts: [['http-server']],
    host: 'all',
    port: 8080,
    hostOption: { short: 'a' },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: ['-a', '-p', '--port', '-c', '-P', '--proxy', '-e', '--ext', '-C', '--cert', '-K', '--key'],
    portEnvironment: ['PORT'],
  },
  {
    name: 'serve',
    source: 'https://github.com/vercel/serve',
    starts: [['serve']],
    host: 'all',
    port: 3000,
    bindOption: { short: 'l', long: ['listen'] },
    portOption: { short: 'p' },
    optionsWithValue: ['-l', '--listen', '-p', '-c', '--config'],
    portEnvironment: ['PORT'],
  },
  {
    name: 'Hugo',
    source: 'https://gohugo.io/commands/hugo_server/',
    starts: [
      ['hugo', 'server'],
      ['hugo', 'serve'],
    ],
    host: 'loopback',
    port: 1313,
    hostOption: { long: ['bind'] },
    portOption: { short: 'p', long: ['port'] },
    optionsWithValue: [
      '--bind',
      '-p',
      '--port',
      '-b',
      '--baseURL',
      '-s',
      '--source',
      '-e',
      '--environment',
      '-t',
      '--theme',
    ],
    development: true,
  },
  {
    name: 'air',
    source: 'https://github.com/air-verse/air',
    starts: [['air']],
    host: 'unknown',
    port: undefined,
    development: true,
  },
  {
    name: 'cargo watch',
    source: 'https://github.com/watchexec/cargo-watch',
    starts: [['cargo', 'watch']],
    host: 'unknown',
    port: undefined,
    development: true,
  },
  {
    name: 'dotnet watch',
    source: 'https://learn.microsoft.com/dotnet/core/tools/dotnet-watch',
    starts: [['dotnet', 'watch']],
    host: 'unknown',
    port: undefined,
    development: true,
  },
  {
    name: 'nginx',
    source: 'https://nginx.org/en/docs/control.html',
    starts: [['nginx']],
    host: 'unknown',
    port: 80,
    optionsWithValue: ['-c', '-e', '-g', '-p', '-s'],
    stopSignal: 'SIGQUIT',
    abruptSignals: ['SIGTERM', 'SIGINT'],
  },
  {
    name: 'Apache',
    source: 'https://httpd.apache.org/docs/2.4/stopping.html',
    starts: [['httpd'], ['httpd-foreground'], ['apache2'], ['apache2-foreground'], ['apachectl'], ['apache2ctl']],
    host: 'unknown',
    port: 80,
    stopSignal: 'SIGWINCH',
    abruptSignals: ['SIGTERM', 'SIGINT'],
  },
  {
    name: 'Caddy',
    source: 'https://caddyserver.com/docs/command-line',
    starts: [['caddy', 'run']],
    host: 'unknown',
    port: 80,
  },
  {
    name: 'HAProxy',
    source: 'https://docs.haproxy.org/3.2/management.html#4',
    starts: [['haproxy']],
    host: 'unknown',
    port: undefined,
    stopSignal: 'SIGUSR1',
    abruptSignals: ['SIGTERM', 'SIGINT'],
  },
  {
    name: 'Redis',
    source: 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
    starts: [['redis-server'], ['valkey-server']],
    host: 'unknown',
    port: 6379,
    hostOption: { long: ['bind'] },
    portOption: { long: ['port'] },
  },
  {
    name: 'PostgreSQL',
    source: 'https://www.postgresql.org/docs/current/server-shutdown.html',
    starts: [['postgres']],
    host: 'unknown',
    port: 5432,
    stopSignal: 'SIGINT',
    abruptSignals: ['SIGQUIT'],
  },
  {
    name: 'MySQL',
    source: 'https://dev.mysql.com/doc/refman/8.4/en/mysqld.html',
    starts: [['mysqld'], ['mariadbd'], ['mysqld_safe'], ['mariadbd-safe']],
    host: 'unknown',
    port: 3306,
  },
  {
    name: 'MongoDB',
    source: 'https://www.mongodb.com/docs/manual/reference/program/mongod/',
    starts: [['mongod']],
    host: 'loopback',
    port: 27017,
    hostOption: { long: ['bind_ip'] },
    portOption: { long: ['port'] },
    optionsWithValue: ['--bind_ip', '--port', '-f', '--config', '--dbpath', '--replSet', '--keyFile'],
    isConfigurable: true,
  },
  {
    name: 'memcached',
    source: 'https://docs.memcached.org/serverguide/',
    starts: [['memcached']],
    host: 'unknown',
    port: 11211,
    hostOption: { short: 'l', long: ['listen'] },
    portOption: { short: 'p', long: ['port'] },
  },
];

/** The server that an image of a family starts by itself, by the image family of `images/`. */
const OWN_SERVERS: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  'nginx-unprivileged': 'nginx',
  httpd: 'Apache',
  haproxy: 'HAProxy',
  postgres: 'PostgreSQL',
};

/** Words for `mentions` of rules: one stands in every command line that starts one of these servers. */
export function serverWords(isMeant: (server: Server) => boolean = () => true): readonly string[] {
  return wordsOf(servers.filter(isMeant).flatMap(({ starts }) => starts.map(([program = '']) => program)));
}

/** The server that an image of that family starts where the file says nothing else. */
export function ownServer(family: string): Server | undefined {
  const name = Object.hasOwn(OWN_SERVERS, family) ? OWN_SERVERS[family] : undefined;
  return name === undefined ? undefined : servers.find((server) => server.name === name);
}

/** Scripts of package.json that, by habit, start a development server: `npm run dev`. */
export const developmentScripts: readonly string[] = [
  ...[
    'dev',
    'start:dev',
    'start:debug',
    'develop',
    'serve',
    'watch',
    'start-dev',
    'dev:server',
    'start:watch',
    'docs:dev',
  ],
];

/** A server that a command line starts, and how many of the words behind the program only say that. */
export interface ServerStart {
  readonly server: Server;
  readonly skip: number;
}

/** Programs that run another one in an environment of theirs, with the words that come before it. */
const RUNNERS: readonly (readonly string[])[] = [
  ...[
    ['poetry', 'run'],
    ['pipenv', 'run'],
    ['uv', 'run'],
    ['pdm', 'run'],
    ['hatch', 'run'],
    ['bundle', 'exec'],
  ],
  ...[['npx'], ['bunx'], ['pnpx'], ['pnpm', 'exec'], ['pnpm', 'dlx'], ['yarn', 'exec'], ['npm', 'exec'], ['bun', 'x']],
  ...[['yarn', 'run'], ['yarn'], ['pnpm']],
];

/**
 * The server that a command starts. Takes the program's name without directories and the values of its arguments
 * (`undefined` for one that is known only at run time). Looks through `python -m`, `python manage.py`, `poetry run`,
 * `bundle exec`, `npx` and the like.
 */
export function findServer(program: string, argumentValues: readonly (string | undefined)[]): ServerStart | undefined {
  const words = [program, ...argumentValues];
  const first = programAt(words);
  const rest = words.slice(first);
  for (const server of candidates(rest[0])) {
    const start = server.starts.find((beginning) =>
      beginning.every((word, index) => sameProgram(rest[index], word, index)),
    );
    if (start !== undefined) return { server, skip: first + start.filter((word) => word !== '').length - 1 };
  }
  return undefined;
}

/** Servers by the word that their command lines begin with, in the order of the table. */
const byFirstWord = groupByFirstWord();

function groupByFirstWord(): ReadonlyMap<string, readonly Server[]> {
  const groups = new Map<string, Server[]>();
  for (const server of servers) {
    for (const word of new Set(server.starts.map(([first = '']) => first))) {
      groups.set(word, [...(groups.get(word) ?? []), server]);
    }
  }
  return groups;
}

/** The servers that a command line may start, by its first word: written as it is, or without its directories. */
function candidates(word = ''): readonly Server[] {
  const whole = byFirstWord.get(word) ?? [];
  const name = word.split('/').at(-1) ?? '';
  return name === word ? whole : [...whole, ...(byFirstWord.get(name) ?? [])];
}

function programAt(words: readonly (string | undefined)[]): number {
  const [program = ''] = words;
  if (/^python(?:\d(?:\.\d+)?)?$/.test(program)) return pythonProgramAt(words);
  const runner = RUNNERS.find((beginning) => beginning.every((word, index) => words[index] === word));
  if (runner === undefined) return 0;
  let index = runner.length;
  while (words[index]?.startsWith('-') === true) index++;
  return index;
}

function pythonProgramAt(words: readonly (string | undefined)[]): number {
  let index = 1;
  while (/^-[bBdEiIOPqsSuvx]+$/.test(words[index] ?? '')) index++;
  return words[index] === '-m' ? index + 1 : index;
}

/** Programs are compared without their directories, unless the table names one. */
function sameProgram(word: string | undefined, expected: string, index: number): boolean {
  if (expected === '') return word === undefined || word.startsWith('-');
  if (word === undefined || word === expected) return word !== undefined;
  return index === 0 && !expected.includes('/') && word.split('/').at(-1) === expected;
}

/** Commands that can ask a server over HTTP whether it is well. */
export type ProbeTool = 'curl' | 'wget' | 'python' | 'python3' | 'node' | 'ruby' | 'php';

const PYTHON_PROBE = (url: string): string => `import urllib.request; urllib.request.urlopen('${url}', timeout=5)`;

/** The words of a check, for the exec form: each ends with a status that is not 0 where the server does not answer with success. */
const PROBES: Readonly<Record<ProbeTool, (url: string) => readonly string[]>> = {
  curl: (url) => ['curl', '--fail', '--silent', '--show-error', '--output', '/dev/null', '--max-time', '5', url],
  wget: (url) => ['wget', '-q', '-T', '5', '-O', '/dev/null', url],
  python: (url) => ['python', '-c', PYTHON_PROBE(url)],
  python3: (url) => ['python3', '-c', PYTHON_PROBE(url)],
  node: (url) => ['node', '-e', `fetch('${url}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`],
  ruby: (url) => ['ruby', '-rnet/http', '-e', `exit Net::HTTP.get_response(URI('${url}')).is_a?(Net::HTTPSuccess)`],
  php: (url) => ['php', '-r', `exit(@file_get_contents('${url}') === false ? 1 : 0);`],
};

/** In the order in which they are to be preferred. */
export const probeTools: readonly ProbeTool[] = ['curl', 'wget', 'python', 'python3', 'node', 'ruby', 'php'];

/** The exec form of a check that asks for `http://127.0.0.1:<port><path>`; `path` begins with `/` and has no quotes. */
export function probeCommand(tool: ProbeTool, port: number, path = '/'): readonly string[] {
  return PROBES[tool](`http://127.0.0.1:${port}${path}`);
}

/** Checks that servers bring themselves, by the image family of `images/`. https://hub.docker.com/ (taken 2026-11) */
export const ownProbes: Readonly<Record<string, readonly string[]>> = {
  postgres: ['pg_isready', '-q', '-U', 'postgres'],
  mysql: ['mysqladmin', 'ping', '-h', '127.0.0.1', '--silent'],
  mariadb: ['healthcheck.sh', '--connect', '--innodb_initialized'],
  mongo: ['mongosh', '--quiet', '--eval', 'db.adminCommand("ping").ok'],
  redis: ['redis-cli', 'ping'],
  valkey: ['valkey-cli', 'ping'],
  rabbitmq: ['rabbitmq-diagnostics', '-q', 'ping'],
};
