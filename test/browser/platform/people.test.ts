import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import { LOOKS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
const admin = newId();
let ana: string;
let bob: string;
let cat: string;
let desk: string;

const OFFICE: CalendarDefinition = {
  timeZone: 'Europe/Bucharest',
  weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const).map((day) => ({
    day,
    from: '09:00',
    to: '18:00',
  })),
  holidays: [],
  specialDates: [],
};

beforeAll(async () => {
  tower = await Tower.open('people', async (world) => {
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, email_folded, name, role, password_hash) VALUES ($1, $2, 'ada@example.com', 'ada@example.com', 'Ada Admin', 'ADMIN', 'x')",
      [world.orgId, admin],
    );
    ana = await world.addRep('Ana', { capacity: 20 });
    // Reps with a password, as who works has one.
    bob = await world.addRep('Bob', { capacity: 3 });
    cat = await world.addRep('Cat', { capacity: 20 });
    await world.sql.query("UPDATE users SET password_hash = 'x' WHERE org_id = $1", [world.orgId]);
    await world.addFlow(flowDefinition(world.teamId));
    const hours = await world.addCalendar(OFFICE);
    const made = await world.one<{ id: string }>(
      "INSERT INTO teams (org_id, id, name, calendar_id) VALUES ($1, gen_random_uuid(), 'Night desk', $2) RETURNING id",
      [world.orgId, hours],
    );
    desk = made.id;
    await only(world, ana);
  });
}, 600_000);
afterAll(() => tower?.close());

const only = (world: Pick<Tower['world'], 'sql'>, ...ids: string[]) =>
  world.sql.query(
    "UPDATE users SET status = CASE WHEN id = ANY($1) THEN 'ACTIVE' ELSE 'AWAY' END WHERE role = 'REP' AND status <> 'INACTIVE'",
    [ids],
  );
const owned = async (id: string): Promise<number> =>
  (await tower.world.all('SELECT 1 FROM leads WHERE owner_id = $1', [id])).length;
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const open = async (page: Page, path: string, title: string, who = admin): Promise<void> => {
  await tower.signIn(page, path, who);
  await heading(page, title);
};

