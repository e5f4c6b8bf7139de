import { gzipSync } from 'node:zlib';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catchUp, receiveBusyWeek } from '../../support/busy-week.js';
import { LOOKS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

/** The org's, which is neither the server's nor the viewer's. */
const ORG_ZONE = 'America/New_York';
const BUDGET_KIB = 300;
const WALL = { width: 1920, height: 1080 };

let tower: Tower;
let week: Awaited<ReturnType<typeof receiveBusyWeek>>;

beforeAll(async () => {
  tower = await Tower.open('overview', async (world) => {
    await world.sql.query('UPDATE orgs SET time_zone = $2 WHERE id = $1', [world.orgId, ORG_ZONE]);
    week = await receiveBusyWeek(world, new Date());
  });
  await catchUp(tower.world, tower.database);
}, 900_000);

afterAll(() => tower?.close());

const figure = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Key figures' }).getByRole('link', { name });
const choose = (page: Page, range: string) => page.getByText(range, { exact: true }).click();
const next = (page: Page) => page.getByRole('region', { name: 'Next to breach' });

/** What a figure shows. */
async function valueOf(page: Page, name: string): Promise<number> {
  const text = await figure(page, name).locator('.changing').textContent();
  return Number(text!.replaceAll(',', ''));
}

/** How many leads a list of the API has, as the page's own person. */
async function countOf(path: string, authorization: string): Promise<number> {
  let [count, cursor] = [0, ''];
  do {
    const response = await fetch(`${tower.origin}${path}${path.includes('?') ? '&' : '?'}limit=200${cursor}`, {
      headers: { authorization },
    });
    expect(response.status).toBe(200);
    const body = (await response.json()) as { items: unknown[]; nextCursor: string | null };
    count += body.items.length;
    cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  return count;
}

describe('the overview', () => {
  it('leads from each figure to just the leads that were counted', async () => {
    await tower.visit({}, async (page) => {
      let authorization = '';
      page.on('request', (request) => (authorization = request.headers()['authorization'] ?? authorization));
      await tower.signIn(page, '/?range=7d&source=facebook');
      await figure(page, 'Open').waitFor();
      const figures = page.getByRole('list', { name: 'Key figures' }).getByRole('link');
      const shown: Record<string, number> = {};
      for (const link of await figures.all()) {
        const [name] = (await link.innerText()).split('\n');
        const behind = (await link.getAttribute('href'))!;
        expect(new URL(behind, tower.origin).searchParams.get('source')).toBe('facebook');
        const [path, search] = behind.split('?');
        expect(path).toBe('/leads');
        const list = name === 'New leads' ? '/api/leads' : '/api/control-tower/leads';
        shown[name!] = await valueOf(page, name!);
        expect(await countOf(`${list}?${search}`, authorization), name).toBe(shown[name!]);
      }
      expect(Object.keys(shown)).toEqual(['Breached', 'At risk', 'Unrouted', 'Escalations', 'Open', 'New leads']);
      for (const name of ['Breached', 'Escalations', 'Open', 'New leads']) expect(shown[name]).toBeGreaterThan(0);
      await figure(page, 'Breached').click();
      await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor();
      expect(new URL(page.url()).search).toBe('?breach=breached&source=facebook');
      await page.getByRole('link', { name: 'Late Larry' }).waitFor();
    });
  });

  it('has its filters in its address: range, flow, team and source', async () => {
    await tower.visit({}, async (page) => {
      const asked: URLSearchParams[] = [];
      page.on('request', (request) => {
        const url = new URL(request.url());
        if (url.pathname === '/api/control-tower/summary') asked.push(url.searchParams);
      });
      await tower.signIn(page);
      await figure(page, 'Open').waitFor();
      const inDay = await valueOf(page, 'New leads');
      await choose(page, '30 days');
      await page.getByText('in 30 days').first().waitFor();
      await waitFor('more leads in more days', async () => (await valueOf(page, 'New leads')) > inDay);
      await page.getByLabel('Flow', { exact: true }).selectOption('Partners');
      await waitFor('the leads of the flow', async () => (await valueOf(page, 'New leads')) === 1);
      expect(await valueOf(page, 'Unrouted')).toBe(1);
      await page.reload();
      await figure(page, 'Open').waitFor();
      const search = new URLSearchParams(new URL(page.url()).search);
      expect(Object.fromEntries(search)).toEqual({ range: '30d', flowId: week.flows.partners });
      expect(await page.getByLabel('Flow', { exact: true }).inputValue()).toBe(week.flows.partners);
      await page.getByLabel('Flow', { exact: true }).selectOption('All flows');
      await page.getByLabel('Team').selectOption('Partners');
      await waitFor('the leads of the team', async () => (await valueOf(page, 'Open')) === 1);
      await page.getByRole('region', { name: 'Load of the reps' }).getByText('No rep belongs here yet.').waitFor();
      await page.getByLabel('Team').selectOption('All teams');
      await page.getByLabel('Source').fill('facebook');
      await page.waitForURL(/source=facebook/);
      await waitFor('the figures of the source', () => Promise.resolve(asked.at(-1)!.get('source') === 'facebook'));
      expect(asked.at(-1)!.has('teamId')).toBe(false);
    });
  });

  it('takes a range by the clocks of the org; one that ends before it begins is refused in the words of the API', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page);
        await figure(page, 'Open').waitFor();
        await choose(page, 'Chosen');
        await page.getByLabel(`From, time of ${ORG_ZONE}`).fill('2026-07-01T09:00');
        const asked = page.waitForRequest(/summary\?.*to=/);
        await page.getByLabel(`To, time of ${ORG_ZONE}`).fill('2026-07-01T17:00');
        const { searchParams } = new URL((await asked).url());
        expect([searchParams.get('from'), searchParams.get('to')]).toEqual([
          '2026-07-01T13:00:00.000Z',
          '2026-07-01T21:00:00.000Z',
        ]);
        await waitFor('no leads then', async () => (await valueOf(page, 'New leads')) === 0);
        await page.getByText('Nothing in this range.').nth(2).waitFor();
        await page.getByText('No breach in this range.').waitFor();
        expect(await figure(page, 'New leads').getAttribute('href')).toMatch(
          /\?from=2026-07-01T13.*&to=2026-07-01T21.*&sort=received/,
        );
        await page.getByLabel(`To, time of ${ORG_ZONE}`).fill('2026-06-01T17:00');
        await page.getByText('The range must start before it ends.').first().waitFor();
        await tower.look(page, 'overview-refused-light-desk');
        await choose(page, '24 h');
        await figure(page, 'Open').waitFor();
        expect(new URL(page.url()).search).toBe('?range=24h');
      },
      /status of 400/,
    );
  });

  it('draws what was asked of the week, and says the same in tables, on the clocks of the org', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/?range=7d');
      const chart = page.getByRole('application', { name: /^New leads over time/ });
      await chart.waitFor();
      const days = await tower.world.all<{ day: string; leads: number }>(
        `SELECT to_char(received_at AT TIME ZONE $2, 'FMDay, FMMonth FMDD') AS day, count(*)::int AS leads
         FROM leads WHERE org_id = $1 GROUP BY 1, date(received_at AT TIME ZONE $2) ORDER BY date(received_at AT TIME ZONE $2)`,
        [tower.world.orgId, ORG_ZONE],
      );
      const table = page.getByRole('table', { name: 'New leads over time' });
      for (const { day, leads } of days) await table.getByRole('row', { name: `${day} ${leads} ` }).waitFor();
      // The keyboard goes from day to day.
      await chart.focus();
      const tip = page.locator('.chart-tip');
      await waitFor('the second of these days', async () => {
        await page.keyboard.press('ArrowRight');
        return (
          (await tip.count()) > 0 && (await tip.innerText()).startsWith(`${days[1]!.day}\nNew leads: ${days[1]!.leads}`)
        );
      });

      const hours = await tower.world.all<{ day: number; hour: number; breaches: number }>(
        `SELECT extract(isodow FROM breached_at AT TIME ZONE $2)::int AS day,
           extract(hour FROM breached_at AT TIME ZONE $2)::int AS hour, count(*)::int AS breaches
         FROM clocks WHERE org_id = $1 AND breached_at IS NOT NULL AND status = 'BREACHED' GROUP BY 1, 2`,
        [tower.world.orgId, ORG_ZONE],
      );
      expect(hours.length).toBeGreaterThan(5);
      const map = page.getByRole('table', { name: `Breaches by weekday and hour, time of ${ORG_ZONE}` });
      for (const { day, hour, breaches } of hours)
        expect(await map.getByRole('row').nth(day).getByRole('cell').nth(hour).textContent()).toBe(String(breaches));
    });
  });

  it('shows a new lead within a moment, and keeps the order of what somebody points at', async () => {
    await tower.visit({}, async (page) => {
      for (const minutes of [1, 2, 3, 4, 5])
        await tower.world.receive({ name: `Caller ${minutes}`, source: 'phone', ageMs: minutes * 60_000 });
      await tower.signIn(page, '/?source=phone');
      const rows = next(page).getByRole('listitem');
      await rows.nth(4).waitFor();
      const before = await valueOf(page, 'Open');
      const dues = await rows.locator('.next-due').allTextContents();
      expect(dues.every((due) => /^in (\d+ min )?\d+ s$/.test(due))).toBe(true);
      const first = await rows.first().getByRole('link').textContent();
      expect(first).toBe('Caller 5');
      await rows.nth(2).hover();
      // More urgent than all of them.
      const urgentId = await tower.world.receive({ name: 'Urgent Ulla', source: 'phone', ageMs: 7 * 60_000 });
      const sinceMs = Date.now();
      await waitFor('one more open lead', async () => (await valueOf(page, 'Open')) === before + 1);
      console.log(`A lead was among the figures ${Date.now() - sinceMs} ms after its commit.`);
      await next(page).getByText('The order has changed').waitFor();
      expect(await rows.first().getByRole('link').textContent()).toBe(first);
      await page.mouse.move(0, 0);
      await rows.first().getByRole('link', { name: 'Urgent Ulla' }).waitFor();
      expect(await rows.count()).toBe(5);
      // Called meanwhile: it stays where somebody points, and says so.
      await rows.first().hover();
      await tower.world.prove(urgentId);
      await rows.first().getByText('left this list').waitFor();
      await rows.first().getByRole('link', { name: 'Urgent Ulla' }).waitFor();
      await page.mouse.move(0, 0);
      await rows.first().getByRole('link', { name: 'Caller 5' }).waitFor();
    });
  });

  it('is gone through by the keyboard alone', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page);
      await figure(page, 'Open').waitFor();
      await page.getByRole('radio', { name: '24 h' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.waitForURL(/range=7d/);
      const to = async (what: () => Promise<boolean>): Promise<void> => {
        for (let presses = 0; !(await what()); presses++) {
          expect(presses, 'the focus comes by').toBeLessThan(40);
          await page.keyboard.press('Tab');
        }
      };
      const focused = page.locator(':focus');
      await to(async () => (await focused.getAttribute('aria-label')) === 'Team');
      await page.keyboard.press('S');
      await page.waitForURL(/teamId=/);
      await to(async () => /^At risk/.test(await focused.innerText()));
      await to(async () => (await focused.getAttribute('class'))?.includes('next-name') ?? false);
      const name = await focused.innerText();
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name }).waitFor();
    });
  });

  it('comes with its scripts in their budget, the charts after the figures', async () => {
    const signedIn: BrowserContextOptions = {};
    await tower.visit({}, async (page) => {
      await tower.signIn(page);
      signedIn.storageState = await page.context().storageState();
    });
    await tower.visit(signedIn, async (page) => {
      const order: string[] = [];
      const bodies: Promise<Buffer>[] = [];
      page.on('request', (request) => order.push(new URL(request.url()).pathname));
      page.on('response', (response) => {
        const { pathname } = new URL(response.url());
        if (pathname === '/api/control-tower/summary') order.push('the figures');
        if (pathname.endsWith('.js')) bodies.push(response.body());
      });
      await page.goto(tower.origin);
      await figure(page, 'Open').waitFor();
      const shownMs = Number(await page.evaluate('performance.now()'));
      await page.getByRole('application').nth(2).waitFor();
      const charts = order.findIndex((path) => /charts-.*\.js$/.test(path));
      expect(charts).toBeGreaterThan(order.indexOf('the figures'));

      const transferred = await page.evaluate<{ name: string; size: number }[]>(
        `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
          .map(({ encodedBodySize, name }) => ({ name, size: encodedBodySize }))`,
      );
      expect(transferred.length).toBe(bodies.length);
      const kib = (sizes: number[]): number => sizes.reduce((sum, size) => sum + size, 0) / 1024;
      const sent = kib(transferred.map(({ size }) => size));
      const zipped = kib((await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length));
      const chart = kib(transferred.filter(({ name }) => name.includes('/charts-')).map(({ size }) => size));
      console.log(
        `The overview's scripts: ${sent.toFixed(0)} KiB on the way (${zipped.toFixed(0)} KiB if they were gzipped), of which ` +
          `${chart.toFixed(0)} KiB are the charts that come after the figures. Figures shown after ${shownMs.toFixed(0)} ms.`,
      );
      expect(sent).toBeLessThan(BUDGET_KIB);
    });
  });

  it('says that Temporal is away and promises are kept, and that it is back', async () => {
    let temporal: { awaySince: string; backAt: string | null } = { awaySince: new Date().toISOString(), backAt: null };
    await tower.visit({}, async (page) => {
      await page.route('**/api/control-tower/summary?*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), temporal } });
      });
      await tower.signIn(page);
      await page.getByText('Temporal does not answer since').waitFor();
      await tower.look(page, 'overview-without-temporal');
      temporal = { ...temporal, backAt: new Date().toISOString() };
      await page.getByText('Temporal answers again since').waitFor();
      expect(await page.getByText('Temporal does not answer since').count()).toBe(0);
    });
  });

  it('has words for an org in which nothing has happened yet', async () => {
    const world = await World.create(tower.database.ownerUrl);
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/', world.managerId);
      await next(page).getByText('No deadline is running.').waitFor();
      await page.getByText('Nothing in this range.').nth(2).waitFor();
      await page.getByText('No breach in this range.').waitFor();
      await page.getByText('There is no flow yet.').waitFor();
      await page.getByText('No rep belongs here yet.').waitFor();
      expect(await page.getByText('none yet').count()).toBe(3);
      expect(await valueOf(page, 'Breached')).toBe(0);
      await tower.look(page, 'overview-empty-light-desk');
    });
    await world.close();
  });

  it('says what could not be loaded, and loads it when it can', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page);
        await page.getByRole('application').nth(2).waitFor();
        await tower.withoutApi(async () => {
          await choose(page, '30 days');
          await page.getByText('This could not be loaded').first().waitFor();
        });
        await page.getByRole('button', { name: 'Try again' }).first().click();
        await figure(page, 'Open').waitFor();
      },
      /Failed to load resource|ERR_/,
    );
  });

  for (const { colorScheme, size, viewport } of LOOKS)
    it(`can be seen by everybody: ${colorScheme}, ${size}`, async () => {
      await tower.visit({ colorScheme, viewport }, async (page) => {
        await tower.signIn(page, '/?range=7d');
        await page.getByRole('application').nth(2).waitFor();
        await page.getByRole('table', { name: /^Breaches by weekday/ }).waitFor();
        await tower.look(page, `overview-${colorScheme}-${size}`);
      });
    });

  it('fills the wall', async () => {
    await tower.visit({ colorScheme: 'dark', viewport: WALL }, async (page) => {
      await tower.signIn(page, '/?range=24h');
      // The longest words.
      await page.evaluate(`localStorage.setItem('pinggo.language', 'ru')`);
      await page.reload();
      await page.getByRole('application').nth(2).waitFor();
      await page.getByRole('application').nth(2).hover();
      await page.locator('.chart-tip').waitFor();
      await tower.look(page, 'overview-dark-wall');
    });
  });

  it('reads the heavy figures anew at most every ten seconds, however much happens', async () => {
    await tower.visit({}, async (page) => {
      const asked = { summary: 0, trends: 0 };
      page.on('request', (request) => {
        const [, kind] = /control-tower\/(summary|trends)/.exec(request.url()) ?? [];
        if (kind === 'summary' || kind === 'trends') asked[kind]++;
      });
      await tower.signIn(page);
      await page.getByRole('application').nth(2).waitFor();
      Object.assign(asked, { summary: 0, trends: 0 });
      const sinceMs = Date.now();
      let probes = 0;
      await waitFor('many changes', async () => {
        if (probes++ % 5 === 0) await tower.world.receive({ name: 'One of many', source: 'web' });
        return asked.summary >= 8;
      });
      const seconds = (Date.now() - sinceMs) / 1000;
      expect(asked.trends).toBeLessThanOrEqual(1 + Math.ceil(seconds / 10));
      // Though late, what happened is there in the end.
      const { leads } = await tower.world.one<{ leads: number }>(
        `SELECT count(*)::int AS leads FROM leads WHERE org_id = $1 AND name = 'One of many'`,
        [tower.world.orgId],
      );
      await waitFor('the chart knows them all', async () => {
        const cells = await page
          .getByRole('table', { name: 'New leads over time' })
          .getByRole('cell')
          .allTextContents();
        const counted = cells.filter((_, index) => index % 2 === 0).reduce((sum, each) => sum + Number(each), 0);
        return counted >= leads && asked.trends >= 1;
      });
    });
  });
});
