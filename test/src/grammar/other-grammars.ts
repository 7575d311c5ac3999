import type { IRawGrammar } from 'vscode-textmate';
import textmate from 'vscode-textmate';

/**
 * Stand-ins for the editor's own grammars of the languages that a Dockerfile embeds. The shell has what is hard to
 * embed: quotes that run over lines, commands known by what stands before them, comments, a heredoc of its own.
 */
const sources: readonly { readonly scopeName: string; readonly patterns: readonly object[] }[] = [
  {
    scopeName: 'source.shell',
    patterns: [
      { match: '(?:^|[ \\t]+)#.*', name: 'comment.line.shell' },
      {
        begin: '"',
        end: '"',
        name: 'string.quoted.double.shell',
        patterns: [{ match: '\\\\.', name: 'escape.shell' }],
      },
      { begin: "'", end: "'", name: 'string.quoted.single.shell' },
      { begin: '<<\\s*(\\w+)', end: '^\\1$', name: 'string.unquoted.heredoc.shell' },
      { begin: '\\$\\(', end: '\\)', name: 'meta.substitution.shell', patterns: [{ include: '$self' }] },
      { match: '\\$\\w+', name: 'variable.other.shell' },
      { match: '&&|\\|\\||[;|]', name: 'keyword.operator.shell' },
      { match: '\\\\$', name: 'escape.shell' },
      { match: '(?:(?<=^|[;|&])|(?<=\\$\\())\\s*[\\w./-]+', name: 'entity.name.command.shell' },
      { match: '[^\\s"\'$;&|\\\\<()]+', name: 'argument.shell' },
    ],
  },
  { scopeName: 'source.python', patterns: [{ begin: '"""', end: '"""', name: 'string.quoted.python' }] },
  { scopeName: 'source.js', patterns: [{ begin: '`', end: '`', name: 'string.template.js' }] },
  {
    scopeName: 'text.markdown',
    patterns: [
      {
        begin: '^```dockerfile$',
        end: '^```$',
        patterns: [{ begin: '^', while: '^(?!```$)', patterns: [{ include: 'source.dockerfile' }] }],
      },
    ],
  },
];

/** Small grammars by scope name: shell, Python, JavaScript, and Markdown, which embeds Dockerfiles in its turn. */
export const otherGrammars: ReadonlyMap<string, IRawGrammar> = new Map(
  sources.map((source) => [source.scopeName, textmate.parseRawGrammar(JSON.stringify(source), 'grammar.json')]),
);
