import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const MANY = 34;

let tower: Tower;
let ana: string;
let bob: string;
let larry: string;

const unreadOf = async (userId: string): Promise<number> =>
  Number(
    (
      await tower.world.one<{ count: string }>(
        'SELECT count(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL',
        [userId],
      )
    ).count,
  );

/** One more lead for Ana, of which she is told. */
async function assigned(name: string): Promise<string> {
  const before = await unreadOf(ana);
  const id = await tower.world.receive({ name });
  await waitFor(`${name} is hers`, async () => (await unreadOf(ana)) > before);
  return id;
}

const rows = (page: Page) => page.getByRole('listitem');
const bell = (page: Page, unread: number) =>
  page.getByRole('banner').getByRole('link', { name: `Notifications, ${unread} unread` });

beforeAll(async () => {
  tower = await Tower.open('notifications', async (world) => {
    ana = await world.addRep('Ana', { skills: ['solar'] });
    bob = await world.addRep('Bob');
    const plain = flowDefinition(world.teamId);
    await world.addFlow({
      ...plain,
      routing: { ...plain.routing, rules: [{ ...plain.routing.rules[0]!, skills: ['solar'] }] },
    });
    await world.receiveMany(MANY, { name: 'Many Mo' });
  });
  await waitFor('all are assigned', async () => (await unreadOf(ana)) === MANY);
  larry = await assigned('Late Larry');
}, 600_000);

afterAll(() => tower?.close());

