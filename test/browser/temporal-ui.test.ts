import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../cli/demo/headed/browser.js';
import { buildDashboard } from '../../cli/stack/dashboard.js';
import { hashPassword } from '../../db/passwords.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { apiKeys, createNamespace, startApi, startWorker, type Process } from '../support/processes.js';
import { createTestDatabase, temporalUiUrl, type TestDatabase } from '../support/stack.js';
import { waitFor } from '../support/wait.js';
import { flowDefinition, World } from '../support/world.js';

const PASSWORD = 'a password for tests';
const MINUTE = 60_000;
const shots = fileURLToPath(new URL('../../node_modules/.cache/pinggo/screenshots/', import.meta.url));

let database: TestDatabase;
let world: World;
let api: Process;
let worker: Process;
let browser: Browser;
let origin: string;
let login: { email: string; password: string };
let late: string;
let fresh: string;

beforeAll(async () => {
  await buildDashboard();
  await mkdir(shots, { recursive: true });
  database = await createTestDatabase('temporal_ui');
  const namespace = await createNamespace('temporal-ui');
  world = await World.create(database.ownerUrl);
  await world.addRep('Ana');
  await world.addFlow(flowDefinition(world.teamId));
  const { email } = await world.one<{ email: string }>('SELECT email FROM users WHERE id = $1', [world.managerId]);
  login = { email, password: PASSWORD };
  await world.sql.query('UPDATE users SET password_hash = $2 WHERE id = $1', [
    world.managerId,
    await hashPassword(PASSWORD),
  ]);
  api = await startApi({ database, namespace, env: { ...apiKeys(), TEMPORAL_UI_URL: temporalUiUrl() } });
  origin = `http://127.0.0.1:${api.port}`;
  worker = await startWorker({ database, namespace, env: { PUBLIC_URL: origin } });
  late = await world.receive({ ageMs: 30 * MINUTE });
  fresh = await world.receive();
  await world.sql.query("UPDATE leads SET name = 'Late Larry' WHERE id = $1", [late]);
  await waitFor('both have their clocks', async () => {
    const { count } = await world.one<{ count: number }>('SELECT count(*)::int FROM leads WHERE clocks_started');
    return count === 2;
  });
  browser = await openBrowser();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await Promise.all([api?.stop(), worker?.stop()]);
  await world?.close();
  await database?.drop();
});

async function viewUrl(key: string): Promise<string> {
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(login),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const views = await fetch(`${origin}/api/control-tower/temporal-views`, { headers });
  const { items } = (await views.json()) as { items: { key: string; url: string }[] };
  return items.find((item) => item.key === key)!.url;
}

const rowOf = (page: Page, leadId: string) => page.getByRole('link', { name: leadWorkflowId(world.orgId, leadId) });

/** What opens in a tab of its own when `click` is done. */
async function opened(page: Page, click: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([page.waitForEvent('popup'), click()]);
  return tab;
}

describe('the Temporal UI', () => {
  it('takes up the query of a saved view', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    try {
      await page.goto(await viewUrl('DUE_WITHIN_HOUR'));
      await rowOf(page, fresh).waitFor();
      expect(await rowOf(page, late).count()).toBe(0);
      // Each condition became a filter of its own: the UI understood the query, it does not only pass it on.
      for (const filter of ['OrgId', 'WorkflowType', 'ExecutionStatus', 'NextDeadline'])
        await page
          .getByRole('button', { name: new RegExp(`^${filter} `) })
          .first()
          .waitFor();
      await page.screenshot({ path: `${shots}temporal-ui-view.png` });
    } finally {
      await page.close();
    }
  });

  it('leads from a late lead to its page in Pinggo, and from there back', async () => {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 } });
    try {
      const page = await context.newPage();
      await page.goto(origin);
      await page.getByLabel('E-mail').fill(login.email);
      await page.locator('input[type=password]').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor({ state: 'attached' });

      await page.goto(await viewUrl('BREACHED'));
      await rowOf(page, late).click();
      await page.getByRole('tab', { name: 'User Metadata' }).click();
      const details = page.frameLocator('#user-metadata-current-details');
      await details.getByText('ASSIGNED').waitFor();
      await page.screenshot({ path: `${shots}temporal-ui-details.png`, fullPage: true });
      const lead = await opened(page, () => details.getByRole('link', { name: 'Open the lead in Pinggo' }).click());
      await lead.getByRole('heading', { name: 'Late Larry' }).waitFor();
      expect(lead.url()).toBe(`${origin}/leads/${late}`);

      const workflow = await opened(lead, () => lead.getByRole('link', { name: 'Open in the Temporal UI' }).click());
      await workflow.getByRole('heading', { name: leadWorkflowId(world.orgId, late) }).waitFor();
      expect(workflow.url().startsWith(temporalUiUrl())).toBe(true);
    } finally {
      await context.close();
    }
  });
});
