import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoutingRule } from '../../../domain/engine/routing/definition.js';
import { fillDesk } from '../../support/many-leads.js';
import { PHONE, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, type LeadSeed } from '../../support/world.js';

const THUMB: BrowserContextOptions = { viewport: PHONE, hasTouch: true, isMobile: true };

let tower: Tower;
let ana: string;
let bob: string;
let cat: string;

/** Each source has its flow, and so its way to a rep. */
const FLOWS: Record<string, Partial<RoutingRule>> = {
  ana: { skills: ['ana'] },
  bob: { skills: ['bob'] },
  'offer to ana': { skills: ['ana'], mode: 'OFFER', answerWithin: 'PT3M' },
  'short offer to bob': { skills: ['bob'], mode: 'OFFER', answerWithin: 'PT6S' },
  'offer to all': { mode: 'BROADCAST', answerWithin: 'PT3M' },
};

beforeAll(async () => {
  tower = await Tower.open('my_day', async (world) => {
    ana = await world.addRep('Ana', { skills: ['ana'] });
    bob = await world.addRep('Bob', { skills: ['bob'] });
    cat = await world.addRep('Cat', { skills: ['cat'] });
    const plain = flowDefinition(world.teamId);
    for (const [source, rule] of Object.entries(FLOWS))
      await world.addFlow(
        {
          ...plain,
          match: { field: 'source', op: 'eq', value: source },
          clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5 })),
          routing: { ...plain.routing, rules: [{ ...plain.routing.rules[0]!, ...rule }] },
        },
        source.replaceAll(' ', '-'),
      );
  });
}, 600_000);

afterAll(() => tower?.close());

/** A lead that came to its rep, or before whom it is put. */
async function given(source: keyof typeof FLOWS, seed: LeadSeed): Promise<string> {
  const id = await tower.world.receive({ phone: '+40721234567', ...seed, source });
  await waitFor(`${seed.name} is out`, async () => {
    const { status, begun } = await tower.world.one<{ status: string; begun: boolean }>(
      'SELECT status, clocks_started AS begun FROM leads WHERE id = $1',
      [id],
    );
    return begun && (status === 'ASSIGNED' || status === 'OFFERED');
  });
  return id;
}

/** Signs in, waits until the day is read, and leaves the pointer where it holds nothing. */
async function enter(page: Page, userId: string): Promise<void> {
  await tower.signIn(page, '/my-day', userId);
  await page.mouse.move(0, 0);
  await page.locator('.to-reach').waitFor({ state: 'attached' });
}

const proofsOf = (leadId: string) =>
  tower.world.all<{ kind: string; actor_id: string; occurred_at: Date; received_at: Date }>(
    'SELECT kind, actor_id, occurred_at, received_at FROM proofs WHERE lead_id = $1',
    [leadId],
  );
const clockOf = async (leadId: string): Promise<string> =>
  (await tower.world.one<{ status: string }>('SELECT status FROM clocks WHERE lead_id = $1', [leadId])).status;
const isMet = (leadId: string) => waitFor('the clock is met', async () => (await clockOf(leadId)) === 'MET');

/** Waits until the device keeps no proof of this person that the server does not have. */
const allSent = (page: Page, userId: string) =>
  waitFor('all is sent', () => page.evaluate<boolean>(`localStorage.getItem('pinggo.proofs.${userId}') === null`));

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const offer = (page: Page, name: string) => page.getByRole('article', { name: `Offer: ${name}` });
const proof = (page: Page, name: string, what: string) =>
  page.getByRole('group', { name: `What you did: ${name}` }).getByRole('button', { name: what });
/** Of a call one more tap: what came of it. */
const outcome = (page: Page, name: string, what: string) =>
  card(page, name).getByRole('group', { name: 'What came of the call?' }).getByRole('button', { name: what });
const order = (page: Page): Promise<string[]> =>
  page.locator('.to-reach').getByRole('heading', { level: 3 }).allTextContents();

