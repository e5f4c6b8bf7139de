import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { Tower } from '../support/tower.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition } from '../support/world.js';

let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open('tower', async (world) => {
    await world.addRep('Ana');
    await world.addRep('Bob');
    const plain = flowDefinition(world.teamId);
    await world.addFlow({ ...plain, clocks: plain.clocks.map((clock) => ({ ...clock, atRisk: 0.5 })) });
    await world.receiveMany(3, { source: 'web' });
    // Received long enough ago to be late at once: the worst of all.
    await world.receive({ source: 'partner', ageMs: 30 * 60_000, name: 'Late Larry' });
  });
  await waitFor('all leads have their clocks', async () => {
    const { count } = await tower.world.one<{ count: string }>(
      'SELECT count(*) FROM leads WHERE clocks_started AND deadline_at IS NOT NULL',
    );
    return Number(count) === 4;
  });
}, 600_000);

afterAll(() => tower?.close());

describe('the Control Tower', () => {
  it('leads from the list to the worst lead; a call that is logged there ends its urgency', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/leads?breach=breached');
      await page.getByRole('link', { name: 'Late Larry' }).click();
      await page.getByRole('heading', { name: 'Late Larry' }).waitFor();
      await page.getByText('above the threshold of 0: every lead (+10)').waitFor();
      await page.getByText(/^First contact is due .*15 min of elapsed time/).waitFor();
      await page.getByRole('button', { name: 'Log a call' }).click();
      // The page asks again by itself.
      await page.getByText('Contacted', { exact: true }).waitFor();
      await page.getByText('first_contact: breached').waitFor();
      await page.getByText(/^met /).waitFor();
    });
  });

  it('assigns a lead, and says in the words of the API why it cannot be done twice', async () => {
    const work = async (page: Page): Promise<void> => {
      await tower.signIn(page, '/leads');
      await page.getByRole('row').nth(1).getByRole('link').click();
      const assign = async (): Promise<void> => {
        await page.getByRole('button', { name: 'Assign', exact: true }).click();
        await page.getByRole('dialog').getByLabel('Assign to').click();
        await page.getByRole('option', { name: 'Mara Manager' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
      };
      await assign();
      await page.getByText('Mara Manager. Why: Mara Manager by hand').waitFor();
      const refused = page.waitForResponse(
        (response) => response.url().endsWith('/assign') && response.status() === 409,
      );
      await assign();
      await refused;
      await page.getByRole('alert').getByText('This user owns the lead already').waitFor();
    };
    await tower.visit({}, work, /409 \(Conflict\)/);
  });
});
