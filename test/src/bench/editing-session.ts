import type { TextEdit } from '@dockwright/shared-rules';

/** What a key does to the text: one change, and where the cursor is after it. */
export interface Keystroke extends TextEdit {
  readonly cursor: number;
}

/** Somebody at the keys. Places are named by text that stands there, once. */
interface Typist {
  readonly before: (fragment: string) => void;
  readonly behind: (fragment: string) => void;
  /** Letter by letter. */
  readonly type: (text: string) => void;
  readonly erase: (count: number) => void;
  /** In one go: pasted, or accepted from a list. */
  readonly paste: (text: string) => void;
  /** Takes text away that begins at the cursor, in one go. */
  readonly cut: (text: string) => void;
  /** Takes back so many keys. */
  readonly undo: (count: number) => void;
  /** Swaps the line of the cursor with the next one. */
  readonly moveLineDown: () => void;
}

const pastedStage = `
FROM python:3.13-slim AS reports
ENV PYTHONUNBUFFERED=1 \\
    PIP_NO_CACHE_DIR=1
WORKDIR /reports
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
        gcc \\
        libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY reports ./reports
ARG REVISION
LABEL org.opencontainers.image.revision=$REVISION
EXPOSE 8080
USER 1000
VOLUME /reports/out
HEALTHCHECK CMD curl -f http://localhost:8080/ || exit 1
ENTRYPOINT ["python", "-m", "reports"]
CMD ["--all"]
`;

/**
 * More than 600 keystrokes in a Dockerfile: steps typed letter by letter, mistakes taken back, a pasted stage, a line
 * moved, quotes, brackets and a heredoc that stay open for a while, an instruction commented out and in again.
 * @param text of `longDockerfile`, 500 lines or more
 */
export function editingSession(text: string): readonly Keystroke[] {
  const keystrokes: Keystroke[] = [];
  playSession(typist(text, keystrokes));
  return keystrokes;
}

function playSession(editor: Typist): void {
  const { before, behind, type, erase, paste, cut, undo, moveLineDown } = editor;
  // A step with a mistake in it, and one of several lines.
  behind('echo "${VERSION}" > version-3.txt\nEOF');
  type('\nRUN apt-get instal');
  erase(6);
  type('update && apt-get install -y curl=8.* git \\\n    jq \\\n    && rm -rf /var/lib/apt/lists/*');
  // A value whose quote stays open while something else is done.
  behind('start-3\n');
  type('ENV GREETING="hello wor');
  before('HEALTHCHECK --interval=30s CMD node health.js || exit 1\nCMD npm run start-1');
  type('# ');
  behind('GREETING="hello wor');
  type('ld" \\\n    MODE=quiet\n');
  before('# HEALTHCHECK');
  cut('# ');
  // A heredoc that takes in the rest of the file until it ends.
  behind('curl=7.5 \\\n    && rm -rf /var/lib/apt/lists/*');
  type(
    '\nRUN <<SCRIPT\nset -eu\nfor name in a b; do\n  curl -fsSL "https://example.com/$name" -o "/tmp/$name"\ndone\n',
  );
  type('chown -R node:node /app\nSCRIPT');
  // A stage from elsewhere, taken back, pasted again and renamed.
  before('FROM node:24-slim AS stage-6');
  paste(pastedStage);
  undo(1);
  paste(pastedStage);
  behind('AS reports');
  erase(7);
  type('monthly-reports');
  // Exec form, bracket by bracket.
  behind('CMD npm run start-4');
  erase(15);
  type('["node", "--enable-source-maps", "server.js"]');
  // Two lines in another order, and back.
  before('EXPOSE 807');
  moveLineDown();
  moveLineDown();
  undo(2);
  // Copying from another stage, whose name is typed last.
  behind('echo "${VERSION}" > version-8.txt\nEOF\n');
  type('COPY --from= --chown=node:node /app/dist ./dist\n');
  behind('COPY --from=');
  type('stage-2');
  // A comment that silences, and one that explains.
  before('RUN apt-get update \\\n    && apt-get install -y --no-install-recommends ca-certificates curl=7.9');
  type('# the release is that of the base image\n# hadolint ignore=DL3008\n');
  // Variables, with a default.
  behind('ARG VERSION=1.0.7');
  type('\nARG REGISTRY\nENV SOURCE=${REGISTRY:-https://registry.example.com}/${VERSION}');
  undo(11);
  type('/$VERSION');
  // Packages, one on each line, and one of them away again.
  behind('WORKDIR /reports\n');
  type('RUN pip install \\\n    flask==3.1.0 \\\n    gunicorn==23.0.0 \\\n    requests\n');
  before('    gunicorn==23.0.0');
  cut('    gunicorn==23.0.0 \\\n');
}

/** Types into a text, and writes down every key. */
function typist(text: string, keystrokes: Keystroke[]): Typist {
  let current = text;
  let cursor = 0;
  const undone: Keystroke[] = [];

  const replace = (start: number, end: number, inserted: string): void => {
    undone.push({ span: { start, end: start + inserted.length }, text: current.slice(start, end), cursor });
    current = current.slice(0, start) + inserted + current.slice(end);
    cursor = start + inserted.length;
    keystrokes.push({ span: { start, end }, text: inserted, cursor });
  };
  const placeOf = (fragment: string): number => {
    const at = current.indexOf(fragment);
    if (at === -1) throw new Error(`The text has no ${JSON.stringify(fragment)}.`);
    return at;
  };
  return {
    before: (fragment) => {
      cursor = placeOf(fragment);
    },
    behind: (fragment) => {
      cursor = placeOf(fragment) + fragment.length;
    },
    type: (typed) => {
      for (const character of typed) replace(cursor, cursor, character);
    },
    erase: (count) => {
      for (let key = 0; key < count; key++) replace(cursor - 1, cursor, '');
    },
    paste: (pasted) => replace(cursor, cursor, pasted),
    cut: (removed) => {
      if (!current.startsWith(removed, cursor)) throw new Error(`No ${JSON.stringify(removed)} is at the cursor.`);
      replace(cursor, cursor + removed.length, '');
    },
    undo: (count) => {
      for (const { span, text: old } of undone.splice(-count).reverse()) {
        replace(span.start, span.end, old);
        undone.pop();
      }
    },
    moveLineDown: () => {
      const start = current.lastIndexOf('\n', cursor - 1) + 1;
      const middle = current.indexOf('\n', start) + 1;
      const end = current.indexOf('\n', middle) + 1;
      replace(start, end, current.slice(middle, end) + current.slice(start, middle));
      cursor = start + end - middle;
    },
  };
}
