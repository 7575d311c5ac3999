import { managerWords } from '../../facts/package-managers.js';
import { quotedNames, unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-pip-packages',
  title: 'Name the versions of what pip installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3013'],
  fixes: [],
  why: `
    Without a version, pip installs the newest release there is on the day of the build. A new major release then breaks an
    image that nobody has touched, and a package that is taken over by somebody else comes in with the next build. With a version,
    a build today and a build next year give the same.
  `,
  how: `
    For more than one or two packages, list them in a \`requirements.txt\` with exact versions (\`pip-compile\` or \`uv pip compile\` write
    one, hashes included), and install that with \`pip install -r requirements.txt\`.
  `,
  references: [
    'https://pip.pypa.io/en/stable/topics/repeatable-installs/',
    'https://packaging.python.org/en/latest/specifications/dependency-specifiers/',
  ],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir «flask» gunicorn==23.0.0
      `,
      good: `
        FROM python:3.13-slim
        RUN pip install --no-cache-dir flask==3.1.2 gunicorn==23.0.0
      `,
    },
    {
      title: 'Extras, a repository without a tag, and other ways to call pip.',
      bad: `
        FROM python:3.13-slim
        RUN python -m pip install --upgrade pip «setuptools» \\
            && /venv/bin/pip install «'uvicorn[standard]'» \\
              «git+https://github.com/pallets/click» \\
            && pipx install «poetry»
      `,
      good: `
        FROM python:3.13-slim
        RUN python -m pip install --upgrade pip setuptools==80.9.0 \\
            && /venv/bin/pip install 'uvicorn[standard]==0.35.0' \\
              git+https://github.com/pallets/click@8.2.1 \\
            && pipx install poetry==2.1.4
      `,
    },
  ],
  silences: [
    {
      because: 'a file of requirements or constraints decides',
      text: `
        FROM python:3.13-slim
        RUN pip install -r requirements.txt flask
        RUN pip install --requirement=requirements.txt
        RUN pip install -c constraints.txt flask
        RUN PIP_CONSTRAINT=constraints.txt pip install flask
        ENV PIP_CONSTRAINT=/constraints.txt
        RUN pip install flask
      `,
    },
    {
      because: 'the project itself, local files and addresses',
      text: `
        FROM python:3.13-slim
        RUN pip install .
        RUN pip install . flask
        RUN pip install -e '.[dev]'
        RUN pip install .[dev] ./lib dist/app.whl app.zip app.tar.gz /src/
        RUN pip install https://example.org/app.zip 'app @ https://example.org/app.zip'
      `,
    },
    {
      because: 'it has a version or a range',
      text: `
        FROM python:3.13-slim
        RUN pip install a==1 'b>=1' 'c<2' d~=1.0 e[x]==1 'f===1' 'g!=2'
        RUN pip install git+https://example.org/x@v1 'h @ git+https://example.org/h@v1'
      `,
    },
    {
      because: 'the version is in a variable',
      text: `
        FROM python:3.13-slim
        RUN pip install flask==$FLASK_VERSION "\${PACKAGE}"
      `,
    },
    {
      because: 'options may come from a variable',
      text: `
        FROM python:3.13-slim
        ARG OPTIONS
        RUN pip install $OPTIONS flask
      `,
    },
    {
      because: 'wheels that an earlier stage has made decide',
      text: `
        FROM python:3.13-slim
        RUN pip install --no-index --find-links=/wheels app
      `,
    },
    {
      because: 'values of options are no packages',
      text: `
        FROM python:3.13-slim
        RUN pip install --group dev --config-settings x --target /x a==1
      `,
    },
    {
      because: 'pip brings itself up to date',
      text: `
        FROM python:3.13-slim
        RUN pip install -U pip
        RUN python -m pip install --upgrade pip
      `,
    },
    {
      because: 'these install nothing, or are no pip',
      text: `
        FROM python:3.13-slim
        RUN pip download flask && pip uninstall -y flask && pip-sync && poetry install
      `,
    },
  ],
  mentions: [...managerWords('pip', 'uv-pip'), 'pipx'],
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('pip', node)) {
    yield {
      span: found.span,
      message: found.names[0].includes('://')
        ? `No tag or commit is given for ${quotedNames(found)}: each build takes its newest state. Write \`@<tag>\` after it.`
        : `No version is given for ${quotedNames(found)}: each build takes the newest release. Write \`${found.names[0]}==<version>\`.`,
      ...(found.program === 'uv-pip' ? { codes: [] } : {}),
    };
  }
}
