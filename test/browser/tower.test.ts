import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  it('leads from the figure to the worst lead; a call that is logged there ends its urgency', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page);
      await page.getByRole('link', { name: /^Breached\s*1$/ }).click();
      await page.getByRole('heading', { name: 'Leads' }).waitFor();
      expect(new URL(page.url()).search).toBe('?breach=breached');
      await page.getByRole('link', { name: 'Late Larry' }).click();
      await page.getByRole('heading', { name: 'Late Larry' }).waitFor();
      await page.getByText('above the threshold of 0: qualified').waitFor();
      await page.getByText(/^First contact was due .*15 min of elapsed time/).waitFor();
      await page.getByRole('button', { name: 'Log a call' }).click();
      // The page asks again by itself.
      await page.getByText('Contacted', { exact: true }).first().waitFor();
      await page.getByRole('img', { name: /^First contact: breached; .*; met / }).waitFor();
    });
  });
});
