import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOOKS, PHONE, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

/** The org's, which is neither the server's nor the viewer's. */
const ORG_ZONE = 'America/New_York';
const MINUTE = 60_000;

let tower: Tower;
let ana: string;
let bob: string;
let flowId: string;
/** Of the worker's, the most urgent first. */
let late: string[];

beforeAll(async () => {
  tower = await Tower.open('leads', async (world) => {
    await world.sql.query('UPDATE orgs SET time_zone = $2 WHERE id = $1', [world.orgId, ORG_ZONE]);
    ana = await world.addRep('Ana', { capacity: 50 });
    bob = await world.addRep('Bob', { capacity: 4 });
    // Routing gives him nothing.
    await world.sql.query('DELETE FROM memberships WHERE user_id = $1', [bob]);
    const plain = flowDefinition(world.teamId);
    flowId = await world.addFlow(
      { ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5 })) },
      'Web and ads',
    );
    late = [];
    for (const [index, name] of ['Late Larry', 'Later Lena', 'Latest Leo', 'Slow Sam', 'Tardy Tess'].entries())
      late.push(await world.receive({ name, source: index % 2 ? 'web' : 'partner', ageMs: (60 - index) * MINUTE }));
    await world.receive({ name: 'Soon Sue', source: 'facebook', ageMs: 10 * MINUTE });
  });
  await waitFor('all leads have their clocks', async () => {
    const { count } = await tower.world.one<{ count: string }>(
      `SELECT count(*) FROM leads WHERE owner_id = $1 AND breach <> 'none'`,
      [ana],
    );
    return Number(count) === 6;
  });
}, 600_000);

afterAll(() => tower?.close());

const rowOf = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
const hasFocus = async (it: Locator): Promise<boolean> => (await it.and(it.page().locator(':focus')).count()) === 1;
/** The link of the name lies over the whole row: the cell itself would never be said to be hit, so its row must stand still. */
const press = async (row: Locator, cell: number, button: 'left' | 'middle'): Promise<void> => {
  await row.getByRole('link').click({ trial: true });
  await row.getByRole('cell').nth(cell).click({ button, force: true });
};
const names = (page: Page): Promise<string[]> => page.locator('[data-row] a').allTextContents();
const addressOf = (page: Page): Record<string, string> => Object.fromEntries(new URL(page.url()).searchParams);
const shows = (page: Page, expected: string[]) =>
  waitFor(`the list is ${expected.join()}`, async () => (await names(page)).join() === expected.join());
/** Where nothing is that the pointer could hold. */
const pointAway = (page: Page) => page.mouse.move(5, 600);

