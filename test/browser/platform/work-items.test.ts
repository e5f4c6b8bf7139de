import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let ana: string;

beforeAll(async () => {
  tower = await Tower.open('work_items', async (world) => {
    ana = await world.addRep('Ana');
    // A team without reps takes what comes from partners; nothing takes what comes from elsewhere.
    const { id } = await world.one<{ id: string }>(
      `INSERT INTO teams (org_id, id, name) VALUES ($1, gen_random_uuid(), 'Nobody') RETURNING id`,
      [world.orgId],
    );
    const match = { field: 'source', op: 'eq', value: 'partner' } as const;
    await world.addFlow(flowDefinition(id, { match }), 'partners');
  });
}, 600_000);

afterAll(() => tower?.close());

/** A lead that nobody can take. */
async function stranded(name: string, source = 'partner'): Promise<string> {
  const leadId = await tower.world.receive({ name, source });
  await waitFor('its work item', async () => (await itemsOf(leadId)).length === 1);
  return leadId;
}
const itemsOf = (leadId: string) =>
  tower.world.all<{ resolution: string | null; resolved_by: string | null }>(
    'SELECT resolution, resolved_by FROM work_items WHERE lead_id = $1',
    [leadId],
  );
const open = async (page: Page, path = '/work-items'): Promise<void> => {
  await tower.signIn(page, path);
  await page.getByRole('heading', { level: 1, name: 'Work items' }).waitFor();
  await page.mouse.move(0, 0);
};
const card = (page: Page, name: string) => page.getByRole('article').filter({ hasText: name });
const focusedText = (page: Page) => page.evaluate<string>('document.activeElement.textContent');
const inNavigation = (page: Page) => page.getByRole('navigation').getByRole('link', { name: /^Work items/ });

/** A delivery of somebody without contact. */
async function unreadable(name: string): Promise<string> {
  const body = JSON.stringify({ field_data: [{ name: 'full_name', values: [name] }] });
  const { id } = await tower.world.one<{ id: string }>(
    `WITH form AS (
       INSERT INTO endpoints (org_id, id, name, source, adapter)
       VALUES ($1, gen_random_uuid(), 'Autumn form', 'facebook', 'facebook-leadgen') RETURNING id),
     letter AS (
       INSERT INTO intake_dead_letters (org_id, id, endpoint_id, adapter, content_hash, body, issues, draft, received_at)
       SELECT $1, gen_random_uuid(), id, 'facebook-leadgen', $2, $2, '[{"path": "field_data", "message": "No contact."}]',
         jsonb_build_object('name', $3::text), now() FROM form RETURNING id),
     item AS (
       INSERT INTO work_items (org_id, id, kind, summary, details, dedupe_key, created_at)
       SELECT $1, gen_random_uuid(), 'UNREADABLE_LEAD', 'A delivery of ' || $3 || ' could not become a lead: No contact.',
         jsonb_build_object('deadLetterId', id), 'unreadable-lead:' || id, now() FROM letter)
     SELECT id FROM letter`,
    [tower.world.orgId, body, name],
  );
  return id;
}

