import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let admin: string;
let calendarId: string;
let leadId: string;

beforeAll(async () => {
  tower = await Tower.open('calendars', async (world) => {
    await world.addRep('Ana');
    admin = newId();
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'admin@calendars.example', 'Ada Admin', 'ADMIN')",
      [world.orgId, admin],
    );
    calendarId = await world.addCalendar({
      timeZone: 'Europe/Bucharest',
      weekly: WEEKDAYS.map((day) => ({ day, from: '00:00', to: '24:00' })),
      holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
      specialDates: [{ date: '2026-12-24', intervals: [{ from: '09:00', to: '12:00' }] }],
    });
    await world.sql.query("UPDATE calendars SET name = 'Front desk' WHERE id = $1", [calendarId]);
    const clock = {
      key: 'first_contact',
      name: 'First contact',
      starts: 'RECEIVED' as const,
      target: { duration: 'PT4H', time: 'BUSINESS' as const, calendarOf: 'FLOW' as const },
      proofs: ['CALL_LOGGED' as const],
      ladder: [],
    };
    await world.addFlow(flowDefinition(world.teamId, { calendarId, clocks: [clock] }), 'desk');
  });
  leadId = await tower.world.receive({ name: 'Mia Moved' });
  await waitFor('its clock runs', async () => (await deadline()) !== null);
}, 600_000);

afterAll(() => tower?.close());

const deadline = async (): Promise<string | null> => {
  const rows = await tower.world.all<{ at: string }>(
    "SELECT deadline_at::text AS at FROM clocks WHERE lead_id = $1 AND status = 'RUNNING'",
    [leadId],
  );
  return rows[0]?.at ?? null;
};
const definitionOf = async (name: string) =>
  (
    await tower.world.one<{ definition: { weekly: object[]; holidays: { date: string }[] } }>(
      'SELECT definition FROM calendars WHERE name = $1',
      [name],
    )
  ).definition;
const open = async (page: Page, path: string, heading: string): Promise<void> => {
  await tower.signIn(page, path, admin);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
};

