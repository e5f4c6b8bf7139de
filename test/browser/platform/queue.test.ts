// Dead letters as admins see them, over the running system: its own relay tries again what they send again.
import { v7 as newId } from 'uuid';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let bea: string;

beforeAll(async () => {
  tower = await Tower.open('queue', async (world) => {
    await world.addRep('Ana');
    await world.addFlow();
    bea = await world.addRep('Bea');
    await world.sql.query(`UPDATE users SET role = 'ADMIN' WHERE id = ANY ($1)`, [[world.managerId, bea]]);
  });
}, 600_000);
afterAll(() => tower?.close());

/** A lead whose start Temporal refused for good, as the relay leaves it. */
async function deadStart(name: string): Promise<string> {
  const leadId = newId();
  await tower.world.sql.query(
    `WITH l AS (
       INSERT INTO leads (org_id, id, source, name, email, received_at)
       VALUES ($1, $2, 'web', $3, 'someone@example.com', now()) RETURNING org_id, id),
     o AS (
       INSERT INTO outbox (org_id, topic, lead_id, attempts, dead_at, last_error)
       SELECT org_id, 'LEAD_RECEIVED', id, 5, now(), 'permission denied' FROM l RETURNING org_id, id, topic, lead_id)
     INSERT INTO dead_letters (org_id, id, outbox_id, topic, lead_id, error, attempts, created_at)
     SELECT org_id, gen_random_uuid(), id, topic, lead_id, 'permission denied', 5, clock_timestamp() FROM o`,
    [tower.world.orgId, leadId, name],
  );
  return leadId;
}

const open = async (page: Page, userId = tower.world.managerId): Promise<void> => {
  await tower.signIn(page, '/settings/queue', userId);
  await page.getByRole('heading', { level: 1, name: 'Queue and dead letters' }).waitFor();
};
const row = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Dead letters' }).getByRole('row').filter({ hasText: name });
const lookAt = async (page: Page, name: string) => {
  await row(page, name)
    .getByRole('button', { name: /^Look at / })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('permission denied').waitFor();
  return dialog;
};
const AGAIN = 'It is tried again right now.';
const FASTER = 'Somebody has decided about this before you';

describe('dead letters', () => {
  it('are sent again once by two operators at once, and the other is told so', async () => {
    const leadId = await deadStart('Dora Dead');
    await tower.visit(
      {},
      async (page) => {
        await tower.visit(
          {},
          async (other) => {
            await open(page);
            await open(other, bea);
            const dialogs = [await lookAt(page, 'Dora Dead'), await lookAt(other, 'Dora Dead')];
            await dialogs[0]!.getByText('"topic": "LEAD_RECEIVED"').waitFor();
            await tower.lookAtAll(page, 'queue-letter');
            await Promise.all(dialogs.map((one) => one.getByRole('button', { name: 'Send again' }).click()));
            const told = await Promise.all(
              [page, other].map(async (one) => {
                const [done, late] = [one.getByText(AGAIN), one.getByText(FASTER)];
                await done.or(late).first().waitFor();
                return (await late.count()) > 0 ? FASTER : AGAIN;
              }),
            );
            expect(told.sort()).toEqual([AGAIN, FASTER].sort());
            // Both see by whom.
            for (const dialog of dialogs) await dialog.getByText(/^Sent again: (Mara Manager|Bea), /).waitFor();
          },
          /409 \(Conflict\)/,
        );
        await waitFor('it is delivered', async () => {
          const sent = await tower.world.all<{ attempts: number }>(
            `SELECT attempts FROM outbox WHERE lead_id = $1 AND topic = 'LEAD_RECEIVED' AND delivered_at IS NOT NULL AND last_error IS NULL`,
            [leadId],
          );
          return sent.length > 0;
        });
        await waitFor('the lead has begun', async () => {
          const { status } = await tower.world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [
            leadId,
          ]);
          return status !== 'RECEIVED';
        });
        const began = await tower.world.all(
          `SELECT 1 FROM audit WHERE lead_id = $1 AND action IN ('lead.assigned', 'lead.unrouted')`,
          [leadId],
        );
        expect(began).toHaveLength(1);
        expect(
          await tower.world.all('SELECT decision FROM dead_letter_decisions WHERE lead_id = $1', [leadId]),
        ).toEqual([{ decision: 'REQUEUED' }]);
      },
      /409 \(Conflict\)/,
    );
  });

  it('are discarded with a reason, and stay to be read', async () => {
    await deadStart('Dirk Discarded');
    await tower.visit({}, async (page) => {
      await open(page);
      const dialog = await lookAt(page, 'Dirk Discarded');
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await dialog.getByText('Say why.').waitFor();
      await dialog.getByRole('textbox', { name: 'Why' }).fill('It was a test');
      await dialog.getByRole('button', { name: 'Discard' }).click();
      await dialog.getByText(/^Discarded: Mara Manager, /).waitFor();
      await page.keyboard.press('Escape');
      await row(page, 'Dirk Discarded').waitFor({ state: 'detached' });
      await page.getByText('Discarded', { exact: true }).click();
      await row(page, 'Dirk Discarded').getByText('It was a test').waitFor();
      expect(new URL(page.url()).search).toBe('?state=DISCARDED');
    });
  });

  it('are sent again together, by kind and time, and what waits is told by its age and its next try', async () => {
    const ids = [await deadStart('One of Many'), await deadStart('Two of Many')];
    // Of a topic that this relay leaves to a newer one: it waits.
    await tower.world.sql.query(
      `INSERT INTO outbox (org_id, topic, created_at, available_at, attempts, last_error)
       VALUES ($1, 'OF_A_NEWER_VERSION', now() - interval '2 hours', now() + interval '1 hour', 7, 'unavailable')`,
      [tower.world.orgId],
    );
    await tower.visit({}, async (page) => {
      await open(page);
      await row(page, 'Two of Many').waitFor();
      const waits = page
        .getByRole('table', { name: 'What waits' })
        .getByRole('row')
        .filter({ hasText: 'NEWER_VERSION' });
      await waits.getByRole('cell', { name: '7', exact: true }).waitFor();
      await page
        .getByRole('table', { name: 'Messages that failed and are tried again' })
        .getByText('unavailable')
        .waitFor();
      await tower.lookAtAll(page, 'queue');
      await page.getByRole('combobox', { name: 'What' }).click();
      await page.getByRole('option', { name: 'Message' }).click();
      await page.getByRole('combobox', { name: 'Died' }).click();
      await page.getByRole('option', { name: 'In the last hour' }).click();
      await page.getByRole('button', { name: 'Send all of these again' }).click();
      const dialog = page.getByRole('dialog', { name: 'Send all of these again?' });
      await dialog.getByText('2 dead letters').waitFor();
      await dialog.getByRole('button', { name: 'Send again' }).click();
      await dialog.getByText('Sent again: 2. Somebody was faster: 0. Still not possible: 0.').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByText('Nothing of this lies dead.').waitFor();
      await waitFor('both have begun', async () => {
        const begun = await tower.world.all("SELECT 1 FROM leads WHERE id = ANY ($1) AND status <> 'RECEIVED'", [ids]);
        return begun.length === 2;
      });
    });
  });
});
