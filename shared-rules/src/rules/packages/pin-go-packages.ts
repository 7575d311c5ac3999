import { managerWords } from '../../facts/package-managers.js';
import { unpinnedPackages } from '../../model/pinned-packages.js';
import type { CommandNode } from '../../model/types.js';
import { defineRule, type Finding } from '../../rule.js';

export default defineRule({
  id: 'pin-go-packages',
  title: 'Name the versions of what go installs',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  codes: ['hadolint:DL3062'],
  fixes: [],
  why: `
    \`@latest\`, or no version at all, makes go take the newest version there is on the day of the build. A new release that
    needs a newer Go then breaks an image that nobody has touched, and two builds of one commit can differ. With a version, each build
    compiles the same source, and the checksum database vouches for it.
  `,
  how: `
    Tools that belong to your module can stand in its \`go.mod\` instead (\`go get -tool\`, since Go 1.24): then \`go install tool\` takes
    the versions from there.
  `,
  references: ['https://go.dev/ref/mod#go-install', 'https://go.dev/ref/mod#version-queries'],
  examples: [
    {
      bad: `
        FROM golang:1.25
        RUN go install «golang.org/x/tools/cmd/stringer@latest»
      `,
      good: `
        FROM golang:1.25
        RUN go install golang.org/x/tools/cmd/stringer@v0.35.0
      `,
    },
    {
      title: '`go get` and `go run` fetch, too.',
      bad: `
        FROM golang:1.25 AS build
        COPY . .
        RUN go get -u «github.com/google/uuid» \\
            && CGO_ENABLED=0 go install -tags a,b -ldflags '-s -w' example.org/tool@v1.2.3 \\
            && go run «github.com/google/wire/cmd/wire@latest» ./...
      `,
      good: `
        FROM golang:1.25 AS build
        COPY . .
        RUN go get -u github.com/google/uuid@v1.6.0 \\
            && CGO_ENABLED=0 go install -tags a,b -ldflags '-s -w' example.org/tool@v1.2.3 \\
            && go run github.com/google/wire/cmd/wire@v0.6.0 ./...
      `,
    },
  ],
  silences: [
    {
      because: 'these are the packages of the module itself',
      text: `
        FROM golang:1.25
        WORKDIR /src
        RUN go install ./... && go install . && go install && go get -u ./... && go run . a b && go run main.go && go run ./cmd/x y
      `,
    },
    {
      because: 'its go.mod says which version',
      text: `
        FROM golang:1.25
        COPY . .
        RUN go install github.com/google/wire/cmd/wire && go install app/cmd/server && go run example.org/x y && go get app/x
      `,
    },
    {
      because: 'they come with Go',
      text: `
        FROM golang:1.25
        RUN go install std && go install cmd/vet && go get tool
      `,
    },
    {
      because: 'it has a version, a branch or a commit',
      text: `
        FROM golang:1.25
        RUN go install example.org/x@v1 && go get -tool example.org/x@v1 && go install example.org/x@main && go run example.org/x@v1 arg
      `,
    },
    {
      because: 'it is in a variable',
      text: `
        FROM golang:1.25
        RUN go install example.org/x@$VERSION && go install $TOOL && go install example.org/x@\${VERSION:-latest}
      `,
    },
    {
      because: 'these fetch what go.mod says, or nothing',
      text: `
        FROM golang:1.25
        RUN go mod download && go build ./... && go vet example.org/x
      `,
    },
  ],
  mentions: managerWords('go'),
  on: { command: check },
});

function* check(node: CommandNode): Iterable<Finding> {
  for (const found of unpinnedPackages('go', node)) {
    yield { span: found.span, message: messageOf(found.names[0]) };
  }
}

function messageOf(specifier: string): string {
  const [path = specifier, query] = specifier.split('@');
  return query === undefined
    ? `No version is given for \`${path}\`: each build takes the newest one. Write \`@<version>\` after it.`
    : `\`@${query}\` lets each build take the newest version of \`${path}\`. Write \`@<version>\` instead.`;
}
