/** Values of variables that choose a mode: `NODE_ENV=development`, `ASPNETCORE_ENVIRONMENT=Development`. */
const DEVELOPMENT = /^dev(?:elop(?:ment)?)?$/i;
const MODE_NAME = /(?:^|_)(?:ENV|ENVIRONMENT)$/i;

const DEBUG_NAME = /DEBUG$/i;
/** With one of these the variable switches debugging off, or says how much of it, or for what. */
const NO_DEBUG_NAME = /(?:^|_)(?:NO|NON|DISABLE|DISABLED|WITHOUT|SKIP|STRIP|REMOVE)_?DEBUG$/i;

const OFF: Readonly<Record<string, string>> = { '1': '0', true: 'false', yes: 'no', on: 'off' };

/**
 * What a variable is in production, where its value switches debugging on; `undefined` where it does not. The new value is
 * written like the old one: `True` becomes `False`, `dev` becomes `prod`.
 * Sources: https://nodejs.org/en/learn/getting-started/nodejs-the-difference-between-development-and-production,
 * https://flask.palletsprojects.com/en/stable/config/#DEBUG, https://xdebug.org/docs/all_settings#mode,
 * https://learn.microsoft.com/aspnet/core/fundamentals/environments, https://symfony.com/doc/current/configuration.html
 * (taken 2026-11)
 */
export function productionValue(name: string, value: string): string | undefined {
  if (name === 'XDEBUG_MODE') return value === '' || value === 'off' ? undefined : 'off';
  if (MODE_NAME.test(name))
    return DEVELOPMENT.test(value) ? like(value, value.length <= 3 ? 'prod' : 'production') : undefined;
  if (!DEBUG_NAME.test(name) || NO_DEBUG_NAME.test(name)) return undefined;
  const lower = value.toLowerCase();
  return Object.hasOwn(OFF, lower) ? like(value, OFF[lower] ?? '') : undefined;
}

/** In the case of another word: all upper, a capital first, or lower. */
function like(model: string, word: string): string {
  if (/^[A-Z]{2}/.test(model)) return word.toUpperCase();
  return /^[A-Z]/.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