describe('a proof by one tap', () => {
  it('stops the clock, and a manager sees it at once', async () => {
    const id = await given('ana', { name: 'Tapped Tim' });
    await tower.world.sql.query("UPDATE leads SET message = 'Please call after five.' WHERE id = $1", [id]);
    await tower.visit({}, async (office) => {
      await tower.signIn(office, `/leads/${id}`);
      await office.getByRole('region', { name: 'What they wrote' }).getByText('Please call after five.').waitFor();
      await office.getByText('Assigned', { exact: true }).first().waitFor();
      await tower.visit(THUMB, async (page) => {
        await enter(page, ana);
        await card(page, 'Tapped Tim')
          .getByText(/^First contact by/)
          .waitFor();
        // What they asked for, before what there is to do about it, and the number to do it with.
        await card(page, 'Tapped Tim').getByText('Please call after five.').waitFor();
        await card(page, 'Tapped Tim')
          .getByRole('link', { name: 'Call Tapped Tim' })
          .getByText('+40721234567')
          .waitFor();
        const target = async (name: RegExp | string) => {
          const link = card(page, 'Tapped Tim').getByRole('link', { name });
          return [await link.getAttribute('href'), await link.getAttribute('target')];
        };
        expect(await target(/^Tapped Tim/)).toEqual([`/leads/${id}`, null]);
        expect(await target('Call Tapped Tim')).toEqual(['tel:+40721234567', null]);
        expect(await target('WhatsApp to Tapped Tim')).toEqual(['https://wa.me/40721234567', '_blank']);
        expect(await target('E-mail to Tapped Tim')).toEqual(['mailto:ana@example.com', null]);
        await proof(page, 'Tapped Tim', 'Called').tap();
        await outcome(page, 'Tapped Tim', 'Reached').tap();
        // Done when the server says so; the list follows by its event.
        await proof(page, 'Tapped Tim', 'Called').and(page.locator('[data-state=done]')).waitFor();
        await tower.look(page, 'my-day-done-light-phone');
        await isMet(id);
        expect(await proofsOf(id)).toMatchObject([{ kind: 'CALL_LOGGED', actor_id: ana }]);
        await office.getByText('Contacted', { exact: true }).first().waitFor();
        await page
          .getByRole('region', { name: 'Reached today: 1' })
          .getByRole('link', { name: /^Tapped Tim/ })
          .waitFor();
      });
    });
  });

  it('of a call that nobody answered offers to call again, and the lead rests until then', async () => {
    const id = await given('ana', { name: 'Silent Sam' });
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      await proof(page, 'Silent Sam', 'Called').tap();
      await outcome(page, 'Silent Sam', 'No answer').tap();
      const again = card(page, 'Silent Sam').getByRole('group', { name: 'Call again' });
      await again.getByRole('button', { name: 'In 15 minutes' }).waitFor();
      await tower.look(page, 'my-day-call-again-light-phone');
      await again.getByRole('button', { name: 'In 1 hour' }).tap();
      // Nothing is due now: it waits below, with the time.
      await card(page, 'Silent Sam').waitFor({ state: 'detached' });
      await page
        .getByRole('link', { name: /^Silent Sam/ })
        .getByText(/^Paused until /)
        .waitFor();
    });
    expect(await clockOf(id)).toBe('PAUSED');
    const lead = await tower.world.one<{ status: string; left: number }>(
      'SELECT status, extract(epoch FROM paused_until - clock_timestamp()) AS left FROM leads WHERE id = $1',
      [id],
    );
    expect(lead.status).toBe('ASSIGNED');
    expect(Math.abs(Number(lead.left) - 3600)).toBeLessThan(120);
    expect(await tower.world.one('SELECT outcome FROM proofs WHERE lead_id = $1', [id])).toEqual({
      outcome: 'NO_ANSWER',
    });
  });

  it('is one proof, however often the thumb comes down', async () => {
    const id = await given('ana', { name: 'Twice Tina' });
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      const called = proof(page, 'Twice Tina', 'Called');
      await called.waitFor();
      await called.tap();
      await called.tap();
      await outcome(page, 'Twice Tina', 'Reached').waitFor();
      await page.evaluate(`
        const [, , , booked] = document.querySelectorAll('[aria-label="What you did: Twice Tina"] button');
        const [reached] = document.querySelectorAll('[aria-label="What came of the call?"] button');
        for (const button of [reached, reached, booked, reached]) button.click();`);
      await allSent(page, ana);
      // Another kind is another proof.
      expect((await proofsOf(id)).map(({ kind }) => kind).sort()).toEqual(['CALL_LOGGED', 'MEETING_BOOKED']);
    });
  });

  it('is one proof when the answer is lost, and the phone sends it again', async () => {
    const id = await given('ana', { name: 'Lost Lena' });
    const work = async (page: Page): Promise<void> => {
      const keys: (string | undefined)[] = [];
      await page.route('**/proofs', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        if (keys.length > 1) return route.continue();
        await route.fetch();
        await route.abort('connectionreset');
      });
      await enter(page, ana);
      await proof(page, 'Lost Lena', 'Called').tap();
      await outcome(page, 'Lost Lena', 'Reached').tap();
      await waitFor('a second attempt', () => Promise.resolve(keys.length === 2));
      await isMet(id);
      expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(keys[1]).toBe(keys[0]);
      expect(await proofsOf(id)).toHaveLength(1);
    };
    await tower.visit(THUMB, work, /ERR_CONNECTION_RESET/);
  });

  it('waits for the network, and counts from when it was tapped', async () => {
    const id = await given('ana', { name: 'Offline Olga' });
    const work = async (page: Page): Promise<void> => {
      await enter(page, ana);
      await proof(page, 'Offline Olga', 'Called').waitFor();
      await page.context().setOffline(true);
      await proof(page, 'Offline Olga', 'Called').tap();
      await outcome(page, 'Offline Olga', 'Reached').tap();
      await card(page, 'Offline Olga').getByText('Not sent yet: it goes by itself').waitFor();
      expect(await proofsOf(id)).toEqual([]);
      const { now: backAt } = await tower.world.one<{ now: Date }>('SELECT clock_timestamp() AS now');
      await page.context().setOffline(false);
      await isMet(id);
      const [one, ...others] = await proofsOf(id);
      expect(others).toEqual([]);
      expect(one!.occurred_at.getTime()).toBeLessThan(backAt.getTime());
      expect(one!.received_at.getTime()).toBeGreaterThan(backAt.getTime());
    };
    await tower.visit(THUMB, work, /ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|Failed to load resource/);
  });

  it('outlives the page', async () => {
    const id = await given('ana', { name: 'Put-away Pat' });
    const work = async (page: Page): Promise<void> => {
      await enter(page, ana);
      await page.route('**/proofs', (route) => route.abort('connectionrefused'));
      await proof(page, 'Put-away Pat', 'Called').tap();
      await outcome(page, 'Put-away Pat', 'Reached').tap();
      await card(page, 'Put-away Pat').getByText('Not sent yet: it goes by itself').waitFor();
      await page.unroute('**/proofs');
      await page.reload();
      await isMet(id);
      expect(await proofsOf(id)).toHaveLength(1);
      await allSent(page, ana);
    };
    await tower.visit(THUMB, work, /ERR_CONNECTION_REFUSED/);
  });

  it('is refused in the words of the API when the lead is no longer theirs', async () => {
    const id = await given('ana', { name: 'Moved Moira' });
    const work = async (page: Page): Promise<void> => {
      await enter(page, ana);
      await proof(page, 'Moved Moira', 'Called').waitFor();
      // Held, so that the card stays when the lead goes; the proof was on its way.
      await page.route('**/proofs', async (route) => {
        await tower.world.command(id, { kind: 'ASSIGN', ownerId: bob });
        await waitFor('it is his', async () => {
          const { owner } = await tower.world.one<{ owner: string }>(
            'SELECT owner_id AS owner FROM leads WHERE id = $1',
            [id],
          );
          return owner === bob;
        });
        await route.continue();
      });
      await proof(page, 'Moved Moira', 'Called').focus();
      await page.keyboard.press('Enter');
      await outcome(page, 'Moved Moira', 'Reached').and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('alert').getByText('“Called” was not recorded').waitFor();
      await page.getByRole('alert').getByText('There is no such lead').waitFor();
      expect(await proofsOf(id)).toEqual([]);
    };
    await tower.visit({}, work, /404 \(Not Found\)/);
  });
});

