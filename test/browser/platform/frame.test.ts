import type { APIResponse, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 as newId } from 'uuid';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { demoManager } from '../../../db/seed/ids.js';
import { apiKeys, startApi } from '../../support/processes.js';
import { PHONE, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let ana: string;
let larry: string;
const audra = newId();

beforeAll(async () => {
  tower = await Tower.open('frame', async (world) => {
    ana = await world.addRep('Ana');
    await world.addFlow();
    larry = await world.receive({ name: 'Late Larry', ageMs: 30 * 60_000 });
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'audra@example.com', 'Audra Look', 'AUDITOR')",
      [world.orgId, audra],
    );
  });
  await waitFor('the lead has an owner', async () => {
    const { owner } = await tower.world.one<{ owner: string | null }>('SELECT owner_id AS owner FROM leads');
    return owner === ana;
  });
}, 600_000);

afterAll(() => tower?.close());

/** Opens a page whose session is renewed by the API, but the answer never reaches it. */
async function openWithoutAnswer(page: Page, open: () => Promise<unknown>): Promise<void> {
  const answer = await new Promise<APIResponse>((resolve, reject) => {
    const answerNobody = (route: Route) => route.fetch().then(resolve, reject);
    page.route('**/api/auth/refresh', answerNobody, { times: 1 }).then(open).catch(reject);
  });
  expect(answer.status()).toBe(200);
}

