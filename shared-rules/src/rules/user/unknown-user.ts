import { surelyHasNoAccount } from '../../model/accounts.js';
import type { InstructionNode, Stage } from '../../model/types.js';
import { expandAt } from '../../model/variables.js';
import { defineRule, type Finding } from '../../rule.js';
import type { Span } from '../../text/span.js';

export default defineRule({
  id: 'unknown-user',
  title: 'Create a user before you switch to it',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  codes: [],
  fixes: [],
  why: `
    USER creates nobody. Docker looks the name up in the image's \`/etc/passwd\`, and where it is missing, the next RUN stops
    the build, or, where none follows, the container does not start: \`unable to find user\`. A number needs no entry there.
  `,
  how: `
    Images that have a user ready: \`node\` in \`node\`, \`nonroot\` in distroless images. In \`scratch\` nobody has a name:
    write the number, or copy an \`/etc/passwd\`.
  `,
  references: ['https://docs.docker.com/reference/dockerfile/#user'],
  examples: [
    {
      bad: `
        FROM python:3.13-slim
        WORKDIR /app
        COPY requirements.txt ./
        RUN pip install --no-cache-dir -r requirements.txt
        COPY . .
        USER «appuser»
        CMD ["python", "main.py"]
      `,
      good: `
        FROM python:3.13-slim
        RUN useradd --system --uid 1001 --no-create-home appuser
        WORKDIR /app
        COPY requirements.txt ./
        RUN pip install --no-cache-dir -r requirements.txt
        COPY . .
        USER appuser
        CMD ["python", "main.py"]
      `,
    },
    {
      title: 'The user was created in another stage.',
      bad: `
        FROM golang:1.25-alpine AS build
        RUN adduser -D -u 10001 shop
        COPY . .
        RUN go build -o /shop .
        FROM scratch
        COPY --from=build /shop /shop
        USER «shop»:shop
        ENTRYPOINT ["/shop"]
      `,
      good: `
        FROM golang:1.25-alpine AS build
        COPY . .
        RUN go build -o /shop .
        FROM scratch
        COPY --from=build /shop /shop
        USER 10001:10001
        ENTRYPOINT ["/shop"]
      `,
    },
  ],
  silences: [
    {
      because: 'the image has it',
      text: 'FROM node:24-alpine\nRUN npm ci\nUSER node\nFROM debian:13-slim\nUSER www-data\nFROM alpine:3.22\nUSER nobody\nFROM ubuntu:24.04\nUSER ubuntu\nFROM python:3.13\nUSER root\n',
    },
    {
      because: 'a step may create it',
      text: 'FROM debian:13-slim\nRUN ./set-up.sh\nUSER app\nFROM alpine:3.22\nRUN echo "app:x:1000:1000::/:" >> /etc/passwd\nUSER app\nFROM alpine:3.22\nRUN set -x; addgroup app && adduser -S app\nUSER app\n',
    },
    {
      because: 'a package may bring it',
      text: 'FROM debian:13-slim\nRUN apt-get update && apt-get install -y postgresql\nUSER postgres\nFROM alpine:3.22\nRUN apk add --no-cache redis\nUSER redis\n',
    },
    {
      because: 'the stage below it creates it',
      text: 'FROM alpine:3.22 AS base\nRUN adduser -D app\nFROM base\nUSER app\n',
    },
    {
      because: 'the accounts are copied',
      text: 'FROM scratch\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app\nFROM scratch\nADD rootfs.tar /\nUSER app\nFROM alpine:3.22\nCOPY rootfs/ /\nUSER app\n',
    },
    {
      because: 'nobody knows what the image has',
      text: 'FROM example.com/base:1\nUSER app\nFROM nginx:1.29\nUSER app\nARG BASE\nFROM $BASE\nUSER app\n',
    },
    {
      because: 'nothing runs as this user',
      text: 'FROM alpine:3.22 AS files\nUSER app\nFROM alpine:3.22\nUSER app\nUSER 1001\n',
    },
    {
      because: 'a number, or a name that is not known',
      text: 'FROM scratch\nARG APP\nUSER 1001\nUSER 1001:app\nUSER $APP\n',
    },
  ],
  mentions: ['user'],
  on: { stage: check },
});

function* check(stage: Stage): Iterable<Finding> {
  const seen = new Set<string>();
  for (const instruction of stage.instructions) {
    const place = instruction.keyword === 'USER' ? userOf(instruction) : undefined;
    if (place === undefined || seen.has(place.name)) continue;
    seen.add(place.name);
    const consequence = consequenceOf(stage, instruction);
    if (consequence === undefined || !surelyHasNoAccount(stage, place.name)) continue;
    const { name, span } = place;
    yield {
      span,
      message: `This stage has no user ${name}: ${consequence}. Create it in a RUN before, or write a number.`,
    };
  }
}

function userOf(instruction: InstructionNode): { readonly name: string; readonly span: Span } | undefined {
  const [word] = instruction.words;
  const name = word && expandAt(instruction, word.text)?.split(':')[0];
  if (word === undefined || name === undefined || !/^[a-z_][\w.-]*$/i.test(name)) return undefined;
  const isPlain = word.text.startsWith(name) && word.span.end - word.span.start === word.text.length;
  return { name, span: isPlain ? { start: word.span.start, end: word.span.start + name.length } : word.span };
}

/** What breaks; `undefined` where nothing runs as this user. */
function consequenceOf({ instructions, ships }: Stage, user: InstructionNode): string | undefined {
  const next = instructions.find(({ keyword, index }) => index > user.index && /^(?:RUN|USER)$/.test(keyword));
  if (next?.keyword === 'RUN') return 'the next RUN stops the build';
  return next === undefined && ships ? 'a container of it does not start' : undefined;
}