// In this order: leads go from one to the next.
describe('people', () => {
  it('are invited with what is wrong said at its field, found, edited, and changed back', async () => {
    await tower.visit(
      {},
      async (page) => {
        await open(page, '/settings/people', 'People');
        await page.getByRole('link', { name: 'Invite' }).click();
        await heading(page, 'Invite somebody');
        await page.getByRole('button', { name: 'Invite' }).click();
        await page.getByText('Give a name.').waitFor();
        await page.getByText('Give an e-mail address.').waitFor();
        const name = page.getByLabel('Name');
        await name.fill('Ștefania Țurcanu');
        await page.getByLabel('E-mail').fill('ADA@example.com');
        await page.getByRole('button', { name: 'Add a skill' }).click();
        await page.getByLabel('Skill 1', { exact: true }).fill('solar');
        await page.getByRole('button', { name: 'Invite' }).click();
        await page.getByText('Somebody has this e-mail address already.').waitFor();
        await page.getByLabel('E-mail').fill('stefania@example.com');
        await page.getByRole('button', { name: 'Invite' }).click();
        await heading(page, 'Ștefania Țurcanu');
        await page.getByText('Ștefania Țurcanu was added as invited.').waitFor();
        await page.getByText('Invited', { exact: true }).waitFor();
        // Without a mail server the link is handed over.
        expect(await page.getByLabel('Link', { exact: true }).inputValue()).toMatch(/\/invitation#/);

        const capacity = page.getByLabel('Capacity');
        const stored = (value: number) =>
          waitFor(`the capacity is ${value}`, async () => {
            const row = await tower.world.one<{ capacity: number }>(
              "SELECT capacity FROM users WHERE email = 'stefania@example.com'",
            );
            return row.capacity === value;
          });
        await capacity.fill('20000');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Give at most 10000.').waitFor();
        await capacity.fill('7');
        await page.getByRole('button', { name: 'Save' }).click();
        await stored(7);
        await page.getByRole('button', { name: 'Undo' }).first().click();
        await stored(20);

        // Another admin was quicker: what they saved is not overwritten.
        await waitFor('the form is of now', async () => (await capacity.inputValue()) === '20');
        // What nobody has typed in yet takes it over instead.
        await capacity.fill('8');
        await tower.world.sql.query(
          "UPDATE users SET capacity = 9, revision = revision + 1 WHERE email = 'stefania@example.com'",
        );
        const told = page.getByRole('alert').getByText('Somebody else changed this person meanwhile.');
        // The page may hear of it before it is saved, and then offers that no more.
        const saved = page.getByRole('button', { name: 'Save' }).click();
        await Promise.race([told.waitFor(), saved]).catch(() => undefined);
        await told.waitFor();
        void saved.catch(() => undefined);
        await page.getByRole('button', { name: 'Show what it is now' }).click();
        await waitFor('what the other saved', async () => (await capacity.inputValue()) === '9');

        await page.getByRole('link', { name: 'Back to the list' }).click();
        await heading(page, 'People');
        await page.getByRole('searchbox').fill('turcanu');
        await page.getByRole('link', { name: 'Ștefania Țurcanu' }).waitFor();
        await page.getByRole('link', { name: 'Ada Admin' }).waitFor({ state: 'detached' });
        expect(new URL(page.url()).search).toBe('?q=turcanu');
        await page.getByRole('searchbox').fill('');
        await page.getByRole('button', { name: 'Open leads' }).click();
        await page
          .getByRole('columnheader', { name: 'Open leads' })
          .and(page.locator('[aria-sort=ascending]'))
          .waitFor();
        await page.getByRole('combobox', { name: 'Role' }).click();
        await page.getByRole('option', { name: 'Administrator' }).click();
        await page.getByRole('link', { name: 'Bob' }).waitFor({ state: 'detached' });
        await page.getByRole('link', { name: 'Ada Admin' }).click();
        // The last admin cannot leave: it is said before anybody tries.
        await page.getByText('The last active admin keeps this role').waitFor();
        expect(await page.getByRole('button', { name: 'Deactivate' }).isDisabled()).toBe(true);
      },
      /409 \(Conflict\)|412 \(Precondition Failed\)/,
    );
  });

  it('are deactivated after it was shown who takes over what', async () => {
    const { world } = tower;
    await world.receiveMany(4, { name: 'Lena Lead' });
    await waitFor('Ana has them', async () => (await owned(ana)) === 4);
    await only(world, ana, bob);
    await tower.visit({}, async (page) => {
      await open(page, `/settings/people/${ana}`, 'Ana');
      const deactivate = page.getByRole('button', { name: 'Deactivate' });
      await deactivate.click();
      const dialog = page.getByRole('dialog', { name: 'Deactivate Ana' });
      await dialog.getByText('3 leads go to others, 1 finds nobody.').waitFor();
      await dialog.getByText('Bob: 3 leads, load 0 → 3 of 3').waitFor();
      await dialog.getByText('Lead by lead').click();
      await dialog.getByRole('link', { name: 'Lena Lead' }).first().waitFor();
      await dialog
        .getByText(/First contact: goes on, until/)
        .first()
        .waitFor();
      await tower.look(page, 'people-deactivate-desk-light');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await waitFor('the keyboard is back', () =>
        page.evaluate<boolean>("document.activeElement?.textContent === 'Deactivate'"),
      );
      await deactivate.click();
      expect(await dialog.getByRole('button', { name: 'Deactivate' }).isDisabled()).toBe(true);
      await dialog.getByLabel('Type “Ana” to confirm').fill('ana');
      await dialog.getByRole('button', { name: 'Deactivate' }).click();
      await page.getByText('Ana is deactivated; their leads are being given to others.').waitFor();
      await page.getByText('Deactivated', { exact: true }).waitFor();
      await waitFor('it was as was shown', async () => (await owned(bob)) === 3 && (await owned(ana)) === 0);
      await page.getByRole('button', { name: 'Activate again' }).click();
      await page.getByText('Ana is active.').waitFor();
      await page.getByText('Active', { exact: true }).waitFor();
    });
  });

  it('go away themselves, see what follows, and come back', async () => {
    await only(tower.world, bob, cat);
    await tower.visit(
      {},
      async (page) => {
        await open(page, '/me', 'Your page', bob);
        await page.getByRole('button', { name: 'I am away …' }).click();
        const dialog = page.getByRole('dialog', { name: 'I am away …' });
        await dialog.getByText('Cat: 3 leads').waitFor();
        await dialog.getByLabel('Until').fill('2020-01-01T10:00');
        await dialog.getByRole('button', { name: 'Go' }).click();
        await dialog.getByText('This is over already: give an instant in the future.').waitFor();
        await dialog.getByRole('button', { name: 'A day longer' }).click();
        await dialog.getByRole('button', { name: 'Go' }).click();
        await dialog.waitFor({ state: 'detached' });
        await page.getByText('You are away until').waitFor();
        await waitFor('Cat has them', async () => (await owned(cat)) === 3);
        await page.goto(`${tower.origin}/my-day`);
        await page.getByText('You are off until').waitFor();
        await page.getByRole('button', { name: 'I am back' }).click();
        await page.getByText('You are off until').waitFor({ state: 'detached' });
        await page.goto(`${tower.origin}/me`);
        await page.getByText('Cancelled', { exact: true }).waitFor();
        expect(await page.getByText('You are away until').count()).toBe(0);
      },
      /400 \(Bad Request\)/,
    );
  });

  it('come by a file, whose lines that are wrong are named', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/settings/people/import', 'Import people');
      const choose = async (name: string, text: string): Promise<void> => {
        const [chooser] = await Promise.all([
          page.waitForEvent('filechooser'),
          page.getByRole('button', { name: /^Choose (a|another) file$/ }).click(),
        ]);
        await chooser.setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
      };
      await choose(
        'people.csv',
        '\ufeffEmail;Angajat;Rol;Echipe\nion@import.example;Ion;agent;Sales\nbad;Nobody;REP;\nx@import.example;X;REP;Elsewhere\n',
      );
      await page.getByText('Not recognised, and left out: Angajat').waitFor();
      await page.getByRole('combobox', { name: 'Name' }).click();
      await page.getByRole('option', { name: 'Angajat' }).click();
      await page.getByText('3 lines: 1 to add, 0 to change, 0 as they are, 2 wrong.').waitFor();
      const problems = page.getByRole('table', { name: '2 problems' });
      await problems.getByRole('row', { name: /^3 E-mail Give an e-mail address\./ }).waitFor();
      await problems.getByRole('row', { name: /^4 Teams There is no team “Elsewhere”\./ }).waitFor();
      for (const { size, viewport } of LOOKS.slice(0, 2)) {
        await page.setViewportSize(viewport);
        await tower.look(page, `people-import-${size}-light`);
      }
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download all problems' }).click(),
      ]);
      expect(file.suggestedFilename()).toBe('problems.csv');
      const doIt = page.getByRole('button', { name: 'Import 1 person' });
      expect(await doIt.isDisabled()).toBe(true);
      await page.getByLabel('Import the others, without the 2 lines that are wrong').check();
      await doIt.click();
      await page.getByText('Imported: 1 added, 0 changed.').waitFor();
      await page.getByRole('link', { name: 'Ion', exact: true }).waitFor();
    });
  });

  it('are in teams, whose week is drawn with its holes', async () => {
    await tower.visit(
      {},
      async (page) => {
        await open(page, '/settings/teams', 'Teams');
        await page.getByRole('link', { name: 'Add a team' }).click();
        await page.getByLabel('Name').fill('Night desk');
        await page.getByRole('button', { name: 'Add a team' }).click();
        await page.getByText('There is a team of this name already.').waitFor();
        await page.getByLabel('Name').fill('Day desk');
        await page.getByRole('button', { name: 'Add a team' }).click();
        await heading(page, 'Day desk');
        await page.getByText('Nobody is in this team').waitFor();
        await page.getByRole('combobox', { name: 'Put somebody into the team' }).fill('cat');
        await page.getByRole('option', { name: 'Cat' }).click();
        await page.getByRole('link', { name: 'Cat', exact: true }).waitFor();
        await page.getByText('The team has no calendar').waitFor();

        for (const name of ['Ada Admin', 'Mara Manager']) {
          await page.getByRole('combobox', { name: 'Put somebody on call' }).fill(name);
          await page.getByRole('option', { name }).click();
        }
        await page.getByText('2. Mara Manager').waitFor();
        await page.getByRole('button', { name: 'Mara Manager: earlier' }).click();
        await page.getByText('1. Mara Manager').waitFor();
        await page.getByRole('combobox', { name: 'Fallback' }).click();
        await page.getByRole('option', { name: 'Night desk' }).click();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('The team “Day desk” was changed.').waitFor();
        expect(await tower.world.one("SELECT on_call, fallback_team_id FROM teams WHERE name = 'Day desk'")).toEqual({
          on_call: [tower.world.managerId, admin],
          fallback_team_id: desk,
        });

        await page.goto(`${tower.origin}/settings/teams/${desk}`);
        await heading(page, 'Night desk');
        await page.getByText(/Nobody is at work for about \d+ hours:/).waitFor();
        await page
          .getByText(/, 09:00–18:00: /)
          .first()
          .waitFor();
        await page.getByRole('button', { name: 'Archive' }).click();
        const dialog = page.getByRole('dialog', { name: 'Archive “Night desk”' });
        await dialog.getByText('It is the fallback of: Day desk. They have none then.').waitFor();
        await dialog.getByLabel('Type “Night desk” to confirm').fill('Night desk');
        await dialog.getByRole('button', { name: 'Archive' }).click();
        await page.getByText('The team “Night desk” is archived.').waitFor();
        await page.getByRole('button', { name: 'Undo' }).last().click();
        await waitFor('it is back', async () => {
          const row = await tower.world.one<{ archived_at: Date | null }>(
            'SELECT archived_at FROM teams WHERE id = $1',
            [desk],
          );
          return row.archived_at === null;
        });
      },
      /409 \(Conflict\)/,
    );
  });

  it('have pages that can be looked at in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/settings/people', 'People');
      await page.getByRole('link', { name: 'Ada Admin' }).waitFor();
      await tower.lookAtAll(page, 'people-list');
      await page.goto(`${tower.origin}/settings/people/${bob}`);
      await page.getByText('Cancelled', { exact: true }).waitFor();
      await tower.lookAtAll(page, 'people-person');
      await page.goto(`${tower.origin}/settings/teams`);
      await page.getByRole('link', { name: 'Night desk' }).waitFor();
      await tower.lookAtAll(page, 'teams-list');
      await page.goto(`${tower.origin}/settings/teams/${desk}`);
      await page.getByText(/Nobody is at work for about/).waitFor();
      await tower.lookAtAll(page, 'teams-team');
    });
  });
});