describe('the execution list', () => {
  it('says of each lead what it is about, and counts down', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?source=partner');
      const cells = rowOf(page, 'Late Larry').getByRole('cell');
      await waitFor('all names are there', async () => (await cells.nth(6).textContent())?.includes('Web and ads'));
      const texts = await cells.allTextContents();
      expect(texts.slice(1, 2)).toEqual(['Late Larry']);
      expect(texts.slice(3, 9)).toEqual(['First contact', 'Assigned', 'Ana', 'Sales · Web and ads', 'partner', '10']);
      const before = (await cells.nth(2).textContent())!;
      expect(before).toMatch(/^\d+ min \d\d s late$/);
      await waitFor('it counts', async () => (await cells.nth(2).textContent()) !== before);
      // To the second, in the org's zone and in the viewer's.
      expect(await cells.nth(2).locator('[title]').getAttribute('title')).toMatch(
        /America\/New_York · .* Europe\/Bucharest$/,
      );
      const table = page.getByRole('table', { name: 'Leads' });
      expect(await table.getAttribute('aria-rowcount')).toBe('4');
      expect(await rowOf(page, 'Late Larry').getAttribute('aria-rowindex')).toBe('2');
      await shows(page, ['Late Larry', 'Latest Leo', 'Tardy Tess']);
    });
  });

  it('is narrowed by what the address says, and the address by what is chosen', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads');
      await page.getByRole('button', { name: 'Deadlines: Any deadline' }).click();
      await page.getByRole('checkbox', { name: 'Breached' }).check();
      await page.getByRole('checkbox', { name: 'At risk' }).check();
      await page.keyboard.press('Escape');
      await shows(page, ['Late Larry', 'Later Lena', 'Latest Leo', 'Slow Sam', 'Tardy Tess', 'Soon Sue']);
      expect(addressOf(page)).toEqual({ breach: 'breached,at_risk' });
      await page.getByRole('searchbox', { name: 'Name, e-mail, phone or id' }).fill('la');
      await shows(page, ['Late Larry', 'Later Lena', 'Latest Leo']);
      expect(addressOf(page)).toEqual({ breach: 'breached,at_risk', q: 'la' });
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByRole('combobox', { name: 'Source' }).fill('web');
      await shows(page, ['Later Lena']);
      await page.getByText('1 lead', { exact: true }).waitFor();
      await page.reload();
      await shows(page, ['Later Lena']);
      expect(await page.getByRole('combobox', { name: 'Source' }).inputValue()).toBe('web');
      await page.getByRole('button', { name: 'Clear 3 filters' }).click();
      await page.getByRole('link', { name: 'Soon Sue' }).waitFor();
      expect(addressOf(page)).toEqual({});
    });
  });

  it('is narrowed by owner, status, team and flow', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads');
      await page.getByRole('combobox', { name: 'Owner' }).click();
      await page.getByRole('option', { name: 'Mara Manager' }).click();
      await page.getByText('No lead fits these filters.').waitFor();
      expect(addressOf(page)).toEqual({ ownerId: tower.world.managerId });
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.getByRole('button', { name: 'Status: Any status' }).click();
      await page.getByRole('checkbox', { name: 'Unrouted' }).check();
      await page.getByText('No lead fits these filters.').waitFor();
      expect(addressOf(page)).toEqual({ status: 'UNROUTED' });
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await page.getByRole('button', { name: 'More filters' }).click();
      await page.getByRole('combobox', { name: 'Team' }).selectOption('Sales');
      await page.getByRole('combobox', { name: 'Flow' }).selectOption('Web and ads');
      await page.waitForURL((url) => url.searchParams.size === 2);
      expect(addressOf(page)).toEqual({ teamId: tower.world.teamId, flowId });
      await page.getByRole('link', { name: 'Late Larry' }).waitFor();
    });
  });

  it('takes an interval by the clocks of the org’s zone', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?from=2026-07-01T12:30:00.000Z');
      expect(await page.getByLabel('Received from').inputValue()).toBe('2026-07-01T08:30');
      await page.getByLabel('before').fill('2026-01-02T03:04');
      await page.waitForURL((url) => url.searchParams.has('to'));
      expect(addressOf(page)).toEqual({ from: '2026-07-01T12:30:00.000Z', to: '2026-01-02T08:04:00.000Z' });
      await page.getByText('No lead fits these filters.').waitFor();
    });
  });

  it('shows in the API’s words what an address asks for in vain, and the way out', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/leads?status=LATE&source=partner');
        await page.getByRole('alert').getByText('The request is not valid').waitFor();
        await page.getByRole('button', { name: 'Clear 2 filters' }).last().click();
        await page.getByRole('link', { name: 'Late Larry' }).waitFor();
        expect(addressOf(page)).toEqual({});
      },
      /400 \(Bad Request\)/,
    );
  });

  it('shows what a link from a figure narrows it by, to be taken away', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?escalatedFrom=2026-07-01T12:30:00.000Z&breach=breached');
      await page.getByText('No lead fits these filters.').waitFor();
      await page.getByRole('button', { name: /^Remove the filter: Escalated since .*08:30/ }).click();
      await page.getByRole('link', { name: 'Late Larry' }).waitFor();
      expect(addressOf(page)).toEqual({ breach: 'breached' });
    });
  });

  it('has all leads too, the newest first', async () => {
    const id = await tower.world.receive({ name: 'Done Dan', source: 'newest' });
    await waitFor('it has an owner', async () => {
      const { owner } = await tower.world.one<{ owner: string | null }>(
        'SELECT owner_id AS owner FROM leads WHERE id = $1',
        [id],
      );
      return owner !== null;
    });
    await tower.world.command(id, { kind: 'CLOSE', outcome: 'WON' });
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?source=newest');
      await page.getByText('No lead fits these filters.').waitFor();
      await page.getByText('All, newest').click();
      await rowOf(page, 'Done Dan').getByRole('cell', { name: 'Closed' }).waitFor();
      expect(addressOf(page)).toEqual({ source: 'newest', sort: 'received' });
      await tower.world.receive({ name: 'New Ned', source: 'newest' });
      await pointAway(page);
      await shows(page, ['New Ned', 'Done Dan']);
      // The other way round by its header.
      const received = page.getByRole('columnheader', { name: 'Received' });
      expect(await received.getAttribute('aria-sort')).toBe('descending');
      await received.getByRole('button').click();
      await pointAway(page);
      await shows(page, ['Done Dan', 'New Ned']);
      expect(await received.getAttribute('aria-sort')).toBe('ascending');
      expect(addressOf(page)).toEqual({ source: 'newest', sort: 'received', order: 'asc' });
    });
  });

  it('opens a lead by a click anywhere on its row, in another tab by the middle button', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?source=partner');
      const row = rowOf(page, 'Late Larry');
      for (const cell of [1, 2, 4, 8]) {
        const [tab] = await Promise.all([page.context().waitForEvent('page'), press(row, cell, 'middle')]);
        await tab.waitForURL(`**/leads/${late[0]}`);
        await tab.close();
      }
      for (const cell of [2, 4]) {
        await press(row, cell, 'left');
        await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
        await page.goBack();
      }
      await shows(page, ['Late Larry', 'Latest Leo', 'Tardy Tess']);
    });
  });
});

