// Made by scripts/registry.mjs from the files in these folders. Do not edit: npm run generate
import type { Rule } from '../rule.js';
import alpinePythonWheels from './base-image/alpine-python-wheels.js';
import baseImagePlatformMismatch from './base-image/base-image-platform-mismatch.js';
import endOfLifeBaseImage from './base-image/end-of-life-base-image.js';
import invalidDefaultArgInFrom from './base-image/invalid-default-arg-in-from.js';
import movingTag from './base-image/moving-tag.js';
import noConstantPlatform from './base-image/no-constant-platform.js';
import noLatestTag from './base-image/no-latest-tag.js';
import pinBaseImageDigest from './base-image/pin-base-image-digest.js';
import pinBaseImageTag from './base-image/pin-base-image-tag.js';
import preferSlimBaseImage from './base-image/prefer-slim-base-image.js';
import redundantTargetPlatform from './base-image/redundant-target-platform.js';
import trustedRegistry from './base-image/trusted-registry.js';
import undefinedArgInFrom from './base-image/undefined-arg-in-from.js';
import aptCacheMountLocked from './cache/apt-cache-mount-locked.js';
import cacheMount from './cache/cache-mount.js';
import cacheMountUnused from './cache/cache-mount-unused.js';
import copyDetail from './cache/copy-detail.js';
import copyManifestsFirst from './cache/copy-manifests-first.js';
import installPathNotCopied from './cache/install-path-not-copied.js';
import noVolatileDownload from './cache/no-volatile-download.js';
import useLockfile from './cache/use-lockfile.js';
import volatileLate from './cache/volatile-late.js';
import dockerignoreIncomplete from './dockerignore/dockerignore-incomplete.js';
import dockerignorePatternTrap from './dockerignore/dockerignore-pattern-trap.js';
import dockerignorePatternUnused from './dockerignore/dockerignore-pattern-unused.js';
import dockerignoreReincludesSecret from './dockerignore/dockerignore-reincludes-secret.js';
import absoluteWorkdir from './files/absolute-workdir.js';
import addArchive from './files/add-archive.js';
import copyExplicitly from './files/copy-explicitly.js';
import copyIgnoredFile from './files/copy-ignored-file.js';
import copyMissingFile from './files/copy-missing-file.js';
import missingDockerignore from './files/missing-dockerignore.js';
import noSystemWorkdir from './files/no-system-workdir.js';
import preferCopy from './files/prefer-copy.js';
import preferWorkdir from './files/prefer-workdir.js';
import relativeCopyWithoutWorkdir from './files/relative-copy-without-workdir.js';
import writeAfterVolume from './files/write-after-volume.js';
import cleanInSameLayer from './layers/clean-in-same-layer.js';
import mergeAdjacentCopies from './layers/merge-adjacent-copies.js';
import mergeConsecutiveRuns from './layers/merge-consecutive-runs.js';
import noDeleteOfLowerLayer from './layers/no-delete-of-lower-layer.js';
import commentDescription from './metadata/comment-description.js';
import labelIsEmail from './metadata/label-is-email.js';
import labelIsGitHash from './metadata/label-is-git-hash.js';
import labelIsLicense from './metadata/label-is-license.js';
import labelIsTime from './metadata/label-is-time.js';
import labelIsUrl from './metadata/label-is-url.js';
import labelIsVersion from './metadata/label-is-version.js';
import labelNotEmpty from './metadata/label-not-empty.js';
import noExtraLabels from './metadata/no-extra-labels.js';
import noMaintainer from './metadata/no-maintainer.js';
import noTodo from './metadata/no-todo.js';
import requiredLabels from './metadata/required-labels.js';
import validLabelKey from './metadata/valid-label-key.js';
import exposeMatchesServer from './network/expose-matches-server.js';
import noAdminPorts from './network/no-admin-ports.js';
import noHostNetwork from './network/no-host-network.js';
import noInsecureMode from './network/no-insecure-mode.js';
import noLoopbackBind from './network/no-loopback-bind.js';
import apkNoCache from './packages/apk-no-cache.js';
import aptGetAssumeYes from './packages/apt-get-assume-yes.js';
import aptGetNoInstallRecommends from './packages/apt-get-no-install-recommends.js';
import cleanDnfCache from './packages/clean-dnf-cache.js';
import cleanPackageLists from './packages/clean-package-lists.js';
import cleanYarnCache from './packages/clean-yarn-cache.js';
import cleanYumCache from './packages/clean-yum-cache.js';
import cleanZypperCache from './packages/clean-zypper-cache.js';
import condaClean from './packages/conda-clean.js';
import dnfAssumeYes from './packages/dnf-assume-yes.js';
import noCurlAndWget from './packages/no-curl-and-wget.js';
import noDistributionUpgrade from './packages/no-distribution-upgrade.js';
import noZypperDistUpgrade from './packages/no-zypper-dist-upgrade.js';
import pinApkPackages from './packages/pin-apk-packages.js';
import pinAptPackages from './packages/pin-apt-packages.js';
import pinDnfPackages from './packages/pin-dnf-packages.js';
import pinGemPackages from './packages/pin-gem-packages.js';
import pinGoPackages from './packages/pin-go-packages.js';
import pinNpmPackages from './packages/pin-npm-packages.js';
import pinPipPackages from './packages/pin-pip-packages.js';
import pinYumPackages from './packages/pin-yum-packages.js';
import pinZypperPackages from './packages/pin-zypper-packages.js';
import pipNoCache from './packages/pip-no-cache.js';
import pipWheelsNoIndex from './packages/pip-wheels-no-index.js';
import preferAptGet from './packages/prefer-apt-get.js';
import updateWithInstall from './packages/update-with-install.js';
import wrongPackageName from './packages/wrong-package-name.js';
import yumAssumeYes from './packages/yum-assume-yes.js';
import zypperNonInteractive from './packages/zypper-non-interactive.js';
import entrypointIgnoresCmd from './process/entrypoint-ignores-cmd.js';
import execInEntrypointScript from './process/exec-in-entrypoint-script.js';
import gracefulStopSignal from './process/graceful-stop-signal.js';
import gunicornWorkerTmpDir from './process/gunicorn-worker-tmp-dir.js';
import healthcheckAlwaysPasses from './process/healthcheck-always-passes.js';
import healthcheckToolMissing from './process/healthcheck-tool-missing.js';
import logToStdout from './process/log-to-stdout.js';
import noDebugEnvironment from './process/no-debug-environment.js';
import noDevelopmentServer from './process/no-development-server.js';
import noPointlessCommands from './process/no-pointless-commands.js';
import noProcess from './process/no-process.js';
import noPythonBytecodeEnv from './process/no-python-bytecode-env.js';
import noQuotedCommandLine from './process/no-quoted-command-line.js';
import noShellSwap from './process/no-shell-swap.js';
import oneServicePerContainer from './process/one-service-per-container.js';
import requireHealthcheck from './process/require-healthcheck.js';
import shellSyntaxInExecForm from './process/shell-syntax-in-exec-form.js';
import singleCmd from './process/single-cmd.js';
import singleEntrypoint from './process/single-entrypoint.js';
import singleHealthcheck from './process/single-healthcheck.js';
import useExecForm from './process/use-exec-form.js';
import usePipefail from './process/use-pipefail.js';
import venvActivation from './process/venv-activation.js';
import credentialToolWithoutSecret from './secrets/credential-tool-without-secret.js';
import noCredentialsInUrl from './secrets/no-credentials-in-url.js';
import noEnvironmentDump from './secrets/no-environment-dump.js';
import noHardCodedKey from './secrets/no-hard-coded-key.js';
import noKeyGeneratedAtBuild from './secrets/no-key-generated-at-build.js';
import noPasswordOnCommandLine from './secrets/no-password-on-command-line.js';
import noSecretFileCopied from './secrets/no-secret-file-copied.js';
import noSecretInArg from './secrets/no-secret-in-arg.js';
import noSecretInEnv from './secrets/no-secret-in-env.js';
import noSecretInRun from './secrets/no-secret-in-run.js';
import noSecretRemovedLater from './secrets/no-secret-removed-later.js';
import noTokenInConfigFile from './secrets/no-token-in-config-file.js';
import secretMountMisused from './secrets/secret-mount-misused.js';
import secretMountMode from './secrets/secret-mount-mode.js';
import sshKeyInBuild from './secrets/ssh-key-in-build.js';
import noBashSyntaxInSh from './shell/no-bash-syntax-in-sh.js';
import quoteInTest from './shell/quote-in-test.js';
import stopWhenCdFails from './shell/stop-when-cd-fails.js';
import circularStages from './stages/circular-stages.js';
import debugToolsInFinalStage from './stages/debug-tools-in-final-stage.js';
import duplicateStageName from './stages/duplicate-stage-name.js';
import keepBuildToolsOut from './stages/keep-build-tools-out.js';
import nameStageReference from './stages/name-stage-reference.js';
import noArtifactLeftBehind from './stages/no-artifact-left-behind.js';
import noCopyOfWholeStage from './stages/no-copy-of-whole-stage.js';
import noDevDependencies from './stages/no-dev-dependencies.js';
import noSdkInFinalStage from './stages/no-sdk-in-final-stage.js';
import noSelfCopy from './stages/no-self-copy.js';
import noShellInScratch from './stages/no-shell-in-scratch.js';
import noSourceBesideBuild from './stages/no-source-beside-build.js';
import reservedStageName from './stages/reserved-stage-name.js';
import unknownStage from './stages/unknown-stage.js';
import unusedStage from './stages/unused-stage.js';
import consistentInstructionCase from './style/consistent-instruction-case.js';
import exposeProtocolCase from './style/expose-protocol-case.js';
import fileTooLong from './style/file-too-long.js';
import fromAsCase from './style/from-as-case.js';
import lowercaseStageName from './style/lowercase-stage-name.js';
import sortPackageList from './style/sort-package-list.js';
import wgetProgress from './style/wget-progress.js';
import contentTrustRetired from './supply-chain/content-trust-retired.js';
import curlFail from './supply-chain/curl-fail.js';
import curlHttpsOnly from './supply-chain/curl-https-only.js';
import dockerSocketInImage from './supply-chain/docker-socket-in-image.js';
import noClearTextUrl from './supply-chain/no-clear-text-url.js';
import noExtraIndexUrl from './supply-chain/no-extra-index-url.js';
import noInstallScripts from './supply-chain/no-install-scripts.js';
import noPipeToShell from './supply-chain/no-pipe-to-shell.js';
import noSignatureCheckOff from './supply-chain/no-signature-check-off.js';
import noSshKeyscan from './supply-chain/no-ssh-keyscan.js';
import noTlsVerificationOff from './supply-chain/no-tls-verification-off.js';
import noWeakChecksum from './supply-chain/no-weak-checksum.js';
import noWeakTls from './supply-chain/no-weak-tls.js';
import preferAddForDownload from './supply-chain/prefer-add-for-download.js';
import verifyRemoteAdd from './supply-chain/verify-remote-add.js';
import vulnerableDownload from './supply-chain/vulnerable-download.js';
import ineffectiveHadolintComment from './suppression/ineffective-hadolint-comment.js';
import noInlineIgnore from './suppression/no-inline-ignore.js';
import unknownRuleInComment from './suppression/unknown-rule-in-comment.js';
import unusedSuppression from './suppression/unused-suppression.js';
import copyManyNeedsDirectory from './syntax/copy-many-needs-directory.js';
import frontendTooOld from './syntax/frontend-too-old.js';
import invalidDirective from './syntax/invalid-directive.js';
import invalidOnbuildTrigger from './syntax/invalid-onbuild-trigger.js';
import malformedExecForm from './syntax/malformed-exec-form.js';
import noEmptyContinuation from './syntax/no-empty-continuation.js';
import noLegacyKeyValue from './syntax/no-legacy-key-value.js';
import onlyArgBeforeFrom from './syntax/only-arg-before-from.js';
import syntaxDirectiveVersion from './syntax/syntax-directive-version.js';
import syntaxError from './syntax/syntax-error.js';
import unknownFlag from './syntax/unknown-flag.js';
import unknownInstruction from './syntax/unknown-instruction.js';
import validPort from './syntax/valid-port.js';
import chownCopiedFiles from './user/chown-copied-files.js';
import lockedDownUser from './user/locked-down-user.js';
import noFinalRootUser from './user/no-final-root-user.js';
import noLargeUid from './user/no-large-uid.js';
import noSudo from './user/no-sudo.js';
import noWorldWritable from './user/no-world-writable.js';
import noWritableExecutables from './user/no-writable-executables.js';
import numericUser from './user/numeric-user.js';
import privilegedStepAfterUser from './user/privileged-step-after-user.js';
import runAsNonRoot from './user/run-as-non-root.js';
import unknownUser from './user/unknown-user.js';
import unusedUser from './user/unused-user.js';
import userCommandOfOtherDistro from './user/user-command-of-other-distro.js';
import envUsesItself from './variables/env-uses-itself.js';
import undefinedVariable from './variables/undefined-variable.js';
import unsetHasNoEffect from './variables/unset-has-no-effect.js';
import unusedArg from './variables/unused-arg.js';

