import type { ConfigProblem, Problem, Severity, Span, TextEdit } from '@dockwright/shared-rules';
import {
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type TextEdit as ProtocolEdit,
  type Range,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';

export const SOURCE = 'dockwright';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

const tags: Readonly<Record<Problem['tags'][number], DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

/** A span of a document as editors name it. */
export function toRange(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** A range as a span; what lies outside the document is clamped to it. */
export function toSpan(document: TextDocument, { start, end }: Range): Span {
  const offset = document.offsetAt(start);
  return { start: offset, end: Math.max(offset, document.offsetAt(end)) };
}

/** An edit as editors take it. */
export function toProtocolEdit(document: TextDocument, { span, text }: TextEdit): ProtocolEdit {
  return { range: toRange(document, span), newText: text };
}

/** A problem of a Dockerfile as editors show it. */
export function toDiagnostic(document: TextDocument, problem: Problem): Diagnostic {
  const related = problem.related.map(({ span, message }) => ({
    location: { uri: document.uri, range: toRange(document, span) },
    message,
  }));
  return {
    range: toRange(document, problem.span),
    severity: severities[problem.severity],
    code: problem.rule,
    codeDescription: { href: problem.url },
    source: SOURCE,
    message: problem.message,
    ...(problem.tags.length > 0 ? { tags: problem.tags.map((tag) => tags[tag]) } : {}),
    ...(related.length > 0 ? { relatedInformation: related } : {}),
    data: { rule: problem.rule },
  };
}

/** A problem of a configuration file as editors show it. */
export function configDiagnostic(document: TextDocument, { span, severity, message }: ConfigProblem): Diagnostic {
  return { range: toRange(document, span), severity: severities[severity], source: SOURCE, message };
}
