import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { lead } from '../../support/delivery.js';
import { addSender, type Sender } from '../../support/sender.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition, World } from '../../support/world.js';

const SECRETS_KEY = randomBytes(32).toString('base64');
const olga = newId();
let tower: Tower;
let ana: string;

beforeAll(async () => {
  tower = await Tower.open(
    'tenants',
    async (world) => {
      await world.sql.query("UPDATE orgs SET name = 'Carpat Solar' WHERE id = $1", [world.orgId]);
      await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform')", [PLATFORM_ORG]);
      await world.sql.query(
        "INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, 'olga@example.com', 'Olga Petrov', 'OPERATOR')",
        [PLATFORM_ORG, olga],
      );
      ana = await world.addRep('Ana', { capacity: 1_000 });
      await world.addFlow(flowDefinition(world.teamId));
    },
    undefined,
    { PINGGO_SECRETS_KEY: SECRETS_KEY },
  );
}, 600_000);
afterAll(() => tower?.close());

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
/** Asks for something about the organisation that is open, and confirms it by its name. */
async function confirm(page: Page, what: string, name: string): Promise<void> {
  await page.getByRole('button', { name: what, exact: true }).click();
  const dialog = page.getByRole('dialog');
  const submit = dialog.getByRole('button', { name: what, exact: true });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByLabel(/^Type/).fill(name);
  await submit.click();
  await dialog.waitFor({ state: 'detached' });
}
const state = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words }).waitFor();

/** A source that never stops, and sends again what was refused. */
function load(sender: Sender, url: string) {
  const sent = new Map<string, object>();
  const taken = new Set<string>();
  let refused = 0;
  let goesOn = true;
  const post = async (id: string): Promise<void> => {
    const answer = await sender.post(url, sent.get(id)!, id);
    if (answer.status === 202) taken.add(id);
    else {
      expect(await answer.json()).toMatchObject({ status: 403, error: { code: 'TENANT_SUSPENDED' } });
      refused += 1;
    }
  };
  const running = (async () => {
    while (goesOn || taken.size < sent.size) {
      if (goesOn) for (let n = 0; n < 4; n += 1) sent.set(`msg_${newId()}`, lead());
      await Promise.all(
        [...sent.keys()]
          .filter((id) => !taken.has(id))
          .slice(0, 20)
          .map(post),
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  })();
  return {
    taken: () => taken.size,
    refused: () => refused,
    async stop(): Promise<number> {
      goesOn = false;
      await running;
      return sent.size;
    },
  };
}

describe('an operator', () => {
  it('makes a tenant, suspends it under load, and lets it go on without a lost lead', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signInByHand(page, '/', olga);
        await heading(page, 'Organisations');
        expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
          'Organisations',
          'Support',
          'Log',
        ]);
        await page.getByRole('link', { name: 'Carpat Solar' }).waitFor();
        await tower.lookAtAll(page, 'tenants');

        await page.getByRole('link', { name: 'New organisation' }).click();
        await heading(page, 'New organisation');
        await page.getByRole('button', { name: 'Make it and invite' }).click();
        await page.getByText('Give a name').first().waitFor();
        await page.getByLabel('Name', { exact: true }).fill('Dunav Windows');
        await page.getByRole('combobox', { name: 'Country' }).fill('Romania');
        await page.getByRole('option', { name: 'Romania' }).click();
        await page.getByLabel('Name of the admin').fill('Adrian Ionescu');
        await page.getByLabel('E-mail of the admin').fill('adrian@dunav.example');
        await tower.look(page, 'tenant-new');
        await page.getByRole('button', { name: 'Make it and invite' }).click();
        await heading(page, 'Dunav Windows');
        const invitation = await page.getByRole('group', { name: 'Invitation link' }).textContent();
        expect(invitation).toContain('/invitation#');
        await page.getByRole('heading', { level: 2, name: 'Ready by 20 %' }).waitFor();
        const id = page.url().split('/').at(-1)!;

        // Its source is under load from now on.
        const { sql } = tower.world;
        const org = World.of(tower.database.ownerUrl, id, newId(), newId());
        const { id: flowId } = await org.one<{ id: string }>('SELECT id FROM flows WHERE org_id = $1', [id]);
        const sender = await addSender(org, flowId, SECRETS_KEY);
        const source = load(sender, `${tower.origin}/api/intake/webhook/${sender.endpointId}`);
        await waitFor('leads come in', () => Promise.resolve(source.taken() >= 20));

        await page.getByRole('button', { name: 'Suspend', exact: true }).click();
        const dialog = page.getByRole('dialog');
        await dialog.getByLabel(/^Type/).fill('Dunav');
        const submit = dialog.getByRole('button', { name: 'Suspend', exact: true });
        expect(await submit.isDisabled()).toBe(true);
        await dialog.getByLabel(/^Type/).fill('Dunav Windows');
        await submit.click();
        // Its admins shall know why.
        await dialog.getByRole('alert').waitFor();
        await dialog.getByLabel('Reason').fill('Unpaid since October');
        await tower.look(page, 'tenant-suspend');
        await submit.click();
        await state(page, 'Suspended since');
        await waitFor('deliveries are refused', () => Promise.resolve(source.refused() >= 20));
        const taken = source.taken();
        await page.getByText('Olga Petrov suspended the organisation “Dunav Windows”: Unpaid since October').waitFor();
        await tower.lookAtAll(page, 'tenant-suspended');

        await confirm(page, 'Let it go on', 'Dunav Windows');
        await page.getByRole('button', { name: 'Suspend', exact: true }).waitFor();
        await waitFor('leads come in again', () => Promise.resolve(source.taken() >= taken + 20));
        const sent = await source.stop();
        const { n } = await tower.world.one<{ n: number }>('SELECT count(*)::int AS n FROM leads WHERE org_id = $1', [
          id,
        ]);
        expect(n).toBe(sent);
        await waitFor('each is begun', async () => {
          const { rows } = await sql.query("SELECT 1 FROM leads WHERE org_id = $1 AND status = 'RECEIVED'", [id]);
          return rows.length === 0;
        });

        await confirm(page, 'Delete', 'Dunav Windows');
        await state(page, 'Deleted since');
        await confirm(page, 'Restore', 'Dunav Windows');
        await state(page, 'Suspended since');
        await confirm(page, 'Delete', 'Dunav Windows');
        await page.getByText('It can be deleted for good from').waitFor();
        expect(await page.getByRole('button', { name: 'Delete for good' }).isDisabled()).toBe(true);
        await sql.query("UPDATE orgs SET deleted_at = deleted_at - interval '31 days' WHERE id = $1", [id]);
        await page.reload();
        await confirm(page, 'Delete for good', 'Dunav Windows');
        await heading(page, 'Log');
        await page.getByText('Olga Petrov restored the organisation “Dunav Windows”').waitFor();
        await page.getByText('Olga Petrov deleted the organisation “Dunav Windows” for good').waitFor();
        const download = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download the certificate of “Dunav Windows”' }).click();
        expect((await download).suggestedFilename()).toBe(`certificate-${id}.json`);
        expect((await sql.query('SELECT 1 FROM leads WHERE org_id = $1', [id])).rows).toEqual([]);
        await tower.look(page, 'operator-log');
        await page.goto(`${tower.origin}/leads`);
        await heading(page, 'There is no such page');
        await org.close();
      },
      /400/,
    );
  }, 180_000);
});

