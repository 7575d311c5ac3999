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

suite('A workspace of a thousand files', () => {
  teardown(async () => {
    await tidy();
    fs.rmSync(root(), { recursive: true, force: true });
  });

  test('is in the Problems panel soon after the server was started', async function () {
    this.timeout(120_000);
    const { getLog } = await ready();
    const uris = Array.from({ length: count }, (_, index) => {
      const folder = path.join(root(), `team-${index % 20}`, `service-${index}`);
      fs.mkdirSync(path.join(folder, 'src'), { recursive: true });
      fs.writeFileSync(path.join(folder, 'src', 'main.js'), '');
      fs.writeFileSync(path.join(folder, 'Dockerfile'), dockerfile(index));
      return vscode.Uri.file(path.join(folder, 'Dockerfile'));
    });
    const withProblems = (): number => uris.filter((uri) => vscode.languages.getDiagnostics(uri).length > 0).length;
    const checks = (): readonly string[] => getLog().filter((line) => /Checked \d+ files/.test(line));
    const latest = (): number => Number(/Checked (\d+) files/.exec(checks().at(-1) ?? '')?.[1] ?? 0);
    await eventually('all files', () => (latest() >= count ? true : undefined), 60_000);
    await eventually('problems in all files', () => (withProblems() === count ? true : undefined));

    const before = checks().length;
    const start = Date.now();
    await vscode.commands.executeCommand('dockwright.restart');
    await eventually('the problems', () => (checks().length > before ? true : undefined), 60_000);
    await eventually('all problems', () => (withProblems() === count ? true : undefined), 10_000);
    console.log(`${latest()} files: all problems are shown ${Date.now() - start} ms after the start of the server`);
  });
});
