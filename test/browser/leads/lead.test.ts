import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallClockOf } from '../../../dashboard/src/shared/wall-clock.js';
import { addLeadsOfThePage, type LeadsOfThePage } from '../../support/lead-page.js';
import { PHONE, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let leads: LeadsOfThePage;

beforeAll(async () => {
  tower = await Tower.open('lead', async (world) => {
    leads = await addLeadsOfThePage(world);
  });
  const { world } = tower;
  const count = async (text: string, ...values: unknown[]): Promise<number> =>
    Number((await world.one<{ count: string }>(`SELECT count(*) FROM ${text}`, values)).count);
  await waitFor('the engine has come to now', async () => {
    const fired = await count('escalations WHERE lead_id = $1', leads.busy);
    const offered = await count("offers WHERE lead_id = $1 AND status = 'OPEN'", leads.offered);
    const breached = await count("clocks WHERE lead_id = $1 AND status = 'BREACHED'", leads.late);
    const linked = await count('leads WHERE id = $1 AND linked_to_id IS NOT NULL', leads.again);
    return fired >= 2 && offered === 1 && breached === 1 && linked === 1;
  });
  // As if the worker had been there all these days.
  await world.sql.query('UPDATE escalations SET fired_at = due_at WHERE lead_id = $1', [leads.busy]);
}, 600_000);

afterAll(() => tower?.close());

const part = (page: Page, name: string | RegExp) => page.getByRole('region', { name });
const open = async (page: Page, leadId: string, userId?: string): Promise<void> => {
  await tower.signIn(page, `/leads/${leadId}`, userId);
  await part(page, 'Timeline').waitFor();
};
/** Presses a key where no field has the focus. */
const press = async (page: Page, key: string): Promise<void> => {
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press(key);
};

describe('a lead’s page', () => {
  it('says why a deadline is what it is: in a picture, in words, and interval by interval', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      const clocks = part(page, 'Clocks');
      const picture = clocks.getByRole('img', { name: /^First contact: running; .* of 6 h counted; start / });
      const told = (await picture.getAttribute('aria-label'))!;
      const closed = `not counted, ${leads.closedDay}`;
      const order = ['start', 'reminder', closed, 'not counted, Union Day', 'not counted, night'];
      const places = [
        ...order,
        'not counted, paused',
        'reassignment',
        'at risk',
        'alert to the manager to come',
        'deadline',
      ].map((words) => told.indexOf(`; ${words}`));
      expect(places).not.toContain(-1);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(told).toContain('; now ');
      // Both cycles of the rep's own clock: a new owner began anew.
      await clocks.getByRole('img', { name: /^Own reply: cancelled/ }).waitFor();
      await clocks.getByRole('img', { name: /^Own reply: running/ }).waitFor();

      await clocks.getByText(/^First contact is due .* because it counts 6 h of business time/).waitFor();
      await clocks.getByText('7 intervals: counted and skipped').click();
      const rows = clocks.getByRole('region', { name: 'Intervals of First contact' }).locator('tbody').getByRole('row');
      const cells = await Promise.all((await rows.all()).map((row) => row.getByRole('cell').allInnerTexts()));
      expect(cells.map(([, ...rest]) => rest)).toEqual([
        ['counted', '40 min'],
        [`not counted: ${leads.closedDay}`, '1 d 6 h'],
        ['not counted: Union Day', '1 d'],
        ['not counted: night', '9 h'],
        ['counted', '30 min'],
        ['not counted: paused', '45 min'],
        ['counted', '4 h 50 min'],
      ]);
    });
  });

  it('moves with the time', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      const line = page.locator('.clock-bar .now-line').first();
      const x = async (): Promise<number> => Number(await line.getAttribute('x1'));
      const before = await x();
      await waitFor('the line has moved', async () => (await x()) > before);
    });
  });

  it('explains the owner, the score and what is next, and shows what was sent', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      const why = part(page, 'Why Dan');
      const candidates = await why
        .getByRole('list', { name: 'Everybody who was considered' })
        .getByRole('listitem')
        .allInnerTexts();
      expect(candidates.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
        expect.stringMatching(/^Dan chosen rule 1, BALANCED: most free capacity/),
        'Ana out Not tried before: had this lead already',
        'Eva out Skills: lacks solar',
        'Zoe out Active: is away',
      ]);
      await why.getByText('What was compared').click();
      const terms = why.getByRole('region', { name: 'What was compared' });
      expect(await terms.getByRole('columnheader').allInnerTexts()).toEqual([
        'Rep',
        'Load',
        'Capacity',
        'Free',
        'Last assigned',
      ]);
      expect(await terms.getByRole('row', { name: /^Dan / }).getByRole('cell').allInnerTexts()).toEqual([
        '0',
        '8',
        '8',
        'never',
      ]);

      const score = part(page, 'Score');
      await score.getByText('above the threshold of 40: qualified').waitFor();
      expect(await score.getByRole('listitem').allInnerTexts()).toEqual([
        expect.stringMatching(/^budget of 20,000 or more\s+\+45$/),
        expect.stringMatching(/^recommended by a customer\s+\+30$/),
        expect.stringMatching(/^tiles take longer\s+−5$/),
      ]);

      const next = await part(page, 'What happens next').getByRole('listitem').allInnerTexts();
      expect(next.map((text) => text.split('\n')[0])).toEqual([
        'First contact: alert to the manager',
        'First contact is breached',
        'First contact: alert to the manager',
        'Own reply is breached',
      ]);
      expect(next[0]).toMatch(/\nin \d+ h \d\d min/);

      await part(page, 'What was sent').getByText('We have a south-facing roof').waitFor();
      expect(await page.getByRole('link', { name: '+40722123456' }).getAttribute('href')).toBe('tel:+40722123456');
      expect(await page.getByRole('link', { name: /@example.com/ }).getAttribute('href')).toBe(
        'mailto:ioana.marinescu@example.com',
      );
      expect(await page.getByRole('link', { name: 'Open in the Temporal UI' }).getAttribute('href')).toContain(
        leads.busy,
      );
    });
  });

  it('tells what happened, the newest first, and narrows it to what is asked for', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      const timeline = part(page, 'Timeline');
      const titles = () => timeline.locator('.entry-title').allInnerTexts();
      const all = await titles();
      expect(all.at(-1)).toBe('First contact: reminder');
      expect(all.indexOf('Assigned to Dan')).toBeLessThan(all.indexOf('Assigned to Ana'));
      expect(await timeline.getByRole('heading', { level: 3 }).count()).toBe(2);
      await timeline.getByText('on holiday until nine thirty').waitFor();
      await timeline.getByText('Escalations', { exact: true }).click();
      expect(await titles()).toEqual(['First contact: reassignment', 'First contact: reminder']);
      await timeline.getByText('Assignments', { exact: true }).click();
      expect((await titles()).toSorted()).toEqual([
        'Assigned to Ana',
        'Assigned to Dan',
        'First contact: reassignment',
        'First contact: reminder',
      ]);
    });
  });

  it('can be used by everybody, in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.evaluate('window.scrollTo(0, 0)');
      await page.locator('.clock-bar').first().waitFor();
      await tower.lookAtAll(page, 'lead');
      await page.getByRole('button', { name: 'Assign' }).click();
      await page.getByRole('option', { name: 'Eva' }).waitFor();
      await tower.lookAtAll(page, 'lead-assign');
    });
  });

  it('asks whom it is offered to, in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.offered, leads.ana);
      await page.getByText('This lead is offered to you').waitFor();
      await page.locator('.clock-bar').first().waitFor();
      await tower.lookAtAll(page, 'lead-offered');
    });
  });

  it('takes a call and what came of it with two taps on a phone, and every open page shows it', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      await tower.visit({ viewport: PHONE }, async (phone) => {
        await open(phone, leads.busy, leads.dan);
        // What a rep may not do is not there.
        for (const name of ['Assign', 'More actions'])
          expect(await phone.getByRole('button', { name }).count()).toBe(0);
        await phone.getByRole('button', { name: 'Log a call' }).click();
        await phone.getByRole('button', { name: 'Reached' }).click();
        for (const each of [phone, page]) {
          await each.getByRole('img', { name: /^First contact: met; .*; met / }).waitFor();
          await each.getByText('Contacted', { exact: true }).first().waitFor();
          const entry = part(each, 'Timeline').getByRole('listitem').filter({ hasText: 'Call logged: Reached' });
          await entry.getByText('stopped: First contact').waitFor();
          await entry.getByText('Dan').waitFor();
          // What is pending is so no more.
          await each.getByText('written down; the lead changes right after.').first().waitFor({ state: 'detached' });
        }
      });
      // What has just come stands out.
      expect(await page.locator('.timeline .fresh').count()).toBeGreaterThan(0);
    });
  });

  it('is worked by the keyboard alone', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.late);
      await press(page, 'p');
      await page.getByRole('dialog', { name: 'Pause' }).waitFor();
      await page.keyboard.type('calls back on Monday');
      await page.keyboard.press('Enter');
      await part(page, 'Timeline').getByText('calls back on Monday').waitFor();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      // Until in an hour, as nothing else was chosen; and missed as it is, nothing of it is red.
      await page
        .locator('.lead-header')
        .getByText(/^Paused until /)
        .first()
        .waitFor();
      expect(await page.locator('.lead-header .late').count()).toBe(0);
      await press(page, 'p');
      await page.getByRole('button', { name: 'Pause' }).waitFor();

      await press(page, 'a');
      await page.getByRole('dialog', { name: 'Assign' }).waitFor();
      const { name } = await tower.world.one<{ name: string }>(
        "SELECT name FROM users WHERE role = 'REP' AND status = 'ACTIVE' AND id <> (SELECT owner_id FROM leads WHERE id = $1) LIMIT 1",
        [leads.late],
      );
      await page.keyboard.type(name);
      await page.getByRole('option', { name: new RegExp(`^${name} `) }).waitFor();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.type('knows the customer');
      await page.keyboard.press('Enter');
      await part(page, `Why ${name}`).getByText(`${name} by hand: knows the customer`).first().waitFor();

      // The letter after `g` is not the page's.
      await press(page, 'g');
      await page.keyboard.press('a');
      await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
      const isCalled = (title: string) =>
        waitFor(`the tab is called ${title}`, async () => (await page.title()) === `${title} · Pinggo`);
      await isCalled('Audit');
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
      await isCalled('Late Larry');
      await press(page, '?');
      const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
      for (const what of ['Log a call', 'Assign', 'Pause or resume'])
        await keys.getByText(what, { exact: true }).waitFor();
    });
  });

  it('is given to whoever cannot work now only when that is meant: they stand last, with when they are back', async () => {
    const { id, name } = await tower.world.one<{ id: string; name: string }>(
      "SELECT id, name FROM users WHERE role = 'REP' AND status = 'ACTIVE' AND id <> (SELECT owner_id FROM leads WHERE id = $1) LIMIT 1",
      [leads.busy],
    );
    const absence = await tower.world.one<{ id: string }>(
      `INSERT INTO absences (org_id, id, user_id, cause, from_at, to_at, replan)
       VALUES ($1, gen_random_uuid(), $2, 'TIME_OFF', now() - interval '1 day', now() + interval '3 days', false) RETURNING id`,
      [tower.world.orgId, id],
    );
    await tower.visit({}, async (page) => {
      await open(page, leads.busy);
      await press(page, 'a');
      const dialog = page.getByRole('dialog', { name: 'Assign' });
      await dialog.getByRole('option', { name: /on leave, back/ }).waitFor();
      const options = await dialog.getByRole('option').allInnerTexts();
      const isNow = options.map((text) => !/on leave|away|off shift/.test(text));
      expect(isNow).toEqual(isNow.toSorted((a, b) => Number(b) - Number(a)));
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await dialog
        .getByRole('alert')
        .getByText(new RegExp(`^${name} is on leave, back .*\\. Assign anyway\\?$`))
        .waitFor();
      await tower.look(page, 'lead-assign-anyway-light-desk');
      expect(
        await tower.world.all('SELECT 1 FROM commands WHERE lead_id = $1 AND request ->> $2 = $3', [
          leads.busy,
          'ownerId',
          id,
        ]),
      ).toEqual([]);
      await dialog.getByRole('button', { name: 'Cancel' }).last().click();
    });
    await tower.world.sql.query('UPDATE absences SET cancelled_at = now() WHERE id = $1', [absence.id]);
  });

  it('says in the API’s words what cannot be done', async () => {
    await tower.visit(
      {},
      async (page) => {
        await open(page, leads.late);
        await page.getByRole('button', { name: 'Pause' }).click();
        await page.getByRole('dialog').getByLabel('Until somebody resumes it').check();
        await page.getByRole('dialog').getByLabel('Reason (optional)').fill('too late');
        await tower.world.command(leads.late, { kind: 'PAUSE' });
        await page.getByRole('button', { name: 'Resume', includeHidden: true }).waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
        await page.getByRole('alert').getByText('The lead is paused already').waitFor();
        await page.getByRole('button', { name: 'Resume' }).click();
        await page.getByRole('button', { name: 'Pause' }).waitFor();
        // A refusal is over with the next thing that is done.
        await page.getByRole('alert').waitFor({ state: 'detached' });
      },
      /409 \(Conflict\)/,
    );
  });

  it('lets a manager acknowledge, cancel a clock and close; a proof that is heard of later corrects the verdict', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.late);
      const timeline = part(page, 'Timeline');
      const more = async (item: string): Promise<void> => {
        await page.getByRole('button', { name: 'More actions' }).click();
        await page.getByRole('menuitem', { name: item }).click();
      };
      await more('Acknowledge escalations');
      await page.getByRole('dialog').getByLabel('Reason (optional)').fill('I call them myself');
      await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge escalations' }).click();
      await timeline.getByText('Escalations acknowledged').waitFor();
      await timeline.getByText('I call them myself').waitFor();

      await more('Cancel a clock');
      await page.getByRole('dialog').getByRole('button', { name: 'Cancel a clock' }).click();
      await timeline.getByText('First contact: cancelled').waitFor();
      // Breached it stays, and is not offered again: it waits for nothing any more.
      await part(page, 'Clocks').getByText('breached', { exact: true }).first().waitFor();
      await page.getByRole('button', { name: 'More actions' }).waitFor({ state: 'detached' });

      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').getByLabel('Lost').check();
      await page.getByRole('dialog').getByLabel('Reason (optional)').fill('went elsewhere');
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
      await timeline.getByText('Closed: Lost').waitFor();
      await timeline.getByText('went elsewhere').waitFor();
      // Nothing else can be asked of a closed lead but to open it again.
      for (const name of ['Assign', 'Pause', 'Close', 'More actions', 'Log a call'])
        await page.getByRole('button', { name, exact: true }).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Log a proof' }).waitFor();
      await page.getByRole('button', { name: 'Reopen' }).click();
      const reopening = page.getByRole('dialog', { name: 'Reopen' });
      await reopening.getByLabel('Reason').fill('came back');
      await reopening.getByRole('button', { name: 'Reopen' }).click();
      await timeline.getByText('Reopened', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Log a call' }).waitFor();
      // Of which lead it is a duplicate: the same person's other one is there without a word.
      await page.getByRole('button', { name: 'Close' }).click();
      const closing = page.getByRole('dialog', { name: 'Close' });
      await closing.getByLabel('Duplicate').check();
      expect(await closing.getByRole('button', { name: 'Close' }).last().isDisabled()).toBe(true);
      await closing.getByRole('option').first().click();
      await closing.getByRole('button', { name: 'Close' }).last().click();
      await timeline.getByText('Closed: Duplicate').waitFor();
      expect(await tower.world.one('SELECT outcome, duplicate_of_id FROM leads WHERE id = $1', [leads.late])).toEqual({
        outcome: 'DUPLICATE',
        duplicate_of_id: leads.again,
      });
    });
  });

  it('takes a proof of another time, with a note', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.again);
      await page.getByRole('button', { name: 'Time or note' }).click();
      const dialog = page.getByRole('dialog', { name: 'Log a proof' });
      await dialog.getByLabel('E-mail sent').check();
      await dialog.getByLabel('When').click();
      await page.getByRole('option', { name: 'at another time' }).click();
      const { at, zone } = await tower.world.one<{ at: Date; zone: string }>(
        "SELECT l.received_at + interval '1 minute' AS at, o.time_zone AS zone FROM leads l JOIN orgs o ON o.id = l.org_id WHERE l.id = $1",
        [leads.again],
      );
      const shown = wallClockOf(at.toISOString(), zone);
      await dialog.getByLabel(`Time in ${zone}`).fill(shown);
      await dialog.getByLabel('Note (optional)').fill('with the price list');
      await dialog.getByRole('button', { name: 'Log', exact: true }).click();
      const entry = part(page, 'Timeline').getByRole('listitem').filter({ hasText: 'E-mail sent' });
      await entry.getByText('with the price list').waitFor();
      const proof = await tower.world.one<{ occurred_at: Date }>('SELECT occurred_at FROM proofs WHERE lead_id = $1', [
        leads.again,
      ]);
      expect(wallClockOf(proof.occurred_at.toISOString(), zone)).toBe(shown);
    });
  });

  it('is not broken by a kind of proof that is newer than the page', async () => {
    await tower.visit({}, async (page) => {
      await page.route(`**/api/leads/${leads.corrected}`, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({
          response: answer,
          body: (await answer.text()).replaceAll('"CALL_LOGGED"', '"SMS_SENT"'),
        });
      });
      await open(page, leads.corrected);
      await part(page, 'Timeline').getByText('SMS_SENT', { exact: true }).waitFor();
      await part(page, 'Clocks')
        .getByText(/SMS_SENT/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Log a call' }).waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
    });
  });

  it('shows what a late proof made needless', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.corrected);
      const timeline = part(page, 'Timeline');
      await timeline.getByText('First contact: met after all').waitFor();
      await timeline
        .getByRole('listitem')
        .filter({ hasText: 'First contact: alert to the manager' })
        .first()
        .getByText('overtaken')
        .waitFor();
      await part(page, 'Clocks')
        .getByText(/^met .* before the deadline/)
        .waitFor();
    });
  });

  it('asks whom it is offered to, and goes on to the next', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.offered);
      await part(page, 'Why it is offered to Ana').waitFor();
      await tower.visit(
        { viewport: PHONE },
        async (phone) => {
          await open(phone, leads.offered, leads.ana);
          // It is not hers yet: she answers, and nothing else.
          for (const name of ['Log a call', 'Pause', 'Close'])
            expect(await phone.getByRole('button', { name, exact: true }).count(), name).toBe(0);
          await phone
            .getByText(/^\d+ min \d\d s left to answer$/)
            .first()
            .waitFor();
          await phone.getByRole('button', { name: 'Decline' }).click();
          const dialog = phone.getByRole('dialog');
          expect(await dialog.getByRole('button', { name: 'Decline' }).isDisabled()).toBe(true);
          await dialog.getByLabel('Reason').fill('on the way to a customer');
          await dialog.getByRole('button', { name: 'Decline' }).click();
          await phone.getByText('This lead is with somebody else now.').waitFor();
          await phone.getByRole('link', { name: 'My day' }).first().waitFor();
        },
        /404 \(Not Found\)/,
      );
      // The manager's page was open all the while.
      await part(page, 'Why it is offered to Dan').waitFor();
      await page.getByText('on the way to a customer').first().waitFor();
      await tower.visit({ viewport: PHONE }, async (phone) => {
        await open(phone, leads.offered, leads.dan);
        await phone.getByRole('button', { name: 'Accept' }).click();
        await part(phone, 'Why Dan').waitFor();
        await phone.getByText('This lead is offered to you').waitFor({ state: 'detached' });
        await phone.getByRole('button', { name: 'Log a call' }).waitFor();
      });
      await part(page, 'Why Dan').getByText('accepted', { exact: true }).waitFor();
    });
  });

  it('leads to the same person’s other lead, and back to the list that it came from', async () => {
    await tower.visit({}, async (page) => {
      await open(page, leads.again);
      await part(page, 'What was sent')
        .getByRole('link', { name: /^Linked/ })
        .click();
      await page.waitForURL(`**/leads/${leads.late}`);
      await page.getByText('Back to the list').waitFor({ state: 'detached' });

      await page.goto(`${tower.origin}/leads`);
      const links = page.locator('[data-row] a');
      await waitFor('the list', async () => (await links.count()) >= 3);
      const [, second] = await links.allTextContents();
      await links.first().click();
      await page.getByText(/^1 of \d+$/).waitFor();
      await page.getByRole('button', { name: 'The next lead' }).click();
      await page.getByRole('heading', { level: 1, name: second! }).waitFor();
      await press(page, 'j');
      await page.getByText(/^3 of \d+$/).waitFor();
      await press(page, 'k');
      await page.getByText(/^2 of \d+$/).waitFor();
      await page.getByRole('link', { name: 'Back to the list' }).click();
      await page.waitForURL('**/leads');
      await links.first().waitFor();
    });
  });

  it('keeps a long timeline short until all of it is asked for', async () => {
    for (let index = 0; index < 40; index++) await tower.world.prove(leads.corrected, 'EMAIL_SENT');
    await tower.visit({}, async (page) => {
      await open(page, leads.corrected);
      const entries = part(page, 'Timeline').locator('.entry');
      await waitFor('thirty are shown', async () => (await entries.count()) === 30);
      await page.getByRole('button', { name: /^Show all \d+$/ }).click();
      await waitFor('all are shown', async () => (await entries.count()) > 50);
    });
  });

  it('says that there is no such lead', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/leads/0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11');
        await page.getByRole('alert').getByRole('heading', { level: 1, name: 'There is no such lead' }).waitFor();
        await tower.look(page, 'lead-error-light-desk');
        await page.getByRole('link', { name: 'All leads' }).click();
        await page.getByRole('heading', { level: 1, name: 'Leads' }).waitFor();
        // Nor one whose id is none.
        await page.goto(`${tower.origin}/leads/nonsense`);
        await page.getByRole('heading', { level: 1, name: 'There is no such lead' }).waitFor();
      },
      /40[04] \((Not Found|Bad Request)\)/,
    );
  });
});