describe('an offer', () => {
  it('says why, counts down, and is accepted', async () => {
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor();
      const id = await given('offer to ana', { name: 'Offered Otto' });
      // Announced, and counted in the title, without a word of asking.
      await page.getByRole('status').getByText('New offer: Offered Otto.').waitFor();
      await waitFor('it is counted', async () => /^\(\d+\) My day · Pinggo$/.test(await page.title()));
      await offer(page, 'Offered Otto')
        .getByText(/^Why you: Ana by rule 1/)
        .waitFor();
      const left = offer(page, 'Offered Otto').getByText(/^2 min \d\d s$/);
      const before = await left.textContent();
      await waitFor('a second', async () => (await left.textContent()) !== before);
      await offer(page, 'Offered Otto').getByRole('button', { name: 'Accept Offered Otto' }).tap();
      await offer(page, 'Offered Otto').getByText('It is yours!').waitFor();
      expect(await tower.world.one('SELECT status, owner_id FROM leads WHERE id = $1', [id])).toEqual({
        status: 'ASSIGNED',
        owner_id: ana,
      });
      await card(page, 'Offered Otto').getByRole('link', { name: 'Call Offered Otto' }).waitFor();
    });
  });

  it('is declined with a reason, and nothing else comes for a while', async () => {
    const id = await given('offer to ana', { name: 'Declined Dora' });
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      await offer(page, 'Declined Dora').getByRole('button', { name: 'Decline Declined Dora' }).tap();
      const dialog = page.getByRole('dialog', { name: 'Decline Declined Dora' });
      expect(await dialog.getByRole('button', { name: 'Decline', exact: true }).isDisabled()).toBe(true);
      await dialog.getByRole('button', { name: 'On the road' }).tap();
      await dialog.getByText('30 min').tap();
      await dialog.getByText(/^Nothing comes to you until/).waitFor();
      await tower.look(page, 'my-day-decline-light-phone');
      await dialog.getByRole('button', { name: 'Decline', exact: true }).tap();
      await offer(page, 'Declined Dora').waitFor({ state: 'detached' });
      expect(
        await tower.world.one(
          `SELECT a.status, a.reason, u.busy_until > now() + interval '25 minutes' AS busy
           FROM offer_answers a JOIN users u ON u.id = a.user_id WHERE a.lead_id = $1`,
          [id],
        ),
      ).toEqual({ status: 'DECLINED', reason: 'On the road', busy: true });
    });
    await tower.world.sql.query('UPDATE users SET busy_until = NULL WHERE id = $1', [ana]);
  });

  it('leaves by itself when its time is over', async () => {
    await tower.visit(THUMB, async (page) => {
      await enter(page, bob);
      await given('short offer to bob', { name: 'Expired Ed' });
      await offer(page, 'Expired Ed').waitFor();
      await offer(page, 'Expired Ed').waitFor({ state: 'detached' });
      await waitFor('it is not announced', async () => !(await page.title()).includes('Expired'));
    });
  });

  it('that somebody else takes turns into just that, and goes', async () => {
    const id = await given('offer to all', { name: 'Taken Tara' });
    await tower.visit(THUMB, (hers) =>
      tower.visit(THUMB, async (his) => {
        await enter(hers, ana);
        await enter(his, bob);
        const accept = (page: Page) => offer(page, 'Taken Tara').getByRole('button', { name: /^Accept/ });
        await accept(hers).waitFor();
        await accept(his).tap();
        await offer(his, 'Taken Tara').getByText('It is yours!').waitFor();
        await offer(hers, 'Taken Tara').getByText('Taken by somebody else.').waitFor();
        expect(await accept(hers).count()).toBe(0);
        await tower.look(hers, 'my-day-taken-light-phone');
        await offer(hers, 'Taken Tara').waitFor({ state: 'detached' });
        expect(await tower.world.one('SELECT owner_id FROM leads WHERE id = $1', [id])).toEqual({ owner_id: bob });
      }),
    );
  });

  it('that is withdrawn says so', async () => {
    const id = await given('offer to ana', { name: 'Withdrawn Will' });
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      await offer(page, 'Withdrawn Will')
        .getByRole('button', { name: /^Accept/ })
        .waitFor();
      await tower.world.command(id, { kind: 'ASSIGN', ownerId: bob });
      await offer(page, 'Withdrawn Will').getByText('The offer was withdrawn.').waitFor();
      await offer(page, 'Withdrawn Will').waitFor({ state: 'detached' });
    });
  });

  it('that all can have goes to the first; who was second is told, in the words of the API', async () => {
    const id = await given('offer to all', { name: 'Wanted Wanda' });
    const work = async (hers: Page): Promise<void> => {
      await tower.visit(THUMB, async (his) => {
        await enter(hers, ana);
        await enter(his, bob);
        await offer(hers, 'Wanted Wanda').getByText('First come, first served: 3 are asked').waitFor();
        // Her tap is on its way while his is taken.
        await hers.route('**/accept', async (route) => {
          await offer(his, 'Wanted Wanda')
            .getByRole('button', { name: /^Accept/ })
            .tap();
          await offer(his, 'Wanted Wanda').getByText('It is yours!').waitFor();
          await route.continue();
        });
        await offer(hers, 'Wanted Wanda')
          .getByRole('button', { name: /^Accept/ })
          .tap();
        const lost = offer(hers, 'Wanted Wanda').getByRole('alert');
        await lost.getByText('Not this time').waitFor();
        expect(await lost.innerText()).toMatch(/Bob accepted it at [^TZ]*\d/);
        await tower.look(hers, 'my-day-lost-light-phone');
        await lost.getByRole('button', { name: 'OK' }).tap();
        await offer(hers, 'Wanted Wanda').waitFor({ state: 'detached' });
        const { owner } = await tower.world.one<{ owner: string }>(
          'SELECT owner_id AS owner FROM leads WHERE id = $1',
          [id],
        );
        expect(owner).toBe(bob);
      });
    };
    await tower.visit(THUMB, work, /409 \(Conflict\)/);
  });
});

