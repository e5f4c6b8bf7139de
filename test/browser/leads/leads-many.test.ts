import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDesk, MANY } from '../../support/many-leads.js';
import { framesSeen, lastRow, rowFault, watchFrames } from '../../support/scrolling.js';
import { DESK, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

const MINUTE = 60_000;

let tower: Tower;
/** Two of the worker's, above all others. */
let late: string[];

beforeAll(async () => {
  tower = await Tower.open('leads_many', async (world) => {
    const ana = await world.addRep('Ana', { capacity: 20_000 });
    const flowId = await world.addFlow();
    late = [
      await world.receive({ name: 'Late Larry', ageMs: 60 * MINUTE }),
      await world.receive({ name: 'Later Lena', ageMs: 59 * MINUTE }),
    ];
    await fillDesk(world, { source: 'many', flowId, ownerId: ana });
  });
  await waitFor('both clocks have run out', async () => {
    const { count } = await tower.world.one<{ count: string }>(
      `SELECT count(*) FROM leads WHERE breach = 'breached' AND owner_id IS NOT NULL`,
    );
    return Number(count) === 2;
  });
}, 600_000);

afterAll(() => tower?.close());

/** What the list asks for: its query, for each request; and how many of them have no answer yet. */
function listening(page: Page): { asked: URLSearchParams[]; underWay: () => number } {
  const asked: URLSearchParams[] = [];
  const open = new Set<Request>();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname !== '/api/leads') return;
    asked.push(url.searchParams);
    open.add(request);
  });
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', (request) => open.delete(request));
  return { asked, underWay: () => open.size };
}

/** What the browser itself says when the API is not there. */
const LOST = /Failed to load resource|ERR_/;
const openMany = async (page: Page): Promise<void> => {
  await tower.signIn(page, '/leads?source=many');
  await page.getByRole('link', { name: 'Row 1', exact: true }).waitFor();
};
const names = (page: Page): Promise<string[]> => page.locator('[data-row] a').allTextContents();
const isAsPromised = async (page: Page): Promise<boolean> => (await rowFault(page)) === null;

describe('a desk with 10,000 open leads', () => {
  it('is scrolled to its last row by the wheel, and none is missing', async () => {
    await tower.visit({}, async (page) => {
      const { asked } = listening(page);
      await openMany(page);
      await page.mouse.move(DESK.width / 2, DESK.height / 2);
      await watchFrames(page);
      let checkpoint = 0;
      for (let last = 0; last < MANY;) {
        await page.mouse.wheel(0, 1500);
        last = await lastRow(page);
        if (last < checkpoint + 500 && last < MANY) continue;
        checkpoint = last;
        await waitFor(`every row around ${last} is there`, () => isAsPromised(page)).catch(async (error) => {
          throw new Error(`${String(error)}: ${await rowFault(page)}`);
        });
      }
      console.log(`by the wheel: ${await framesSeen(page)}`);
      await page.getByText(`${MANY} leads`, { exact: true }).waitFor();
      expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(MANY + 1));
      expect(await rowFault(page)).toBeNull();
      // Every page once, and nothing again.
      expect(asked.filter((query) => !query.has('until'))).toHaveLength(MANY / 100);

      await page.keyboard.press('Home');
      await page.getByRole('link', { name: 'Row 1', exact: true }).waitFor();
      await waitFor('the first rows are there', () => isAsPromised(page));
    });
  }, 300_000);

  it('is scrolled by the keyboard, and is back where one was', async () => {
    await tower.visit({}, async (page) => {
      await openMany(page);
      await watchFrames(page);
      await waitFor('it goes on and on', async () => {
        await page.keyboard.press('End');
        return (await lastRow(page)) >= 1000;
      });
      console.log(`by the keyboard: ${await framesSeen(page)}`);
      await waitFor('every row is there', () => isAsPromised(page));
      await page.keyboard.press('PageUp');
      await waitFor('every row is there', () => isAsPromised(page));
      await page.keyboard.press('j');
      const name = await page.evaluate<string>('document.activeElement.textContent');
      const place = await waitFor('it stands still', async () => {
        const before = await page.evaluate<number>('scrollY');
        await page.waitForTimeout(250);
        return before === (await page.evaluate('scrollY')) && before;
      });
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
      expect(await page.evaluate('scrollY')).toBe(0);
      await page.goBack();
      await page.getByRole('link', { name, exact: true }).waitFor();
      await waitFor('it is where it was', async () => (await page.evaluate('scrollY')) === place);
      expect(await rowFault(page)).toBeNull();
    });
  });

  it('asks again for what is in view only, and not at each event', async () => {
    await tower.visit({}, async (page) => {
      const { asked, underWay } = listening(page);
      await tower.signIn(page, '/leads');
      await page.getByRole('link', { name: 'Row 20', exact: true }).waitFor();
      for (let row = 0; row < 20; row++) {
        await page.mouse.wheel(0, 2000);
        await page.waitForFunction('true');
      }
      await waitFor('rows far down', async () => (await names(page)).some((name) => /^Row \d{3,}$/.test(name)));
      const pages = asked.filter((query) => !query.has('until'));
      const cursors = pages.map((query) => query.get('cursor'));
      await page.mouse.move(5, 600);
      await waitFor('nothing is under way', async () => {
        const before = asked.length;
        await page.waitForTimeout(700);
        return asked.length === before && underWay() === 0;
      });
      asked.length = 0;
      const startedAtMs = Date.now();
      const EVENTS = 60;
      // Told, and nothing in the list changes.
      for (let event = 0; event < EVENTS; event++) await tower.world.command(late[event % 2]!, { kind: 'ACKNOWLEDGE' });
      const seconds = (Date.now() - startedAtMs) / 1000;
      await waitFor('it was read again', () => Promise.resolve(asked.length > 0));
      const rounds = asked.filter((query) => !query.has('cursor')).length;
      console.log(`${EVENTS} events in ${seconds.toFixed(1)} s: ${rounds} rounds, ${asked.length} requests`);
      expect(rounds).toBeLessThanOrEqual(2 * seconds + 3);
      // The first window and those in view, by their borders: no page of the others.
      expect(new Set(asked.map(String)).size).toBeLessThanOrEqual(4);
      expect(asked.every((query) => query.has('until'))).toBe(true);
      expect(new Set(cursors).size).toBe(cursors.length);
    });
  });
});

