import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import type { RoutingRule } from '../../domain/engine/routing/definition.js';
import { flowDefinition, type World } from './world.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

/** Leads with everything that the lead's page can show, whatever time it is when the test runs. */
export interface LeadsOfThePage {
  /** Two clocks in business time over a closed day, a holiday and a night; a pause; steps that fired; reassigned. */
  busy: string;
  /** Offered to Ana, who has not answered; others were out. */
  offered: string;
  /** An elapsed clock that was missed long ago, with a ladder that repeats. */
  late: string;
  /** Of the same person as `late`, linked to it. */
  again: string;
  /** Missed, until the proof of a call in time was heard of: corrected, what had fired compensated. */
  corrected: string;
  ana: string;
  dan: string;
  /** What the page calls the day before yesterday, on which the office was closed. */
  closedDay: 'weekend' | 'closed';
}

/**
 * The office is in a zone where it is late morning now, closed the day before yesterday, and had a holiday yesterday:
 * so a clock that started three days ago always has the same shape.
 */
export async function addLeadsOfThePage(world: World): Promise<LeadsOfThePage> {
  const { zone, midnightMs } = officeNow();
  const at = (day: number, hour: number): Date => new Date(midnightMs + day * DAY_MS + hour * HOUR_MS);
  const weekdayOf = (day: number) => DAYS[new Date(Date.now() + offsetOf(zone) * HOUR_MS + day * DAY_MS).getUTCDay()]!;
  const dateOf = (day: number): string =>
    new Date(Date.now() + offsetOf(zone) * HOUR_MS + day * DAY_MS).toISOString().slice(0, 10);
  await world.sql.query('UPDATE orgs SET time_zone = $2 WHERE id = $1', [world.orgId, zone]);
  const calendarId = await world.addCalendar({
    timeZone: zone,
    weekly: DAYS.filter((day) => day !== weekdayOf(-2)).map((day) => ({ day, from: '09:00', to: '18:00' })),
    holidays: [{ date: dateOf(-1), name: 'Union Day' }],
    specialDates: [],
  });
  // Ana has so much room that she is always the first.
  const ana = await world.addRep('Ana', { capacity: 20, skills: ['solar'] });
  const dan = await world.addRep('Dan', { capacity: 8, skills: ['solar'] });
  await world.addRep('Eva', { capacity: 10 });
  const zoe = await world.addRep('Zoe', { capacity: 10, skills: ['solar'] });
  await world.sql.query("UPDATE users SET status = 'AWAY' WHERE id = $1", [zoe]);

  const plain = flowDefinition(world.teamId);
  const from = (source: string) => ({ field: 'source', op: 'eq', value: source }) as const;
  const solar: RoutingRule = { when: { all: [] }, teamId: world.teamId, skills: ['solar'], strategy: 'BALANCED' };
  await world.addFlow(
    {
      ...plain,
      ...solarFlow(calendarId),
      match: from('web'),
      routing: { ...plain.routing, rules: [{ ...solar, mode: 'AUTO' }] },
    },
    'solar',
  );
  await world.addFlow(
    {
      ...plain,
      match: from('partner'),
      routing: { ...plain.routing, rules: [{ ...solar, mode: 'OFFER', answerWithin: 'PT1H', answerShare: 1 }] },
      clocks: plain.clocks.map((clock) => ({ ...clock, target: { duration: 'PT2H', time: 'ELAPSED' } })),
    },
    'partners',
  );
  await world.addFlow(
    { ...plain, match: from('ads'), duplicates: { window: 'P30D', action: 'LINK' }, clocks: [lateClock] },
    'ads',
  );

  const busy = await world.receive({
    name: 'Ioana Marinescu',
    email: 'ioana.marinescu@example.com',
    source: 'web',
    receivedAt: at(-3, 17 + 20 / 60),
    tags: ['vip', 'north'],
    attributes: { budget: 24_000, roof: 'tiles', utm_source: 'google', utm_campaign: 'spring-solar' },
  });
  await world.sql.query(
    `UPDATE leads SET phone = '+40722123456', phone_raw = '0722 123 456', message = $2, language = 'ro', country = 'RO',
       consents = '{"calls": true, "newsletter": false}' WHERE id = $1`,
    [busy, 'We have a south-facing roof and want an offer before spring. Call after ten, please.'],
  );
  await world.command(busy, { kind: 'PAUSE', reason: 'on holiday until nine thirty' }, at(0, 9.5));
  await world.command(busy, { kind: 'RESUME' }, at(0, 10.25));
  const offered = await world.receive({ name: 'Petru Offered', email: 'petru@example.com', source: 'partner' });
  const ofLarry = { name: 'Late Larry', email: 'larry@example.com', source: 'ads' };
  const late = await world.receive({ ...ofLarry, ageMs: 5 * HOUR_MS });
  const again = await world.receive({ ...ofLarry, ageMs: HOUR_MS / 60 });
  const corrected = await world.receive({
    name: 'Cora Called',
    email: 'cora@example.com',
    source: 'ads',
    ageMs: HOUR_MS,
  });
  await world.prove(corrected, 'CALL_LOGGED', new Date(Date.now() - 50 * 60_000));
  const closedDay = ['SAT', 'SUN'].includes(weekdayOf(-2)) ? 'weekend' : 'closed';
  return { busy, offered, late, again, corrected, ana, dan, closedDay };
}

