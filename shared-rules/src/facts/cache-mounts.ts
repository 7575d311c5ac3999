import { managerWords } from './package-managers.js';

/** What is in the cache of a package manager, and where the directory that `cacheMounts` names is the right one. */
export interface CacheMountUse {
  /** As `package-managers.ts` names it. */
  readonly manager: string;
  /** What is built uses the packages in place: every step that builds or runs it needs the same mount. */
  readonly holdsPackages: boolean;
  /** The images, by family, that keep it there; elsewhere it hangs on how the program was installed. */
  readonly onlyOn?: readonly string[];
  /** Images that keep it elsewhere. */
  readonly notOn?: readonly string[];
  readonly source: string;
}

const DOCKER = 'https://docs.docker.com/build/cache/optimize/#use-cache-mounts';

/** Taken 2026-11 from each one's manual; package managers that are not here keep it in a place that cannot be told. */
const uses: readonly CacheMountUse[] = [
  { manager: 'pip', holdsPackages: false, source: DOCKER },
  { manager: 'uv', holdsPackages: false, source: 'https://docs.astral.sh/uv/guides/integration/docker/#caching' },
  { manager: 'uv-pip', holdsPackages: false, source: 'https://docs.astral.sh/uv/guides/integration/docker/#caching' },
  { manager: 'poetry', holdsPackages: false, source: 'https://python-poetry.org/docs/configuration/#cache-dir' },
  { manager: 'pipenv', holdsPackages: false, source: 'https://pipenv.pypa.io/en/latest/configuration.html' },
  { manager: 'npm', holdsPackages: false, source: DOCKER },
  { manager: 'yarn', holdsPackages: false, onlyOn: ['node'], source: 'https://classic.yarnpkg.com/en/docs/cli/cache' },
  { manager: 'pnpm', holdsPackages: false, source: 'https://pnpm.io/docker' },
  { manager: 'bun', holdsPackages: false, onlyOn: ['bun'], source: 'https://bun.com/docs/pm/global-cache' },
  { manager: 'go', holdsPackages: true, onlyOn: ['golang'], source: DOCKER },
  { manager: 'cargo', holdsPackages: true, onlyOn: ['rust'], source: DOCKER },
  {
    manager: 'maven',
    holdsPackages: true,
    source: 'https://maven.apache.org/guides/mini/guide-configuring-maven.html#configuring-your-local-repository',
  },
  {
    manager: 'gradle',
    holdsPackages: true,
    notOn: ['gradle'],
    source: 'https://docs.gradle.org/current/userguide/directory_layout.html#dir:gradle_user_home',
  },
  {
    manager: 'dotnet',
    holdsPackages: true,
    source: 'https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders',
  },
];

const byManager: ReadonlyMap<string, CacheMountUse> = new Map(uses.map((use) => [use.manager, use]));

/** Words of which one stands wherever one of these managers is called, for `mentions` of a rule. */
export const cacheMountWords = managerWords(...byManager.keys());

/** How a package manager uses its cache; `undefined` where its place on images of that family cannot be told. */
export function cacheMountUse(manager: string, family: string | undefined): CacheMountUse | undefined {
  const use = byManager.get(manager);
  if (use?.onlyOn !== undefined && (family === undefined || !use.onlyOn.includes(family))) return undefined;
  return family !== undefined && use?.notOn?.includes(family) === true ? undefined : use;
}