describe('the list is live', () => {
  it('shows what comes and goes, but not under the pointer', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?source=live');
      await page.getByText('No lead fits these filters.').waitFor();
      const [one, two] = [
        await tower.world.receive({ name: 'Live One', source: 'live', ageMs: 20 * MINUTE }),
        await tower.world.receive({ name: 'Live Two', source: 'live', ageMs: 19 * MINUTE }),
      ];
      await shows(page, ['Live One', 'Live Two']);
      await rowOf(page, 'Live One').getByRole('cell', { name: 'Ana' }).waitFor();

      await rowOf(page, 'Live One').hover();
      await tower.world.receive({ name: 'Live Zero', source: 'live', ageMs: 30 * MINUTE });
      await page.getByRole('button', { name: 'The order has changed: show it' }).waitFor();
      expect(await names(page)).toEqual(['Live One', 'Live Two']);
      // Changes within the rows are shown.
      await tower.world.command(two, { kind: 'CLOSE', outcome: 'LOST' });
      await rowOf(page, 'Live Two').getByText('left the list').waitFor();
      await tower.look(page, 'leads-changed-light-desk');
      await rowOf(page, 'Live One').hover();
      await page.getByRole('button', { name: 'The order has changed: show it' }).click();
      await shows(page, ['Live Zero', 'Live One']);

      // Let go of, it follows.
      await tower.world.receive({ name: 'Live Half', source: 'live', ageMs: 25 * MINUTE });
      await page.getByRole('button', { name: 'The order has changed: show it' }).waitFor();
      await pointAway(page);
      await shows(page, ['Live Zero', 'Live Half', 'Live One']);

      // Neither where the keyboard is.
      await page.keyboard.press('j');
      await tower.world.command(one, { kind: 'CLOSE', outcome: 'LOST' });
      await rowOf(page, 'Live One').getByText('left the list').waitFor();
      await page.getByRole('searchbox', { name: 'Name, e-mail, phone or id' }).focus();
      await shows(page, ['Live Zero', 'Live Half']);
    });
  });
});