describe('the list of the own leads', () => {
  it('is by deadline, and does not move below the pointer', async () => {
    await tower.world.sql.query(`UPDATE leads SET owner_id = $1 WHERE owner_id = $2`, [tower.world.managerId, bob]);
    await given('bob', { name: 'Later Lou' });
    await given('bob', { name: 'Soon Sue', ageMs: 5 * 60_000 });
    await tower.visit({}, async (page) => {
      await enter(page, bob);
      await card(page, 'Later Lou').waitFor();
      expect(await order(page)).toEqual(['Soon Sue', 'Later Lou']);
      await card(page, 'Later Lou').hover();
      await given('bob', { name: 'Late Larry', ageMs: 20 * 60_000 });
      await page.getByRole('status').getByText('New lead: Late Larry.').waitFor();
      await page.getByRole('button', { name: 'The order has changed: show it' }).waitFor();
      expect(await order(page)).toEqual(['Soon Sue', 'Later Lou']);
      await page.getByRole('button', { name: 'The order has changed: show it' }).click();
      await card(page, 'Late Larry').getByText(/late$/).waitFor();
      expect(await order(page)).toEqual(['Late Larry', 'Soon Sue', 'Later Lou']);
      await waitFor('three are counted', async () => (await page.title()) === '(3) My day · Pinggo');
      await card(page, 'Late Larry')
        .getByRole('link', { name: /^Late Larry/ })
        .click();
      await page.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
    });
  });

  it('says how many there are when all are there, and that there are more until then', async () => {
    const { world } = tower;
    const dan = await world.addRep('Dan', { skills: ['dan'] });
    const { id: flowId } = await world.one<{ id: string }>('SELECT id FROM flows LIMIT 1');
    await fillDesk(world, { source: 'dan', flowId, ownerId: dan }, 51);
    await tower.visit(THUMB, async (page) => {
      await enter(page, dan);
      await page.getByText('more than 50 leads to reach', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'More leads' }).click();
      await page.getByText('51 leads to reach', { exact: true }).waitFor();
      await card(page, 'Row 51').waitFor();
    });
  });

  it('calls a lead somebody else’s only when the server does, however long the list is', async () => {
    const { world } = tower;
    const eve = await world.addRep('Eve', { skills: ['eve'] });
    const { id: flowId } = await world.one<{ id: string }>('SELECT id FROM flows LIMIT 1');
    await fillDesk(world, { source: 'eve', flowId, ownerId: eve }, 52);
    const change = async (name: string, set: string, action: string, before: object | null): Promise<void> => {
      await world.sql.query(
        `WITH l AS (UPDATE leads SET ${set} WHERE owner_id = $1 AND name = $2 RETURNING org_id, id)
         INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, before, after)
         SELECT org_id, now(), 'system', $3, 'lead', id::text, id, $4, '{}' FROM l`,
        [eve, name, action, before],
      );
    };
    await tower.visit({}, async (page) => {
      await enter(page, eve);
      await card(page, 'Row 50').hover();
      // A more urgent one takes its place among the first fifty.
      await change('Row 52', `deadline_at = now() + interval '1 minute'`, 'lead.updated', null);
      await page.getByRole('button', { name: 'The order has changed: show it' }).waitFor();
      await card(page, 'Row 50')
        .getByText(/^Reach them by/)
        .waitFor();
      await card(page, 'Row 50').getByRole('group', { name: 'What you did: Row 50' }).waitFor();
      await change('Row 50', `owner_id = '${bob}'`, 'lead.assigned', { ownerId: eve });
      await card(page, 'Row 50').getByText('This lead is no longer yours.').waitFor();
    });
    await world.sql.query('UPDATE leads SET closed_at = now(), status = $2 WHERE source = $1', ['eve', 'CLOSED']);
  });

  it('is for managers too, with their own leads only', async () => {
    await tower.visit({}, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await tower.signIn(page, '/my-day');
      await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor();
      await card(page, 'Later Lou').waitFor({ state: 'detached' });
      expect(asked.filter((url) => url.includes('/api/offers'))).toEqual([]);
    });
  });

  it('says that nothing waits, and until when somebody is away', async () => {
    await tower.visit(THUMB, async (page) => {
      await enter(page, cat);
      await page.getByText('Nothing waits for you').waitFor();
      await waitFor('none is counted', async () => (await page.title()) === 'My day · Pinggo');
    });
  });

  it('is worked through by keyboard alone', async () => {
    const [taken, called] = [
      await given('offer to ana', { name: 'Keyed Kim' }),
      await given('ana', { name: 'Keyed Kai', ageMs: 60_000 }),
    ];
    await tower.visit({}, async (page) => {
      await enter(page, ana);
      await card(page, 'Keyed Kai').waitFor();
      const tabTo = async (name: string): Promise<void> => {
        for (let presses = 0; presses < 60; presses++) {
          await page.keyboard.press('Tab');
          const focused = await page.evaluate(
            `document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`,
          );
          if (focused === name) return;
        }
        throw new Error(`Tab does not lead to ${name}`);
      };
      await tabTo('Decline Keyed Kim');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Enter');
      // It stays in sight, and so does the focus.
      await offer(page, 'Keyed Kim').getByText('It is yours!').waitFor();
      await tabTo('Open it');
      await tabTo('Call Keyed Kai');
      await tabTo('Called');
      await page.keyboard.press('Enter');
      await outcome(page, 'Keyed Kai', 'Reached').and(page.locator(':focus')).waitFor();
      await page.keyboard.press('Enter');
      await isMet(called);
      expect(await tower.world.one('SELECT owner_id FROM leads WHERE id = $1', [taken])).toEqual({ owner_id: ana });
    });
  });

  it('says why it cannot be read', async () => {
    const work = async (page: Page): Promise<void> => {
      // Something that the API refuses, in its own words.
      await page.route('**/api/leads?*', (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('limit', '0');
        return route.continue({ url: url.href });
      });
      await enter(page, cat);
      await page.getByRole('alert').getByText('The request is not valid').waitFor();
      await page.unroute('**/api/leads?*');
      await page.getByRole('button', { name: 'Try again' }).or(page.getByText('Nothing waits for you')).click();
      await page.getByText('Nothing waits for you').waitFor();
    };
    await tower.visit({}, work, /400 \(Bad Request\)/);
  });
});

