// What is wrong with an organisation, as its admin and an operator see and mend it, over the running system.
import { v7 as newId } from 'uuid';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const olga = newId();
const ada = newId();
const auditor = newId();
const empty = newId();
let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open('diagnostics', async (world) => {
    const person = `INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, $3, $4, $5)`;
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform')", [PLATFORM_ORG]);
    await world.sql.query(person, [PLATFORM_ORG, olga, 'olga@example.com', 'Olga Petrov', 'OPERATOR']);
    await world.sql.query(person, [world.orgId, ada, 'ada@example.com', 'Ada Admin', 'ADMIN']);
    await world.sql.query(person, [world.orgId, auditor, 'otto@example.com', 'Otto Auditor', 'AUDITOR']);
    await world.addRep('Ana');
    await world.addFlow();
    await world.sql.query("INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Night desk')", [world.orgId, empty]);
    await world.addFlow(flowDefinition(empty, { match: { any: [] } }), 'Nights');
  });
}, 600_000);
afterAll(() => tower?.close());

const stuck = (): Promise<unknown> =>
  tower.world.sql.query(
    `INSERT INTO outbox (org_id, topic, created_at, available_at, attempts, last_error)
     VALUES ($1, 'NOTIFICATION', now() - interval '1 hour', now() + interval '1 hour', 7, 'put off')`,
    [tower.world.orgId],
  );
/** The relay has no such notice, and says so at once: what matters here is that the message is tried. */
const isTried = (): Promise<unknown> =>
  waitFor('the message is tried', async () => {
    const waiting = await tower.world.all(
      `SELECT 1 FROM outbox WHERE topic = 'NOTIFICATION' AND delivered_at IS NULL AND dead_at IS NULL AND available_at > now() + interval '30 minutes'`,
    );
    return waiting.length === 0;
  });
const forgotten = (): Promise<unknown> =>
  tower.world.sql.query("DELETE FROM outbox WHERE topic = 'NOTIFICATION' AND attempts >= 7");
const row = (page: Page, check: string) =>
  page
    .getByRole('table', { name: 'Checks' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: check, exact: true }) });
const again = (page: Page): Promise<void> => page.getByRole('button', { name: 'Check again' }).click();
async function well(page: Page, check: string): Promise<void> {
  await waitFor(`${check} is well`, async () => {
    await again(page);
    return row(page, check)
      .getByText('All is well')
      .waitFor({ timeout: 5_000 })
      .then(
        () => true,
        () => false,
      );
  });
}

describe('diagnostics', () => {
  it('show an admin what is wrong and since when, mend it by a click, and lead to the very page', async () => {
    await stuck();
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings/diagnostics', ada);
      await page.getByRole('heading', { level: 1, name: 'Diagnostics' }).waitFor();
      await page.getByRole('status').filter({ hasText: 'Something is wrong' }).waitFor();
      const waits = row(page, 'Outbox');
      await waits.getByText('Messages wait for longer than they should.').waitFor();
      await waits.getByText('Wrong').waitFor();
      expect(await waits.locator('time').count()).toBe(1);
      await tower.lookAtAll(page, 'diagnostics');

      await waits.getByRole('button', { name: 'Try them now: Outbox' }).click();
      await page.getByText('Done: 1. It takes a moment: check again.').waitFor();
      await isTried();
      await forgotten();
      await well(page, 'Outbox');

      const team = row(page, 'Teams');
      await team.getByRole('link', { name: 'Night desk' }).waitFor();
      await team.getByRole('link', { name: 'The team' }).click();
      await page.waitForURL(`**/settings/teams/${empty}`);
      await page.goto(`${tower.origin}/audit`);
      await page.getByText('Ada Admin remedied what a check of the organisation had found: try them now (1)').waitFor();
    });
    await tower.visit({}, async (page) => {
      await stuck();
      await tower.signIn(page, '/settings/diagnostics', auditor);
      await row(page, 'Outbox').getByText('An admin can: Try them now').waitFor();
      expect(await row(page, 'Outbox').getByRole('button').count()).toBe(0);
      await forgotten();
    });
  });

  it('show an operator how many and since when without a name, and are mended by a click', async () => {
    await stuck();
    await tower.visit({}, async (page) => {
      await tower.signIn(page, `/tenants/${tower.world.orgId}`, olga);
      await page.getByRole('link', { name: 'Diagnostics' }).click();
      await page.getByRole('heading', { level: 1, name: 'Diagnostics of “Test org”' }).waitFor();
      await row(page, 'Teams').getByText('An admin of the organisation mends it: The team').waitFor();
      expect(await page.getByText('Night desk').count()).toBe(0);
      await tower.look(page, 'tenant-diagnostics');
      await row(page, 'Outbox').getByRole('button', { name: 'Try them now: Outbox' }).click();
      await page.getByText('Done: 1. It takes a moment: check again.').waitFor();
      await isTried();
      await forgotten();
      await well(page, 'Outbox');
      await page.getByRole('link', { name: 'Test org' }).click();
      await page
        .getByText('Olga Petrov remedied what a check of the organisation had found: try them now (1)')
        .waitFor();
    });
  });
});