describe('many leads are given to somebody', () => {
  it('by the keyboard alone, as it was previewed', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?breach=breached&source=partner');
      await shows(page, ['Late Larry', 'Latest Leo', 'Tardy Tess']);
      const { keyboard } = page;
      await keyboard.press('j');
      await keyboard.press('x');
      await keyboard.press('ArrowDown');
      await keyboard.press('j');
      await keyboard.press('Shift+X');
      await page.getByText('3 selected').waitFor();
      await keyboard.press('k');
      await keyboard.press('x');
      await page.getByText('2 selected').waitFor();
      // Tab comes out of the list to what can be done.
      for (let presses = 0; presses < 4; presses++) {
        if (await hasFocus(page.getByRole('button', { name: 'Assign', exact: true }))) break;
        await keyboard.press('Tab');
      }
      await keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Assign 2 leads' }).waitFor();
      const owner = page.getByRole('combobox', { name: 'New owner' });
      await waitFor('the owner is asked for', () => hasFocus(owner));
      await keyboard.type('Bo');
      await page.getByRole('option', { name: 'Bob' }).waitFor();
      await keyboard.press('Enter');
      await page.getByText('Load of Bob: 0 now, 2 after, of 4').waitFor();
      await page.getByText('2 leads will be assigned.').waitFor();
      await keyboard.press('Tab');
      await keyboard.type('Ana is ill');
      const submit = page.getByRole('button', { name: 'Assign 2 leads' });
      while (!(await hasFocus(submit))) await keyboard.press('Tab');
      await keyboard.press('Enter');
      await page.getByText('2 leads assigned').waitFor();
      const done = page.getByRole('button', { name: 'Done' });
      while (!(await hasFocus(done))) await keyboard.press('Tab');
      await keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByText('selected').waitFor({ state: 'detached' });
      for (const name of ['Late Larry', 'Tardy Tess'])
        await rowOf(page, name).getByRole('cell', { name: 'Bob' }).waitFor();
      expect(await rowOf(page, 'Latest Leo').getByRole('cell').nth(5).textContent()).toBe('Ana');
      const { reason } = await tower.world.one<{ reason: string }>(
        `SELECT request ->> 'reason' AS reason FROM commands WHERE lead_id = $1`,
        [late[0]],
      );
      expect(reason).toBe('Ana is ill');
    });
  });

  it('says for each why not, what it would do to the load, and what changed meanwhile', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?breach=breached');
      await page.getByRole('link', { name: 'Tardy Tess' }).waitFor();
      const select = (name: string) => page.getByRole('checkbox', { name: `Select ${name}` });
      await select('Late Larry').click();
      await select('Tardy Tess').click({ modifiers: ['Shift'] });
      await page.getByText('5 selected').waitFor();
      await page.getByRole('button', { name: 'Assign', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Assign 5 leads' });
      await dialog.getByRole('combobox', { name: 'New owner' }).click();
      await page.getByRole('option', { name: 'Bob' }).click();
      await dialog.getByText('Load of Bob: 2 now, 5 after, of 4').waitFor();
      await dialog.getByText('Bob would have a load of 5, with a capacity of 4').waitFor();
      await dialog.getByText('3 leads will be assigned, 2 are refused.').waitFor();
      const outcomes = await dialog.getByRole('row').allTextContents();
      expect(outcomes.slice(1)).toEqual([
        'Late LarryBobThis user owns the lead already',
        'Tardy TessBobThis user owns the lead already',
        'Later LenaAnawill be assigned',
        'Latest LeoAnawill be assigned',
        'Slow SamAnawill be assigned',
      ]);
      await tower.look(page, 'leads-bulk-light-desk');
      // Somebody else is quicker.
      await tower.world.command(late[3]!, { kind: 'ASSIGN', ownerId: tower.world.managerId });
      await waitFor('it has another owner', async () => {
        const { owner } = await tower.world.one<{ owner: string }>(
          'SELECT owner_id AS owner FROM leads WHERE id = $1',
          [late[3]],
        );
        return owner === tower.world.managerId;
      });
      await dialog.getByRole('button', { name: 'Assign 3 leads' }).click();
      await dialog.getByText('2 leads assigned, 1 changed meanwhile').waitFor();
      await dialog.getByText(/It changed since it was seen: its revision is \d+ now/).waitFor();
      await dialog.getByRole('button', { name: 'Look at 1 again' }).click();
      await page.getByRole('dialog').getByText('1 lead will be assigned.').waitFor();
      await page.getByRole('dialog').getByRole('cell', { name: 'Mara Manager' }).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
      for (const name of ['Later Lena', 'Latest Leo'])
        await rowOf(page, name).getByRole('cell', { name: 'Bob' }).waitFor();
      await rowOf(page, 'Slow Sam').getByRole('cell', { name: 'Mara Manager' }).waitFor();
    });
  });
});

describe('on a phone', () => {
  it('is a list of cards, its filters behind a button', async () => {
    await tower.visit({ viewport: PHONE, hasTouch: true }, async (page) => {
      await tower.signIn(page, '/leads');
      const card = page.getByRole('list', { name: 'Leads' }).getByRole('listitem').first();
      await card.getByRole('link', { name: 'Late Larry' }).waitFor();
      // The people's names may come after the leads.
      await waitFor('the card is whole', async () =>
        /^Late Larry\s+.* late\s+Assigned\s+First contact · \w+ · partner$/.test(await card.innerText()),
      );
      await page.getByRole('button', { name: 'Filters' }).tap();
      const filters = page.getByRole('dialog', { name: 'Filters' });
      await filters.getByRole('combobox', { name: 'Source' }).fill('facebook');
      await page.waitForURL('**/leads?source=facebook');
      await shows(page, ['Soon Sue']);
      await tower.look(page, 'leads-filters-light-phone');
      await filters.getByRole('button', { name: 'Show the list' }).tap();
      await filters.waitFor({ state: 'detached' });
      await shows(page, ['Soon Sue']);
      await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
      await page
        .getByRole('listitem')
        .first()
        .tap({ position: { x: 200, y: 50 } });
      await page.getByRole('heading', { level: 1, name: 'Soon Sue' }).waitFor();
    });
  });
});

describe('the look', () => {
  for (const { colorScheme, size, viewport } of LOOKS)
    it(`is for everybody: ${colorScheme}, ${size}`, async () => {
      await tower.visit({ colorScheme, viewport }, async (page) => {
        await tower.signIn(page, '/leads');
        await page.getByRole('link', { name: 'Late Larry' }).waitFor();
        await page.getByText('Ana', { exact: false }).first().waitFor();
        await page.getByRole('checkbox', { name: 'Select Latest Leo' }).click();
        if (size === 'desk') await page.getByRole('button', { name: 'More filters' }).click();
        await pointAway(page);
        await page.evaluate('document.activeElement.blur()');
        await tower.look(page, `leads-${colorScheme}-${size}`);
        await page.goto(`${tower.origin}/leads?q=nobody`);
        await page.getByText('No lead fits these filters.').waitFor();
        await tower.look(page, `leads-none-${colorScheme}-${size}`);
      });
    });
});
