import type { FileReport, Report } from '@dockwright/cli/reporters/report';
import type { Severity } from '@dockwright/shared-rules';

/** Texts that break what is written without care. */
export const hostileTexts: readonly string[] = [
  'plain',
  'quotes " \' ` and \\ backslashes \\" \\n',
  '<tag attribute="1"> & &amp; &#0; ]]> <![CDATA[ --> <?xml?>',
  'control \u0000 \u0001 \u0008 \u000B \u001B[31m \u007F \u0085 \u009B',
  'lines\nand\r\nmore\rand\ttabs \u2028 \u2029',
  'emoji 🐳 👩‍👩‍👧 🇨🇭 and e\u0301',
  'a lone half \uD83D and another \uDC33',
  'no characters \uFFFE \uFFFF \uFDD0 \uFEFF',
  'direction \u202E turned \u2066 round',
  '{{ template }} ${{ secrets.TOKEN }} %0A::error::command ##vso[task.complete]',
  '"},{"type":"issue"}]}',
  ' blanks around ',
  'x'.repeat(3_000),
];

/** Paths as they may be written on any system. */
export const hostilePaths: readonly string[] = [
  'Dockerfile',
  'a folder/My Dockerfile',
  '/absolute/path/Dockerfile',
  'C:/Users/Ärger/Dockerfile',
  'C:\\Users\\me\\Dockerfile',
  '//server/share/Dockerfile',
  '../above/Dockerfile',
  'per%20cent/hash#mark/question?/Dockerfile',
  'quotes"and\'more/<b>&amp;/Dockerfile',
  'emoji-🐳/Dockerfile',
  'lone-\uD83D/Dockerfile',
  'control-\u0007\n/Dockerfile',
];

const severities: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** A file whose text and whose problems are hostile: a problem for each text, all of them about the text's own line. */
function fileReport(path: string): FileReport {
  const lines = hostileTexts.map((text) => `RUN ${text.replace(/[\n\r]/g, ' ')}\n`);
  const starts = lines.map((_, index) => lines.slice(0, index).join('').length);
  return {
    path,
    text: lines.join(''),
    problems: hostileTexts.map((message, index) => {
      const start = starts[index] ?? 0;
      return {
        problem: {
          rule: 'use-exec-form',
          severity: severities[index % severities.length] ?? 'error',
          message,
          span: { start: start + 4, end: start + (lines[index]?.length ?? 1) - 1 },
          codes: ['hadolint:DL3025'],
          related: [{ message, span: { start, end: start + 3 } }],
          tags: [],
          url: 'https://example.org/',
        },
        fixes: [
          {
            rule: 'use-exec-form',
            title: message,
            safety: 'safe',
            edits: [{ span: { start, end: start + 3 }, text: message }],
          },
        ],
      };
    }),
  };
}

/** Every hostile text under every hostile path. */
export const hostileReport: Report = { files: hostilePaths.map(fileReport), fixed: undefined };
