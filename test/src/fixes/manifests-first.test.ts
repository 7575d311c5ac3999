import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BuildContext } from '@dockwright/shared-rules/context/types';
import { copyManifestsFirst } from '@dockwright/shared-rules/fixes/manifests-first';
import { buildModel } from '@dockwright/shared-rules/model/build';
import { earlySources } from '@dockwright/shared-rules/model/dependency-installs';
import { manifestLookup } from '@dockwright/shared-rules/model/manifest-lookup';
import { parseDockerfile } from '@dockwright/shared-rules/syntax/parse';
import { applyEdits } from '@dockwright/shared-rules/text/edit';

interface Case {
  readonly name: string;
  /** What follows FROM, one instruction each. */
  readonly before: readonly string[];
  /** `undefined`: found, but no fix. */
  readonly after: readonly string[] | undefined;
  readonly context?: { readonly paths: readonly string[]; readonly dockerignore?: string };
}

function check({ name, before, after, context }: Case): void {
  it(name, () => {
    const text = `FROM example\n${before.join('\n')}\n`;
    const file = buildModel(parseDockerfile(text));
    const [stage] = file.stages;
    const early = stage === undefined ? undefined : earlySources(file).get(stage);
    assert.ok(stage !== undefined && early !== undefined, 'nothing found');
    const known: BuildContext | undefined =
      context === undefined ? undefined : { paths: new Set(context.paths), dockerignore: context.dockerignore };
    const edits = copyManifestsFirst(file, stage, early, manifestLookup(file, known));
    const outcome = edits === undefined ? undefined : applyEdits(text, edits);
    assert.equal(outcome, after === undefined ? undefined : `FROM example\n${after.join('\n')}\n`);
  });
}

describe('copyManifestsFirst', () => {
  check({
    name: 'moves past what does not need the source',
    before: [
      'WORKDIR /a',
      'COPY . .',
      'ENV A=b',
      'RUN apt-get update && apt-get install -y gcc',
      'RUN pip install -r requirements.txt',
    ],
    after: [
      'WORKDIR /a',
      'COPY requirements.txt ./',
      'ENV A=b',
      'RUN apt-get update && apt-get install -y gcc',
      'RUN pip install -r requirements.txt',
      'COPY . .',
    ],
  });
  check({
    name: 'several managers at once',
    before: ['WORKDIR /a', 'COPY . .', 'RUN bundle install', 'RUN yarn install'],
    after: [
      'WORKDIR /a',
      'COPY Gemfile* ./',
      'COPY package.json yarn.lock* ./',
      'RUN bundle install',
      'RUN yarn install',
      'COPY . .',
    ],
  });
  check({
    name: 'an install in the directory that cd names',
    before: ['COPY . /a', 'RUN cd /a && npm install'],
    after: ['COPY package*.json /a/', 'RUN cd /a && npm install', 'COPY . /a'],
  });
  check({
    name: 'a folder of the context, and flags of ownership',
    before: ['WORKDIR /a', 'COPY --chown=1000:1000 api/ ./', 'RUN go mod download'],
    after: [
      'WORKDIR /a',
      'COPY --chown=1000:1000 api/go.mod api/go.sum* ./',
      'RUN go mod download',
      'COPY --chown=1000:1000 api/ ./',
    ],
  });
  check({
    name: 'an install below the copied directory',
    before: ['COPY . /src', 'WORKDIR /src/web', 'RUN npm ci'],
    after: ['COPY web/package*.json /src/web/', 'WORKDIR /src/web', 'RUN npm ci', 'COPY . /src'],
  });
  check({
    name: 'requirements that may read each other',
    before: ['WORKDIR /a', 'COPY . .', 'RUN pip install -r requirements-prod.txt'],
    after: ['WORKDIR /a', 'COPY requirements*.txt ./', 'RUN pip install -r requirements-prod.txt', 'COPY . .'],
  });
  check({
    name: 'requirements in a folder',
    before: ['WORKDIR /a', 'COPY . .', 'RUN pip install -r requirements/prod.txt'],
    after: ['WORKDIR /a', 'COPY requirements/ ./requirements/', 'RUN pip install -r requirements/prod.txt', 'COPY . .'],
  });
  check({
    name: 'the lock file that was forgotten',
    before: ['WORKDIR /a', 'COPY package*.json ./', 'COPY . .', 'RUN yarn install --frozen-lockfile'],
    after: [
      'WORKDIR /a',
      'COPY package*.json ./',
      'COPY package.json yarn.lock* ./',
      'RUN yarn install --frozen-lockfile',
      'COPY . .',
    ],
  });
  check({
    name: 'code that shares a COPY with the manifest',
    before: ['WORKDIR /a', 'COPY app.py requirements.txt util.py ./', 'RUN pip install -r requirements.txt'],
    after: ['WORKDIR /a', 'COPY requirements.txt ./', 'RUN pip install -r requirements.txt', 'COPY app.py util.py ./'],
  });
  check({
    name: 'an install that shares its RUN with the build',
    before: ['WORKDIR /a', 'COPY . .', 'RUN npm ci && npm run build'],
    after: ['WORKDIR /a', 'COPY package*.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build'],
  });
  check({
    name: 'the manifests that are there',
    before: ['WORKDIR /a', 'COPY . .', 'RUN pnpm install'],
    after: ['WORKDIR /a', 'COPY package.json pnpm-lock.yaml ./', 'RUN pnpm install', 'COPY . .'],
    context: { paths: ['a.js', 'package.json', 'pnpm-lock.yaml'] },
  });
  check({
    name: 'ignored packages hide nothing',
    before: ['WORKDIR /a', 'COPY . .', 'RUN npm ci'],
    after: ['WORKDIR /a', 'COPY package.json package-lock.json ./', 'RUN npm ci', 'COPY . .'],
    context: {
      paths: ['node_modules/', 'node_modules/a/package.json', 'package-lock.json', 'package.json'],
      dockerignore: 'node_modules\n',
    },
  });
});

