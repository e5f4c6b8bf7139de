import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { hashPassword } from '../../db/platform/passwords.js';
import { openBrowser } from '../../cli/demo/headed/browser.js';
import { freePort } from '../../cli/stack/ports.js';
import { slowed } from './slowed.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from './processes.js';
import { createTestDatabase, temporalUiUrl, type TestDatabase } from './stack.js';
import { World } from './world.js';

const PASSWORD = 'a password for tests';
export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };
/** Every look of a page: scheme by size. */
export const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  Object.entries({ desk: DESK, phone: PHONE }).map(([size, viewport]) => ({ colorScheme, size, viewport })),
);
/** Kept, so that people can look at them; where nobody will, `PINGGO_SCREENSHOTS=no` takes none. */
export const SCREENSHOTS = fileURLToPath(new URL('../../node_modules/.cache/pinggo/screenshots/', import.meta.url));

/** What moves on a page and comes to an end: the menu that goes when there is no room, colours that change. */
const MOVING = 'document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity)';

/** The running system with a browser before it: an org, its API and worker, and Chromium. */
export class Tower {
  private constructor(
    readonly world: World,
    readonly database: TestDatabase,
    private readonly startApi: () => Promise<Process>,
    private api: Process,
    private readonly worker: Process,
    readonly browser: Browser,
    private readonly passwordHash: string,
  ) {}

  /**
   * @param name of the database and the Temporal namespace: letters and underscores
   * @param prepare what is there before the worker starts: people, flows
   * @param makeWorld the org; left out: one with a manager and a team
   * @param more variables of both processes
   */
  static async open(
    name: string,
    prepare: (world: World) => Promise<void>,
    makeWorld: (ownerUrl: string) => Promise<World> | World = (ownerUrl) => World.create(ownerUrl),
    more: Record<string, string> = {},
  ): Promise<Tower> {
    await mkdir(SCREENSHOTS, { recursive: true });
    const [database, namespace] = await Promise.all([createTestDatabase(name), createNamespace(name)]);
    const world = await makeWorld(database.ownerUrl);
    await prepare(world);
    const env = { ...apiKeys(), RATE_LIMIT_PER_MINUTE: '0', TEMPORAL_UI_URL: temporalUiUrl(), ...more };
    const port = await freePort(0, 'the API');
    const start = (): Promise<Process> => startApi({ database, namespace, env: { ...env, PORT: String(port) } });
    const [api, worker, browser, hash] = await Promise.all([
      start(),
      // Workflows link back to the pages.
      startWorker({
        database,
        namespace,
        // As the API's: it signs webhooks.
        env: { PUBLIC_URL: `http://127.0.0.1:${port}`, PINGGO_SECRETS_KEY: env.PINGGO_SECRETS_KEY, ...more },
      }),
      openBrowser(),
      hashPassword(PASSWORD),
    ]);
    return new Tower(world, database, start, api, worker, browser, hash);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.api.port}`;
  }

  /** The same by its name: passkeys are for names only. */
  get named(): string {
    return `http://localhost:${this.api.port}`;
  }

  /** Stops the API, runs the work, and starts it again where it was. */
  async withoutApi(work: () => Promise<void>): Promise<void> {
    await this.api.stop();
    try {
      await work();
    } finally {
      this.api = await this.startApi();
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all([this.api.stop(), this.worker.stop()]);
    await this.world.close();
    await this.database.drop();
  }

  /**
   * A page whose errors, and requests to other hosts, fail the test.
   * @param told what the browser tells the console by itself, because a request was refused
   */
  async visit(
    options: BrowserContextOptions,
    work: (page: Page) => Promise<void>,
    told: RegExp | null = null,
  ): Promise<void> {
    const context = await this.browser.newContext({
      locale: 'en-GB',
      timezoneId: 'Europe/Bucharest',
      viewport: DESK,
      ...options,
    });
    try {
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' && !told?.test(message.text())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('request', (request) => {
        if (![this.origin, this.named, 'data:'].some((own) => request.url().startsWith(own)))
          faults.push(`asked ${request.url()}`);
      });
      await slowed(page);
      await work(page);
      expect(faults).toEqual([]);
    } finally {
      await context.close();
    }
  }

  /** Lets somebody sign in; the org's manager if nobody else is named. */
  async person(userId = this.world.managerId): Promise<{ email: string; password: string }> {
    const { email } = await this.world.one<{ email: string }>(
      'UPDATE users SET password_hash = $2 WHERE id = $1 RETURNING email',
      [userId, this.passwordHash],
    );
    return { email, password: PASSWORD };
  }

  /**
   * Goes to the path with a session of its own, as the org's manager if nobody else is named: as if somebody had signed in
   * on this device some time ago.
   */
  async signIn(page: Page, path = '/', userId = this.world.managerId): Promise<void> {
    const session = await this.world.addSession(userId);
    // Any address of this origin that is no page.
    await page.goto(`${this.origin}/healthz`);
    const kept = { name: 'pinggo_session', value: session, httpOnly: true, sameSite: 'Strict' } as const;
    await page.context().addCookies([{ ...kept, url: this.origin }]);
    await page.evaluate(`localStorage.setItem('pinggo.session', 'some time ago')`);
    await page.goto(this.origin + path);
    await page.getByRole('button', { name: /sign out$/ }).waitFor();
  }

  /** Goes to the path and signs in there by e-mail and password, as a person does. */
  async signInByHand(page: Page, path = '/', userId = this.world.managerId): Promise<void> {
    const { email, password } = await this.person(userId);
    await page.goto(this.origin + path);
    await page.getByLabel('E-mail').fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: /sign out$/ }).waitFor();
  }

  /** The page as it stands, in every look, which costs the way to it once. Leaves it light, on a desk. */
  async lookAtAll(page: Page, name: string): Promise<void> {
    for (const { colorScheme, size, viewport } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.evaluate(`Promise.allSettled(${MOVING}.map((one) => one.finished))`);
      // In the dark it is made of the same.
      await this.look(page, `${name}-${colorScheme}-${size}`, colorScheme === 'dark' ? 'COLOURS' : 'ALL');
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(DESK);
  }

  /**
   * Keeps a screenshot; fails on what axe finds, and on a page that scrolls sideways.
   * @param rules left out: all. `COLOURS`: what depends on nothing else
   */
  async look(page: Page, name: string, rules: 'ALL' | 'COLOURS' = 'ALL'): Promise<void> {
    if (process.env['PINGGO_SCREENSHOTS'] !== 'no')
      await page.screenshot({ path: `${SCREENSHOTS}${name}.png`, fullPage: true });
    // Without what passed, and without a page of its own to gather the frames' results: there are none, and it is four times as fast.
    const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
    if (rules === 'COLOURS') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    expect(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
    const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(wider, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
  }
}
