import type { CommandName } from './arguments.js';

const general = `Dockwright lints Dockerfiles, explains what it finds and repairs what it can.

Usage
  dockwright lint [paths…]          Report problems in files and folders
  dockwright explain <rule>         Explain a rule, by its name or by another tool's code
  dockwright rules                  List all rules
  dockwright init                   Write a dockwright.yaml to the current folder
  dockwright hadolint <files…>      Lint as hadolint does: its options, formats and exit codes
  dockwright help [command]         Show the options of a command

Options
  -h, --help                        Show this text
  -v, --version                     Show the version
      --color, --no-color           Colours on or off (default: on in a terminal; NO_COLOR and FORCE_COLOR count)

Start with: dockwright lint
`;

const lint = `Usage: dockwright lint [options] [paths…]

Reports problems in Dockerfiles and .dockerignore files. A path is a file, a folder, a pattern such as
'services/**/Dockerfile', or - for standard input; without paths, the current folder. Folders are searched for every
spelling of Dockerfile and Containerfile, and for .dockerignore files. What .gitignore excludes, .git and node_modules
are left out; a file that you name is always linted.

Fixes
      --fix                         Apply the fixes that keep the built image as it is
      --fix=suggested               Apply those that are right for most images, too; look through them afterwards
      --diff                        Print what --fix would change as a patch, and write nothing

Configuration
  -c, --config <file>               Use this configuration instead of the nearest dockwright.yaml
      --context <folder>            The build context of all files. Without it, Dockwright looks for what a Dockerfile
                                    copies in its own folder and in the top folder of the repository
      --profile <name>              recommended, strict, security, performance, hadolint or buildkit
      --shellcheck <program>        Check the shell commands of RUN with this ShellCheck, too; auto is the one on the
                                    PATH, where there is one. It takes a moment for each RUN
      --no-shellcheck               Without ShellCheck, also where an option before it asks for it

Output
  -f, --format <name>               text (default), json, sarif, gitlab, codeclimate, checkstyle, junit, sonarqube, tty,
                                    gnu, codacy or hadolint-json
  -q, --quiet                       Problems only: no summary, no notes
      --color, --no-color           Colours on or off (default: on in a terminal; NO_COLOR and FORCE_COLOR count)
      --stdin-filename <path>       The name of what comes from standard input: decides on the configuration
      --max-severity <severity>     The highest severity that is tolerated: none, hint (default), info, warning or
                                    error. With warning, only errors end with exit code 1; with error, nothing does

Exit code
  0  no problem above --max-severity
  1  problems above --max-severity
  2  a wrong command line or configuration, or a file that you named could not be read or written

Where a .hadolint.yaml holds, its failure-threshold, no-fail, no-color, format, formats and verbose count, too, unless
the command line says otherwise.

With - and --fix, the fixed text goes to standard output and the report to standard error.
`;

const explain = `Usage: dockwright explain <rule>

Explains a rule: what happens without it, examples, the fix, and how to switch it off. Takes the rule's name or what
another tool calls it, for example use-exec-form, DL3025, hadolint:DL3025 or JSONArgsRecommended.
`;

const rules = `Usage: dockwright rules [--format text|json]

Lists all rules with their severity, what they demand and which fixes they have.
`;

const init = `Usage: dockwright init [--profile <name>] [--from-hadolint [file]]

Writes a dockwright.yaml with the profile and short explanations to the current folder. Never overwrites a file.

      --profile <name>              The set of rules to start from (default: recommended)
      --from-hadolint [file]        Carry over what a .hadolint.yaml says, so that the problems stay the same. Without a
                                    file, the one of the current folder
`;

const hadolint = `Usage: dockwright hadolint [options] <files…>

Lints as hadolint does, so that a pipeline changes one word: hadolint's options, configuration, environment variables,
formats and exit codes, and the rules that hadolint has. A file is a Dockerfile, a folder, a pattern or - for standard
input. The findings of ShellCheck are in it where ShellCheck is on the PATH. What else is different is listed in
docs/compatibility.md.

Configuration
  -c, --config <file>               Use this file instead of the nearest .hadolint.yaml upwards from each Dockerfile
      --ignore <code>               Leave out a rule
      --error, --warning, --info, --style <code>
                                    Set the severity of a rule
      --trusted-registry <name>     A registry that images may come from
      --require-label <name:type>   A label that images must have; a type is text, url, semver, hash, rfc3339, spdx or
                                    email
      --strict-labels               No other labels
      --disable-ignore-pragma       Comments in a Dockerfile silence nothing
These come on top of what the configuration says. All but the last two may be repeated, or take a list with commas.

Output
  -f, --format <name>               tty (default), json, checkstyle, codeclimate, gitlab_codeclimate, gnu, codacy,
                                    sonarqube, sarif or junit; may be repeated
  -o, --output <file>               Write to a file; the n-th file gets the n-th format
      --file-path-in-report <path>  Name this path in checkstyle, codeclimate, gitlab_codeclimate, sonarqube and junit
      --no-color                    No colours
  -V, --verbose                     Tell which configuration holds for each file
  -h, --help                        Show this text
  -v, --version                     Show the version

Exit code
  -t, --failure-threshold <level>   error, warning, info (default), style, ignore or none: fail from this severity on.
                                    ignore and none fail on every finding
      --no-fail                     Do not fail because of findings
  0  no finding from the threshold on
  1  findings, a wrong command line, or a file that could not be read or written

Environment: HADOLINT_IGNORE, HADOLINT_OVERRIDE_ERROR, _WARNING, _INFO and _STYLE, HADOLINT_TRUSTED_REGISTRIES,
HADOLINT_REQUIRE_LABELS, HADOLINT_STRICT_LABELS, HADOLINT_DISABLE_IGNORE_PRAGMA, HADOLINT_FAILURE_THRESHOLD,
HADOLINT_NOFAIL, HADOLINT_FORMAT, HADOLINT_VERBOSE and NO_COLOR. The configuration wins over it, and the command line
over both; lists are joined.
`;

const topics: Readonly<Record<CommandName, string>> = { lint, explain, rules, init, hadolint };

/** The help text of a command, or the general one. Lines are at most 120 characters long. */
export function helpText(topic: CommandName | undefined): string {
  return topic === undefined ? general : topics[topic];
}
