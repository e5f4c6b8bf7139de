import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSetupLink } from '../../../cli/setup-link.js';
import { Tower } from '../../support/tower.js';
import { World } from '../../support/world.js';

const run = promisify(execFile);
const ORG = 'Carpat Solar';
let tower: Tower;
let adminId: string;

beforeAll(async () => {
  tower = await Tower.open(
    'first_hour_pages',
    () => Promise.resolve(),
    (ownerUrl) => World.of(ownerUrl, newId(), newId(), newId()),
  );
  const link = await newSetupLink(tower.database.ownerUrl, tower.origin);
  const answer = await fetch(`${tower.origin}/api/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: new URL(link!.url).hash.slice(1),
      organisation: { name: ORG, timeZone: 'Europe/Bucharest', locale: 'en', country: 'RO' },
      admin: { name: 'Adrian Ionescu', email: 'adrian@carpat.example', password: 'plates of snow at noon' },
    }),
  });
  expect(answer.status).toBe(201);
  ({ id: adminId } = await tower.world.one<{ id: string }>("SELECT id FROM users WHERE role = 'ADMIN'"));
}, 600_000);
afterAll(() => tower?.close());

const step = (page: Page, name: string) => page.getByRole('listitem', { name, exact: true });
const isDone = (page: Page, name: string) => step(page, name).getByText(/^Done/).waitFor();
const back = async (page: Page): Promise<void> => {
  await page
    .getByRole('navigation', { name: 'The first hour' })
    .getByRole('link', { name: 'Back to the first hour' })
    .click();
  await page.getByRole('heading', { level: 1, name: 'The first hour' }).waitFor();
};
const invite = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('link', { name: 'Invite' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@carpat.example`);
  await page
    .getByRole('combobox', { name: 'Teams' })
    .or(page.getByLabel('Teams', { exact: true }))
    .first()
    .click();
  await page.getByRole('option', { name: 'Sales', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Invite' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};
/** The lines that the page shows, as somebody who pastes them runs them. */
const paste = async (script: string): Promise<unknown> =>
  JSON.parse((await run('sh', ['-c', script], { env: { ...process.env, NO_PROXY: '127.0.0.1,localhost' } })).stdout);

describe('the first hour', () => {
  it('is done to its end: each step with its own proof, the first lead as it comes in', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/first-hour', adminId);
      await step(page, 'First call').waitFor();
      await tower.lookAtAll(page, 'first-hour');
    });
    await tower.visit({ viewport: { width: 360, height: 740 } }, async (page) => {
      await tower.signIn(page, '/first-hour', adminId);
      await step(page, 'First call').waitFor();
      await tower.look(page, 'first-hour-light-narrow');
    });

    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/', adminId);
      const reminder = page.getByRole('region', { name: 'The first hour' });
      await reminder.getByText('0 of 6 steps are done.').waitFor();
      await reminder.getByText('Next: Hours.').waitFor();
      await tower.look(page, 'first-hour-overview-light-desk');
      await reminder.getByRole('link', { name: 'Go on' }).click();

      // There and back, and right as it is.
      await step(page, 'Hours').getByRole('link', { name: 'Look at “Office hours”' }).click();
      await page.getByRole('heading', { level: 1, name: 'Office hours' }).waitFor();
      await back(page);
      await step(page, 'Hours').getByRole('button', { name: 'The hours are right' }).click();
      await isDone(page, 'Hours');
      await page.getByText('1 of 6 steps are done.').waitFor();

      await step(page, 'People').getByText('Nobody takes leads yet').waitFor();
      await step(page, 'People').getByRole('link', { name: 'To your people' }).click();
      await invite(page, 'Ana');
      await page.getByRole('navigation', { name: 'The first hour' }).getByText('Next: People.').waitFor();
      await back(page);
      await step(page, 'People').getByText('One more rep is needed.').waitFor();
      await step(page, 'People').getByRole('link', { name: 'To your people' }).click();
      await invite(page, 'Radu');
      // The bar over the page hears of it.
      await page.getByRole('navigation', { name: 'The first hour' }).getByText('Next: Flow.').waitFor();
      await back(page);
      await step(page, 'People').getByText('2 people have not taken up their invitation yet.').waitFor();

      await step(page, 'Flow').getByRole('button', { name: 'The flow is right' }).click();
      await isDone(page, 'Flow');

      await step(page, 'Source').getByRole('button', { name: 'New source' }).click();
      const dialog = page.getByRole('dialog', { name: 'New source' });
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Website form');
      await dialog.getByRole('textbox', { name: 'Source of its leads' }).fill('web');
      await dialog.getByRole('button', { name: 'Make it' }).click();
      await dialog.waitFor({ state: 'detached' });
      await isDone(page, 'Source');

      const lead = step(page, 'First lead');
      await lead.getByText('Waiting for the first lead').waitFor();
      await tower.look(page, 'first-hour-waiting-light-desk');
      const script = await lead.getByRole('group', { name: 'Send a test lead' }).textContent();
      expect(await paste(script!)).toMatchObject({ duplicate: false });
      await lead.getByRole('link', { name: 'Ana Test came in' }).waitFor();
      await isDone(page, 'First lead');

      await step(page, 'First call').getByText('Nobody has called yet.').waitFor();
      await step(page, 'First call').getByRole('link', { name: 'To Ana Test, and log the call' }).click();
      await page.getByRole('heading', { level: 1, name: 'Ana Test' }).waitFor();
      await page.getByRole('button', { name: 'Log a call' }).click();
      await page.getByRole('button', { name: 'Reached' }).click();
      await page.getByRole('navigation', { name: 'The first hour' }).getByText('6 of 6 steps are done.').waitFor();
      await back(page);
      await page.getByRole('alert').getByText('Your desk is running.').waitFor();
      await tower.look(page, 'first-hour-done-light-desk');
      await page.getByRole('alert').getByRole('link', { name: 'To the overview' }).click();
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await page.getByRole('heading', { name: 'Reps' }).first().waitFor();
      expect(await page.getByRole('region', { name: 'The first hour' }).count()).toBe(0);
    });
  });

  it('is put away by an admin and found again, and shows a demo that is thrown away', async () => {
    await tower.world.sql.query("UPDATE users SET status = 'INACTIVE' WHERE name = 'Radu'");
    let [email, password] = ['', ''];
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/first-hour', adminId);
      await page.getByRole('button', { name: 'Put the checklist away' }).click();
      await page.getByText('The overview does not remind of it.').waitFor();
      await page.goto(`${tower.origin}/settings/organisation`);
      await page
        .getByRole('region', { name: 'The first hour' })
        .getByRole('link', { name: 'Open the checklist' })
        .click();
      await page.getByRole('button', { name: 'Bring the checklist back' }).click();
      await page.getByRole('button', { name: 'Put the checklist away' }).waitFor();

      const demo = page.getByRole('region', { name: 'A running desk to look at' });
      await demo.getByRole('button', { name: 'Make a demo' }).click();
      password = (await demo.getByRole('group', { name: 'Password of everybody in it' }).textContent())!;
      email = (await demo.getByRole('listitem').filter({ hasText: 'manager@' }).textContent())!.split(' ')[0]!;
      await tower.look(page, 'first-hour-demo-light-desk');
    });
    await tower.visit({}, async (page) => {
      await page.goto(`${tower.origin}/leads`);
      await page.getByLabel('E-mail').fill(email);
      await page.locator('input[type=password]').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('Carpat Solar (demo)').first().waitFor();
      await page.getByText('Cristina Neagu').first().waitFor();
    });
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/first-hour', adminId);
      const demo = page.getByRole('region', { name: 'A running desk to look at' });
      await demo.getByText('Its password was shown when it was made.').waitFor();
      await demo.getByRole('button', { name: 'Throw it away' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Everything in it is deleted').waitFor();
      await dialog.getByRole('textbox').fill('Carpat Solar (demo)');
      await dialog.getByRole('button', { name: 'Throw it away' }).click();
      await dialog.waitFor({ state: 'detached' });
      await demo.getByRole('button', { name: 'Make a demo' }).waitFor();
      const orgs = await tower.world.all('SELECT FROM orgs WHERE demo_of IS NOT NULL', []);
      expect(orgs).toHaveLength(0);
    });
  });
});
