import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSignedBy, Receiver } from '../../support/receiver.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await Receiver.open();
  tower = await Tower.open(
    'webhooks',
    async (world) => {
      await world.addRep('Ana');
      await world.addFlow();
      await world.sql.query(`UPDATE users SET role = 'ADMIN' WHERE id = $1`, [world.managerId]);
    },
    undefined,
    { WEBHOOK_LOCAL: 'true' },
  );
}, 600_000);
afterAll(async () => {
  await tower?.close();
  await receiver?.close();
});

const tab = (page: Page, name: string) => page.getByRole('tab', { name });
const row = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').filter({ hasText: text });
const typeName = async (page: Page, button: string, name: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(name);
  await dialog.getByRole('button', { name: button, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
};
const closeDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};
/** A lead is added by hand, as the org's manager. */
const addLead = async (page: Page, name: string): Promise<void> => {
  await page.goto(`${tower.origin}/leads/new`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).first().fill(name);
  await page.getByRole('textbox', { name: 'E-mail' }).fill(`${name.toLowerCase().replace(' ', '.')}@example.com`);
  await page.getByRole('button', { name: 'Add the lead' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

describe('a webhook', () => {
  it('is subscribed, fails, is disabled, mended, switched on and replayed', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/settings/webhooks');
        await page.getByText('No system is told of events yet.').waitFor();
        await page.getByRole('link', { name: 'New webhook' }).click();
        // What the API would refuse the form says beforehand.
        await page.getByRole('button', { name: 'Subscribe' }).click();
        await page.getByText('Give a name.').waitFor();
        await page.getByRole('textbox', { name: 'Name' }).fill('CRM');
        await page.getByRole('textbox', { name: 'Address' }).fill('crm.example.com');
        await page.getByLabel('Events').first().click();
        await page.getByRole('option', { name: 'lead.assigned' }).click();
        await page.keyboard.press('Escape');
        await page.getByText('Give an address that begins with https://.').waitFor();
        await page.getByRole('textbox', { name: 'Address' }).fill(receiver.url);
        await tower.lookAtAll(page, 'webhook-new');
        await page.getByRole('button', { name: 'Subscribe' }).click();
        await page.getByRole('heading', { level: 1, name: 'CRM' }).waitFor();
        const address = page.url().replace(/\?.*$/, '');
        const secret = (await page.getByRole('group', { name: 'Secret' }).textContent())!;
        expect(secret).toMatch(/^whsec_/);
        await tower.lookAtAll(page, 'webhook-secrets');

        await page.getByRole('button', { name: 'Send a test' }).click();
        await page.getByText('The test arrived.').waitFor();
        expect(receiver.types).toEqual(['webhook.test']);
        expect(isSignedBy(secret, receiver.received[0]!)).toBe(true);
        await closeDialog(page);

        // A lead arrives at the receiver; what it was sent and answered is seen.
        receiver.answer = () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'thank you' });
        await addLead(page, 'Ioana Marin');
        await waitFor('it is told', () => Promise.resolve(receiver.types.includes('lead.assigned')));
        await page.goto(address);
        await row(page, 'lead.assigned').getByText('Delivered').waitFor();
        await row(page, 'lead.assigned').getByRole('button', { name: 'Show lead.assigned' }).click();
        await page.getByRole('group', { name: 'Answer of try 1' }).getByText('thank you').waitFor();
        await page.getByRole('group', { name: 'Request' }).getByText('"type": "lead.assigned"').waitFor();
        await tower.look(page, 'webhook-delivery');
        await page.getByRole('button', { name: 'Send again' }).click();
        await waitFor('it comes again', () =>
          Promise.resolve(receiver.types.filter((type) => type === 'lead.assigned').length === 2),
        );
        const told = receiver.received.filter(({ body }) => body.type === 'lead.assigned');
        expect(new Set(told.map(({ id }) => id)).size).toBe(1);
        await closeDialog(page);

        // It fails, and is tried again.
        receiver.answer = () => ({ status: 503 });
        await addLead(page, 'Radu Ionescu');
        await page.goto(address);
        await page.getByText('Nothing arrives', { exact: true }).waitFor();
        await row(page, 'answered 503').getByText('Waiting').waitFor();

        // Its receiver is gone: it is disabled, and its admins are told.
        receiver.answer = () => ({ status: 410 });
        await page.getByText('We switched this webhook off: its receiver says that it is gone').waitFor();
        await page.getByText('Disabled', { exact: true }).waitFor();
        await row(page, 'answered 410').getByText('Failed').waitFor();
        await tower.lookAtAll(page, 'webhook-disabled');
        await page.goto(`${tower.origin}/notifications`);
        await page.getByText('The webhook “CRM” was switched off').first().waitFor();
        // What happens meanwhile is not sent.
        await addLead(page, 'Elena Dinu');

        // Mended, tried, switched on, and told of what it missed.
        receiver.answer = () => ({ status: 204 });
        receiver.received.length = 0;
        await page.goto(address);
        await page.getByRole('button', { name: 'Send a test' }).click();
        await page.getByText('The test arrived.').waitFor();
        await closeDialog(page);
        await page.getByRole('button', { name: 'Switch on' }).click();
        await page.getByText('“CRM” is switched on.').waitFor();
        await page.getByText('Active', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Replay' }).click();
        const dialog = page.getByRole('dialog', { name: 'Send again what happened' });
        await tower.look(page, 'webhook-replay');
        await dialog.getByRole('button', { name: 'Send', exact: true }).click();
        await dialog.getByText('2 deliveries are sent.').waitFor();
        await closeDialog(page);
        await waitFor('both arrive', () =>
          Promise.resolve(receiver.types.filter((type) => type === 'lead.assigned').length === 2),
        );
        await page.getByText('Waiting', { exact: true }).first().click();
        await page.getByText('There are none of these.').waitFor();

        // Its secret is replaced, and both sign meanwhile.
        await tab(page, 'Secrets').click();
        await page.getByRole('button', { name: 'Rotate' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
        await page.getByText(/^Ends in 23 h/).waitFor();
        const fresh = (await page.getByRole('group', { name: 'Secret' }).textContent())!;
        await page.getByRole('button', { name: 'Send a test' }).click();
        await page.getByText('The test arrived.').waitFor();
        const last = receiver.received.at(-1)!;
        expect([isSignedBy(secret, last), isSignedBy(fresh, last)]).toEqual([true, true]);
        await closeDialog(page);

        // A form that two have open: the second is told.
        await tab(page, 'Settings').click();
        await page.getByRole('textbox', { name: 'Name' }).fill('CRM of the north');
        await tower.world.sql.query(`UPDATE webhooks SET ordered = true, revision = revision + 1`);
        await page.getByText('Somebody else changed this webhook meanwhile.').waitFor();
        await page.getByRole('button', { name: 'Show what it is now' }).click();
        await waitFor('what the other made of it', () =>
          page.getByRole('checkbox', { name: 'In order for each lead' }).isChecked(),
        );
        await page.getByRole('textbox', { name: 'Name' }).fill('CRM of the south');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { level: 1, name: 'CRM of the south' }).waitFor();
        await tower.look(page, 'webhook-settings');

        await page.getByRole('link', { name: 'All webhooks' }).click();
        await page
          .getByRole('row', { name: /CRM of the south/ })
          .getByText('Active')
          .waitFor();
        await tower.lookAtAll(page, 'webhooks');
        await page.getByRole('link', { name: 'CRM of the south' }).click();
        await page.getByRole('button', { name: 'Delete' }).click();
        await typeName(page, 'Delete', 'CRM of the south');
        await page.getByText('No system is told of events yet.').waitFor();
      },
      /status of (412|404)/,
    );
  });
});

// Here, as they are integrators who make webhooks: a file of its own would cost a system of its own.
describe('the guide for integrators', () => {
  it('has examples that are copied as they are to be run, and asks nobody for anything', async () => {
    await tower.visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
      await page.goto(`${tower.origin}/docs`);
      await page.getByRole('heading', { level: 1, name: 'Pinggo API' }).waitFor();
      const atFirst = asked.length;
      await page.getByRole('textbox', { name: 'Your API key' }).fill('pk_typed.here');
      // What a shell would take for something else stays a name.
      await page.getByRole('textbox', { name: 'Id of a lead' }).fill('x; rm -rf /');
      const section = page.locator('#watch');
      await section.getByRole('button', { name: 'Copy' }).first().click();
      await page.getByText('Copied.').waitFor();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      expect(copied).toContain('authorization: Bearer pk_typed.here');
      expect(copied).toContain('/api/leads/$LEAD"');
      await page.getByRole('textbox', { name: 'Your API key' }).fill('');
      expect(await section.locator('pre code').first().textContent()).toContain('Bearer $KEY');
      expect(asked.slice(atFirst)).toEqual([]);
      await tower.look(page, 'guide');
      await page.setViewportSize({ width: 360, height: 740 });
      await tower.look(page, 'guide-phone');
    });
  });
});
