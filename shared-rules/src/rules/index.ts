// Made by scripts/registry.mjs from the files in these folders. Do not edit: npm run generate
import type { Rule } from '../rule.js';
import absoluteWorkdir from './files/absolute-workdir.js';
import preferCopy from './files/prefer-copy.js';
import mergeConsecutiveRuns from './layers/merge-consecutive-runs.js';
import noMaintainer from './metadata/no-maintainer.js';
import gunicornWorkerTmpDir from './process/gunicorn-worker-tmp-dir.js';
import healthcheckToolMissing from './process/healthcheck-tool-missing.js';
import noQuotedCommandLine from './process/no-quoted-command-line.js';
import singleCmd from './process/single-cmd.js';
import singleEntrypoint from './process/single-entrypoint.js';
import useExecForm from './process/use-exec-form.js';
import keepBuildToolsOut from './stages/keep-build-tools-out.js';
import noPipeToShell from './supply-chain/no-pipe-to-shell.js';
import verifyRemoteAdd from './supply-chain/verify-remote-add.js';
import unknownRuleInComment from './suppression/unknown-rule-in-comment.js';
import unusedSuppression from './suppression/unused-suppression.js';
import invalidDirective from './syntax/invalid-directive.js';
import malformedExecForm from './syntax/malformed-exec-form.js';
import onlyArgBeforeFrom from './syntax/only-arg-before-from.js';
import syntaxError from './syntax/syntax-error.js';
import unknownInstruction from './syntax/unknown-instruction.js';
import noFinalRootUser from './user/no-final-root-user.js';
import runAsNonRoot from './user/run-as-non-root.js';

/** Every rule, sorted by topic and id. The topic of a rule is its folder. */
export const rules: readonly Rule[] = [
  { topic: 'files', ...absoluteWorkdir },
  { topic: 'files', ...preferCopy },
  { topic: 'layers', ...mergeConsecutiveRuns },
  { topic: 'metadata', ...noMaintainer },
  { topic: 'process', ...gunicornWorkerTmpDir },
  { topic: 'process', ...healthcheckToolMissing },
  { topic: 'process', ...noQuotedCommandLine },
  { topic: 'process', ...singleCmd },
  { topic: 'process', ...singleEntrypoint },
  { topic: 'process', ...useExecForm },
  { topic: 'stages', ...keepBuildToolsOut },
  { topic: 'supply-chain', ...noPipeToShell },
  { topic: 'supply-chain', ...verifyRemoteAdd },
  { topic: 'suppression', ...unknownRuleInComment },
  { topic: 'suppression', ...unusedSuppression },
  { topic: 'syntax', ...invalidDirective },
  { topic: 'syntax', ...malformedExecForm },
  { topic: 'syntax', ...onlyArgBeforeFrom },
  { topic: 'syntax', ...syntaxError },
  { topic: 'syntax', ...unknownInstruction },
  { topic: 'user', ...noFinalRootUser },
  { topic: 'user', ...runAsNonRoot },
];