describe('many leads are given to somebody', () => {
  it('takes all that the filters let through, the 500 most urgent at a time; more are refused in the API’s words', async () => {
    const work = async (page: Page): Promise<void> => {
      await tower.signIn(page, '/leads?source=many');
      await page.getByRole('checkbox', { name: 'Select Row 1', exact: true }).click();
      await page.getByRole('button', { name: 'Assign all that fit the filters' }).click();
      const dialog = page.getByRole('dialog', { name: 'Assign all that fit the filters' });
      await dialog.getByRole('combobox', { name: 'New owner' }).click();
      await page.getByRole('option', { name: 'Mara Manager' }).click();
      await dialog.getByText('500 leads will be assigned.').waitFor();
      await dialog.getByText('these are the 500 most urgent').waitFor();
      await dialog.getByText('Mara Manager is no rep: routing gives them nothing').waitFor();
      expect(await dialog.getByRole('row').count()).toBe(501);
      await dialog.getByRole('button', { name: 'Cancel' }).click();

      for (let last = 0; last < 600;) {
        await page.keyboard.press('End');
        last = await page.locator('[data-row]').last().getAttribute('aria-rowindex').then(Number);
      }
      const refused = page.waitForResponse(
        (response) => response.url().endsWith('/preview') && response.status() === 400,
      );
      await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click();
      await page.getByRole('checkbox', { name: 'Select all that are loaded' }).click();
      await page.getByRole('button', { name: 'Assign', exact: true }).click();
      await page.getByRole('combobox', { name: 'New owner' }).click();
      await page.getByRole('option', { name: 'Mara Manager' }).click();
      await refused;
      await page.getByRole('dialog').getByRole('alert').getByText('The request is not valid').waitFor();
    };
    await tower.visit({}, work, /400 \(Bad Request\)/);
  });
});

describe('the list as CSV', () => {
  it('has what the filters let through', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?source=many&q=row 77');
      await page.getByRole('link', { name: 'Row 77', exact: true }).waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV' }).click();
      const file = await saved;
      expect(file.suggestedFilename()).toMatch(/^leads-filtered-\d{4}-\d\d-\d\d\.csv$/);
      const lines: { name: string }[] = parse(await readFile(await file.path()), { columns: true });
      expect(lines).toHaveLength(111);
      expect(lines.slice(0, 3).map(({ name }) => name)).toEqual(['Row 77', 'Row 770', 'Row 771']);
    });
  });

  it('says why there is none, and tries again', async () => {
    await tower.visit(
      {},
      async (page) => {
        await openMany(page);
        await tower.withoutApi(async () => {
          await page.getByRole('button', { name: 'CSV' }).click();
          await page.getByText('The file could not be downloaded').first().waitFor();
        });
        const again = page.getByRole('button', { name: 'Try again' });
        // What failed of the list meanwhile is mended by itself.
        await waitFor('only the file is missing', async () => (await again.count()) === 1);
        const saved = page.waitForEvent('download');
        await again.click();
        expect((await saved).suggestedFilename()).toMatch(/^leads-filtered-/);
        await page.getByRole('alert').waitFor({ state: 'detached' });
      },
      LOST,
    );
  });
});

describe('when something is wrong', () => {
  it('says so, keeps what is there, and goes on when it is mended', async () => {
    await tower.visit(
      {},
      async (page) => {
        await openMany(page);
        await tower.withoutApi(async () => {
          await page.keyboard.press('End');
          await page.getByRole('alert').filter({ hasText: 'This could not be loaded' }).waitFor();
          expect((await names(page)).length).toBeGreaterThan(10);
        });
        // It tries again by itself.
        await page.getByText('This could not be loaded').waitFor({ state: 'detached' });
        await waitFor('it goes on', async () => {
          await page.keyboard.press('End');
          return (await names(page)).some((name) => Number(name.replace('Row ', '')) > 400);
        });
      },
      LOST,
    );
  });

  it('says so where there is nothing to show, and tries again', async () => {
    await tower.visit(
      {},
      async (page) => {
        await openMany(page);
        await tower.withoutApi(async () => {
          await page.getByRole('searchbox', { name: 'Name, e-mail, phone or id' }).fill('Row 1234');
          const failed = page.getByText('This could not be loaded');
          await failed.waitFor();
          await page.getByRole('button', { name: 'Try again' }).click();
          await failed.waitFor({ state: 'detached' });
          await failed.waitFor();
        });
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.getByRole('link', { name: 'Row 1234' }).waitFor();
      },
      LOST,
    );
  });
});