describe('copyManifestsFirst leaves alone', () => {
  const refused = (name: string, before: readonly string[], context?: Case['context']): void =>
    check({ name, before: ['WORKDIR /a', ...before], after: undefined, ...(context === undefined ? {} : { context }) });
  refused('what reads the source before the install', ['COPY . .', 'RUN ./prepare.sh', 'RUN npm ci']);
  refused('a file that the source would overwrite', ['COPY . .', 'COPY prod.env .env', 'RUN npm ci']);
  refused('a destination that depends on WORKDIR', ['COPY . b', 'WORKDIR b', 'RUN npm ci']);
  refused('a name that is set in between', ['ENV D=/a', 'COPY . $D', 'ENV D=/b', 'RUN npm ci']);
  refused('an install of the project itself', ['COPY . .', 'RUN poetry install']);
  refused('scripts of the project', ['COPY . .', 'RUN composer install']);
  refused('projects whose manifests nobody knows', ['COPY . .', 'RUN dotnet restore']);
  refused('several projects', ['COPY . .', 'RUN yarn install', 'RUN yarn workspace api build']);
  refused('projects below this one', ['COPY . .', 'RUN npm ci'], {
    paths: ['package.json', 'package-lock.json', 'packages/', 'packages/b/package.json'],
  });
  refused('installed packages that are not ignored', ['COPY . .', 'RUN npm ci'], {
    paths: ['node_modules/', 'node_modules/b/index.js', 'package.json', 'package-lock.json'],
  });
  refused('npm ci without a lock file', ['COPY . .', 'RUN npm ci'], { paths: ['package.json'] });
  refused('an ignored manifest', ['COPY . .', 'RUN npm i'], { paths: ['package.json'], dockerignore: '*.json' });
});