/** A zone in which it is between eleven and twelve in the morning now, and its last midnight. */
function officeNow(): { zone: string; midnightMs: number } {
  const offset = ((11 - new Date().getUTCHours() + 36) % 24) - 12;
  // Signs of these names are those of POSIX: east is minus.
  const zone = offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
  const localMs = Date.now() + offset * HOUR_MS;
  return { zone, midnightMs: localMs - (localMs % DAY_MS) - offset * HOUR_MS };
}

const offsetOf = (zone: string): number => -Number(zone.slice('Etc/GMT'.length) || 0);

const solarFlow = (calendarId: string): Pick<FlowDefinition, 'scoring' | 'clocks'> => ({
  scoring: {
    threshold: 40,
    rules: [
      {
        when: { field: 'attributes.budget', op: 'gte', value: 20_000 },
        points: 45,
        reason: 'budget of 20,000 or more',
      },
      { when: { field: 'tags', op: 'contains', value: 'vip' }, points: 30, reason: 'recommended by a customer' },
      { when: { field: 'attributes.roof', op: 'eq', value: 'tiles' }, points: -5, reason: 'tiles take longer' },
    ],
  },
  clocks: [
    {
      key: 'first_contact',
      name: 'First contact',
      starts: 'RECEIVED',
      target: { duration: 'PT6H', time: 'BUSINESS', calendarId },
      proofs: ['CALL_LOGGED', 'WHATSAPP_SENT', 'MEETING_BOOKED'],
      atRisk: 0.3,
      ladder: [
        { key: 'remind', at: { share: 0.1 }, action: 'REMINDER', to: ['owner'] },
        { key: 'reassign', at: { share: 0.25 }, action: 'REASSIGN' },
        { key: 'warn', at: { offset: '-PT45M' }, action: 'MANAGER_ALERT', to: ['manager'] },
        {
          key: 'alert',
          at: { offset: 'PT0S' },
          action: 'MANAGER_ALERT',
          to: ['manager'],
          repeat: { every: 'PT10M', times: 3 },
        },
      ],
    },
    {
      key: 'own_reply',
      name: 'Own reply',
      starts: 'ASSIGNED',
      target: { duration: 'PT5H', time: 'BUSINESS', calendarId },
      proofs: ['EMAIL_SENT'],
      restartOnReassign: true,
      ladder: [],
    },
  ],
});

const lateClock: FlowDefinition['clocks'][number] = {
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT15M', time: 'ELAPSED' },
  proofs: ['CALL_LOGGED'],
  atRisk: 0.5,
  ladder: [
    { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] },
    {
      key: 'alert',
      at: { offset: 'PT1M' },
      action: 'MANAGER_ALERT',
      to: ['manager'],
      repeat: { every: 'PT30M', times: 4 },
    },
  ],
};
