import type { BrowserContextOptions, Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from '../../../cli/demo/headed/stage.js';
import { playStory } from '../../../cli/demo/headed/story.js';
import { temporalUiUrl } from '../../support/stack.js';
import { DESK, PHONE, SCREENSHOTS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, type World } from '../../support/world.js';

let tower: Tower;
let radu: string;
let larry: string;
let eve: string;
let finn: string;

/** Two reps at night: asked for a `race`, and given what is for `lapse` for eight seconds each. */
async function addNightDesk(world: World): Promise<void> {
  const night = newId();
  await world.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Night')", [world.orgId, night]);
  eve = await world.addRep('Eve');
  finn = await world.addRep('Finn');
  await world.sql.query('UPDATE memberships SET team_id = $2 WHERE user_id = ANY ($1)', [[eve, finn], night]);
  const { routing, clocks, ...plain } = flowDefinition(night, { priority: 20 });
  const from = (value: string) => ({ field: 'source', op: 'eq', value }) as const;
  const race = { ...routing.rules[0]!, mode: 'BROADCAST', answerWithin: 'PT3M' } as const;
  await world.addFlow({ ...plain, clocks, match: from('race'), routing: { ...routing, rules: [race] } }, 'race');
  const short = clocks.map((clock) => ({
    ...clock,
    target: { duration: 'PT8S', time: 'ELAPSED' as const },
    ladder: [{ key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' as const }],
  }));
  await world.addFlow({ ...plain, clocks: short, match: from('lapse'), routing }, 'lapse');
}

beforeAll(async () => {
  tower = await Tower.open('journeys', async (world) => {
    await world.addRep('Ana');
    await addNightDesk(world);
    const { clocks, ...plain } = flowDefinition(world.teamId);
    await world.addFlow({ ...plain, clocks: clocks.map((clock) => ({ ...clock, atRisk: 0.5 })) });
    // Received long enough ago to be late at once.
    larry = await world.receive({ source: 'partner', ageMs: 30 * 60_000, name: 'Late Larry' });
    await world.receive({ source: 'partner', ageMs: 20 * 60_000, name: 'Later Lena' });
  });
  // Not in the team: only a person gives leads to Radu.
  radu = await tower.world.addRep('Radu');
  await tower.world.sql.query('DELETE FROM memberships WHERE user_id = $1', [radu]);
  await waitFor('both clocks have run out', async () => {
    const { count } = await tower.world.one<{ count: string }>("SELECT count(*) FROM clocks WHERE status = 'BREACHED'");
    return Number(count) === 2;
  });
}, 600_000);

afterAll(() => tower?.close());

describe('the journeys', () => {
  it('from the morning overview to the worst lead, to the rep who calls, and back onto the manager’s screen', async () => {
    const captions: string[] = [];
    const stage = new Stage(tower.browser, {
      desk: DESK,
      readMs: 0,
      screenshots: `${SCREENSHOTS}journey`,
      say: (caption) => captions.push(caption),
    });
    await playStory(stage, {
      origin: tower.origin,
      manager: await tower.person(),
      rep: { ...(await tower.person(radu)), name: 'Radu' },
      source: 'partner',
    });
    expect(captions.length).toBeGreaterThan(8);
    const { owner, met, proofs } = await tower.world.one<{ owner: string; met: boolean; proofs: number }>(
      `SELECT l.owner_id AS owner, bool_and(c.met_at IS NOT NULL) AS met,
         (SELECT count(*) FROM proofs p WHERE p.lead_id = l.id) AS proofs
       FROM leads l JOIN clocks c ON c.lead_id = l.id WHERE l.id = $1 GROUP BY l.org_id, l.id`,
      [larry],
    );
    expect({ owner, met, proofs }).toEqual({ owner: radu, met: true, proofs: 1 });
  });

  it('reads a lead from its score to its workflow in the Temporal UI, and comes back', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, `/leads/${larry}`);
      await page.getByText('every lead').first().waitFor();
      const opened = (work: () => Promise<void>) =>
        Promise.all([page.context().waitForEvent('page'), work()]).then(([tab]) => tab);
      const workflow = await opened(() => page.getByRole('link', { name: 'Open in the Temporal UI' }).click());
      await workflow.getByRole('tab', { name: 'User Metadata' }).click();
      expect(workflow.url().startsWith(temporalUiUrl())).toBe(true);
      const details = workflow.frameLocator('#user-metadata-current-details');
      await details.getByText('above the threshold of 0: every lead (+10)').waitFor();
      const back = await opened(() => details.getByRole('link', { name: 'Open the lead in Pinggo' }).click());
      await back.getByRole('heading', { level: 1, name: 'Late Larry' }).waitFor();
      expect(back.url()).toBe(`${tower.origin}/leads/${larry}`);
    });
  });

  it('answers from the audit log who gave the lead to whom, and when', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page);
      await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
      await page.getByRole('combobox', { name: 'Lead' }).fill('Larry');
      await page.getByRole('option', { name: /Late Larry/ }).click();
      for (const [filter, option] of Object.entries({ Who: 'Mara Manager', What: 'Lead assigned', When: 'Today' })) {
        await page.getByRole('combobox', { name: filter }).click();
        await page.getByRole('option', { name: option, exact: true }).click();
      }
      await page.waitForURL((url) => url.searchParams.size === 6);
      const told = page.getByRole('article');
      await told.filter({ hasText: 'Mara Manager gave the lead “Late Larry” to Radu' }).waitFor();
      await waitFor('nothing else fits', async () => (await told.count()) === 1);
      const { at } = await tower.world.one<{ at: Date }>(
        "SELECT at FROM audit WHERE action = 'lead.assigned' AND actor_id = $1",
        [tower.world.managerId],
      );
      expect(await told.locator('time').first().getAttribute('datetime')).toBe(at.toISOString());
    });
  });

  it('goes on in another language, and stays in it', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads');
      await page.getByRole('button', { name: /sign out$/ }).click();
      await page.getByText('Română', { exact: true }).click();
      await page.keyboard.press('Escape');
      await page.getByRole('heading', { level: 1, name: 'Lead-uri' }).waitFor();
      await page.getByRole('link', { name: 'Later Lena' }).click();
      await page.reload();
      await page.getByRole('link', { name: 'Lead-uri' }).first().waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ro');
    });
    await tower.world.sql.query('UPDATE users SET language = NULL');
  });
});