// In this order: what one leaves open would be counted by the next.
describe('work items', () => {
  it('say that nothing needs a person, until something does, which is there at once and counted', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await page.getByRole('heading', { name: 'Nothing needs a person' }).waitFor();
      expect(await inNavigation(page).textContent()).toBe('Work items');
      const leadId = await stranded('Nina Nobody’s');
      const item = card(page, 'Nina Nobody’s');
      await item.getByRole('heading', { name: 'Nobody could take the lead' }).waitFor();
      await item.getByText('Assign the lead by hand.', { exact: true }).waitFor();
      await item.getByText(/waiting for \d+ s/).waitFor();
      await page.getByRole('link', { name: 'Work items 1 open' }).waitFor();
      // The lead is shown as it is now.
      await item.getByText('Unrouted', { exact: true }).waitFor();
      await item.getByText(/^The first routing found nobody for this lead: /).waitFor();

      // The button that solves it is on the card; with its cause the card goes, from every page that is open.
      await tower.visit({}, async (other) => {
        await open(other);
        await card(other, 'Nina Nobody’s').waitFor();
        await item.getByRole('button', { name: 'Assign' }).click();
        const dialog = page.getByRole('dialog', { name: 'Assign' });
        await dialog.getByRole('option', { name: /^Ana / }).click();
        await dialog.getByRole('button', { name: 'Assign' }).click();
        await card(other, 'Nina Nobody’s').waitFor({ state: 'detached' });
        await other.getByRole('heading', { name: 'Nothing needs a person' }).waitFor();
      });
      await page.mouse.move(0, 0);
      await item.waitFor({ state: 'detached' });
      expect(await itemsOf(leadId)).toEqual([{ resolution: 'Ana has the lead now', resolved_by: null }]);
      await waitFor('nothing is counted', async () => (await inNavigation(page).textContent()) === 'Work items');

      await page.getByText('Resolved', { exact: true }).click();
      await item.getByText('Resolved by itself,').waitFor();
      await item.getByText('Ana has the lead now').waitFor();
      await item.getByRole('link', { name: 'Nina Nobody’s' }).click();
      await page.getByRole('heading', { name: 'Nina Nobody’s' }).waitFor();
    });
  });

  it('are resolved with a note, by keyboard alone, and then say by whom', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      const leadId = await stranded('Kim Keys');
      await card(page, 'Kim Keys').waitFor();
      await card(page, 'Kim Keys').getByRole('button', { name: 'Resolve' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: 'Resolve this work item' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await waitFor('the keyboard is back', async () => (await focusedText(page)) === 'Resolve');
      await page.keyboard.press('Enter');
      await page.getByLabel('Note (optional)').waitFor();
      await waitFor('the note has the keyboard', () =>
        page.evaluate<boolean>("document.activeElement?.tagName === 'TEXTAREA'"),
      );
      await page.keyboard.type('Called her myself');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await page.getByText('The work item is resolved.').waitFor();
      await card(page, 'Kim Keys').waitFor({ state: 'detached' });
      expect(await itemsOf(leadId)).toEqual([{ resolution: 'Called her myself', resolved_by: tower.world.managerId }]);
      await waitFor('the keyboard goes on from the top', async () => (await focusedText(page)) === 'Work items');

      await page.getByText('Resolved', { exact: true }).click();
      await card(page, 'Kim Keys').getByText('Resolved by Mara Manager').waitFor();
      await card(page, 'Kim Keys').getByText('Called her myself').waitFor();
      expect(new URL(page.url()).search).toBe('?status=resolved');
    });
  });

  it('stay where they are while somebody points at them; who comes second is told so', async () => {
    await tower.visit(
      {},
      async (page) => {
        await stranded('Still Stella');
        await stranded('Rita Raced');
        await open(page);
        await card(page, 'Rita Raced').getByRole('button', { name: 'Resolve' }).click();
        await page.getByRole('dialog').waitFor();
        await tower.visit({}, async (other) => {
          await open(other);
          await card(other, 'Rita Raced').getByRole('button', { name: 'Resolve' }).click();
          await other.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
          await other.getByText('The work item is resolved.').waitFor();
        });
        await page.getByRole('dialog').getByRole('button', { name: 'Resolve' }).click();
        await page.getByRole('alert').getByText('Somebody resolved this before you').waitFor();
        // Behind the dialog nothing moves.
        const raced = page.locator('article').filter({ hasText: 'Rita Raced' });
        await raced.getByText('Resolved meanwhile').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).last().click();
        await page.mouse.move(0, 0);
        await raced.waitFor({ state: 'detached' });

        const still = card(page, 'Still Stella');
        await still.hover();
        const place = await still.boundingBox();
        await stranded('Late Larry');
        await page.getByRole('button', { name: 'The list has changed – show' }).waitFor();
        expect(await card(page, 'Late Larry').count()).toBe(0);
        expect((await still.boundingBox())?.y).toBe(place?.y);
        await page.getByRole('button', { name: 'The list has changed – show' }).click();
        await card(page, 'Late Larry').waitFor();
      },
      /409 \(Conflict\)/,
    );
  });

  it('are filtered by kind, in the address; what cannot be loaded is said and tried again', async () => {
    await tower.visit(
      {},
      async (page) => {
        await stranded('Flo Flowless', 'web');
        await open(page, '/work-items?kind=NO_FLOW');
        await card(page, 'Flo Flowless').getByRole('heading', { name: 'No flow takes the lead' }).waitFor();
        expect(await page.getByRole('article').count()).toBe(1);
        await page.getByRole('combobox', { name: 'Any kind' }).click();
        await page.getByRole('option', { name: 'A message did not arrive' }).click();
        await page.getByText('No work item fits these filters.').waitFor();
        expect(new URL(page.url()).search).toBe('?kind=DEAD_LETTER');
        await page.goto(`${tower.origin}/work-items?kind=NOTHING`);
        await page.getByRole('alert').getByText('The request is not valid').waitFor();
      },
      /400 \(Bad Request\)/,
    );
  });

  it('of a delivery that could not be read lead to where it is mended and taken in', async () => {
    await tower.visit(
      {},
      async (page) => {
        await unreadable('Una Readable');
        await open(page);
        await card(page, 'Una Readable').getByRole('link', { name: 'Mend or discard it' }).click();
        await page.getByRole('heading', { level: 1, name: 'A delivery that could not become a lead' }).waitFor();
        await page.getByText('No contact.').waitFor();
        const takeIn = page.getByRole('button', { name: 'Take in as a lead' });
        expect(await page.getByLabel('Name').inputValue()).toBe('Una Readable');
        expect(await takeIn.isDisabled()).toBe(true);
        await page.getByLabel('E-mail').fill('una@');
        await takeIn.click();
        await page.getByText('This is not an e-mail address.').waitFor();
        await page.getByLabel('E-mail').fill('una@example.com');
        await takeIn.click();
        await page.getByRole('heading', { level: 1, name: 'Una Readable' }).waitFor();
        await page.getByText('The delivery: mended by hand after it could not be read').waitFor();
        await open(page);
        // The item is gone; that no flow takes the lead is another.
        await card(page, 'Una Readable').getByRole('heading', { name: 'No flow takes the lead' }).waitFor();
        await card(page, 'Una Readable')
          .getByRole('link', { name: 'Mend or discard it' })
          .waitFor({ state: 'detached' });
      },
      /400 \(Bad Request\)/,
    );
  });

  it('are for managers', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/work-items', ana);
      await page.getByRole('heading', { level: 1, name: 'My day' }).waitFor();
      expect(await inNavigation(page).count()).toBe(0);
    });
  });

  it('look well and are accessible, in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await card(page, 'Flo Flowless').waitFor();
      await tower.lookAtAll(page, 'work-items');
      await card(page, 'Flo Flowless').getByRole('button', { name: 'Resolve' }).click();
      await page.getByLabel('Note (optional)').waitFor();
      await tower.lookAtAll(page, 'work-items-resolve');
      await page.goto(`${tower.origin}/dead-letters/${await unreadable('every look')}`);
      await page.getByRole('button', { name: 'Take in as a lead' }).waitFor();
      await tower.lookAtAll(page, 'dead-letter');
    });
  });
});
