import { isPresent } from '../../context/presence.js';
import type { BuildContext } from '../../context/types.js';
import { contextPath } from '../../model/context-paths.js';
import { transferOf } from '../../model/transfer.js';
import type { InstructionNode, TransferPath } from '../../model/types.js';
import { defineRule, type Finding, type Fix, type RuleContext } from '../../rule.js';
import { nearest } from '../../text/nearest.js';

export default defineRule({
  id: 'copy-missing-file',
  title: 'Copy files by the names that they have',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: ['suggested'],
  why: `
    A COPY of a file that is not in the build context stops the build: \`"/package-lok.json": not found\`. It stops at that
    step, after all steps above it have run, and often only on the build server, because upper and lower case are the same
    on some machines and two names on others.
  `,
  how: 'Paths are relative to the build context, which is not always the folder of the Dockerfile; `..` does not leave it.',
  references: ['https://docs.docker.com/reference/dockerfile/#copy'],
  examples: [
    {
      bad: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json «package-lok.json» ./
        RUN npm ci
      `,
      good: `
        FROM node:24-slim
        WORKDIR /app
        COPY package.json package-lock.json ./
        RUN npm ci
      `,
      fix: 'suggested',
      context: { paths: ['package.json', 'package-lock.json', 'server.js', 'Dockerfile'] },
    },
    {
      title: 'Upper and lower case are two names; the folder is right.',
      bad: `
        FROM python:3.13-slim
        COPY --chmod=755 app /app
        COPY \\
          «config/Settings.toml» \\
          /etc/app/
      `,
      good: `
        FROM python:3.13-slim
        COPY --chmod=755 app /app
        COPY \\
          config/settings.toml \\
          /etc/app/
      `,
      fix: 'suggested',
      context: { paths: ['app/', 'app/main.py', 'config/', 'config/settings.toml'] },
    },
  ],
  silences: [
    { because: 'nobody knows the build context', text: 'FROM node:24-slim\nCOPY package.jsn ./\n' },
    {
      because: 'nothing has a name like it: a step before the build may make it',
      text: 'FROM eclipse-temurin:21-jre\nCOPY pom.xml target/app.jar /app/\n',
      context: { paths: ['pom.xml', 'src/', 'src/A.java'] },
    },
    {
      because: 'it comes from another stage, or from the network',
      text: 'FROM node:24 AS build\nFROM nginx:1.30\nCOPY --from=build /dst /dst\nADD https://example.org/dst /x/\n',
      context: { paths: ['dist'] },
    },
    {
      because: 'a pattern may fit nothing, and a variable may be anything',
      text: 'FROM node:24-slim\nARG NAME\nCOPY yarn.loc[k] $NAME ./\n',
      context: { paths: ['yarn.lock.old', 'a'] },
    },
    {
      because: 'it is the number that differs: both may be meant',
      text: 'FROM node:24-slim\nCOPY app1.js app2.js ./\n',
      context: { paths: ['app1.js'] },
    },
    {
      because: 'the ending differs: it may be made of the other file',
      text: 'FROM node:24-slim\nCOPY package.json index.js ./\nCOPY lib /lib\n',
      context: { paths: ['package.json', 'index.ts', 'bin/'] },
    },
  ],
  on: { COPY: check, ADD: check },
});

function* check(instruction: InstructionNode, { buildContext }: RuleContext): Iterable<Finding> {
  if (buildContext === undefined || instruction.isTrigger) return;
  const { sources, from } = transferOf(instruction);
  if (from !== undefined) return;
  for (const source of sources) {
    const path = source.path === undefined ? undefined : contextPath(source.path);
    if (path === undefined || path === '' || /[*?[]/.test(path) || isPresent(buildContext, path) !== false) continue;
    const meant = nameLike(path, buildContext);
    if (meant === undefined) continue;
    yield {
      span: source.span,
      message: `The build context has no "${path}", so the build stops here. Did you mean "${meant}"?`,
      fixes: () => fixes(source, path, meant),
    };
  }
}

/** A file or folder beside it with a name that is nearly the same, and not only by a number. */
function nameLike(path: string, { paths, unlisted }: BuildContext): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (unlisted?.has(folder) === true) return undefined;
  const names: string[] = [];
  for (const each of paths) {
    if (!each.startsWith(folder)) continue;
    const name = each.slice(folder.length).replace(/\/$/, '');
    if (name !== '' && !name.includes('/')) names.push(name);
  }
  const written = path.slice(folder.length);
  const found = nearest(written, names, written.length >= LONG ? 2 : 1);
  return found !== undefined && isMisspelling(written, found) ? folder + found : undefined;
}

/** From so many letters on, two may differ; below a few, names that differ in one are two names. */
const LONG = 10;
const SHORT = 4;

/** Not where the number or the ending differs: then the other file is another one. */
function isMisspelling(written: string, found: string): boolean {
  const [left, right] = [written.toLowerCase(), found.toLowerCase()];
  if (left === right) return true;
  const isOther = left.replace(/\d+/g, '0') === right.replace(/\d+/g, '0');
  return written.length > SHORT && !isOther && endingOf(left) === endingOf(right);
}

function endingOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1 || name.length);
}

/** Only where the path is written as it is read, so that nothing else of the word is lost. */
function fixes({ text, span }: TransferPath, path: string, meant: string): readonly Fix[] {
  const at = text.lastIndexOf(path);
  if (at === -1 || span.end - span.start !== text.length || /[\s"'\\$]/.test(meant)) return [];
  const start = span.start + at;
  const edits = [{ span: { start, end: start + path.length }, text: meant }];
  return [{ title: `Copy ${meant}`, safety: 'suggested', edits }];
}