describe('on a phone', () => {
  it('has targets for thumbs, in every language, without sideways scrolling on the narrowest', async () => {
    await given('offer to ana', { name: 'Thumbed Theo', tags: ['roof', 'urgent'] });
    await given('ana', { name: 'Maximilian-Alexander von und zu Hohenzollern-Sigmaringen', ageMs: 12 * 60_000 });
    await tower.visit({ ...THUMB, viewport: { width: 360, height: 740 } }, async (page) => {
      await enter(page, ana);
      for (const [language, title] of [
        ['en', 'My day'],
        ['ro', 'Ziua mea'],
        ['ru', 'Мой день'],
      ]) {
        await page.evaluate(`localStorage.setItem('pinggo.language', '${language}')`);
        await page.reload();
        await page.getByRole('heading', { level: 1, name: title! }).waitFor();
        await card(page, 'Maximilian-Alexander von und zu Hohenzollern-Sigmaringen').waitFor();
        await page.getByRole('heading', { level: 3, name: 'Thumbed Theo' }).waitFor();
        const small = await page.evaluate<string[]>(`
          [...document.querySelectorAll('.offer button, .lead a, .lead button')]
            .map((one) => [one.textContent, one.getBoundingClientRect()])
            .filter(([, { width, height }]) => width < 44 || height < 44)
            .map(([text, { width, height }]) => text + ': ' + width + ' × ' + height)`);
        expect(small).toEqual([]);
        await tower.look(page, `my-day-${language}-narrow`);
      }
    });
  });

  it('keeps the offer that expires first in sight', async () => {
    await tower.world.receiveMany(6, { name: 'One of many', phone: '+40721234567', source: 'ana' });
    await tower.visit(THUMB, async (page) => {
      await enter(page, ana);
      await offer(page, 'Thumbed Theo').waitFor();
      await waitFor('a long list', async () => (await order(page)).length > 6);
      await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
      const accept = offer(page, 'Thumbed Theo').getByRole('button', { name: /^Accept/ });
      const box = (await accept.boundingBox())!;
      expect(box.y).toBeGreaterThan(56);
      expect(box.y + box.height).toBeLessThan(PHONE.height);
    });
  });
});

describe('my day', () => {
  it('can be entered by everybody, in every look', async () => {
    await tower.visit({}, async (page) => {
      const name = 'Looked-at Lea';
      await given('offer to all', { name, tags: ['roof', 'urgent'] });
      await enter(page, ana);
      await offer(page, name).waitFor();
      await tower.lookAtAll(page, 'my-day');
    });
  });
});
