import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PHONE, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let ana: string;

beforeAll(async () => {
  tower = await Tower.open('approvals_page', async (world) => {
    ana = await world.addRep('Ana');
    const flow = flowDefinition(world.teamId);
    flow.routing.rules[0]!.when = { field: 'attributes.budget', op: 'gte', value: 50_000 };
    flow.routing.rules[0]!.approval = { by: 'manager', within: 'PT4H', otherwise: 'UNROUTED' };
    await world.addFlow(flow, 'big');
  });
}, 600_000);

afterAll(() => tower?.close());

async function waiting(name: string): Promise<string> {
  const id = await tower.world.receive({ name, attributes: { budget: 80_000 }, tags: ['roof'] });
  await waitFor(`${name} waits`, async () => {
    const row = await tower.world.one('SELECT status, clocks_started FROM leads WHERE id = $1', [id]);
    return row['status'] === 'PENDING_APPROVAL' && row['clocks_started'] === true;
  });
  return id;
}

const statusOf = async (id: string): Promise<unknown> =>
  (await tower.world.one('SELECT status FROM leads WHERE id = $1', [id]))['status'];
const card = (page: Page, name: string) => page.getByRole('article', { name });

describe('an approval', () => {
  it('waits on the first page of whoever decides, who sees why, and is given there with a reason, by keyboard', async () => {
    const id = await waiting('Big Bogdan');
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/');
      const section = page.getByRole('region', { name: 'Waits for your decision' });
      await section.getByText('Rule 1 asks first: attributes.budget is at least 50000').waitFor();
      await section.getByText('If nobody decides: a person must give it to somebody.').waitFor();
      await card(page, 'Big Bogdan')
        .getByText(/ left to decide$/)
        .waitFor();
      const approve = page.getByRole('button', { name: 'Approve Big Bogdan' });
      await approve.focus();
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog', { name: 'Approve Big Bogdan' });
      await dialog.getByText('nobody is asked again').waitFor();
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await waitFor('the focus is back', () =>
        approve.evaluate((it: { matches: (what: string) => boolean }) => it.matches(':focus')),
      );
      await page.keyboard.press('Enter');
      const reason = dialog.getByRole('textbox');
      await reason.waitFor();
      await waitFor('the reason has the focus', () =>
        reason.evaluate((it: { matches: (what: string) => boolean }) => it.matches(':focus')),
      );
      await page.keyboard.type('a customer of ours');
      await page.keyboard.press('Enter');
      await card(page, 'Big Bogdan').waitFor({ state: 'detached' });
      expect(await statusOf(id)).toBe('ASSIGNED');
    });
    await tower.visit({}, async (page) => {
      await tower.signIn(page, `/leads/${id}`);
      const why = page.getByRole('region', { name: 'Why Ana' });
      await why.getByRole('heading', { name: 'Approvals' }).waitFor();
      await why.getByText('a customer of ours').waitFor();
      await page.getByRole('region', { name: 'Timeline' }).getByText('Approved', { exact: true }).waitFor();
    });
  });

  it('is declined on the lead’s page, which says what that ends; whoever comes later is told who did', async () => {
    const id = await waiting('Big Bianca');
    const refused = /409/;
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, `/leads/${id}`);
        const panel = page.getByRole('alert').filter({ hasText: 'Waits for an approval' });
        await panel.getByText('Approved now, it goes to Ana.').waitFor();
        await panel.getByText('Asked: the managers').waitFor();
        // Somebody else has the page open as well, and decides first.
        await tower.visit({ viewport: PHONE }, async (other) => {
          await tower.signIn(other, '/my-day');
          await other.getByRole('button', { name: 'Decline Big Bianca' }).click();
          const dialog = other.getByRole('dialog', { name: 'Decline Big Bianca' });
          await dialog.getByText(/The lead ends as not qualified/).waitFor();
          expect(await dialog.getByRole('button', { name: 'Decline', exact: true }).isDisabled()).toBe(true);
          await dialog.getByLabel(/Reason/).fill('we build nothing of this size');
          await tower.look(other, 'approvals-decline-light-phone');
          await dialog.getByRole('button', { name: 'Decline', exact: true }).click();
          await card(other, 'Big Bianca').waitFor({ state: 'detached' });
        });
        expect(await statusOf(id)).toBe('UNQUALIFIED');
        // It is heard of by the stream: the question goes by itself.
        await panel.waitFor({ state: 'detached' });
        await page.getByRole('region', { name: 'Timeline' }).getByText('we build nothing of this size').waitFor();
      },
      refused,
    );
  });

  it('asks a rep whom it does not name nothing, and is found by its status in the list', async () => {
    const id = await waiting('Big Bela');
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/my-day', ana);
      await page.getByRole('heading', { name: 'My day' }).waitFor();
      expect(await page.getByText('Waits for your decision').count()).toBe(0);
    });
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?status=PENDING_APPROVAL');
      await page.getByRole('link', { name: 'Big Bela' }).first().waitFor();
      await page.getByRole('link', { name: 'Big Bela' }).first().click();
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
      await waitFor('it is assigned', async () => (await statusOf(id)) === 'ASSIGNED');
    });
  });

  it('looks as it should, in every look', async () => {
    const id = await waiting('Looked-at Lea');
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/my-day');
      await card(page, 'Looked-at Lea').waitFor();
      await tower.lookAtAll(page, 'approvals-my-day');
      await page.goto(`${tower.origin}/leads/${id}`);
      await page.getByText('Approved now, it goes to Ana.').waitFor();
      await page.getByRole('region', { name: 'Timeline' }).waitFor();
      await tower.lookAtAll(page, 'approvals-lead');
    });
  });
});
