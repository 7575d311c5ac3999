import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, ready, tidy, workspaceUri } from './support.js';

const count = 1000;

const builds: readonly (readonly [image: string, steps: readonly string[]])[] = [
  ['node:22', ['COPY package*.json ./', 'RUN npm ci', 'COPY . .', 'RUN npm run build', 'CMD node server.js']],
  [
    'python:3.13-slim',
    ['COPY . .', 'RUN pip install -r requirements.txt', 'EXPOSE 8000', 'CMD ["python", "-m", "app"]'],
  ],
  ['golang:1.25', ['COPY go.* ./', 'RUN go mod download', 'COPY . .', 'RUN go build -o /app .', 'ENTRYPOINT ["/app"]']],
  ['debian', ['RUN apt-get update', 'RUN apt-get install -y curl git', 'ADD app.tar.gz /opt/', 'CMD /opt/app/run']],
  ['maven:3-eclipse-temurin-21', ['COPY pom.xml .', 'RUN mvn package', 'USER 1000', 'CMD ["java", "-jar", "app.jar"]']],
];

function dockerfile(index: number): string {
  const [image, steps] = builds[index % builds.length] ?? ['scratch', []];
  const settings = Array.from({ length: index % 12 }, (_, number) => `ENV SETTING_${number}=${index}`);
  const head = [
    `# service ${index}`,
    `FROM ${image} AS build`,
    `LABEL org.opencontainers.image.title=service-${index}`,
  ];
  return [...head, 'WORKDIR /app', ...settings, ...steps, ''].join('\n');
}
const root = (): string => workspaceUri('thousand').fsPath;

const uris = (): readonly vscode.Uri[] =>
  Array.from({ length: count }, (_, index) =>
    vscode.Uri.file(path.join(root(), `team-${index % 20}`, `service-${index}`, 'Dockerfile')),
  );

function allHaveProblems(limitMilliseconds: number): Promise<true> {
  const all = uris();
  return eventually(
    'problems in all files',
    () => (all.every((uri) => vscode.languages.getDiagnostics(uri).length > 0) ? true : undefined),
    limitMilliseconds,
  );
}

suite('A workspace of a thousand files', () => {
  suiteSetup(async function () {
    this.timeout(120_000);
    await ready();
    for (const [index, { fsPath }] of uris().entries()) {
      const folder = path.dirname(fsPath);
      fs.mkdirSync(path.join(folder, 'src'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'src', 'main.js'), '');
      fs.writeFileSync(fsPath, dockerfile(index));
    }
    await allHaveProblems(100_000);
  });

  suiteTeardown(async () => {
    await tidy();
    fs.rmSync(root(), { recursive: true, force: true });
  });

  // What it takes is what somebody waits for, and is printed beside its name.
  test('is in the Problems panel soon after a start of the server', async function () {
    this.timeout(40_000);
    const { getLog } = await ready();
    const checks = (): number => getLog().filter((line) => /Checked \d{4} files/.test(line)).length;
    const before = checks();
    await vscode.commands.executeCommand('dockwright.restart');
    await eventually('the end of the check', () => (checks() > before ? true : undefined), 30_000);
    await allHaveProblems(5_000);
  });
});
