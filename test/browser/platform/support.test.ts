// A support session, as the organisation's people and the operator see it, over the running system.
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

const olga = newId();
const ada = newId();
let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open('support', async (world) => {
    const person = `INSERT INTO users (org_id, id, email, name, role) VALUES ($1, $2, $3, $4, $5)`;
    await world.sql.query("UPDATE orgs SET name = 'Carpat Solar' WHERE id = $1", [world.orgId]);
    await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Platform')", [PLATFORM_ORG]);
    await world.sql.query(person, [PLATFORM_ORG, olga, 'olga@example.com', 'Olga Petrov', 'OPERATOR']);
    await world.sql.query(person, [world.orgId, ada, 'ada@example.com', 'Ada Admin', 'ADMIN']);
    await world.addRep('Ana');
    await world.addFlow();
  });
}, 600_000);
afterAll(() => tower?.close());

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const banner = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });

describe('a support session', () => {
  it('is granted, entered, seen by both, and ended by the admin while the operator looks', async () => {
    const leadId = await tower.world.receive({ name: 'Zoe Wait' });
    await waitFor(
      'its clock runs',
      async () => (await tower.world.all('SELECT 1 FROM clocks WHERE lead_id = $1', [leadId])).length,
    );
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings/support', ada);
      await heading(page, 'Support');
      await page.getByRole('button', { name: 'Let an operator in' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('As a manager besides: leads, flows, time off.').waitFor();
      await dialog.getByRole('button', { name: 'Let an operator in' }).click();
      // Why, is asked.
      await dialog.getByRole('alert').or(dialog.getByText('Give a name.')).first().waitFor();
      await dialog.getByLabel('Reason').fill('No leads since noon');
      await tower.look(page, 'support-grant');
      await dialog.getByRole('button', { name: 'Let an operator in' }).click();
      await banner(page, 'An operator may look in here. Read only').waitFor();
      await page.getByText('Nobody in yet').waitFor();

      await tower.visit(
        {},
        async (theirs) => {
          await tower.signIn(theirs, '/support', olga);
          await heading(theirs, 'Support');
          await theirs.getByText('No leads since noon').waitFor();
          await tower.look(theirs, 'support-access');
          await theirs.getByRole('button', { name: 'Enter “Carpat Solar”' }).click();
          await banner(theirs, 'You are in “Carpat Solar” for support').waitFor();
          await theirs.goto(`${tower.origin}/leads/${leadId}`);
          await heading(theirs, 'Zoe Wait');
          await banner(theirs, 'You are in “Carpat Solar” for support').waitFor();
          expect(
            await theirs
              .getByRole('main')
              .getByRole('button', { name: /^(Pause|Close|Assign|Log a call)/ })
              .count(),
          ).toBe(0);
          await tower.lookAtAll(theirs, 'support-operator');

          // The organisation's people see who it is.
          await page.reload();
          await banner(page, 'Olga Petrov, an operator, looks in here.').waitFor();
          await page.getByText('Somebody is in').waitFor();
          await tower.lookAtAll(page, 'support-admin');

          // What their page asks for is on its way while it ends: all of it hears so at the same moment.
          const onItsWay: Route[] = [];
          let isOver = false;
          await theirs.route('**/api/**', (route) => (isOver ? route.continue() : void onItsWay.push(route)));
          await theirs.getByRole('link', { name: 'Leads', exact: true }).click();
          await waitFor('several are on their way', () => Promise.resolve(onItsWay.length > 1));
          await page.getByRole('table').getByRole('button', { name: 'End it' }).click();
          await page.getByText('The support session is over.').first().waitFor();
          await banner(page, 'Olga Petrov, an operator').waitFor({ state: 'detached' });
          isOver = true;
          // The page that goes does not go at once, and asks nothing meanwhile in the operator's own name.
          await theirs.route('**/support?over', async (route) => {
            await sleep(2_000);
            await route.continue();
          });
          await Promise.all(onItsWay.map((route) => route.continue()));
          // Without a click of theirs.
          await banner(theirs, 'The support session is over.').waitFor();
          await heading(theirs, 'Support');
          await theirs.getByText('No organisation lets you in now.').waitFor();
          await theirs.goto(`${tower.origin}/leads/${leadId}`);
          await heading(theirs, 'There is no such page');
        },
        /40[19]/,
      );

      await page.goto(`${tower.origin}/audit`);
      await page
        .getByText(`The operator asked in a support session: GET /api/leads/{id} (${leadId}), Olga Petrov`)
        .first()
        .waitFor();
    });
  });
});
