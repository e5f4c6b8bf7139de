import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

const run = promisify(execFile);
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MINUTES = 60_000;

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

async function onPath(): Promise<string | null> {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of NAMES) if (await isExecutable(join(directory, name))) return join(directory, name);
  return null;
}

/** Playwright's own download, where it is reachable. */
async function downloaded(): Promise<string | null> {
  const own = chromium.executablePath();
  if (await isExecutable(own)) return own;
  await run(
    process.execPath,
    ['node_modules/playwright-core/cli.js', 'install', 'chromium-headless-shell', 'chromium'],
    {
      timeout: 3 * MINUTES,
    },
  ).catch(() => undefined);
  return (await isExecutable(own)) ? own : null;
}

/** Debian's package, as root. */
async function packaged(): Promise<string | null> {
  if (process.getuid?.() !== 0) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update', '-qq'], { env, timeout: 3 * MINUTES });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      env,
      timeout: 5 * MINUTES,
      maxBuffer: 1e8,
    });
  } catch {
    return null;
  }
  return onPath();
}

/** A Chromium: the one that is named, the system's, Playwright's own, or Debian's. @throws what to install, when there is none */
async function chromiumPath(): Promise<string> {
  const named = process.env['PLAYWRIGHT_CHROMIUM_PATH'];
  if (named) return named;
  const found = (await onPath()) ?? (await packaged()) ?? (await downloaded());
  if (found) return found;
  throw new Error(
    'There is no Chromium. Install Chromium or Google Chrome, or name one with PLAYWRIGHT_CHROMIUM_PATH, ' +
      'or run `npx playwright-core install chromium`.',
  );
}

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** A browser whose windows nobody shares. @throws what to install, when there is none */
export async function openBrowser({ headless = true, slowMo = 0 } = {}): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), headless, slowMo, args: FLAGS });
}