describe('calendars', () => {
  it(
    'are drawn by keyboard and by mouse, with the holidays of a country, and say when they are open',
    { timeout: 120_000 },
    async () => {
      await tower.visit({}, async (page) => {
        await open(page, '/settings/calendars', 'Calendars');
        await page.getByRole('link', { name: 'Add a calendar' }).click();
        await page.getByRole('heading', { level: 1, name: 'A new calendar' }).waitFor();
        await page.getByRole('button', { name: 'Add the calendar' }).click();
        await page.getByText('Give a name.').waitFor();
        await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Night shift');

        // By keyboard: Monday begins an hour later and ends over midnight; Friday is away.
        const monday = page.getByRole('button', { name: 'Monday 09:00 to 17:00' });
        await monday.focus();
        for (let quarter = 0; quarter < 4; quarter += 1) await page.keyboard.press('Alt+ArrowRight');
        await page.getByRole('button', { name: 'Monday 10:00 to 17:00' }).waitFor();
        for (let quarter = 0; quarter < 32; quarter += 1) await page.keyboard.press('Shift+ArrowRight');
        await page.getByRole('button', { name: 'Monday 10:00 to 01:00' }).waitFor();
        await page.getByRole('button', { name: 'Friday 09:00 to 17:00' }).focus();
        await page.keyboard.press('Delete');
        await page.getByRole('button', { name: 'Friday 09:00 to 17:00' }).waitFor({ state: 'detached' });
        await waitFor('the keyboard goes on', () =>
          page.evaluate<boolean>("document.activeElement?.getAttribute('aria-label') === 'Add hours: Friday'"),
        );

        // By mouse: half of Saturday.
        const saturday = page.getByRole('group', { name: 'Saturday' }).first().locator('.week-track');
        const box = (await saturday.boundingBox())!;
        const across = (share: number) => box.x + box.width * share;
        await page.mouse.move(across(0.25), box.y + box.height / 2);
        await page.mouse.down();
        await page.mouse.move(across(0.5), box.y + box.height / 2, { steps: 4 });
        await page.mouse.up();
        await page.getByRole('button', { name: 'Saturday 06:00 to 12:00' }).waitFor();

        // As fields, to the minute.
        await page.getByText('As fields, to the minute').click();
        await page.getByLabel('Tuesday, from').fill('08:07');
        await page.getByRole('button', { name: 'Tuesday 08:07 to 17:00' }).waitFor();

        await page.getByRole('button', { name: 'Take in a country’s holidays' }).click();
        const dialog = page.getByRole('dialog', { name: 'Holidays of a country' });
        await dialog.getByLabel('Country').first().click();
        await page.getByRole('option', { name: 'Romania' }).click();
        await dialog.getByText('Crăciunul').or(dialog.getByText('Christmas Day')).first().waitFor();
        await tower.look(page, 'calendars-import');
        await dialog.getByRole('button', { name: /^Take in \d+ days$/ }).click();
        await page.getByRole('button', { name: 'Add the calendar' }).click();
        await page.getByRole('heading', { level: 1, name: 'Night shift' }).waitFor();

        const { weekly, holidays } = await definitionOf('Night shift');
        expect(weekly).toEqual([
          { day: 'MON', from: '10:00', to: '01:00' },
          { day: 'TUE', from: '08:07', to: '17:00' },
          { day: 'WED', from: '09:00', to: '17:00' },
          { day: 'THU', from: '09:00', to: '17:00' },
          { day: 'SAT', from: '06:00', to: '12:00' },
        ]);
        expect(holidays.length).toBeGreaterThan(10);

        // Who counts by it: nobody yet, so it can go; and it can come back.
        await page.getByText('Nobody counts by this calendar.').waitFor();
        await page.getByRole('button', { name: 'Delete the calendar' }).click();
        const ask = page.getByRole('dialog', { name: 'Delete this calendar?' });
        // Its page hears of the deletion from the live stream before it has its own answer, and asks nothing that is gone.
        await page.route('**/api/calendars/*', async (route) => {
          const answer = await route.fetch();
          if (route.request().method() === 'DELETE') await sleep(1_000);
          await route.fulfill({ response: answer });
        });
        await ask.getByLabel('Type “Night shift” to confirm').fill('night shift');
        await ask.getByRole('button', { name: 'Delete the calendar' }).click();
        await page.getByRole('heading', { level: 1, name: 'Calendars' }).waitFor();
        await page.unroute('**/api/calendars/*');
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByRole('heading', { level: 1, name: 'Night shift' }).waitFor();
        expect((await definitionOf('Night shift')).weekly).toEqual(weekly);
      });
    },
  );

  it('say whether they are open at an instant, and why', async () => {
    await tower.visit({}, async (page) => {
      await open(page, `/settings/calendars/${calendarId}`, 'Front desk');
      const section = page.getByRole('region', { name: 'Is it open at …?' });
      const ask = async (at: string): Promise<void> => {
        await section.getByLabel(/^Date and time/).fill(at);
        await section.getByRole('button', { name: 'Ask' }).click();
      };
      await ask('2026-12-25T10:00');
      await section.getByText(/ is a holiday: Christmas Day\./).waitFor();
      await ask('2026-12-24T10:00');
      await section.getByText(/^Within the hours of the special date .*: 09:00 to 12:00\./).waitFor();
      await ask('2027-03-28T03:30');
      await section.getByText(/^The clocks skip this time/).waitFor();
    });
  });

  it(
    'are changed with a preview of what moves, for new leads, for those that run, and back',
    { timeout: 120_000 },
    async () => {
      const before = await deadline();
      await tower.visit({}, async (page) => {
        await open(page, `/settings/calendars/${calendarId}`, 'Front desk');
        await page.getByText('Flow “desk”: its own calendar').waitFor();
        await page.getByText('As fields, to the minute').click();
        // Open for an hour a day: what has four hours left is due days later.
        for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
          await page.getByLabel(`${day}, to`).fill('01:00');
        await page.getByRole('button', { name: 'Save' }).click();
        const dialog = page.getByRole('dialog', { name: 'What these hours change' });
        await dialog.getByText('1 running deadline would move, of 1 lead.').waitFor();
        await dialog.getByRole('link', { name: 'Mia Moved' }).waitFor();
        await tower.look(page, 'calendars-preview');
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        expect(await deadline()).toBe(before);

        await page.getByRole('button', { name: 'Save' }).click();
        await dialog.getByRole('button', { name: 'Save and move 1 deadline' }).click();
        await page.getByText('“Front desk” is saved, and running deadlines are counted anew.').waitFor();
        await waitFor('it has moved', async () => (await deadline()) !== before);

        // The change back is a change, with its own preview.
        await page.getByRole('button', { name: 'Undo' }).click();
        await dialog.getByRole('button', { name: 'Save and move 1 deadline' }).click();
        await waitFor('it is back', async () => (await deadline()) === before);
        await dialog.waitFor({ state: 'detached' });
        await waitFor('the keyboard goes on from the top', () =>
          page.evaluate<boolean>("document.activeElement?.tagName === 'H1'"),
        );
      });
    },
  );

  it('look right in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/settings/calendars', 'Calendars');
      await page.getByRole('link', { name: 'Front desk' }).waitFor();
      await tower.lookAtAll(page, 'calendars');
      await page.getByRole('link', { name: 'Front desk' }).click();
      await page.getByRole('img', { name: /^December: / }).waitFor();
      await page.getByText('As fields, to the minute').click();
      await tower.lookAtAll(page, 'calendar');
    });
  });

  it('are read, and not changed, by who may only read', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, `/settings/calendars/${calendarId}`);
      await page.getByRole('heading', { level: 1, name: 'Front desk' }).waitFor();
      await page.getByText('Flow “desk”: its own calendar').waitFor();
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
      expect(await page.getByRole('textbox', { name: 'Name', exact: true }).isDisabled()).toBe(true);
    });
  });
});
