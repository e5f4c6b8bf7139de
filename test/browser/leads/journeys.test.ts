import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from '../../../cli/demo/headed/stage.js';
import { playStory } from '../../../cli/demo/headed/story.js';
import { temporalUiUrl } from '../../support/stack.js';
import { DESK, SCREENSHOTS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let radu: string;
let larry: string;

beforeAll(async () => {
  tower = await Tower.open('journeys', async (world) => {
    await world.addRep('Ana');
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
  });
});
