import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newSetupLink } from '../../../cli/setup-link.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open(
    'setup',
    () => Promise.resolve(),
    // Nothing at all: no org, and nobody.
    (ownerUrl) => World.of(ownerUrl, newId(), newId(), newId()),
  );
}, 600_000);
afterAll(() => tower?.close());

async function newLink(): Promise<string> {
  return (await newSetupLink(tower.database.ownerUrl, tower.origin))!.url;
}

async function choose(page: Page, label: string, text: string): Promise<void> {
  const field = page.getByRole('combobox', { name: label });
  await field.click();
  await field.fill(text);
  await page.getByRole('option', { name: text, exact: true }).click();
}

const ORG = 'Carpat Solar';
const PASSWORD = 'plates of snow at noon';

describe('from an empty system', () => {
  it('is the first page, in every look', async () => {
    const link = await newLink();
    await tower.visit({}, async (page) => {
      await page.goto(link);
      await page.getByLabel('Name of the organisation').waitFor();
      await page.getByText(/once, and for another 23 h/).waitFor();
      await tower.lookAtAll(page, 'setup');
    });
  });

  it('is an organisation and its admin, by the link that was printed; the first lead is not lost, and the link is used up', async () => {
    const link = await newLink();
    await tower.visit(
      {},
      async (page) => {
        await page.goto(link);
        await page.getByRole('button', { name: 'Set up and sign in' }).click();
        // What the API would refuse the form says, and goes to the first of it.
        await page.getByText('Give a name.').first().waitFor();
        expect(await page.evaluate('document.activeElement.labels[0].textContent')).toBe('Name of the organisation');
        await page.getByLabel('Name of the organisation').fill(ORG);
        await choose(page, 'Country', 'Romania');
        await choose(page, 'Language', 'Romanian');
        expect(await page.getByRole('combobox', { name: 'Time zone' }).inputValue()).toBe('Europe/Bucharest');
        await page.getByLabel('Your name').fill('Adrian Ionescu');
        await page.getByLabel('E-mail').fill('adrian@carpat.example');
        await page.locator('input[type=password]').fill('short');
        await page.getByRole('button', { name: 'Set up and sign in' }).click();
        await page.getByText('Use at least 12 characters.').first().waitFor();
        await page.locator('input[type=password]').fill(PASSWORD);
        await page.getByRole('button', { name: 'Set up and sign in' }).click();

        await page.getByRole('heading', { level: 1, name: 'The first hour' }).waitFor();
        expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/first-hour');
        await page.getByRole('listitem', { name: 'People' }).getByRole('link', { name: 'To your people' }).waitFor();

        const { orgId } = await tower.world.one<{ orgId: string }>('SELECT id AS "orgId" FROM orgs');
        const world = World.of(tower.database.ownerUrl, orgId, newId(), newId());
        const leadId = await world.receive({ name: 'First Lead' });
        await world.close();
        await waitFor('the first lead is a work item', async () => {
          const rows = await tower.world.all("SELECT FROM work_items WHERE lead_id = $1 AND kind = 'UNROUTED'", [
            leadId,
          ]);
          return rows.length > 0;
        });
        await page.getByRole('link', { name: 'Work items' }).click();
        await page.getByText('First Lead').first().waitFor();
      },
      /status of 4\d\d/,
    );
    await tower.visit({}, async (page) => {
      await page.goto(link);
      const told = page.getByRole('alert');
      await told.getByText('It was used already.').waitFor();
      await tower.look(page, 'setup-used-light-desk');
      await told.getByRole('link', { name: 'sign in' }).click();
      await page.getByLabel('E-mail').fill('adrian@carpat.example');
      await page.locator('input[type=password]').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: /sign out$/ }).waitFor();
    });
  });
});

