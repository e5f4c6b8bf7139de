import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { temporalUiUrl } from '../../support/stack.js';
import { DESK, SCREENSHOTS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const MINUTE = 60_000;

let tower: Tower;
let late: string;
let fresh: string;

beforeAll(async () => {
  tower = await Tower.open('temporal_ui', async (world) => {
    await world.addRep('Ana');
    await world.addFlow(flowDefinition(world.teamId));
  });
  const { world } = tower;
  late = await world.receive({ ageMs: 30 * MINUTE });
  fresh = await world.receive();
  await world.sql.query("UPDATE leads SET name = 'Late Larry' WHERE id = $1", [late]);
  await waitFor('both have their clocks', async () => {
    const { count } = await world.one<{ count: number }>('SELECT count(*)::int FROM leads WHERE clocks_started');
    return count === 2;
  });
}, 600_000);

afterAll(() => tower?.close());

async function viewUrl(key: string): Promise<string> {
  const { origin } = tower;
  const json = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(await tower.person()),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}` };
  const views = await fetch(`${origin}/api/control-tower/temporal-views`, { headers });
  const { items } = (await views.json()) as { items: { key: string; url: string }[] };
  return items.find((item) => item.key === key)!.url;
}

const rowOf = (page: Page, leadId: string) =>
  page.getByRole('link', { name: leadWorkflowId(tower.world.orgId, leadId) });

/** What opens in a tab of its own when `click` is done. */
async function opened(page: Page, click: () => Promise<void>): Promise<Page> {
  const [tab] = await Promise.all([page.waitForEvent('popup'), click()]);
  return tab;
}

describe('the Temporal UI', () => {
  it('takes up the query of a saved view', async () => {
    const page = await tower.browser.newPage({ viewport: DESK });
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
      await page.screenshot({ path: `${SCREENSHOTS}temporal-ui-view.png` });
    } finally {
      await page.close();
    }
  });

  it('leads from a late lead to its page in Pinggo, and from there back', async () => {
    const context = await tower.browser.newContext({ locale: 'en-GB', viewport: DESK });
    try {
      const page = await context.newPage();
      await tower.signIn(page);

      await page.goto(await viewUrl('BREACHED'));
      await rowOf(page, late).click();
      await page.getByRole('tab', { name: 'User Metadata' }).click();
      const details = page.frameLocator('#user-metadata-current-details');
      await details.getByText('ASSIGNED').waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}temporal-ui-details.png`, fullPage: true });
      const lead = await opened(page, () => details.getByRole('link', { name: 'Open the lead in Pinggo' }).click());
      await lead.getByRole('heading', { name: 'Late Larry' }).waitFor();
      expect(lead.url()).toBe(`${tower.origin}/leads/${late}`);

      const workflow = await opened(lead, () => lead.getByRole('link', { name: 'Open in the Temporal UI' }).click());
      await workflow.getByRole('heading', { name: leadWorkflowId(tower.world.orgId, late) }).waitFor();
      expect(workflow.url().startsWith(temporalUiUrl())).toBe(true);
    } finally {
      await context.close();
    }
  });
});
