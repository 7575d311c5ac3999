import {
  commands,
  type Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  EventEmitter,
  languages,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type Uri,
  window,
  workspace,
} from 'vscode';

export type Grouping = 'rule' | 'file';

interface Found {
  readonly uri: Uri;
  readonly problem: Diagnostic;
  readonly rule: string | undefined;
}

/** A row of the view that others are below. */
export interface Group {
  readonly kind: 'group';
  /** What the problems below have in common. */
  readonly rule: string | undefined;
  readonly uri: Uri | undefined;
  readonly problems: readonly Found[];
}

type Row = Group | (Found & { readonly kind: 'problem'; readonly below: Grouping });

export interface ProblemsView extends Disposable {
  groupBy(grouping: Grouping): void;
  /** The rules that have problems, each with their number and files, the most severe and most frequent first. */
  rules(): readonly RuleProblems[];
  /** The rows as a person reads them, for tests. */
  rows(): readonly string[];
}

export interface RuleProblems {
  readonly rule: string;
  readonly count: number;
  readonly uris: readonly Uri[];
}

/** Problems come file by file; the view follows when there is a pause. */
const QUIET_MILLISECONDS = 150;
const VIEW = 'dockwright.problems';
/** Problems of the configuration have no rule. */
const NO_RULE = 'Configuration';

function ruleOf({ code }: Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value);
}

/** What Dockwright shows at the moment, of all files. */
function findAll(): readonly Found[] {
  return languages
    .getDiagnostics()
    .flatMap(([uri, problems]) =>
      problems
        .filter(({ source }) => source === 'dockwright')
        .map((problem): Found => ({ uri, problem, rule: ruleOf(problem) })),
    );
}

function groups(found: readonly Found[], grouping: Grouping): readonly Group[] {
  const byKey = new Map<string, Found[]>();
  for (const entry of found) {
    const key = grouping === 'rule' ? (entry.rule ?? '') : entry.uri.toString();
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [entry]);
    else group.push(entry);
  }
  const made = [...byKey.values()].map((problems): Group => {
    const [first] = problems;
    return {
      kind: 'group',
      rule: grouping === 'rule' ? first?.rule : undefined,
      uri: grouping === 'file' ? first?.uri : undefined,
      problems,
    };
  });
  return made.sort(
    (a, b) => worst(a) - worst(b) || b.problems.length - a.problems.length || compare(labelOf(a), labelOf(b)),
  );
}

/** The most severe of a group's problems; the less, the more severe. */
function worst({ problems }: Group): DiagnosticSeverity {
  return problems.reduce<DiagnosticSeverity>(
    (least, { problem }) => Math.min(least, problem.severity),
    DiagnosticSeverity.Hint,
  );
}

