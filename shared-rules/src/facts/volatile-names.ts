/** Numbers and dates that a build server gives to each build anew. */
const PER_BUILD =
  /^(?:BUILD_?(?:DATE|TIME|TIMESTAMP|NUMBER|NUM|ID|REVISION|VERSION|SHA|HASH|COMMIT|REF)|(?:\w+_)?TIMESTAMP)$/i;

/** The commit that is built, and the version of what is built; others have their own name before it: `NODE_VERSION`. */
const OF_SOURCE =
  /^(?:(?:GIT|VCS|SCM|CI|SOURCE|SRC|APP|IMAGE|RELEASE|CURRENT|SHORT)_?)*(?:SHA|COMMIT|COMMIT_?(?:SHA|HASH|ID|REF|DATE|TIME)|REVISION|REV|VCS_?REF|GIT_?(?:REF|HASH|TAG)|VERSION)$/i;

/** A default that only stands in for a value from outside. */
const PLACEHOLDER =
  /^(?:|dev|develop|development|edge|head|latest|local|main|master|n\/?a|none|null|snapshot|undefined|unknown|unspecified|unset|v?0[0.:tz+-]*(?:-\w+)?)$/i;

/**
 * Whether an ARG most likely has another value in each build, by its name and its default: `GIT_SHA`, `BUILD_DATE`. One
 * with a real default, such as `ARG COMMIT=3f2a91c`, is a pin.
 * Names as in https://github.com/opencontainers/image-spec/blob/main/annotations.md and the variables of build servers, such as
 * https://docs.gitlab.com/ci/variables/predefined_variables/ (taken 2026-11)
 */
export function isVolatile(name: string, defaultValue: string | undefined): boolean {
  if (defaultValue !== undefined && !PLACEHOLDER.test(defaultValue.replace(/["']/g, ''))) return false;
  return PER_BUILD.test(name) || OF_SOURCE.test(name);
}