describe('around every page', () => {
  it('offers to a role what it may read, and no more', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page, '/audit', ana);
      // What she may not read sends her home, and she is told why she is there.
      await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor();
      const told = page.getByRole('alert').filter({ hasText: 'You may not see “Audit”' });
      await told.getByText('The role “Rep” does not see it.').waitFor();
      await tower.look(page, 'kept-from-light-desk');
      await told.getByRole('button', { name: 'Put away' }).click();
      await told.waitFor({ state: 'detached' });
      expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
        'Leads',
        'My day',
        'Notifications',
      ]);
    });
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page);
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
        'Overview',
        'Leads',
        'My day',
        'Work items',
        'Audit',
        'Notifications',
        'Settings',
      ]);
    });
  });

  it('gives an operator an area of their own, and tells them, to whom no stream of an org is open, of no lost connection', async () => {
    const { world } = tower;
    const olga = newId();
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform') ON CONFLICT DO NOTHING", [PLATFORM_ORG]);
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'olga@example.com', 'Olga Petrov', 'OPERATOR')",
      [PLATFORM_ORG, olga],
    );
    await tower.visit({}, async (page) => {
      const streams: string[] = [];
      page.on('request', (request) => {
        if (request.url().endsWith('/api/events/stream')) streams.push(request.url());
      });
      await tower.signInByHand(page, '/', olga);
      await page.getByRole('heading', { level: 1, name: 'Organisations' }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(streams).toEqual([]);
      expect(await page.getByText('The connection is lost').count()).toBe(0);
      await tower.look(page, 'operator-light-desk');
    });
  });

  it('asks nobody to log in where the API takes everybody for the demo manager', async () => {
    const { world, database } = tower;
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Demo')", [demoManager.orgId]);
    await world.sql.query(
      "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'demo@example.com', 'Dora Demo', 'MANAGER')",
      [demoManager.orgId, demoManager.userId],
    );
    const env = { ...apiKeys(), RATE_LIMIT_PER_MINUTE: '0', PINGGO_BYPASS_AUTH: 'true' };
    const api = await startApi({ database, namespace: 'default', env });
    const context = await tower.browser.newContext({ locale: 'en-GB' });
    try {
      const page = await context.newPage();
      const signedAs: (string | undefined)[] = [];
      page.on('request', (request) => {
        if (request.url().includes('/api/')) signedAs.push(request.headers()['authorization']);
      });
      const stream = page.waitForResponse((response) => response.url().endsWith('/api/events/stream'));
      await page.goto(`http://127.0.0.1:${api.port}/`);
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      expect((await stream).status()).toBe(200);
      await page.getByRole('button', { name: /^Dora Demo/ }).click();
      await page.getByText('demo@example.com').waitFor();
      expect(await page.getByRole('button', { name: 'Sign out', exact: true }).count()).toBe(0);
      expect(new Set(signedAs)).toEqual(new Set([undefined]));
    } finally {
      await context.close();
      await api.stop();
    }
  });

  /** What somebody could press to change something. */
  const actionsOf = (page: Page) =>
    page.getByRole('main').getByRole('button', { name: /^(Log a call|Assign|Pause|Close|Resolve|More actions)/ });

  it('lets an auditor read every page of a manager, and offers nothing to do', async () => {
    const { world } = tower;
    await world.sql.query(
      `INSERT INTO work_items (org_id, id, kind, summary, dedupe_key, created_at)
       VALUES ($1, $2, 'NO_FLOW', 'A lead fits no flow', 'one', now())`,
      [world.orgId, newId()],
    );
    await tower.visit({}, async (page) => {
      const changes: string[] = [];
      page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (request.method() !== 'GET' && !pathname.startsWith('/api/auth/')) changes.push(pathname);
      });
      // Nobody's day: it sends home.
      await tower.signIn(page, '/my-day', audra);
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      const inNavigation = page.getByRole('navigation').getByRole('link');
      await inNavigation.filter({ hasText: '1 open' }).waitFor();
      expect(await inNavigation.allTextContents()).toEqual([
        'Overview',
        'Leads',
        'Work items1 open',
        'Audit',
        'Notifications',
        'Settings',
      ]);
      await inNavigation.filter({ hasText: 'Leads' }).click();
      await page.getByRole('link', { name: 'Late Larry' }).waitFor();
      await page.getByRole('button', { name: 'CSV' }).waitFor();
      expect(await page.getByRole('checkbox').count()).toBe(0);
      for (const key of ['j', 'x', 'a']) await page.keyboard.press(key);
      expect(await page.getByRole('group', { name: 'Selected leads' }).count()).toBe(0);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
      await page.getByText('What happens next').waitFor();
      expect(await actionsOf(page).count()).toBe(0);
      for (const key of ['c', 'p', 'a']) await page.keyboard.press(key);
      expect(await page.getByRole('dialog').count()).toBe(0);
      await tower.look(page, 'auditor-lead-light-desk');
      await inNavigation.filter({ hasText: 'Work items' }).click();
      await page.getByText('A lead fits no flow').waitFor();
      expect(await actionsOf(page).count()).toBe(0);
      await inNavigation.filter({ hasText: 'Audit' }).click();
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      expect(changes).toEqual([]);
    });
    await tower.visit({ viewport: PHONE }, async (page) => {
      await tower.signIn(page, '/leads', audra);
      await page.getByRole('link', { name: 'Late Larry' }).waitFor();
      expect(await page.getByRole('checkbox').count()).toBe(0);
      await tower.look(page, 'auditor-leads-light-phone');
    });
  });

  it('offers a manager what it keeps from an auditor', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads');
      await page.getByRole('checkbox', { name: 'Select Late Larry' }).waitFor();
      await page.goto(`${tower.origin}/leads/${larry}`);
      await actionsOf(page).filter({ hasText: 'Log a call' }).waitFor();
      expect(await actionsOf(page).count()).toBeGreaterThanOrEqual(4);
      await page.goto(`${tower.origin}/work-items`);
      await actionsOf(page).filter({ hasText: 'Resolve' }).waitFor();
    });
  });

  it('says that there is no such page, and leads home', async () => {
    const work = async (page: Page): Promise<void> => {
      const answered = page.waitForResponse((response) => response.url() === `${tower.origin}/lead/nowhere`);
      await tower.signIn(page, '/lead/nowhere', ana);
      expect((await answered).status()).toBe(404);
      await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
      await waitFor('its title', async () => (await page.title()) === 'There is no such page · Pinggo');
      await tower.look(page, 'no-such-page-dark-phone');
      await page.getByRole('link', { name: 'To your first page' }).click();
      await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
    };
    await tower.visit({ viewport: PHONE, colorScheme: 'dark' }, work, /status of 404/);
  });

  it('says in words that somebody could not be signed in, and no more', async () => {
    const work = async (page: Page): Promise<void> => {
      await page.goto(tower.origin);
      await page.getByLabel('E-mail').fill('nobody@example.com');
      await page.locator('input[type=password]').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      const told = page.getByRole('alert').filter({ hasText: 'You could not be signed in' });
      await told.getByText('E-mail and password do not fit').waitFor();
      expect(await told.innerText()).not.toMatch(/Trace id/);
      await tower.look(page, 'sign-in-refused-light-desk');
    };
    await tower.visit({}, work, /401 \(Unauthorized\)/);
  });

  it('says that the connection is lost, and goes on by itself with what was missed', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signInByHand(page, '/leads');
        await page.getByRole('link', { name: 'Late Larry' }).waitFor();
        const notice = page.getByText('The connection is lost.');
        await tower.withoutApi(async () => {
          await notice.waitFor();
          await tower.world.receive({ name: 'Missed Mia' });
        });
        await page.getByRole('link', { name: 'Missed Mia' }).waitFor();
        await notice.waitFor({ state: 'detached' });
      },
      /Failed to load resource|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/,
    );
  });

  it('shows what happens in every tab, though only one of them listens', async () => {
    await tower.visit({}, async (page) => {
      const streams: string[] = [];
      const renewals: string[] = [];
      page.context().on('request', (request) => {
        if (request.url().endsWith('/api/events/stream')) streams.push(request.url());
        if (request.url().endsWith('/api/auth/refresh')) renewals.push(request.url());
      });
      await tower.signInByHand(page, '/leads');
      const other = await page.context().newPage();
      await other.goto(`${tower.origin}/leads`);
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Late Larry' }).waitFor();
      await tower.world.receive({ name: 'Both Bea' });
      for (const tab of [page, other]) await tab.getByRole('link', { name: 'Both Bea' }).waitFor();
      expect(streams).toHaveLength(1);
      // Of the session of the tab that came: the other's goes on.
      expect(renewals).toHaveLength(1);
      // The one that listened goes: the other takes over.
      await page.close();
      await tower.world.receive({ name: 'After Alf' });
      await other.getByRole('link', { name: 'After Alf' }).waitFor();
    });
  });

  it('finds a lead and a page by their first letters, and lists its keys', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page);
      const field = page.getByRole('textbox', { name: 'A lead, a rep, a flow or a page' });
      const opensLarry = async () => {
        await page.keyboard.press('Enter');
        await page.waitForURL(`**/leads/${larry}`);
        await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      };
      await page.keyboard.press('Control+k');
      await field.fill('lar');
      await page.getByText('Late Larry').waitFor();
      await tower.look(page, 'finder-light-desk');
      await opensLarry();
      // Before the answer has come, with what the text before found still there.
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      await page.keyboard.press('Control+k');
      await field.fill('audit');
      await page.getByRole('dialog').getByRole('button', { name: 'Audit' }).waitFor();
      await field.fill('late la');
      await opensLarry();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    });
  });

  it('speaks English, Romanian and Russian, and remembers it', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page);
      for (const [language, title] of [
        ['Română', 'Privire de ansamblu'],
        ['Русский', 'Обзор'],
      ] as const) {
        await page.getByRole('banner').getByRole('button').last().click();
        await page.getByText(language, { exact: true }).click();
        await page.keyboard.press('Escape');
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
      }
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Обзор' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    });
    // It is the person's, on every device.
    await tower.world.sql.query('UPDATE users SET language = NULL');
  });

  it('stays signed in over a reload, and is signed out in every tab at once', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page);
      await page.reload();
      await page.getByRole('heading', { name: 'Overview' }).waitFor();
      const other = await page.context().newPage();
      await other.goto(`${tower.origin}/leads`);
      await other.getByRole('heading', { name: 'Leads' }).waitFor();
      await page.getByRole('button', { name: /sign out$/ }).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      for (const tab of [page, other]) await tab.getByRole('heading', { name: /Sign in/ }).waitFor();
    });
  });

  it('stays signed in where a page went before it had the answer that renews its session', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page);
      const overview = page.getByRole('heading', { level: 1, name: 'Overview' });
      await overview.waitFor();
      const other = await page.context().newPage();
      await openWithoutAnswer(other, () => other.goto(tower.origin));
      await other.close();
      // The access token of this one ends with the page: it asks with the one that was used already.
      await page.reload();
      await overview.waitFor();
      await openWithoutAnswer(page, () => page.reload());
      await page.reload();
      await overview.waitFor();
    });
  });

  it('has its navigation behind a button on a phone', async () => {
    await tower.visit({ viewport: PHONE }, async (page) => {
      await tower.signInByHand(page);
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('navigation').getByRole('link', { name: 'Notifications' }).click();
      await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor();
    });
  });

  it('can be entered by everybody, in every look', async () => {
    await tower.visit({}, async (page) => {
      await page.goto(tower.origin);
      await page.getByLabel('E-mail').waitFor();
      await tower.lookAtAll(page, 'sign-in');
      await tower.signInByHand(page);
      await page.getByRole('button', { name: /sign out$/ }).click();
      await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
      await tower.lookAtAll(page, 'account');
    });
  });
});
