import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDashboard } from '../../cli/stack/dashboard.js';
import { hashPassword } from '../../db/passwords.js';
import { openBrowser } from '../support/browser.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../support/processes.js';
import { createTestDatabase, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';

const PASSWORD = 'a password for tests';
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Kept, so that people can look at them. */
const shots = fileURLToPath(new URL('../../node_modules/.cache/pinggo/screenshots/', import.meta.url));

let database: TestDatabase;
let world: World;
let api: Process;
let worker: Process;
let browser: Browser;
let origin: string;
let email: string;

beforeAll(async () => {
  await buildDashboard();
  await mkdir(shots, { recursive: true });
  database = await createTestDatabase('tower');
  const namespace = await createNamespace('tower');
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addRep('Bob');
  const plain = flowDefinition(world.teamId);
  await world.addFlow({ ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5 })) });
  const { email: found } = await world.one<{ email: string }>('SELECT email FROM users WHERE id = $1', [
    world.managerId,
  ]);
  email = found;
  await world.sql.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
    world.managerId,
    await hashPassword(PASSWORD),
  ]);
  const env = { ...apiKeys(), RATE_LIMIT_PER_MINUTE: '0' };
  [api, worker] = await Promise.all([startApi({ database, namespace, env }), startWorker({ database, namespace })]);
  origin = `http://127.0.0.1:${api.port}`;
  await world.receiveMany(3, { source: 'web' });
  // Received long enough ago to be late at once: the worst of all.
  const [late] = await world.receiveMany(1, { source: 'partner', ageMs: 30 * 60_000 });
  await world.sql.query("UPDATE leads SET name = 'Late Larry' WHERE id = $1", [late]);
  await waitFor('all leads have their clocks', async () => {
    const { count } = await world.one<{ count: string }>(
      'SELECT count(*) FROM leads WHERE clocks_started AND deadline_at IS NOT NULL',
    );
    return Number(count) === 4;
  });
  browser = await openBrowser();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([api?.stop(), worker?.stop()]);
  await world?.close();
  await database?.drop();
});

/**
 * A page whose errors, and requests to other hosts, fail the test.
 * @param told what the browser tells the console by itself, because a request was refused
 */
async function visit(
  options: BrowserContextOptions,
  work: (page: Page) => Promise<void>,
  told: RegExp | null = null,
): Promise<void> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: DESK, ...options });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !told?.test(message.text())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(origin) && !request.url().startsWith('data:'))
        faults.push(`asked ${request.url()}`);
    });
    await work(page);
    expect(faults).toEqual([]);
  } finally {
    await context.close();
  }
}

async function signIn(page: Page, path = '/'): Promise<void> {
  await page.goto(origin + path);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'attached' });
}

describe('the Control Tower', () => {
  it('leads from the figure to the worst lead; a call that is logged there ends its urgency', async () => {
    await visit({}, async (page) => {
      await signIn(page);
      await page.getByRole('link', { name: /^Breached\s*1$/ }).click();
      await page.getByRole('heading', { name: 'Leads' }).waitFor();
      expect(new URL(page.url()).search).toBe('?breach=breached');
      await page.getByRole('link', { name: 'Late Larry' }).click();
      await page.getByRole('heading', { name: 'Late Larry' }).waitFor();
      await page.getByText('above the threshold of 0: every lead (+10)').waitFor();
      await page.getByText(/^First contact is due .*15 min of elapsed time/).waitFor();
      await page.getByRole('button', { name: 'Log a call' }).click();
      // The page asks again by itself.
      await page.getByText('Contacted', { exact: true }).waitFor();
      await page.getByText('first_contact: breached').waitFor();
      await page.getByText(/^met /).waitFor();
    });
  });

  it('assigns a lead, and says in the words of the API why it cannot be done twice', async () => {
    const work = async (page: Page): Promise<void> => {
      await signIn(page, '/leads');
      await page.getByRole('row').nth(1).getByRole('link').click();
      const assign = async (): Promise<void> => {
        await page.getByRole('button', { name: 'Assign', exact: true }).click();
        await page.getByRole('dialog').getByLabel('Assign to').click();
        await page.getByRole('option', { name: 'Mara Manager' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
      };
      await assign();
      await page.getByText('Mara Manager. Why: Mara Manager by hand').waitFor();
      const refused = page.waitForResponse(
        (response) => response.url().endsWith('/assign') && response.status() === 409,
      );
      await assign();
      await refused;
      await page.getByRole('alert').getByText('This user owns the lead already').waitFor();
    };
    await visit({}, work, /409 \(Conflict\)/);
  });

  it('speaks English, Romanian and Russian, and remembers it', async () => {
    await visit({}, async (page) => {
      await signIn(page);
      for (const [language, title] of [
        ['Română', 'Privire de ansamblu'],
        ['Русский', 'Обзор'],
      ] as const) {
        await page.getByRole('navigation').getByRole('combobox').click();
        await page.getByRole('option', { name: language }).click();
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
      }
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Обзор' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    });
  });

  it('stays signed in over a reload, and is signed out in every tab at once', async () => {
    await visit({}, async (page) => {
      await signIn(page);
      await page.reload();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      const other = await page.context().newPage();
      await other.goto(`${origin}/leads`);
      await other.getByRole('heading', { name: 'Leads' }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      for (const tab of [page, other]) await tab.getByRole('heading', { name: /Sign in/ }).waitFor();
    });
  });

  for (const colorScheme of ['light', 'dark'] as const)
    for (const [size, viewport] of Object.entries({ desk: DESK, phone: PHONE }))
      it(`can be used by everybody: ${colorScheme}, ${size}`, async () => {
        await visit({ colorScheme, viewport }, async (page) => {
          const look = async (name: string): Promise<void> => {
            await page.screenshot({ path: `${shots}${name}-${colorScheme}-${size}.png`, fullPage: true });
            const { violations } = await new AxeBuilder({ page }).analyze();
            expect(violations.map(({ id, nodes }) => `${name}: ${id}: ${nodes[0]?.html}`)).toEqual([]);
            const wider = await page.evaluate(
              'document.documentElement.scrollWidth - document.documentElement.clientWidth',
            );
            expect(wider, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
          };
          await page.goto(origin);
          await page.getByLabel('E-mail').waitFor();
          await look('sign-in');
          await signIn(page);
          await page.getByRole('heading', { name: 'Load of the reps' }).waitFor();
          await look('overview');
          await page.goto(`${origin}/leads`);
          await page.getByRole('table').waitFor();
          await look('leads');
          await page.getByRole('row').nth(1).getByRole('link').click();
          await page.getByRole('heading', { name: 'Timeline' }).waitFor();
          await look('lead');
        });
      });
});
