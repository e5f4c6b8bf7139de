import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import { LOOKS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

let tower: Tower;
let flowId: string;
let calendarId: string;

const weekly = (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' }));

beforeAll(async () => {
  tower = await Tower.open('flow_clocks', async (world) => {
    await world.sql.query(`UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1`, [world.orgId]);
    calendarId = await world.addCalendar({
      timeZone: 'Europe/Bucharest',
      weekly,
      holidays: [{ date: '2026-12-25', name: 'Christmas' }],
      specialDates: [],
    });
    await world.addRep('Ana');
    flowId = await world.addFlow(flowDefinition(world.teamId, { calendarId }));
  });
}, 600_000);
afterAll(() => tower?.close());

const draftOf = async (): Promise<FlowDefinition> =>
  (await tower.world.one<{ draft: FlowDefinition }>('SELECT draft FROM flows WHERE id = $1', [flowId])).draft;
const saved = (what: string, holds: (draft: FlowDefinition) => boolean): Promise<unknown> =>
  waitFor(what, async () => holds(await draftOf()));
const marks = (page: Page) => page.getByRole('slider');
const clock = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });
const open = async (page: Page): Promise<void> => {
  await tower.signIn(page, `/settings/flows/${flowId}?part=clocks`);
  await clock(page, 'First contact').click();
  await page.getByRole('heading', { name: 'Escalation' }).waitFor();
};

describe('the clocks of a flow', () => {
  it('get a ladder by keyboard only, whose instants a lead then gets once it is published', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      const { keyboard } = page;
      const add = page.getByRole('button', { name: 'Add a step' });
      await add.focus();
      await keyboard.press('Enter');
      await waitFor('the mark has the focus', () =>
        marks(page)
          .first()
          .evaluate((mark) => mark === mark.ownerDocument.activeElement),
      );
      await saved('a reminder at half', ({ clocks }) => JSON.stringify(clocks[0]!.ladder[0]?.at) === '{"share":0.5}');
      // Once right, twice finely back, and far.
      await keyboard.press('ArrowRight');
      await keyboard.press('Shift+ArrowLeft');
      await keyboard.press('Shift+ArrowLeft');
      await saved('at 53 %', ({ clocks }) => JSON.stringify(clocks[0]!.ladder[0]?.at) === '{"share":0.53}');
      // Its fields, from the first on; Escape leads back to it.
      await keyboard.press('Enter');
      await page.getByLabel('At this share of the target').waitFor();
      await keyboard.press('Escape');
      await waitFor('the mark has the focus again', () =>
        marks(page)
          .first()
          .evaluate((mark) => mark === mark.ownerDocument.activeElement),
      );
      // One at the deadline, moved after it; one too many, taken out and back.
      await keyboard.press('+');
      await saved('a second', ({ clocks }) => clocks[0]!.ladder.length === 2);
      await keyboard.press('+');
      await saved('a third', ({ clocks }) => clocks[0]!.ladder.length === 3);
      for (let press = 0; press < 4; press++) await keyboard.press('ArrowRight');
      await saved(
        'after the deadline',
        ({ clocks }) => JSON.stringify(clocks[0]!.ladder[2]?.at) === '{"offset":"PT10M"}',
      );
      await keyboard.press('Delete');
      await saved('taken out', ({ clocks }) => clocks[0]!.ladder.length === 2);
      await page.getByRole('button', { name: 'Undo' }).focus();
      await keyboard.press('Enter');
      await saved('and back', ({ clocks }) => clocks[0]!.ladder.length === 3);
      expect((await draftOf()).clocks[0]!.ladder.map(({ action, key }) => [action, key])).toEqual([
        ['REMINDER', 'remind'],
        ['REASSIGN', 'reassign'],
        ['MANAGER_ALERT', 'alert'],
      ]);
      await publish();

      const leadId = await tower.world.receive();
      const real = await waitFor('its clock runs', async () => {
        const [row] = await tower.world.all<{ started: Date; due: Date; steps: { key: string; dueAtMs: number }[] }>(
          'SELECT started_at AS started, deadline_at AS due, steps FROM clocks WHERE lead_id = $1',
          [leadId],
        );
        return row;
      });
      // The page counts from whole minutes on.
      const answer = page.waitForResponse(async (response) => {
        if (!response.url().endsWith('/outlook')) return false;
        const sent = response.request().postDataJSON() as { startsAt: string };
        return Math.abs(Date.parse(sent.startsAt) - real.started.getTime()) < 60_000;
      });
      await page.getByLabel(/^Received/).fill(wallClock(real.started));
      await page.getByLabel(/^Received/).blur();
      const told = (await (await answer).json()) as {
        clocks: { startsAt: string; targets: { deadlineAt: string; steps: { key: string; dueAt: string }[] }[] }[];
      };
      const [first] = told.clocks;
      const since = (at: string): number => Date.parse(at) - Date.parse(first!.startsAt);
      expect(since(first!.targets[0]!.deadlineAt)).toBe(real.due.getTime() - real.started.getTime());
      expect(first!.targets[0]!.steps.map(({ key, dueAt }) => [key, since(dueAt)])).toEqual(
        real.steps.map(({ key, dueAtMs }) => [key, dueAtMs - real.started.getTime()]),
      );
    });
  });

  it('are written without JSON: names, hours, other targets, recipients, templates, and what is gone is named', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await page.getByRole('button', { name: 'Add a clock' }).click();
      const second = page.getByRole('listitem').filter({ has: clock(page, 'New clock') });
      await second.waitFor();
    });
  });

  it.each(LOOKS)('look well: $colorScheme, $size', async ({ colorScheme, size, viewport }) => {
    await tower.visit({ colorScheme, viewport }, async (page) => {
      await open(page);
      await page.getByText('Deadline', { exact: true }).waitFor();
      await page.getByRole('img', { name: /^Open hours/ }).waitFor();
      await tower.look(page, `flow-clocks-${colorScheme}-${size}`);
    });
  });
});

/** What a field for date and time shows in Bucharest. */
const wallClock = (at: Date): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Bucharest' })
    .format(at)
    .replace(' ', 'T');

/** The publishing has a dialog of its own. */
async function publish(): Promise<void> {
  const token = await tower.world.addSession(tower.world.managerId);
  const { accessToken } = (await (
    await fetch(`${tower.origin}/api/auth/refresh`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ refreshToken: token }),
    })
  ).json()) as { accessToken: string };
  const response = await fetch(`${tower.origin}/api/flows/${flowId}/publish`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}` },
  });
  expect(response.status).toBe(200);
}
