// @ts-check
import { chromium } from 'playwright-core';
import { atEnd } from './cleanup.mjs';

/**
 * Starts a headless Chromium with an empty profile. Requests to other machines fail at once.
 * @param {string} executable
 * @param {string} profileFolder
 * @returns {Promise<import('playwright-core').Page>}
 */
export async function startBrowser(executable, profileFolder) {
  const context = await chromium.launchPersistentContext(profileFolder, {
    executablePath: executable,
    headless: true,
    // Chromium keeps crash reports in the home folder, profile or not.
    env: { ...process.env, HOME: profileFolder, XDG_CONFIG_HOME: profileFolder, XDG_CACHE_HOME: profileFolder },
    viewport: { width: 1280, height: 800 },
    // Chromium's sandbox works neither for root nor in most containers; only our own page is opened.
    chromiumSandbox: false,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  atEnd(() => context.close());
  const page = context.pages()[0] ?? (await context.newPage());
  await page.route(
    (url) => /^https?:$/.test(url.protocol) && url.hostname !== '127.0.0.1',
    (route) => route.abort(),
  );
  return page;
}