describe('the notifications', () => {
  it('are listed newest first, page by page, in words, with what became of the mail', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications', ana);
      await bell(page, MANY + 1).waitFor();
      await page.getByText(`${MANY + 1} unread`, { exact: true }).waitFor();
      const first = rows(page).first();
      expect(await first.innerText()).toMatch(
        /Your lead: Late Larry \(web\)\s+Why: Ana by rule 1.*\s+Assigned · [^·]*$/,
      );
      // Once, not at each of them.
      await page.getByText('No mail is set up: you are told here only.').waitFor();
      // Instants in words, not as they are sent.
      expect(await first.innerText()).not.toMatch(/\dT\d.*Z/);
      expect(await rows(page).count()).toBe(30);
      await page.getByRole('button', { name: 'Older ones' }).click();
      await waitFor('the last', async () => (await rows(page).count()) === MANY + 1);
      await page.getByRole('button', { name: 'Older ones' }).waitFor({ state: 'detached' });
    });
  });

  it('lead to their lead, and are read then', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications', ana);
      await rows(page).first().getByRole('link').click();
      await page.waitForURL(`**/leads/${larry}`);
      await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
      await bell(page, MANY).waitFor();
      const { rows: read } = await tower.world.sql.query('SELECT lead_id FROM notifications WHERE read_at IS NOT NULL');
      expect(read).toEqual([{ lead_id: larry }]);
      await page.goBack();
      await rows(page).first().waitFor();
      // What was there before is shown until it is read again.
      await rows(page).first().getByRole('button').waitFor({ state: 'detached' });
      expect(await rows(page).nth(1).getByRole('button', { name: 'Mark as read: Your lead: Many Mo' }).count()).toBe(1);
    });
  });

  it('come by themselves, but move nothing that somebody points at, nor are they read unseen', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications?unread=true', ana);
      await rows(page).getByText('Your lead: Many Mo').first().waitFor();
      await page.mouse.move(0, 0);
      await assigned('Prompt Pia');
      await rows(page).first().getByText('Your lead: Prompt Pia').waitFor();

      // Read, but still there: it does not go away below the pointer.
      await rows(page).first().getByRole('button').click();
      await bell(page, MANY).waitFor();
      await rows(page).first().getByText('Your lead: Prompt Pia').waitFor();
      await assigned('Waiting Wim');
      await page.getByRole('button', { name: 'There are new ones: show them' }).waitFor();
      await rows(page).first().getByText('Your lead: Prompt Pia').waitFor();
      expect(await rows(page).getByText('Waiting Wim').count()).toBe(0);

      // By its key, so that the pointer stays.
      await page.getByRole('button', { name: 'Mark all as read' }).press('Enter');
      await bell(page, 1).waitFor();
      expect(await unreadOf(ana)).toBe(1);
      await page.getByRole('button', { name: 'There are new ones: show them' }).press('Enter');
      await rows(page).getByText('Your lead: Waiting Wim').waitFor();
      expect(await rows(page).count()).toBe(1);
    });
  });

  it('can be read by keyboard alone', async () => {
    await tower.visit({}, async (page) => {
      const pia = await assigned('Keyboard Kai');
      await tower.signIn(page, '/notifications', ana);
      await rows(page).first().getByText('Your lead: Keyboard Kai').waitFor();
      const focused = (): Promise<string> =>
        page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent');
      const tabTo = async (what: RegExp): Promise<void> => {
        for (let presses = 0; presses < 30; presses++) {
          await page.keyboard.press('Tab');
          if (what.test(await focused())) return;
        }
        throw new Error(`Tab does not lead to ${what}`);
      };
      await tabTo(/^Mark as read: Your lead: Keyboard Kai/);
      await page.keyboard.press('Enter');
      await waitFor('it is read', async () => (await unreadOf(ana)) === 1);
      // The button is gone; the focus is still at its row.
      expect(await focused()).toContain('Keyboard Kai');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/leads/${pia}`);
    });
  });

  it('say that there are none, and why they cannot be read', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications', bob);
      await page.getByText('You have not been told anything yet.').waitFor();
      await page.getByText('Unread', { exact: true }).click();
      await page.getByText('You have read everything.').waitFor();
    });
    await tower.visit(
      {},
      async (page) => {
        // Something that the API refuses, in its own words.
        await page.route('**/api/notifications?*', (route) => {
          const url = new URL(route.request().url());
          url.searchParams.set('limit', '0');
          return route.continue({ url: url.href });
        });
        await tower.signIn(page, '/notifications', bob);
        await page.getByRole('alert').getByText('The request is not valid').waitFor();
        await page.unroute('**/api/notifications?*');
        await page
          .getByRole('button', { name: 'Try again' })
          .or(page.getByText('You have not been told anything yet.'))
          .click();
        await page.getByText('You have not been told anything yet.').waitFor();
      },
      /Failed to load resource/,
    );
  });

  it('of one lead and minute are one line, and read when the lead is opened', async () => {
    const manager = tower.world.managerId;
    const at = new Date('2026-03-02T09:00:00Z').getTime();
    for (const [place, subject] of ['Larry waits', 'Larry waits', 'Larry went to Ana', 'Larry is late'].entries())
      await tower.world.sql.query(
        `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
         VALUES ($1, gen_random_uuid(), $2, 'MANAGER_ALERT', $3, $4, 'Ana has the lead.', $5, 'NONE', $6)`,
        [tower.world.orgId, manager, larry, subject, `line-${place}`, new Date(at + place * 1_000)],
      );
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications');
      await bell(page, 1).waitFor();
      const line = page.locator('.notice');
      await line.getByText('Larry is late').waitFor();
      expect(await line.count()).toBe(1);
      expect(await line.locator('.others li').allInnerTexts()).toEqual(['Larry went to Ana', 'Larry waits']);
      await line.getByText('For the manager').waitFor();
      await page.goto(`${tower.origin}/leads/${larry}`);
      await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
      await bell(page, 0).waitFor();
      expect(await unreadOf(manager)).toBe(0);
    });
  });

  it('can be entered by everybody, in every look', async () => {
    await assigned('Looked-at Lou');
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/notifications', ana);
      await rows(page).first().getByText('Looked-at Lou').first().waitFor();
      await tower.lookAtAll(page, 'notifications');
    });
  });
});
