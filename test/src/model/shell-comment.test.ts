import assert from 'node:assert/strict';
import { it } from 'node:test';
import { analyze, shellcheckRequests } from '@dockwright/shared-rules';

/** The shells of the RUN steps as ShellCheck is told, in their order; steps that it is not asked about are left out. */
function check(name: string, text: string, expected: string): void {
  it(`hadolint shell=: ${name}`, () => {
    for (const spelling of [text, text.replaceAll('\n', '\r\n')]) {
      const requests = shellcheckRequests(analyze(spelling));
      const shells = requests.map(({ arguments: words }) =>
        words.find((word) => word.startsWith('--shell='))?.slice(8),
      );
      assert.equal(shells.join(' '), expected);
    }
  });
}

check('none', 'FROM debian:13\nRUN a\n', 'dash');
check('in a stage', 'FROM debian:13\nRUN a\n# hadolint shell=/bin/bash\nRUN b\n', 'dash bash');
check('not in the next stage', 'FROM debian:13\n# hadolint shell=bash\nRUN a\nFROM debian:13\nRUN b\n', 'bash dash');
check('for all stages', '# hadolint shell=bash\nFROM debian:13\nRUN a\nFROM alpine:3.22\nRUN b\n', 'bash bash');
check('up to SHELL', '# hadolint shell=bash\nFROM debian:13\nRUN a\nSHELL ["/bin/dash", "-c"]\nRUN b\n', 'bash dash');
check('behind SHELL', 'FROM debian:13\nSHELL ["/bin/dash", "-c"]\n# hadolint shell=ksh\nRUN b\n', 'ksh');
check('the last one', 'FROM debian:13\n# hadolint shell=ksh\n# hadolint shell=bash\nRUN b\n', 'bash');
check('with options', 'FROM debian:13\n# hadolint shell=/bin/bash -eo pipefail\nRUN b\n', 'bash');
check('with blanks and a reason', 'FROM debian:13\n#hadolint  shell = bash # as in the base image\nRUN b\n', 'bash');
check('in a heredoc', 'FROM debian:13\n# hadolint shell=bash\nRUN <<EOF\na\nEOF\n', 'bash');
check('a heredoc with a shebang', 'FROM debian:13\n# hadolint shell=ksh\nRUN <<EOF\n#!/bin/bash\na\nEOF\n', 'bash');
check('a shell that ShellCheck does not know', 'FROM debian:13\n# hadolint shell=pwsh\nRUN b\n', '');
check('a shell that nobody knows', 'FROM debian:13\n# hadolint shell=mine\nRUN b\n', '');
check('no shell', 'FROM debian:13\n# hadolint shell=\nRUN b\n', 'dash');
check('inside an instruction', 'FROM debian:13\nRUN a \\\n# hadolint shell=bash\n  b\n', 'dash');
