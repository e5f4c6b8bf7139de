import type { Locator, Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDraft } from '../../../domain/leads/flow/definition.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let southId: string;
const vipId = newId();

beforeAll(async () => {
  tower = await Tower.open('flow_try', async (world) => {
    const ana = await world.addRep('Ana', { skills: ['solar'] });
    await world.addRep('Bob');
    await world.sql.query('UPDATE skills SET level = 4 WHERE user_id = $1', [ana]);
    southId = newId();
    await world.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'South')", [world.orgId, southId]);
    await world.addFlow(flowDefinition(world.teamId), 'main');
    // A draft that asks nobody yet.
    const draft = flowDefinition(world.teamId, {
      priority: 50,
      match: { field: 'attributes.budget', op: 'gte', value: 50_000 },
      routing: { rules: [], maxReassignments: 1 },
      clocks: [
        {
          key: 'first_contact',
          name: 'First contact',
          starts: 'RECEIVED',
          target: { duration: 'PT15M', time: 'ELAPSED' },
          proofs: ['CALL_LOGGED'],
          ladder: [
            { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] },
            { key: 'alert', at: { offset: 'PT5M' }, action: 'MANAGER_ALERT', to: ['manager'] },
          ],
        },
      ],
    });
    await world.sql.query("INSERT INTO flows (org_id, id, key, name, draft) VALUES ($1, $2, 'vip', 'VIP', $3)", [
      world.orgId,
      vipId,
      draft,
    ]);
    const received = await world.receiveMany(3, { name: 'Large', attributes: { budget: 60_000 } });
    await world.receiveMany(2, { name: 'Small' });
    await world.sql.query(
      `UPDATE leads SET closed_at = now(), status = 'CLOSED', outcome = 'LOST' WHERE id = ANY($1)`,
      [received],
    );
  });
}, 600_000);
afterAll(() => tower?.close());

const open = (page: Page, part: string) => tower.signIn(page, `/settings/flows/${vipId}?part=${part}`);
const part = (page: Page, name: string) => page.getByRole('tab', { name });

interface Rule {
  teamId: string;
  skills?: unknown;
}
const rules = async (): Promise<Rule[]> => {
  const { draft } = await tower.world.one<{ draft: FlowDraft }>('SELECT draft FROM flows WHERE id = $1', [vipId]);
  return (draft['routing'] as { rules: Rule[] }).rules;
};
const teams = async (): Promise<string[]> => (await rules()).map(({ teamId }) => teamId);

/** The card of a rule, by its place. */
const rule = (page: Page, place: number): Locator =>
  page
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: `Move rule ${place}`, exact: true }) })
    .first();
const head = (page: Page, place: number): Locator =>
  rule(page, place)
    .getByRole('button', { name: `${place}. ` })
    .first();

/** A select by its label. */
const select = (scope: Page | Locator, name: string): Locator =>
  scope
    .getByRole('combobox', { name, exact: true })
    .or(scope.getByRole('textbox', { name, exact: true }))
    .first();

/** Chooses an option of a select by keys alone. */
async function chooseByKeys(page: Page, field: Locator, option: string): Promise<void> {
  await field.focus();
  await page.keyboard.press('ArrowDown');
  const wanted = page.getByRole('option', { name: option, exact: true });
  await wanted.waitFor();
  for (let presses = 0; (await wanted.getAttribute('data-combobox-selected')) === null && presses < 12; presses += 1)
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await wanted.waitFor({ state: 'hidden' });
}