describe('two phones and the manager’s screen', () => {
  const THUMB: BrowserContextOptions = { viewport: PHONE, hasTouch: true, isMobile: true };
  const offer = (page: Page, name: string) => page.getByRole('article', { name: `Offer: ${name}` });
  const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true });

  /** @returns how long one still had the offer that the other had taken */
  async function race(name: string, winner: Page, loser: Page): Promise<number> {
    await tower.world.receive({ source: 'race', name });
    const accept = (page: Page) => offer(page, name).getByRole('button', { name: /^Accept/ });
    await accept(loser).waitFor();
    await accept(winner).tap();
    await offer(winner, name).getByText('It is yours!').waitFor();
    const takenAtMs = Date.now();
    await offer(loser, name).getByText('Taken by somebody else.').waitFor();
    const tookMs = Date.now() - takenAtMs;
    expect(await accept(loser).count()).toBe(0);
    await offer(loser, name).waitFor({ state: 'detached' });
    return tookMs;
  }

  it('show a lost offer, a pause that is over, and who let a lead lapse', async () => {
    const { world } = tower;
    await tower.visit({}, (desk) =>
      tower.visit(THUMB, (hers) =>
        tower.visit(THUMB, async (his) => {
          await tower.signIn(desk, '/leads');
          await tower.signIn(hers, '/my-day', eve);
          await tower.signIn(his, '/my-day', finn);

          // A busy machine gets another try.
          let tookMs = await race('First Race', his, hers);
          for (const name of ['Second Race', 'Third Race']) if (tookMs >= 1_000) tookMs = await race(name, his, hers);
          expect(tookMs).toBeLessThan(1_000);
          await desk
            .getByRole('row', { name: /First Race/ })
            .filter({ hasText: 'Finn' })
            .waitFor();

          // What is being read or held stands still.
          await his.evaluate('document.activeElement.blur()');
          await his.mouse.move(0, 0);
          await card(his, 'First Race').getByText('First contact by').waitFor();
          const { id } = await world.one<{ id: string }>("SELECT id FROM leads WHERE name = 'First Race'");
          await world.command(id, { kind: 'PAUSE', reason: 'call again', untilMs: Date.now() + 8_000 });
          await his
            .getByRole('region', { name: /^Nothing due/ })
            .getByText('Paused until')
            .waitFor();
          await tower.look(his, 'my-day-paused-light-phone');
          await desk
            .getByRole('row', { name: /First Race/ })
            .filter({ hasText: 'Paused' })
            .waitFor();
          await card(his, 'First Race').getByText('First contact by').waitFor();
          await desk
            .getByRole('row', { name: /First Race/ })
            .filter({ hasNotText: 'Paused' })
            .waitFor();

          const lapsed = await world.receive({ source: 'lapse', name: 'Lapsed Lou' });
          const owners = () =>
            world.all<{ id: string; name: string }>(
              `SELECT u.id, u.name FROM assignments a JOIN users u ON u.id = a.owner_id WHERE a.lead_id = $1 ORDER BY a.assigned_at`,
              [lapsed],
            );
          await waitFor('the lead has gone to the other', async () => (await owners()).length === 2);
          const [holder, rescuer] = await owners();
          const [holders, rescuers] = holder!.id === eve ? [hers, his] : [his, hers];
          await card(rescuers, 'Lapsed Lou').getByText('First contact was due').waitFor();
          await waitFor(
            'it has left the first',
            async () =>
              (await card(holders, 'Lapsed Lou').count()) === 0 ||
              (await card(holders, 'Lapsed Lou').getByText('no longer yours').count()) === 1,
          );
          await world.prove(lapsed);

          await desk.goto(`${tower.origin}/leads/${lapsed}`);
          await desk.getByText(`lapsed with ${holder!.name}`).waitFor();
          await desk.getByText(`met late, taken over by ${rescuer!.name}`).waitFor();
          await desk.goto(tower.origin);
          const row = (name: string) => desk.locator('.reps').getByRole('row', { name: new RegExp(`^${name}`) });
          await row(rescuer!.name).getByRole('cell').last().filter({ hasText: /^1$/ }).waitFor();
          await row(rescuer!.name).getByRole('cell').nth(2).filter({ hasText: /^0$/ }).waitFor();
          await row(holder!.name).getByRole('link', { name: 'Let lapse: 1' }).click();
          await desk.waitForURL((url) => url.searchParams.get('breachedOwnerId') === holder!.id);
          await desk
            .getByRole('row', { name: /Lapsed Lou/ })
            .filter({ hasText: rescuer!.name })
            .waitFor();
          await waitFor('no other lead is there', async () => (await desk.getByRole('row').count()) === 2);
        }),
      ),
    );
  });
});
