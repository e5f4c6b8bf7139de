import { isDeepStrictEqual } from 'node:util';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import { Tower } from '../../support/tower.js';
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
const focused = (page: Page) => page.locator('[role=slider]:focus');
const clock = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) });
/** The card of a clock. */
const item = (page: Page, index: number) =>
  page.getByRole('group', { name: 'Clocks', exact: true }).locator(':scope > ol > li').nth(index);
const choose = async (within: Locator, page: Page, label: string, option: string): Promise<void> => {
  await within
    .getByRole('combobox', { name: label, exact: true })
    .or(within.getByLabel(label, { exact: true }))
    .first()
    .click();
  // A notice may lie over it.
  await page.getByRole('option', { name: option, exact: true }).dispatchEvent('click');
};
/** Whatever the order of members, which the database does not keep. */
const same = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);
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
      await focused(page).waitFor();
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
      await focused(page).waitFor();
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
      await page.getByRole('alert').getByRole('button', { name: 'Undo' }).focus();
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
      // The same lead a day later: the page counts from whole minutes on.
      const later = new Date(Math.floor(real.started.getTime() / 60_000) * 60_000 + 86_400_000);
      const answer = page.waitForResponse((response) => {
        const sent: unknown = response.url().endsWith('/outlook') ? response.request().postDataJSON() : null;
        return (sent as { startsAt: string } | null)?.startsAt === later.toISOString();
      });
      await page.getByLabel(/^Received/).fill(wallClock(later));
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

  it('are written without JSON: a chain, hours, a template, recipients, another clock’s steps', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await page.getByRole('button', { name: 'Add a clock' }).click();
      const second = item(page, 1);
      await second.getByRole('textbox', { name: 'Name', exact: true }).fill('Follow up');
      await saved('a key of the name', ({ clocks }) => clocks[1]?.key === 'follow_up');
      await choose(second, page, 'It starts', 'when “First contact” is met');
      await choose(second, page, 'Counted in', 'working time');
      await choose(second, page, 'Whose working time', 'of the owner');
      await second.getByText('Counted in the hours of “hours” (Europe/Bucharest), which are of the flow.').waitFor();
      await second.getByText(/The clock begins when “First contact” is met/).waitFor();
      await saved('a clock of the owner’s hours after the other', ({ clocks }) =>
        same(
          [clocks[1]!.starts, clocks[1]!.target],
          [{ afterMet: 'first_contact' }, { duration: 'PT15M', time: 'BUSINESS', calendarOf: 'OWNER' }],
        ),
      );
      await second.getByRole('button', { name: 'Begin with …' }).click();
      await page.getByRole('menuitem', { name: /^Remind at half, reassign/ }).click();
      await saved('the steps of the template', ({ clocks }) => clocks[1]!.ladder.length === 3);
      await second
        .getByRole('button', { name: 'Edit: Remind at 50 % of the target' })
        .or(second.getByRole('button', { name: 'Edit: Remind at 50% of the target' }))
        .click();
      const told = second
        .getByRole('combobox', { name: 'Who is told' })
        .or(second.getByRole('textbox', { name: 'Who is told' }))
        .first();
      await told.fill('Ana');
      // A notice may lie over it.
      await page.getByRole('option', { name: 'Ana', exact: true }).dispatchEvent('click');
      await page.keyboard.press('Escape');
      await second.getByRole('switch', { name: 'Repeat it' }).click();
      await choose(second, page, 'Wait for the working time', 'of the team');
      await saved('recipients, repeats and a window', ({ clocks }) => {
        const [remind] = clocks[1]!.ladder;
        return (
          remind!.to?.length === 2 &&
          remind!.repeat?.times === 3 &&
          JSON.stringify(remind!.within) === '{"calendarOf":"TEAM"}'
        );
      });
      await second
        .getByText(/tells the owner and Ana; by e-mail; again every 30 min, up to 3×; waits for working time/)
        .waitFor();
      // The other clock as this one, and back.
      const before = (await draftOf()).clocks[0]!.ladder;
      const first = item(page, 0);
      await first.getByRole('button', { name: 'As in …' }).click();
      await page.getByRole('menuitem', { name: 'Follow up' }).click();
      await saved('the steps of the other', ({ clocks }) => clocks[0]!.ladder[0]?.repeat?.times === 3);
      await page.getByRole('button', { name: 'Undo' }).last().click();
      await saved('its own again', ({ clocks }) => JSON.stringify(clocks[0]!.ladder) === JSON.stringify(before));
      // By the pointer.
      await marks(page).first().scrollIntoViewIfNeeded();
      const box = (await marks(page).first().boundingBox())!;
      await page.mouse.move(box.x + 15, box.y + 15);
      await page.mouse.down();
      await page.mouse.move(box.x + 100, box.y + 15, { steps: 5 });
      await page.mouse.up();
      await saved(
        'dragged',
        ({ clocks }) => JSON.stringify(clocks[0]!.ladder[0]?.at) !== JSON.stringify(before[0]?.at),
      );
    });
  });

  it('name what is gone, and leave what cannot be read as it is', async () => {
    const { clocks, ...rest } = await draftOf();
    const gone = '0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11';
    const odd = {
      ...rest,
      later: { of: 'a newer version' },
      clocks: [
        {
          ...clocks[0],
          target: { duration: 'PT2H', time: 'BUSINESS', calendarId: gone, more: 1 },
          ladder: [
            { key: 'x', at: { share: 0.5 }, action: 'REMINDER', to: [{ userId: gone }] },
            7,
            { key: 'y', at: 'soon' },
          ],
        },
        'no clock',
      ],
    };
    await tower.world.sql.query('UPDATE flows SET draft = $2, revision = revision + 1 WHERE id = $1', [flowId, odd]);
    await tower.visit({}, async (page) => {
      await open(page);
      await page
        .getByText(/a calendar that is gone/)
        .first()
        .waitFor();
      await page.getByText(/tells a person who is gone/).waitFor();
      await page.getByText('a clock that cannot be read').waitFor();
      await page.getByRole('button', { name: 'Edit: A step that cannot be read' }).click();
      await page.getByText('A step that cannot be read cannot be shown here').waitFor();
      await page.getByText(/cannot be counted yet/).waitFor();
      await marks(page).first().focus();
      await page.keyboard.press('ArrowRight');
      await saved('only what was touched', (draft) => {
        const wanted = structuredClone(odd);
        (wanted.clocks[0] as { ladder: { at: unknown }[] }).ladder[0]!.at = { share: 0.55 };
        return same(draft, wanted);
      });
    });
  });

  it('look well in every look', async () => {
    const { clocks: _, ...rest } = await draftOf();
    const draft = { ...rest, clocks: LOOKED };
    await tower.world.sql.query('UPDATE flows SET draft = $2, revision = revision + 1 WHERE id = $1', [flowId, draft]);
    await tower.visit({}, async (page) => {
      await open(page);
      await page.getByText('Deadline', { exact: true }).waitFor();
      await page.getByRole('img', { name: /^Open hours/ }).waitFor();
      await page.getByRole('button', { name: /^Edit: Alert the manager/ }).click();
      await page.getByLabel('Repeat it').waitFor();
      await tower.lookAtAll(page, 'flow-clocks');
    });
  });
});