/** Every rule, sorted by topic and id. The topic of a rule is its folder. */
export const rules: readonly Rule[] = [
  { topic: 'base-image', ...alpinePythonWheels },
  { topic: 'base-image', ...baseImagePlatformMismatch },
  { topic: 'base-image', ...endOfLifeBaseImage },
  { topic: 'base-image', ...invalidDefaultArgInFrom },
  { topic: 'base-image', ...movingTag },
  { topic: 'base-image', ...noConstantPlatform },
  { topic: 'base-image', ...noLatestTag },
  { topic: 'base-image', ...pinBaseImageDigest },
  { topic: 'base-image', ...pinBaseImageTag },
  { topic: 'base-image', ...preferSlimBaseImage },
  { topic: 'base-image', ...redundantTargetPlatform },
  { topic: 'base-image', ...trustedRegistry },
  { topic: 'base-image', ...undefinedArgInFrom },
  { topic: 'cache', ...aptCacheMountLocked },
  { topic: 'cache', ...cacheMount },
  { topic: 'cache', ...cacheMountUnused },
  { topic: 'cache', ...copyDetail },
  { topic: 'cache', ...copyManifestsFirst },
  { topic: 'cache', ...installPathNotCopied },
  { topic: 'cache', ...noVolatileDownload },
  { topic: 'cache', ...useLockfile },
  { topic: 'cache', ...volatileLate },
  { topic: 'dockerignore', ...dockerignoreIncomplete },
  { topic: 'dockerignore', ...dockerignorePatternTrap },
  { topic: 'dockerignore', ...dockerignorePatternUnused },
  { topic: 'dockerignore', ...dockerignoreReincludesSecret },
  { topic: 'files', ...absoluteWorkdir },
  { topic: 'files', ...addArchive },
  { topic: 'files', ...copyExplicitly },
  { topic: 'files', ...copyIgnoredFile },
  { topic: 'files', ...copyMissingFile },
  { topic: 'files', ...missingDockerignore },
  { topic: 'files', ...noSystemWorkdir },
  { topic: 'files', ...preferCopy },
  { topic: 'files', ...preferWorkdir },
  { topic: 'files', ...relativeCopyWithoutWorkdir },
  { topic: 'files', ...writeAfterVolume },
  { topic: 'layers', ...cleanInSameLayer },
  { topic: 'layers', ...mergeAdjacentCopies },
  { topic: 'layers', ...mergeConsecutiveRuns },
  { topic: 'layers', ...noDeleteOfLowerLayer },
  { topic: 'metadata', ...commentDescription },
  { topic: 'metadata', ...labelIsEmail },
  { topic: 'metadata', ...labelIsGitHash },
  { topic: 'metadata', ...labelIsLicense },
  { topic: 'metadata', ...labelIsTime },
  { topic: 'metadata', ...labelIsUrl },
  { topic: 'metadata', ...labelIsVersion },
  { topic: 'metadata', ...labelNotEmpty },
  { topic: 'metadata', ...noExtraLabels },
  { topic: 'metadata', ...noMaintainer },
  { topic: 'metadata', ...noTodo },
  { topic: 'metadata', ...requiredLabels },
  { topic: 'metadata', ...validLabelKey },
  { topic: 'network', ...exposeMatchesServer },
  { topic: 'network', ...noAdminPorts },
  { topic: 'network', ...noHostNetwork },
  { topic: 'network', ...noInsecureMode },
  { topic: 'network', ...noLoopbackBind },
  { topic: 'packages', ...apkNoCache },
  { topic: 'packages', ...aptGetAssumeYes },
  { topic: 'packages', ...aptGetNoInstallRecommends },
  { topic: 'packages', ...cleanDnfCache },
  { topic: 'packages', ...cleanPackageLists },
  { topic: 'packages', ...cleanYarnCache },
  { topic: 'packages', ...cleanYumCache },
  { topic: 'packages', ...cleanZypperCache },
  { topic: 'packages', ...condaClean },
  { topic: 'packages', ...dnfAssumeYes },
  { topic: 'packages', ...noCurlAndWget },
  { topic: 'packages', ...noDistributionUpgrade },
  { topic: 'packages', ...noZypperDistUpgrade },
  { topic: 'packages', ...pinApkPackages },
  { topic: 'packages', ...pinAptPackages },
  { topic: 'packages', ...pinDnfPackages },
  { topic: 'packages', ...pinGemPackages },
  { topic: 'packages', ...pinGoPackages },
  { topic: 'packages', ...pinNpmPackages },
  { topic: 'packages', ...pinPipPackages },
  { topic: 'packages', ...pinYumPackages },
  { topic: 'packages', ...pinZypperPackages },
  { topic: 'packages', ...pipNoCache },
  { topic: 'packages', ...pipWheelsNoIndex },
  { topic: 'packages', ...preferAptGet },
  { topic: 'packages', ...updateWithInstall },
  { topic: 'packages', ...wrongPackageName },
  { topic: 'packages', ...yumAssumeYes },
  { topic: 'packages', ...zypperNonInteractive },
  { topic: 'process', ...entrypointIgnoresCmd },
  { topic: 'process', ...execInEntrypointScript },
  { topic: 'process', ...gracefulStopSignal },
  { topic: 'process', ...gunicornWorkerTmpDir },
  { topic: 'process', ...healthcheckAlwaysPasses },
  { topic: 'process', ...healthcheckToolMissing },
  { topic: 'process', ...logToStdout },
  { topic: 'process', ...noDebugEnvironment },
  { topic: 'process', ...noDevelopmentServer },
  { topic: 'process', ...noPointlessCommands },
  { topic: 'process', ...noProcess },
  { topic: 'process', ...noPythonBytecodeEnv },
  { topic: 'process', ...noQuotedCommandLine },
  { topic: 'process', ...noShellSwap },
  { topic: 'process', ...oneServicePerContainer },
  { topic: 'process', ...requireHealthcheck },
  { topic: 'process', ...shellSyntaxInExecForm },
  { topic: 'process', ...singleCmd },
  { topic: 'process', ...singleEntrypoint },
  { topic: 'process', ...singleHealthcheck },
  { topic: 'process', ...useExecForm },
  { topic: 'process', ...usePipefail },
  { topic: 'process', ...venvActivation },
  { topic: 'secrets', ...credentialToolWithoutSecret },
  { topic: 'secrets', ...noCredentialsInUrl },
  { topic: 'secrets', ...noEnvironmentDump },
  { topic: 'secrets', ...noHardCodedKey },
  { topic: 'secrets', ...noKeyGeneratedAtBuild },
  { topic: 'secrets', ...noPasswordOnCommandLine },
  { topic: 'secrets', ...noSecretFileCopied },
  { topic: 'secrets', ...noSecretInArg },
  { topic: 'secrets', ...noSecretInEnv },
  { topic: 'secrets', ...noSecretInRun },
  { topic: 'secrets', ...noSecretRemovedLater },
  { topic: 'secrets', ...noTokenInConfigFile },
  { topic: 'secrets', ...secretMountMisused },
  { topic: 'secrets', ...secretMountMode },
  { topic: 'secrets', ...sshKeyInBuild },
  { topic: 'shell', ...noBashSyntaxInSh },
  { topic: 'shell', ...quoteInTest },
  { topic: 'shell', ...stopWhenCdFails },
  { topic: 'stages', ...circularStages },
  { topic: 'stages', ...debugToolsInFinalStage },
  { topic: 'stages', ...duplicateStageName },
  { topic: 'stages', ...keepBuildToolsOut },
  { topic: 'stages', ...nameStageReference },
  { topic: 'stages', ...noArtifactLeftBehind },
  { topic: 'stages', ...noCopyOfWholeStage },
  { topic: 'stages', ...noDevDependencies },
  { topic: 'stages', ...noSdkInFinalStage },
  { topic: 'stages', ...noSelfCopy },
  { topic: 'stages', ...noShellInScratch },
  { topic: 'stages', ...noSourceBesideBuild },
  { topic: 'stages', ...reservedStageName },
  { topic: 'stages', ...unknownStage },
  { topic: 'stages', ...unusedStage },
  { topic: 'style', ...consistentInstructionCase },
  { topic: 'style', ...exposeProtocolCase },
  { topic: 'style', ...fileTooLong },
  { topic: 'style', ...fromAsCase },
  { topic: 'style', ...lowercaseStageName },
  { topic: 'style', ...sortPackageList },
  { topic: 'style', ...wgetProgress },
  { topic: 'supply-chain', ...contentTrustRetired },
  { topic: 'supply-chain', ...curlFail },
  { topic: 'supply-chain', ...curlHttpsOnly },
  { topic: 'supply-chain', ...dockerSocketInImage },
  { topic: 'supply-chain', ...noClearTextUrl },
  { topic: 'supply-chain', ...noExtraIndexUrl },
  { topic: 'supply-chain', ...noInstallScripts },
  { topic: 'supply-chain', ...noPipeToShell },
  { topic: 'supply-chain', ...noSignatureCheckOff },
  { topic: 'supply-chain', ...noSshKeyscan },
  { topic: 'supply-chain', ...noTlsVerificationOff },
  { topic: 'supply-chain', ...noWeakChecksum },
  { topic: 'supply-chain', ...noWeakTls },
  { topic: 'supply-chain', ...preferAddForDownload },
  { topic: 'supply-chain', ...verifyRemoteAdd },
  { topic: 'supply-chain', ...vulnerableDownload },
  { topic: 'suppression', ...ineffectiveHadolintComment },
  { topic: 'suppression', ...noInlineIgnore },
  { topic: 'suppression', ...unknownRuleInComment },
  { topic: 'suppression', ...unusedSuppression },
  { topic: 'syntax', ...copyManyNeedsDirectory },
  { topic: 'syntax', ...frontendTooOld },
  { topic: 'syntax', ...invalidDirective },
  { topic: 'syntax', ...invalidOnbuildTrigger },
  { topic: 'syntax', ...malformedExecForm },
  { topic: 'syntax', ...noEmptyContinuation },
  { topic: 'syntax', ...noLegacyKeyValue },
  { topic: 'syntax', ...onlyArgBeforeFrom },
  { topic: 'syntax', ...syntaxDirectiveVersion },
  { topic: 'syntax', ...syntaxError },
  { topic: 'syntax', ...unknownFlag },
  { topic: 'syntax', ...unknownInstruction },
  { topic: 'syntax', ...validPort },
  { topic: 'user', ...chownCopiedFiles },
  { topic: 'user', ...lockedDownUser },
  { topic: 'user', ...noFinalRootUser },
  { topic: 'user', ...noLargeUid },
  { topic: 'user', ...noSudo },
  { topic: 'user', ...noWorldWritable },
  { topic: 'user', ...noWritableExecutables },
  { topic: 'user', ...numericUser },
  { topic: 'user', ...privilegedStepAfterUser },
  { topic: 'user', ...runAsNonRoot },
  { topic: 'user', ...unknownUser },
  { topic: 'user', ...unusedUser },
  { topic: 'user', ...userCommandOfOtherDistro },
  { topic: 'variables', ...envUsesItself },
  { topic: 'variables', ...undefinedVariable },
  { topic: 'variables', ...unsetHasNoEffect },
  { topic: 'variables', ...unusedArg },
];