describe('a flow that is tried', () => {
  it('has its routing built by keys and by a drag, each rule as a sentence', async () => {
    await tower.visit({}, async (page) => {
      await open(page, 'routing');
      await page.getByText('There is no rule yet').waitFor();
      const add = page.getByRole('button', { name: 'Add a rule' });
      await add.focus();
      await page.keyboard.press('Enter');
      await chooseByKeys(page, select(rule(page, 1), 'Team'), 'Sales');
      await head(page, 1).filter({ hasText: 'Every lead goes to Sales, most free capacity first' }).waitFor();
      await rule(page, 1).getByText('2 people take leads.').waitFor();
      await page.getByRole('button', { name: 'Ask for a skill' }).focus();
      await page.keyboard.press('Enter');
      await waitFor('the new skill to be typed in', () =>
        page.evaluate(`document.activeElement?.ariaLabel === 'Skill 1'`),
      );
      await page.keyboard.type('solar');
      await page.getByRole('option', { name: /^solar 1 of 2/ }).waitFor();
      await page.keyboard.press('Escape');
      await chooseByKeys(page, select(page, 'Level of skill 1'), 'from level 3');
      await rule(page, 1).getByText('1 of 2 people have these skills.').waitFor();
      await page.getByRole('button', { name: 'Ask somebody first' }).press('Enter');
      await head(page, 1).filter({ hasText: 'with solar 3+; only once the managers agreed' }).waitFor();
      await page.getByRole('button', { name: 'Ask nobody first' }).press('Enter');
      await tower.lookAtAll(page, 'flow-routing');
      await head(page, 1).press('Enter');

      await add.press('Enter');
      await chooseByKeys(page, select(rule(page, 2), 'Team'), 'South');
      // One of nobody is named at once, at its place and at its tab.
      await rule(page, 2).getByText('Nobody in this team takes leads.').waitFor();
      await rule(page, 2).getByText('This team has no active members').waitFor();
      await head(page, 2).press('Enter');
      await waitFor('both rules', async () => (await teams()).join() === [tower.world.teamId, southId].join());

      await page.getByRole('button', { name: 'Move rule 2', exact: true }).focus();
      await page.keyboard.press('Space');
      await page.getByText(/^(Taken: rule 2\.|rule 2 is now at place 2\.)$/).waitFor({ state: 'attached' });
      await page.keyboard.press('ArrowUp');
      await page.getByText('rule 2 is now at place 1.').waitFor({ state: 'attached' });
      await page.keyboard.press('Space');
      await waitFor('the second first', async () => (await teams())[0] === southId);
      await head(page, 1).filter({ hasText: 'South' }).waitFor();
      const [from, to] = await Promise.all(
        [1, 2].map((place) => page.getByRole('button', { name: `Move rule ${place}`, exact: true }).boundingBox()),
      );
      await page.mouse.move(from!.x + 8, from!.y + 8);
      await page.mouse.down();
      await page.mouse.move(from!.x + 8, from!.y + 30, { steps: 4 });
      await page.mouse.move(to!.x + 8, to!.y + 12, { steps: 8 });
      await page.mouse.up();
      await waitFor('the first second again', async () => (await teams())[1] === southId);

      await page.getByRole('button', { name: 'Remove rule 2' }).press('Enter');
      await page.getByText('Removed: rule 2').waitFor();
      await page.getByRole('button', { name: 'Add a fallback' }).press('Enter');
      await page.getByText(/^Saved/).waitFor();
      await waitFor('one rule', async () => (await rules()).length === 1);
      expect((await rules())[0]).toMatchObject({ skills: [{ skill: 'solar', level: 3 }] });
    });
  });

  it('explains a lead, names the flow that loses, and does exactly that once it is published', async () => {
    await tower.visit({}, async (page) => {
      await open(page, 'takes');
      const effect = page.getByRole('group', { name: 'What it takes from the other flows' });
      await effect.getByText('Takes 3 leads from “main”.').waitFor();
      await effect.getByRole('link', { name: 'Large' }).first().waitFor();

      await part(page, 'Try it').click();
      const answer = page.getByRole('region', { name: 'What becomes of it' });
      await page.getByLabel('Value of budget').fill('10');
      await answer.getByText('does not take it').waitFor();
      await answer.getByRole('link', { name: 'main' }).waitFor();
      await page.getByLabel('Value of budget').fill('75000');
      await answer.getByText('takes it', { exact: true }).waitFor();
      const why = answer.getByRole('region', { name: 'Ana gets it' });
      await why.getByText('Bob').first().waitFor();
      await why.getByText('Skills:').waitFor();
      const said = await why.getByText(/^Ana by rule 1/).textContent();
      await answer.getByRole('group', { name: 'First contact' }).getByText('15 min of elapsed time').waitFor();
      const happens = answer.getByRole('list', { name: 'What happens' });
      await happens
        .getByRole('listitem')
        .filter({ hasText: 'Reminder of “First contact”' })
        .getByText('Tells Ana')
        .waitFor();
      await happens.getByText('“First contact” is breached').waitFor();
      await happens
        .getByRole('listitem')
        .filter({ hasText: 'Alert of “First contact”' })
        .getByText('the manager')
        .waitFor();
      await tower.lookAtAll(page, 'flow-try');

      // A lead from the list, found by its name.
      await page.getByText('From the list', { exact: true }).click();
      await page.getByText('Choose a lead.').waitFor();
      await select(page, 'A lead that is there').fill('Small');
      await page
        .getByRole('option', { name: /^Small/ })
        .first()
        .click();
      await answer.getByText('does not take it').waitFor();
      await page.getByText('Typed in', { exact: true }).click();
      await why.waitFor();

      // Beside the editor it follows what is edited.
      await page.getByRole('switch', { name: 'Show it beside the editor' }).click();
      await part(page, 'Routing').click();
      const beside = page.getByRole('complementary', { name: 'Try it' });
      await beside.getByRole('region', { name: 'Ana gets it' }).waitFor();
      await head(page, 1).click();
      await page.getByRole('button', { name: 'Do not ask for solar' }).click();
      await beside
        .getByText(/could have taken it/)
        .first()
        .waitFor();
      await beside.getByText('Skills:').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Ask for a skill' }).click();
      await select(page, 'Skill 1').fill('solar');
      await chooseByKeys(page, select(page, 'Level of skill 1'), 'from level 3');
      await beside.getByText('Skills:').waitFor();
      await tower.look(page, 'flow-try-beside');
      await beside.getByRole('button', { name: 'Close the trial' }).click();
      await beside.waitFor({ state: 'detached' });
      await page.getByText(/^Saved/).waitFor();

      await tower.world.sql.query(
        `INSERT INTO flow_versions (org_id, flow_id, version, definition, published_by)
         SELECT org_id, id, 1, draft, 'test' FROM flows WHERE id = $1`,
        [vipId],
      );
      await tower.world.sql.query('UPDATE flows SET published_version = 1, active = true WHERE id = $1', [vipId]);
      const leadId = await tower.world.receive({ email: 'ana.pop@example.com', attributes: { budget: 75_000 } });
      const given = await waitFor('an owner', async () => {
        const [row] = await tower.world.all<{ name: string; text: string; flow_id: string }>(
          `SELECT u.name, a.explanation->>'text' AS text, l.flow_id FROM leads l
           JOIN assignments a ON a.lead_id = l.id JOIN users u ON u.id = a.owner_id WHERE l.id = $1`,
          [leadId],
        );
        return row ?? false;
      });
      expect(given).toEqual({ name: 'Ana', text: said, flow_id: vipId });
    });
  });
});
