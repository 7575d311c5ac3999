import { resolveVariable } from '../../model/variables.js';
import type { Tool } from './tool.js';
import { onInstructions, type Verdict } from './verdict.js';

/** https://github.com/moby/buildkit/blob/master/frontend/dockerfile/dockerfile2llb/convert.go */
const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const NO_SECRET = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Every key by its name alone, but for an ARG before the first FROM. */
const secretNames: Verdict = ({ dockerfile }) =>
  dockerfile.instructions.flatMap((node) => {
    if ((node.keyword !== 'ARG' && node.keyword !== 'ENV') || node.stage === undefined) return [];
    return node.properties
      .filter(({ key }) => SECRET.test(key) && !NO_SECRET.test(key))
      .map(({ keySpan }) => ({ node, span: keySpan }));
  });

/** A variable that nobody has set is empty, and an empty path is relative. */
const emptyWorkdir = onInstructions((node) => {
  if (node.keyword !== 'WORKDIR' || node.before.workdirInstruction !== undefined) return false;
  const name = /^\$\{?(\w+)\}?$/.exec(node.body.text)?.[1];
  return name !== undefined && resolveVariable(node, name).kind === 'undeclared';
});

/** What is no JSON array is a command line. */
const brokenArray = onInstructions(
  ({ keyword, form, before }) =>
    (keyword === 'CMD' || keyword === 'ENTRYPOINT') &&
    form.kind === 'malformed' &&
    before.shell.instruction === undefined,
);

/** https://docs.docker.com/reference/build-checks/ */
export const buildkit: Tool = {
  prefix: 'buildkit:',
  title: 'docker build --check',
  read: (dockerfile) => ({ dockerfile, runs: [] }),
  verdicts: new Map([['SecretsUsedInArgOrEnv', secretNames]]),
  further: new Map([
    ['WorkdirRelativePath', emptyWorkdir],
    ['JSONArgsRecommended', brokenArray],
  ]),
  inTriggers: new Set(),
};