/** A clock with what can be drawn, and one of days. */
const LOOKED: FlowDefinition['clocks'] = [
  {
    key: 'first_contact',
    name: 'First contact',
    starts: 'RECEIVED',
    target: { duration: 'PT15M', time: 'BUSINESS', calendarOf: 'FLOW' },
    targets: [{ when: { field: 'score', op: 'gte', value: 80 }, duration: 'PT5M' }],
    atRisk: 0.75,
    proofs: ['CALL_LOGGED', 'WHATSAPP_SENT'],
    restartOnReassign: true,
    ladder: [
      { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', channels: ['email'], within: { calendarOf: 'OWNER' } },
      { key: 'remind_2', at: { offset: '-PT30S' }, action: 'REMINDER' },
      { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
      { key: 'team', at: { share: 1.2 }, action: 'ALERT_TEAM' },
      {
        key: 'alert',
        at: { offset: 'PT10M' },
        action: 'MANAGER_ALERT',
        to: ['manager', 'team'],
        channels: ['email'],
        repeat: { every: 'PT30M', times: 10 },
        within: { calendarOf: 'FLOW' },
      },
    ],
  },
  {
    key: 'next_touch',
    name: 'Next touch',
    starts: { afterMet: 'first_contact' },
    target: { duration: 'P5D', time: 'ELAPSED' },
    proofs: ['EMAIL_SENT'],
    recurring: true,
    pauseIn: ['OFFERED'],
    ladder: [{ key: 'remind', at: { share: 0.8 }, action: 'REMINDER' }],
  },
];

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
