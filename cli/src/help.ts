import type { CommandName } from './arguments.js';

const general = `Dockwright lints Dockerfiles, explains what it finds and repairs what it can.

Usage
  dockwright lint [paths…]          Report problems in files and folders
  dockwright explain <rule>         Explain a rule, by its name or by another tool's code
  dockwright rules                  List all rules
  dockwright init                   Write a dockwright.yaml to the current folder
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

Output
  -f, --format <name>               text (default), json, sarif, gitlab, codeclimate, checkstyle, junit, sonarqube, tty
                                    or hadolint-json
  -q, --quiet                       Problems only: no summary, no notes
      --color, --no-color           Colours on or off (default: on in a terminal; NO_COLOR and FORCE_COLOR count)
      --stdin-filename <path>       The name of what comes from standard input: decides on the configuration
      --max-severity <severity>     The highest severity that is tolerated: none, hint (default), info, warning or
                                    error. With warning, only errors end with exit code 1; with error, nothing does

Exit code
  0  no problem above --max-severity
  1  problems above --max-severity
  2  a wrong command line or configuration, or a file that you named could not be read or written

With - and --fix, the fixed text goes to standard output and the report to standard error.
`;

const explain = `Usage: dockwright explain <rule>

Explains a rule: what happens without it, examples, the fix, and how to switch it off. Takes the rule's name or what
another tool calls it, for example use-exec-form, DL3025, hadolint:DL3025 or JSONArgsRecommended.
`;

const rules = `Usage: dockwright rules [--format text|json]

Lists all rules with their severity, what they demand and which fixes they have.
`;

const init = `Usage: dockwright init [--profile <name>]

Writes a dockwright.yaml with the profile and short explanations to the current folder. Never overwrites a file.
`;

const topics: Readonly<Record<CommandName, string>> = { lint, explain, rules, init };

/** The help text of a command, or the general one. Lines are at most 120 characters long. */
export function helpText(topic: CommandName | undefined): string {
  return topic === undefined ? general : topics[topic];
}
