import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyOf } from '../../golden/policy.js';
import { goldenCases } from '../../golden/document.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let calendarId: string;

beforeAll(async () => {
  tower = await Tower.open('flow_life', async (world) => {
    await world.addRep('Ana');
    // For the looks: published, and drafted on.
    const shown = await world.addFlow(flowDefinition(world.teamId), 'Shown');
    await world.sql.query(
      `UPDATE flows SET draft = draft || '{"priority":30,"duplicates":{"window":"P10D","action":"LINK"}}' WHERE id = $1`,
      [shown],
    );
    calendarId = await world.addCalendar({
      timeZone: 'Europe/Bucharest',
      weekly: (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' })),
      holidays: [],
      specialDates: [],
    });
  });
}, 600_000);
afterAll(() => tower?.close());

const choose = async (page: Page, label: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name });
const saved = (page: Page) => page.getByRole('status', { name: 'Saving' }).filter({ hasText: /^Saved/ });
const menu = async (page: Page, name: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `What can be done with ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

/** What the editor shows as JSON, and writes another in its place. */
const text = async (page: Page): Promise<string> =>
  (await page.getByRole('textbox', { name: 'The flow as JSON' }).locator('.cm-line').allTextContents()).join('\n');
const write = async (page: Page, json: string): Promise<void> => {
  const field = page.getByRole('textbox', { name: 'The flow as JSON' });
  await field.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(json);
};
/** The draft with something else in it, typed as JSON. */
const typeDraft = async (page: Page, change: object): Promise<void> => {
  const { draft } = await stored(page);
  await write(page, JSON.stringify({ ...draft, ...change }));
};

interface Stored {
  revision: number;
  draft: Record<string, unknown>;
  publishedVersion: number | null;
}
const idOf = (page: Page): string => /flows\/([0-9a-f-]{36})/.exec(page.url())![1]!;
async function stored(page: Page): Promise<Stored> {
  const [row] = await tower.world.all<Stored>(
    'SELECT draft, revision, published_version AS "publishedVersion" FROM flows WHERE id = $1',
    [idOf(page)],
  );
  return row!;
}
const draftIs = (page: Page, what: string, fits: (draft: Record<string, unknown>) => boolean) =>
  waitFor(what, async () => fits((await stored(page)).draft));

describe('the life of a flow', () => {
  it('from a template to versions, and back', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/settings/flows');
      await page.getByRole('link', { name: 'New flow' }).click();
      await page.getByRole('radio', { name: 'Web form in 15 minutes' }).click();
      const form = page.getByRole('form', { name: 'Web form in 15 minutes' });
      await form.getByRole('textbox', { name: 'Name' }).fill('');
      await form.getByRole('button', { name: 'Make it' }).click();
      await form.getByText('Give a name.').first().waitFor();
      await form.getByRole('textbox', { name: 'Name' }).fill('Autumn form');
      expect(await form.getByRole('textbox', { name: 'Key' }).inputValue()).toBe('autumn_form');
      await choose(page, 'Team', 'Sales');
      await choose(page, 'Hours', 'hours');
      await form.getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('heading', { level: 1, name: 'Autumn form' }).waitFor();

      // It is published, and takes leads at once.
      await page.getByRole('button', { name: 'Publish' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('It is published for the first time.').waitFor();
      await dialog.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('“Autumn form”: version 1 is published.').waitFor();
      await page.getByText('version 1 · active').waitFor();

      // Edited as JSON, it saves itself; what differs is told in words.
      await tab(page, 'JSON').click();
      await typeDraft(page, { priority: 25, later: { kept: [1] } });
      await saved(page).waitFor();
      await draftIs(page, 'the new priority', ({ priority, later }) => priority === 25 && later !== undefined);
      await page.getByRole('button', { name: 'Publish' }).click();
      await dialog.getByRole('alert').getByText('later').first().waitFor();
      expect(await dialog.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
      await draftIs(page, 'what was undone', ({ later }) => later === undefined);
      await page.getByRole('button', { name: 'Redo' }).click();
      await draftIs(page, 'what was done again', ({ later }) => later !== undefined);
      await typeDraft(page, { priority: 26, later: undefined });
      await draftIs(page, 'the next priority', ({ priority, later }) => priority === 26 && later === undefined);
      await page.getByRole('button', { name: 'Publish' }).click();
      await dialog.getByText('Priority: 20 → 26').waitFor();
      await dialog.getByRole('button', { name: 'Publish' }).click();
      await page.getByText('“Autumn form”: version 2 is published.').waitFor();

      // Versions: looked at, compared, rolled back, and made the draft again.
      await tab(page, 'Versions').click();
      await page.getByRole('button', { name: 'View version 1' }).click();
      await page
        .getByRole('dialog', { name: /^Version 1/ })
        .getByRole('tab', { name: 'JSON' })
        .click();
      await page.getByRole('dialog').getByText('The flow as it is kept.').waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
      await choose(page, 'From', 'version 1');
      await page.getByRole('region', { name: 'Difference' }).getByText('Priority: 20 → 26').waitFor();
      await page.getByRole('button', { name: 'Roll back to version 1' }).click();
      await dialog.getByText('Priority: 26 → 20').waitFor();
      await dialog.getByRole('button', { name: 'Roll back' }).click();
      await page.getByText('“Autumn form” is back at version 1.').waitFor();
      await page.getByText('version 3 · active').waitFor();
      expect((await stored(page)).draft['priority']).toBe(26);
      await page.getByRole('button', { name: 'Make version 1 the draft' }).click();
      await draftIs(page, 'version 1 as the draft', ({ priority }) => priority === 20);

      // It takes no more leads, and again some.
      await menu(page, 'Autumn form', 'Deactivate');
      await dialog.getByText('It took 0 leads within the last seven days.').waitFor();
      await dialog.getByRole('button', { name: 'Deactivate' }).click();
      await page.getByText('version 3 · not active').waitFor();
      await page.getByText('“Autumn form” takes no more leads.').waitFor();
      await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
      await page.getByText('version 3 · active').waitFor();

      await menu(page, 'Autumn form', 'Rename');
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Winter form');
      await dialog.getByRole('button', { name: 'Rename' }).click();
      await page.getByRole('heading', { level: 1, name: 'Winter form' }).waitFor();
    });
  });

  it('goes out as a file and comes in by one, with what is called the same, also where it is odd', async () => {
    await tower.visit({}, async (page) => {
      const [repId] = (await tower.world.all<{ id: string }>(`SELECT id FROM users WHERE name = 'Ana'`)).map(
        ({ id }) => id,
      );
      const flows = goldenCases().map((one) =>
        policyOf(one).flow({ teamId: tower.world.teamId, calendarId, userId: () => repId! }),
      );
      await tower.signIn(page, '/settings/flows/new?from=file');
      // The rules of all golden cases as one file after the other: each comes out as it went in.
      const odd = { ...flows[0]!, match: 3, later: [{ teamId: '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11' }] };
      for (const [index, draft] of [flows.at(-1)!, odd].entries()) {
        const name = `Case ${index + 1}`;
        const elsewhere = { pinggo: 'flow', key: `case_${index}`, name, draft, names: {} as Record<string, object> };
        // As if another org had made it: its team has another id there.
        const foreign = '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1dff';
        elsewhere.draft = JSON.parse(JSON.stringify(draft).replaceAll(tower.world.teamId, foreign)) as typeof draft;
        elsewhere.names[foreign] = { kind: 'TEAM', name: 'Sales' };
        await page.goto(`${tower.origin}/settings/flows/new?from=file`);
        await page.locator('input[type=file]').setInputFiles({
          name: 'case.json',
          mimeType: 'application/json',
          buffer: Buffer.from(JSON.stringify(elsewhere)),
        });
        const instead = page.getByRole('combobox', { name: 'Instead of the team “Sales”' });
        await waitFor('the team of the same name', async () => (await instead.inputValue()) === 'Sales');
        await page.getByRole('button', { name: 'Make it' }).click();
        await page.getByRole('heading', { level: 1, name }).waitFor();
        expect((await stored(page)).draft).toEqual(JSON.parse(JSON.stringify(draft)));
        const download = page.waitForEvent('download');
        await menu(page, name, 'Export as a file');
        const file = JSON.parse(await readFile(await (await download).path(), 'utf8')) as {
          draft: unknown;
          names: object;
        };
        expect(file.draft).toEqual(JSON.parse(JSON.stringify(draft)));
        expect(file.names).toMatchObject({ [tower.world.teamId]: { kind: 'TEAM', name: 'Sales' } });
      }
      await page.goto(`${tower.origin}/settings/flows/new?from=file`);
      const bad = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[1') };
      await page.locator('input[type=file]').setInputFiles(bad);
      await page.getByText('This file is no JSON.').waitFor();
      // A copy begins with the draft of another.
      await page.goto(`${tower.origin}/settings/flows`);
      await menu(page, 'Case 2', 'Duplicate');
      await page.getByRole('form', { name: 'Copy of Case 2' }).getByRole('button', { name: 'Make it' }).click();
      await page.getByRole('heading', { level: 1, name: 'Copy of Case 2' }).waitFor();
      expect((await stored(page)).draft).toEqual(JSON.parse(JSON.stringify(odd)));
    });
  });

  it('is edited by two at once, and nothing is lost', async () => {
    const flow = await tower.world.addFlow(flowDefinition(tower.world.teamId), 'two');
    const at = `/settings/flows/${flow}?part=json`;
    await tower.visit(
      {},
      async (mine) => {
        await tower.signIn(mine, at);
        await mine.getByRole('textbox', { name: 'The flow as JSON' }).waitFor();
        await tower.visit({}, async (theirs) => {
          await tower.signIn(theirs, at);
          await theirs.getByRole('textbox', { name: 'The flow as JSON' }).waitFor();
          // What the other saved is shown at once where nothing was typed.
          await typeDraft(theirs, { priority: 40 });
          await mine.getByText('Priority: 10 → 40').waitFor();
          await waitFor('it in the text', async () => (await text(mine)).includes('"priority": 40'));

          // Apart, it comes together by itself: one is away while both type.
          await mine.context().setOffline(true);
          await typeDraft(mine, { duplicates: { window: 'P10D', action: 'LINK' } });
          await mine.getByText('The server cannot be reached.').waitFor();
          await typeDraft(theirs, { priority: 41 });
          await draftIs(theirs, 'theirs', ({ priority }) => priority === 41);
          await mine.context().setOffline(false);
          await draftIs(mine, 'both', ({ priority, duplicates }) => priority === 41 && duplicates !== undefined);
          await mine.getByText('Somebody else changed this flow, too: both are brought together').waitFor();
          await waitFor('both in their text', async () => (await text(theirs)).includes('P10D'));

          // The same, it is asked about.
          await mine.context().setOffline(true);
          await typeDraft(mine, { priority: 50, match: { any: [] } });
          await mine.getByText('The server cannot be reached.').waitFor();
          await typeDraft(theirs, { priority: 60 });
          await draftIs(theirs, 'theirs again', ({ priority }) => priority === 60);
          await mine.context().setOffline(false);
          await mine.getByRole('button', { name: 'Look and choose' }).click();
          const dialog = mine.getByRole('dialog', { name: 'Somebody else changed the same' });
          await dialog.getByRole('list', { name: 'What they changed' }).getByText('Priority: 41 → 60').waitFor();
          // Notices lie under it, in its shadow.
          await mine.evaluate(
            `document.querySelectorAll('.mantine-Notification-closeButton').forEach((one) => one.click())`,
          );
          await mine.locator('.mantine-Notification-root').first().waitFor({ state: 'detached' });
          await tower.look(mine, 'flow-conflict');
          await dialog.getByRole('radio', { name: 'Theirs: 60' }).check();
          await dialog.getByRole('button', { name: 'Take what I chose' }).click();
          await draftIs(
            mine,
            'what was chosen',
            ({ priority, match }) => priority === 60 && JSON.stringify(match) === '{"any":[]}',
          );
          await mine.getByRole('button', { name: 'Given up' }).click();
          await mine.getByRole('menuitem').last().click();
          await draftIs(mine, 'what was given up', ({ priority }) => priority === 50 || priority === 60);
        });
      },
      /status of 412|ERR_INTERNET_DISCONNECTED|Failed to load resource/,
    );
  });

  it('keeps what cannot be read yet, and what could not be saved when the page was left', async () => {
    const flow = await tower.world.addFlow(flowDefinition(tower.world.teamId), 'kept');
    await tower.visit(
      {},
      async (page) => {
        await tower.signIn(page, `/settings/flows/${flow}?part=json`);
        const before = (await stored(page)).draft;
        await write(page, '{ "priority": 7, ');
        await page.getByText('This text is no JSON object yet').waitFor();
        await tab(page, 'Versions').click();
        await page.getByRole('table', { name: 'Versions' }).waitFor();
        await tab(page, 'JSON').click();
        await page.getByText('This text is no JSON object yet').waitFor();
        expect(await text(page)).toContain('{ "priority": 7,');
        expect((await stored(page)).draft).toEqual(before);
        // Completed by the schema: a member, and its value.
        await page.getByRole('textbox', { name: 'The flow as JSON' }).press('Control+End');
        await page.keyboard.type('"dupl');
        await page.getByRole('option', { name: /duplicates/ }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Discard the text' }).click();
        await waitFor('the draft again', async () => (await text(page)).includes('"priority": 10'));

        // What is wrong stands at its line.
        await typeDraft(page, { priority: 'high' });
        await page.locator('.cm-lintRange-error', { hasText: '"high"' }).waitFor();
        await draftIs(page, 'what is wrong, as it is', ({ priority }) => priority === 'high');

        await page.context().setOffline(true);
        await typeDraft(page, { priority: 77 });
        await page.getByText('The server cannot be reached.').waitFor();
        await page.context().setOffline(false);
        await draftIs(page, 'what was kept', ({ priority }) => priority === 77);
        await saved(page).waitFor();
      },
      /ERR_INTERNET_DISCONNECTED|Failed to load resource/,
    );
  });

  it('is seen in every look', async () => {
    await tower.visit({}, async (page) => {
      const look = (name: string) => tower.lookAtAll(page, `flows-${name}`);
      await tower.signIn(page, '/settings/flows');
      await page.getByRole('table', { name: 'Flows' }).waitFor();
      await look('list');
      await page.getByRole('link', { name: 'New flow' }).click();
      await page.getByRole('radio', { name: 'Offers by skill' }).click();
      await page.getByRole('form', { name: 'Offers by skill' }).waitFor();
      await look('new');
      await page.goto(`${tower.origin}/settings/flows`);
      await page.getByRole('link', { name: 'Shown' }).click();
      await page.getByRole('heading', { level: 1, name: 'Shown' }).waitFor();
      await tab(page, 'Versions').click();
      await page.getByRole('region', { name: 'Difference' }).getByText('Priority: 10 → 30').waitFor();
      await look('versions');
      await tab(page, 'JSON').click();
      await page.getByRole('textbox', { name: 'The flow as JSON' }).waitFor();
      await look('json');
      await page.getByRole('button', { name: 'Publish' }).click();
      await page.getByRole('dialog').getByText('Priority: 10 → 30').waitFor();
      await look('publish');
    });
  });
});
