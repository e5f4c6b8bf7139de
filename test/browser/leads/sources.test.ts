import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

const run = promisify(execFile);
let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open('sources', async (world) => {
    await world.addRep('Ana');
    await world.sql.query(`UPDATE users SET role = 'ADMIN' WHERE id = $1`, [world.managerId]);
  });
}, 600_000);
afterAll(() => tower?.close());

const tab = (page: Page, name: string) => page.getByRole('tab', { name });
const row = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').filter({ hasText: text });
/** The lines that the page shows, as somebody who pastes them runs them; no proxy stands between here and there. */
const paste = async (script: string): Promise<unknown> =>
  JSON.parse((await run('sh', ['-c', script], { env: { ...process.env, NO_PROXY: '127.0.0.1,localhost' } })).stdout);
const sampleOf = async (page: Page): Promise<string> =>
  (await page.getByRole('group', { name: 'Try it' }).textContent()) ?? '';
const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page
    .getByRole('combobox', { name: label })
    .or(page.getByLabel(label, { exact: true }))
    .first()
    .click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const typeName = async (page: Page, button: string, name: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  const submit = dialog.getByRole('button', { name: button, exact: true });
  expect(await submit.isDisabled()).toBe(true);
  await dialog.getByRole('textbox').fill(name);
  await submit.click();
  await dialog.waitFor({ state: 'detached' });
};
const make = async (page: Page, name: string, adapter: string): Promise<void> => {
  await page.getByRole('button', { name: 'New source' }).click();
  const dialog = page.getByRole('dialog', { name: 'New source' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await choose(page, 'Who sends', adapter);
  await dialog.getByRole('textbox', { name: 'Source of its leads' }).fill('web');
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
};

describe('sources', () => {
  it('are made, fail, are mended and replayed; their secrets are rotated, and they are switched off and deleted', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/settings/sources');
        await page.getByText('No leads can come in yet.').waitFor();
        // What the API would refuse the form says beforehand.
        await page.getByRole('button', { name: 'New source' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click();
        await page.getByText('Give a name.').first().waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });

        await make(page, 'Autumn form', 'Typeform');
        const secret = await page.getByRole('group', { name: 'Secret' }).textContent();
        expect(secret).toMatch(/^whsec_/);
        await page.getByText('enter the secret as it stands').waitFor();
        const sample = await sampleOf(page);
        expect(await paste(sample)).toMatchObject({ duplicate: false });

        // A question that nobody would take for a phone.
        await tab(page, 'Deliveries').click();
        await row(page, 'Ana Test').waitFor();
        const asked = sample
          .replace(
            /\{"type":"email"[^}]*\}\}/,
            '{"type":"text","text":"0722 999 888 after six","field":{"id":"c","ref":"best_line","type":"short_text"}}',
          )
          .replace('test-1', 'test-2');
        expect(asked).not.toBe(sample);
        expect(await paste(asked)).toMatchObject({ leadId: null });
        await row(page, 'Not readable').waitFor();
        await page.getByText('Failing', { exact: true }).waitFor();
        // And one that somebody else signed.
        await paste(asked.replace('whsec_', 'whsec_x'));
        await row(page, 'Not signed').filter({ hasText: 'does not fit the body' }).waitFor();
        await page.getByText('Failed', { exact: true }).click();
        await row(page, 'Ana Test').waitFor({ state: 'detached' });

        await tab(page, 'Mapping').click();
        const result = page.getByRole('status', { name: 'What it would become' });
        await result.getByText('No lead').waitFor();
        await choose(page, 'What “best_line” becomes', 'Phone');
        await result.getByText('0722 999 888 after six').waitFor();
        await page.getByText('1 of them could be read with this, once it is saved.').waitFor();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Take 1 in as a lead' }).click();
        await page.getByText('1 lead was taken in.').waitFor();
        await tab(page, 'Deliveries').click();
        await row(page, 'Mended: it is a lead now').waitFor();
        await waitFor('the lead', async () => {
          const leads = await tower.world.all('SELECT 1 FROM leads WHERE phone_raw LIKE $1', ['0722 999 888%']);
          return leads.length === 1;
        });

        // Secrets: both count, and who signs with the old one is seen.
        await tab(page, 'Secrets').click();
        await page.getByRole('button', { name: 'New secret' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        expect(await page.getByRole('group', { name: 'Secret' }).textContent()).not.toBe(secret);
        await page.getByText(/^Ends in 23 h/).waitFor();
        const fresh = sample.replace(secret!, (await page.getByRole('group', { name: 'Secret' }).textContent())!);
        await paste(sample.replace('test-1', 'test-3'));
        await page.getByText(/^Somebody still signs with an old secret: 1 delivery/).waitFor();
        await page
          .getByRole('row', { name: /Ends in/ })
          .getByRole('button', { name: 'Revoke' })
          .click();
        await page.getByRole('dialog').getByText('What is signed with it is refused from now on.').waitFor();
        await typeName(page, 'Revoke', 'Autumn form');
        await page.getByText(/^Revoked /).waitFor();
        expect(await paste(sample.replace('test-1', 'test-4'))).toMatchObject({ status: 401 });

        // A form that two have open: the second is told, and nothing is lost.
        await tab(page, 'Settings').click();
        const quota = page.getByLabel('Deliveries a minute');
        await quota.fill('60');
        await tower.world.sql.query(`UPDATE endpoints SET source = 'adverts', revision = revision + 1`);
        await page.getByText('Somebody else changed this source meanwhile.').waitFor();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('button', { name: 'Show what it is now' }).click();
        await waitFor('what the other made of it', async () => (await quota.inputValue()) === '');
        expect(await page.getByRole('textbox', { name: 'Source of its leads' }).inputValue()).toBe('adverts');
        await page.getByRole('textbox', { name: 'Name' }).fill('Winter form');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { level: 1, name: 'Winter form' }).waitFor();
        await page.getByText('“Winter form” is saved.').waitFor();
        await page.getByRole('button', { name: 'Undo' }).last().click();
        await page.getByRole('heading', { level: 1, name: 'Autumn form' }).waitFor();

        await page.getByRole('button', { name: 'Switch off' }).click();
        await typeName(page, 'Switch off', 'autumn form');
        await page.getByText('This source is switched off').waitFor();
        await page.getByRole('button', { name: 'Switch on' }).click();
        await page.getByText('This source is switched off').waitFor({ state: 'detached' });

        await page.getByRole('button', { name: 'Delete' }).click();
        await page
          .getByRole('dialog')
          .getByText(/^3 leads came by it; \d open\.$/)
          .waitFor();
        await typeName(page, 'Delete', 'Autumn form');
        await page.getByText('No leads can come in yet.').waitFor();
        // Who still sends to it is seen, and it can be taken back later, too.
        expect(await paste(fresh)).toMatchObject({ status: 410 });
        await page.getByText('Deleted', { exact: true }).first().click();
        const gone = page.getByRole('row', { name: /Autumn form/ });
        await gone.getByRole('cell', { name: /, \d+ failed$/ }).waitFor();
        await gone.getByRole('button', { name: 'Take back' }).click();
        await page.getByText('“Autumn form” is there again.').waitFor();
        await page.getByText('In use', { exact: true }).click();
        await page.getByRole('link', { name: 'Autumn form' }).waitFor();
      },
      /status of 412/,
    );
  });

  it('bring a lead by the lines that each shows, whatever its sender', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings/sources');
      for (const adapter of ['Own form or program', 'HighLevel', 'Meta lead ads']) {
        await page.goto(`${tower.origin}/settings/sources`);
        await make(page, `Lines of ${adapter}`, adapter);
        const answer = (await paste(await sampleOf(page))) as { leadId: unknown; duplicate: boolean };
        expect([adapter, answer.duplicate, typeof answer.leadId]).toEqual([adapter, false, 'string']);
      }
    });
  });

  it('have keys beside them, which are made, replaced and revoked', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings/api-keys');
      await page.getByText('No program has a key yet.').waitFor();
      await page.getByRole('button', { name: 'New key' }).click();
      const dialog = page.getByRole('dialog', { name: 'New API key' });
      await dialog.getByRole('textbox', { name: 'Name' }).fill('CRM');
      await dialog.getByRole('button', { name: 'Make it' }).click();
      await dialog.getByText('Give at least one scope.').waitFor();
      await dialog.getByRole('checkbox', { name: 'Read leads' }).check();
      await choose(page, 'It ends', 'in 30 days');
      await dialog.getByRole('button', { name: 'Make it' }).click();
      const key = await page.getByRole('group', { name: 'Key' }).textContent();
      const works = async (one: string | null): Promise<number> =>
        (await fetch(`${tower.origin}/api/leads`, { headers: { authorization: `Bearer ${one}` } })).status;
      expect(await works(key)).toBe(200);
      await page.getByRole('button', { name: 'Replace “CRM”' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Replace' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const fresh = await page.getByRole('group', { name: 'Key' }).textContent();
      expect(fresh).not.toBe(key);
      expect([await works(key), await works(fresh)]).toEqual([200, 200]);
      await page.getByText('Ends soon').waitFor();
      await page
        .getByRole('row', { name: /Ends soon/ })
        .getByRole('button', { name: 'Revoke “CRM”' })
        .click();
      await typeName(page, 'Revoke', 'CRM');
      await page.getByText('Revoked', { exact: true }).waitFor();
      expect([await works(key), await works(fresh)]).toEqual([401, 200]);
      await page.reload();
      await page.getByRole('table', { name: 'API keys' }).waitFor();
      expect(await page.getByRole('group', { name: 'Key' }).count()).toBe(0);
    });
  });

  it('are seen in every look', async () => {
    await tower.visit({}, async (page) => {
      const look = (name: string) => tower.lookAtAll(page, `sources-${name}`);
      await tower.signIn(page, '/settings/sources');
      await page.getByRole('table', { name: 'Sources' }).waitFor();
      await look('list');
      await page.getByRole('link', { name: 'Autumn form' }).click();
      await page.getByRole('list', { name: 'Deliveries' }).waitFor();
      await look('deliveries');
      await tab(page, 'Set up').click();
      await page.getByRole('group', { name: 'Try it' }).waitFor();
      await look('set-up');
      await tab(page, 'Mapping').click();
      await page.getByRole('status', { name: 'What it would become' }).waitFor();
      await look('mapping');
      await tab(page, 'Secrets').click();
      await page.getByRole('table', { name: 'Secrets' }).waitFor();
      await look('secrets');
      await tab(page, 'Settings').click();
      await page.getByLabel('Deliveries a minute').waitFor();
      await look('settings');
      await page.goto(`${tower.origin}/settings/api-keys`);
      await page.getByRole('table', { name: 'API keys' }).waitFor();
      await look('keys');
    });
  });
});
