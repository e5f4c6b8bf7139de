import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);
/** Of whole browsers, and of the part of one that has no window: it opens pages in a third of the time. */
const WHOLE = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const HEADLESS = 'chromium-headless-shell';
const MINUTES = 60_000;

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function onPath(headless: boolean): Promise<string | null> {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of headless ? [HEADLESS, ...WHOLE] : WHOLE)
    for (const directory of directories) if (await isExecutable(join(directory, name))) return join(directory, name);
  return null;
}

/** Playwright's own, where it was downloaded. */
async function downloaded(): Promise<string | null> {
  const own = chromium.executablePath();
  return (await isExecutable(own)) ? own : null;
}

async function download(): Promise<string | null> {
  const cli = 'node_modules/playwright-core/cli.js';
  await run(process.execPath, [cli, 'install', 'chromium-headless-shell', 'chromium'], { timeout: 3 * MINUTES }).catch(
    () => undefined,
  );
  return downloaded();
}

/** Debian's package, as root. */
async function packaged(headless: boolean): Promise<string | null> {
  if (process.getuid?.() !== 0) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const get = (...args: string[]): Promise<boolean> =>
    run('apt-get', args, { env, timeout: 5 * MINUTES, maxBuffer: 1e8 }).then(
      () => true,
      () => false,
    );
  if (!(await get('update', '-qq'))) return null;
  for (const name of headless ? [HEADLESS, 'chromium'] : ['chromium'])
    if (await get('install', '-y', '-qq', '--no-install-recommends', name)) return onPath(headless);
  return null;
}

/** A Chromium: the one that is named, the system's, Playwright's own, Debian's, or one downloaded now. @throws what to install, when there is none */
async function chromiumPath(headless: boolean): Promise<string> {
  const named = process.env['PLAYWRIGHT_CHROMIUM_PATH'];
  if (named) return named;
  const found = (await onPath(headless)) ?? (await downloaded()) ?? (await packaged(headless)) ?? (await download());
  if (found) return found;
  throw new Error(
    'There is no Chromium. Install Chromium or Google Chrome, or name one with PLAYWRIGHT_CHROMIUM_PATH, ' +
      'or run `npx playwright-core install chromium`.',
  );
}

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A window that is seen and larger than its screen is made to fit.
  '--window-size=1280,860',
];

/** A browser whose windows nobody shares. @throws what to install, when there is none */
export async function openBrowser({ headless = true, slowMo = 0 } = {}): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(headless), headless, slowMo, args: FLAGS });
}