/** As in the Problems panel. */
function severityIcon(severity: DiagnosticSeverity): ThemeIcon {
  if (severity === DiagnosticSeverity.Error)
    return new ThemeIcon('error', new ThemeColor('problemsErrorIcon.foreground'));
  if (severity === DiagnosticSeverity.Information)
    return new ThemeIcon('info', new ThemeColor('problemsInfoIcon.foreground'));
  if (severity === DiagnosticSeverity.Hint) return new ThemeIcon('lightbulb');
  return new ThemeIcon('warning', new ThemeColor('problemsWarningIcon.foreground'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function labelOf({ rule, uri }: Group): string {
  return uri === undefined ? (rule ?? NO_RULE) : workspace.asRelativePath(uri);
}

function countFiles(problems: readonly Found[]): number {
  return new Set(problems.map(({ uri }) => uri.toString())).size;
}

function countText(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function descriptionOf({ uri, problems }: Group): string {
  const files = uri === undefined ? ` in ${countText(countFiles(problems), 'file')}` : '';
  return countText(problems.length, 'problem') + files;
}

function groupItem(group: Group, fixable: ReadonlySet<string>): TreeItem {
  const item = new TreeItem(labelOf(group), TreeItemCollapsibleState.Collapsed);
  item.id = `${group.uri === undefined ? 'rule' : 'file'} ${group.rule ?? group.uri?.toString() ?? ''}`;
  item.description = descriptionOf(group);
  if (group.uri !== undefined) {
    // For the icon by its name only: the number that VS Code shows beside files is of errors and warnings alone.
    item.resourceUri = group.uri.with({ scheme: VIEW });
    item.tooltip = group.uri.path;
    item.iconPath = ThemeIcon.File;
    item.contextValue = 'file';
    return item;
  }
  item.iconPath = severityIcon(worst(group));
  if (group.rule !== undefined) item.contextValue = fixable.has(group.rule) ? 'rule fixable' : 'rule';
  return item;
}

function problemItem({ uri, problem, rule, below }: Found & { readonly below: Grouping }): TreeItem {
  const line = problem.range.start.line + 1;
  const place = `${workspace.asRelativePath(uri)}:${line}`;
  const item = new TreeItem(below === 'rule' ? place : problem.message);
  item.description = below === 'rule' ? problem.message : `${rule ?? NO_RULE}, line ${line}`;
  // Text of a Dockerfile is shown as it is.
  item.tooltip = new MarkdownString().appendText(problem.message);
  item.iconPath = severityIcon(problem.severity);
  item.contextValue = 'problem';
  item.command = {
    title: 'Show',
    command: 'vscode.open',
    arguments: [uri, { selection: problem.range, preserveFocus: true }],
  };
  return item;
}

/**
 * Lists the problems of the workspace by rule or by file.
 * @param fixableRules asks for the rules that have fixes
 */
export function createProblemsView(fixableRules: () => Promise<ReadonlySet<string>>): ProblemsView {
  const changed = new EventEmitter<undefined>();
  let grouping: Grouping = 'rule';
  let fixable: ReadonlySet<string> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const childrenOf = (row: Row | undefined): readonly Row[] => {
    if (row === undefined) return groups(findAll(), grouping);
    if (row.kind === 'problem') return [];
    const below: Grouping = row.uri === undefined ? 'rule' : 'file';
    return row.problems
      .map((found) => ({ ...found, kind: 'problem' as const, below }))
      .sort((a, b) => compare(a.uri.path, b.uri.path) || a.problem.range.start.compareTo(b.problem.range.start));
  };
  const itemOf = (row: Row): TreeItem =>
    row.kind === 'group' ? groupItem(row, fixable ?? new Set()) : problemItem(row);

  const view = window.createTreeView<Row>(VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: itemOf,
      getChildren: async (row) => {
        // While the server does not run, nothing can be fixed.
        fixable ??= await fixableRules().catch(() => undefined);
        return [...childrenOf(row)];
      },
    },
    showCollapseAll: true,
  });

  const groupBy = (wanted: Grouping): void => {
    grouping = wanted;
    void commands.executeCommand('setContext', 'dockwright.grouping', wanted);
    changed.fire(undefined);
  };
  const update = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(undefined), QUIET_MILLISECONDS);
  };
  const listener = languages.onDidChangeDiagnostics(update);
  groupBy(grouping);
  void commands.executeCommand('setContext', 'dockwright.isActive', true);

  return {
    groupBy,
    rules: () =>
      groups(findAll(), 'rule').flatMap(({ rule, problems }) => {
        if (rule === undefined) return [];
        const uris = new Map(problems.map(({ uri }) => [uri.toString(), uri]));
        return [{ rule, count: problems.length, uris: [...uris.values()] }];
      }),
    rows: () =>
      childrenOf(undefined).flatMap((group) =>
        [group, ...childrenOf(group)].map((row) => {
          const { label, description } = itemOf(row);
          return `${row.kind === 'problem' ? '  ' : ''}${label} · ${description}`;
        }),
      ),
    dispose: () => {
      clearTimeout(timer);
      listener.dispose();
      view.dispose();
      changed.dispose();
    },
  };
}
