import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;

beforeAll(async () => {
  tower = await Tower.open('by_hand', async (world) => {
    await world.addRep('Ana Rep');
    await world.addFlow(
      flowDefinition(world.teamId, {
        duplicates: { window: 'P30D', action: 'LINK' },
        clocks: [
          {
            key: 'first_contact',
            name: 'First contact',
            starts: 'RECEIVED',
            target: { duration: 'PT8H', time: 'ELAPSED' },
            proofs: ['CALL_LOGGED'],
            ladder: [],
          },
        ],
      }),
    );
  });
}, 600_000);
afterAll(() => tower?.close());

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const add = async (page: Page, contacts: Record<string, string>): Promise<string> => {
  await page.goto(`${tower.origin}/leads/new`);
  for (const [name, text] of Object.entries(contacts)) await field(page, name).fill(text);
  await page.getByRole('button', { name: 'Add the lead' }).click();
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/);
  await page.getByText('Assigned', { exact: true }).first().waitFor();
  return page.url().split('/').at(-1)!;
};
/** Refusals that the browser tells of by itself. */
const REFUSED = /status of (400|409|412)/;

describe('a lead by hand', () => {
  it('is added, edited against somebody else, noted; and nothing in a note is run', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/leads');
        await page.getByRole('link', { name: 'Add a lead' }).click();
        await page.getByRole('heading', { level: 1, name: 'Add a lead' }).waitFor();
        // Neither a way to the person, nor a name of an attribute.
        await page.getByRole('button', { name: 'Add the lead' }).click();
        await page.getByText('Give at least one of email and phone.').waitFor();
        await field(page, 'Phone').fill('12');
        await field(page, 'Name').fill('Maria Ionescu');
        await page.getByText(/^This is not a phone number/).waitFor();
        await field(page, 'Phone').fill('+40 722 123 456');
        await field(page, 'E-mail').fill('maria@example.com');
        await page.getByRole('button', { name: 'Add an attribute' }).click();
        await page.getByRole('button', { name: 'Add the lead' }).click();
        await page.getByText('Give it a name.').waitFor();
        const attributes = page.getByRole('group', { name: 'Attributes' });
        await attributes.getByRole('textbox', { name: 'Name' }).fill('city');
        await attributes.getByRole('textbox', { name: 'Value' }).fill('Cluj');
        await page.getByText('The flow “main” would take it.').waitFor();
        // Pressed twice, it is one.
        await page.getByRole('button', { name: 'Add the lead' }).dblclick();
        await page.getByRole('heading', { level: 1, name: 'Maria Ionescu' }).waitFor();
        await page.getByText('Assigned', { exact: true }).first().waitFor();
        const id = page.url().split('/').at(-1)!;
        expect(await tower.world.all('SELECT id FROM leads')).toEqual([{ id }]);

        // Attributes of any shape stay as they are.
        const roof = { m2: [40, 2], tiles: { red: true } };
        await tower.world.sql.query(
          `UPDATE leads SET attributes = attributes || $2, revision = revision + 1 WHERE id = $1`,
          [id, JSON.stringify({ roof })],
        );
        await page.reload();
        await page.getByText('"tiles"').first().waitFor();
        await page.keyboard.press('e');
        const dialog = page.getByRole('dialog', { name: 'Edit the lead' });
        await dialog.getByLabel('roof', { exact: true }).waitFor();
        await dialog.getByRole('textbox', { name: 'Name', exact: true }).first().fill('Maria Pop');
        await dialog.getByRole('textbox', { name: 'Value' }).fill('Turda');
        await tower.world.sql.query(
          `UPDATE leads SET name = 'M. Ionescu', message = 'Please call', revision = revision + 1 WHERE id = $1`,
          [id],
        );
        await dialog.getByRole('button', { name: 'Save' }).click();
        await dialog.getByText('Name: M. Ionescu').waitFor();
        await dialog.getByRole('button', { name: 'Keep mine' }).click();
        await dialog.waitFor({ state: 'detached' });
        await page.getByRole('heading', { level: 1, name: 'Maria Pop' }).waitFor();
        expect(await tower.world.one('SELECT name, message, attributes FROM leads WHERE id = $1', [id])).toEqual({
          name: 'Maria Pop',
          message: 'Please call',
          attributes: { city: 'Turda', roof },
        });
        await page.getByRole('button', { name: 'Undo' }).click();
        await page.getByRole('heading', { level: 1, name: 'M. Ionescu' }).waitFor();

        const note = page.getByRole('article');
        await field(page, 'New note').fill(
          '**Call after five**\n\n<img src=x onerror="document.title=1"><script>document.title=2</script>\n\n' +
            '[site](https://example.com) [bad](javascript:document.title=3) ![spy](https://example.com/x.png)',
        );
        await page.getByRole('button', { name: 'Write the note' }).click();
        await note.getByText('Call after five').waitFor();
        expect(await note.locator('strong').textContent()).toBe('Call after five');
        expect(await note.locator('img, script').count()).toBe(0);
        await note.getByText('<script>').waitFor();
        const link = note.getByRole('link');
        expect([await link.count(), await link.getAttribute('href')]).toEqual([1, 'https://example.com']);
        expect(await page.title()).toContain('M. Ionescu');
        await note.getByRole('button', { name: /^Edit the note/ }).click();
        await field(page, 'Edit').fill('Call after six');
        await page.getByRole('button', { name: 'Save' }).click();
        await note.getByText('Call after six').waitFor();
        await note.getByText('edited').waitFor();
        await note.getByRole('button', { name: /^Delete the note/ }).click();
        await note.waitFor({ state: 'detached' });
        await page
          .getByRole('alert')
          .filter({ hasText: 'The note was deleted.' })
          .getByRole('button', { name: 'Undo' })
          .click();
        await note.getByText('Call after six').waitFor();
      },
      REFUSED,
    );
  });

  it('is merged with another of the same person, and made two again', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, '/leads');
        const first = await add(page, { Name: 'Dan Rus', 'E-mail': 'dan@example.com' });
        await page.goto(`${tower.origin}/leads/new`);
        await field(page, 'E-mail').fill('dan@example.com');
        await field(page, 'Name').fill('Dan R.');
        await page.getByText('this lead will be linked to theirs').waitFor();
        const other = await add(page, { Name: 'Dan R.', 'E-mail': 'dan@example.com', Phone: '+40 722 000 111' });
        await page.getByRole('button', { name: 'Merge', exact: true }).click();
        const dialog = page.getByRole('dialog', { name: 'Merge two leads of one person' });
        await dialog.getByRole('button', { name: 'Keep the other one instead' }).click();
        await dialog.getByRole('radiogroup', { name: 'Phone' }).waitFor();
        await dialog.getByRole('radiogroup', { name: 'Name' }).getByRole('radio', { name: 'Dan R.' }).check();
        await dialog.getByText('1 clock of the other lead ends, without a verdict.').waitFor();
        await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
        await page.waitForURL(`**/leads/${first}`);
        await page.getByRole('heading', { level: 1, name: 'Dan R.' }).waitFor();
        await page.getByText('+40 722 000 111').or(page.getByText('+40722000111')).first().waitFor();
        await page.getByRole('link', { name: 'The merged lead' }).click();
        await page.getByText('This lead was merged into another').waitFor();
        await page.getByText('Closed', { exact: true }).first().waitFor();
        expect(page.url()).toContain(other);
        await page.getByRole('button', { name: 'Undo the merge…' }).click();
        const undo = page.getByRole('dialog', { name: 'Undo the merge' });
        await undo.getByText('The lead that stayed gets back what it had: Name, Phone').waitFor();
        await undo.getByRole('button', { name: 'Undo the merge' }).click();
        await undo.waitFor({ state: 'detached' });
        await page.getByText('Assigned', { exact: true }).first().waitFor();
        await page.goto(`${tower.origin}/leads/${first}`);
        await page.getByRole('heading', { level: 1, name: 'Dan Rus' }).waitFor();
        // Any other lead can be looked for, too.
        await page.getByRole('button', { name: 'Merge…' }).click();
        await page.getByRole('combobox', { name: 'With which lead?' }).fill('Maria');
        await page.getByRole('option', { name: /Ionescu/ }).click();
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByText('Whose values count').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await waitFor('no merge that holds', async () => {
          const rows = await tower.world.all('SELECT 1 FROM lead_merges WHERE undone_at IS NULL');
          return rows.length === 0;
        });
      },
      REFUSED,
    );
  });

  it('is seen in every look', async () => {
    const [one, two] = await tower.world.all<{ id: string }>(
      `SELECT id FROM leads WHERE email = 'dan@example.com' ORDER BY received_at`,
    );
    await tower.visit(
      {},
      async (page) => {
        const look = (name: string) => tower.lookAtAll(page, `by-hand-${name}`);
        await tower.signIn(page, '/leads/new');
        await field(page, 'Name').fill('Ana Pop');
        await field(page, 'E-mail').fill('dan@example.com');
        await page.getByRole('button', { name: 'Add an attribute' }).click();
        await page.getByRole('textbox', { name: 'Name' }).nth(1).fill('city');
        await page.getByRole('button', { name: 'Add a consent' }).click();
        await page.getByText('The flow “main” would take it.').waitFor();
        await look('add');
        await page.goto(`${tower.origin}/leads/${one!.id}`);
        await field(page, 'New note').fill('# Roof\n\n- 40 m²\n- *red* tiles\n\n`ref-7`');
        await page.getByRole('button', { name: 'Write the note' }).click();
        await page.getByRole('article').first().getByText('Roof').waitFor();
        await look('notes');
        await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
        await page.getByRole('dialog', { name: 'Edit the lead' }).getByRole('button', { name: 'Save' }).waitFor();
        await look('edit');
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.goto(`${tower.origin}/leads/${two!.id}`);
        await page.getByRole('button', { name: 'Merge', exact: true }).first().click();
        await page.getByText('Whose values count').waitFor();
        await look('merge');
      },
      REFUSED,
    );
  });
});