describe('the page of the organisation', () => {
  const open = async (page: Page): Promise<void> => {
    const { id } = await tower.world.one<{ id: string }>("SELECT id FROM users WHERE role = 'ADMIN'");
    await tower.signIn(page, '/settings/organisation', id);
    await page.getByRole('heading', { level: 1, name: 'Organisation', exact: true }).waitFor();
    await page.getByRole('region', { name: 'Signing in' }).waitFor();
  };
  const card = (page: Page, name: string) => page.getByRole('region', { name });
  const save = (page: Page, name: string) => card(page, name).getByRole('button', { name: 'Save' }).click();
  const confirm = async (page: Page, button: string): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(ORG);
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const orgNow = () =>
    tower.world.one<{ time_zone: string; week_start: string; sign_in: object; retention: object }>(
      'SELECT * FROM orgs',
    );

  it('is readable in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await tower.lookAtAll(page, 'organisation');
    });
    await tower.visit({ viewport: { width: 360, height: 740 } }, async (page) => {
      await open(page);
      await tower.look(page, 'organisation-light-narrow');
    });
  });

  it('changes it, says what follows, and takes it back', async () => {
    await tower.visit(
      {},
      async (page) => {
        await open(page);
        await choose(page, 'Time zone', 'Europe/Chisinau');
        await page.getByText('business hours do not move').waitFor();
        await tower.look(page, 'organisation-follows-light-desk');
        await save(page, 'Name and place');
        const notice = page.getByRole('alert').filter({ hasText: 'The organisation is changed.' });
        await notice.waitFor();
        expect((await orgNow()).time_zone).toBe('Europe/Chisinau');
        await notice.getByRole('button', { name: 'Undo' }).click();
        await notice.waitFor({ state: 'detached' });
        expect((await orgNow()).time_zone).toBe('Europe/Bucharest');

        // What takes something from people is asked for by the name.
        const signingIn = card(page, 'Signing in');
        await signingIn.getByLabel('Days until an unused session ends').fill('14');
        await save(page, 'Signing in');
        await page.getByRole('dialog').getByText('Sessions that are older than the new limits end').waitFor();
        await tower.look(page, 'organisation-asked-light-desk');
        await confirm(page, 'Change it');
        await waitFor('sessions end sooner', async () =>
          JSON.stringify((await orgNow()).sign_in).includes('"sessionIdleDays":14'),
        );
        // The last way in stays: no mail is set up here.
        await signingIn.getByLabel('By e-mail and password').click();
        await save(page, 'Signing in');
        await confirm(page, 'Change it');
        await signingIn.getByText('No mail is set up').waitFor();
        await signingIn.getByRole('button', { name: 'Discard' }).click();
        expect(await signingIn.getByLabel('By e-mail and password').isChecked()).toBe(true);
        expect(await signingIn.getByText('No mail is set up').count()).toBe(0);

        const read = card(page, 'What is kept').getByLabel('Days that read notices are kept');
        await read.fill('91');
        await save(page, 'What is kept');
        await page.getByText('This installation keeps them for 90 days').waitFor();
        await read.fill('7');
        await save(page, 'What is kept');
        await page.getByRole('dialog').getByText('read more than 7 days ago are deleted').waitFor();
        await confirm(page, 'Delete earlier');
        await waitFor(
          'it is kept for less',
          async () => JSON.stringify((await orgNow()).retention) === '{"readNoticeDays":7}',
        );

        // Somebody else was faster.
        await tower.world.sql.query("UPDATE orgs SET revision = revision + 1, week_start = 'SUN'");
        await card(page, 'Name and place').getByLabel('Name').fill('Carpat Wind');
        await save(page, 'Name and place');
        const old = page.getByRole('alert').filter({ hasText: 'Somebody else changed it meanwhile' });
        await old.getByRole('button', { name: 'Try again' }).click();
        await old.waitFor({ state: 'detached' });
        expect(await page.getByRole('combobox', { name: 'The week begins on' }).inputValue()).toBe('Sunday');
        expect(await card(page, 'Name and place').getByLabel('Name').inputValue()).toBe(ORG);
      },
      /status of 4\d\d/,
    );
  });

  it('is read by an auditor, who changes nothing', async () => {
    const id = newId();
    await tower.world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) SELECT id, $1, 'audra@carpat.example', 'Audra Look', 'AUDITOR' FROM orgs",
      [id],
    );
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings', id);
      await page.getByRole('heading', { level: 1, name: 'Organisation', exact: true }).waitFor();
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
      const password = card(page, 'Signing in').getByLabel('By e-mail and password');
      await password.click();
      expect(await password.isChecked()).toBe(true);
      await tower.look(page, 'organisation-auditor-light-desk');
    });
  });
});