describe('people of a suspended organisation', () => {
  it('see it over every page, read all, are offered nothing to change, and countdowns stand still', async () => {
    const { world } = tower;
    const id = await world.receive({ name: 'Zoe Wait' });
    await waitFor(
      'its clock runs',
      async () => (await world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [id])).length,
    );
    await tower.visit({}, async (page) => {
      await tower.signIn(page, `/leads/${id}`);
      await heading(page, 'Zoe Wait');
      await page.getByRole('main').getByRole('button', { name: 'Pause', exact: true }).waitFor();
      await world.sql.query(
        "UPDATE orgs SET suspended_at = date_trunc('milliseconds', now()), suspended_because = 'why' WHERE id = $1",
        [world.orgId],
      );
      await page.reload();
      await heading(page, 'Zoe Wait');
      await state(page, 'This organisation is suspended since');
      expect(
        await page
          .getByRole('main')
          .getByRole('button', { name: /^(Pause|Close|Assign|Log a call)/ })
          .count(),
      ).toBe(0);
      await page.getByText('Nothing before the organisation is back.').waitFor();
      await tower.lookAtAll(page, 'lead-suspended');
      await page.goto(`${tower.origin}/leads`);
      await state(page, 'This organisation is suspended since');
      const left = page
        .getByRole('row')
        .filter({ hasText: 'Zoe Wait' })
        .getByText(/^in \d/);
      const before = await left.textContent();
      const readAtMs = Date.now();
      await waitFor('seconds pass', () => Promise.resolve(Date.now() > readAtMs + 2_500));
      expect(await left.textContent()).toBe(before);
      // A rep's day begins where it always does.
      await tower.visit({}, async (theirs) => {
        await tower.signIn(theirs, '/my-day', ana);
        await heading(theirs, 'My day');
        await state(theirs, 'This organisation is suspended since');
        await theirs.getByText('Zoe Wait').first().waitFor();
        await tower.look(theirs, 'my-day-suspended');
      });
      await world.sql.query('UPDATE orgs SET suspended_at = NULL, suspended_because = NULL WHERE id = $1', [
        world.orgId,
      ]);
      await page.goto(`${tower.origin}/leads/${id}`);
      await page.getByRole('main').getByRole('button', { name: 'Pause', exact: true }).waitFor();
      expect(await page.getByText('This organisation is suspended since').count()).toBe(0);
    });
  });
});
