import { setTimeout as delay } from 'node:timers/promises';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { actionsAsFired, actionsAsStarted, actionsOf, type Actions, type HistoryEvent } from '../../support/actions.js';
import type { Lab } from '../lab.js';
import { inLanes } from '../lanes.js';
import { percentile } from '../stats.js';
import type { Mark } from './begun.js';
import { untilDelivered } from './outbox.js';

/** Leads of which it is asked when their timers stood: so many of the last, and about so many of all. */
const SAMPLE = 60;

export interface LeadKey {
  orgId: string;
  leadId: string;
}

async function historyOf({ client }: Lab, { orgId, leadId }: LeadKey): Promise<HistoryEvent[]> {
  return (await client.workflow.getHandle(leadWorkflowId(orgId, leadId)).fetchHistory()).events ?? [];
}

const isTimer = (event: HistoryEvent): boolean => Boolean(event.timerStartedEventAttributes);

/** Their histories, once each has an event like this or the time is up. */
async function historiesWith(
  lab: Lab,
  leads: readonly LeadKey[],
  has: (event: HistoryEvent) => boolean,
  mostMs: number,
): Promise<HistoryEvent[][]> {
  const untilMs = Date.now() + mostMs;
  const histories: HistoryEvent[][] = [];
  await inLanes(leads, 4, async (lead) => {
    for (;;) {
      const events = await historyOf(lab, lead).catch(() => []);
      if (!events.some(has) && Date.now() < untilMs) await delay(500);
      else return void histories.push(events);
    }
  });
  return histories;
}

/** When a workflow came to wait: its first timer stands. By the server's own clock, in epoch milliseconds. */
function firstTimerAtMs(events: readonly HistoryEvent[]): number | null {
  const at = events.find(isTimer)?.eventTime;
  return at ? Number(at.seconds) * 1000 + (at.nanos ?? 0) / 1e6 : null;
}

export interface Running {
  /** Seconds until Temporal had been told of the last lead; null: not within the time. */
  startedS: number | null;
  /** Seconds until the last of a sample waited on its timer. */
  timersS: number | null;
  sample: number;
}

export const NOT_RUNNING: Running = { startedS: null, timersS: null, sample: 0 };

/**
 * How long it takes until all workflows of the leads that came in since run.
 * @param fromMs what the seconds are counted from
 */
export async function untilRunning(
  lab: Lab,
  orgIds: readonly string[],
  since: Mark,
  fromMs: number,
  mostMs: number,
): Promise<Running> {
  const untilMs = Date.now() + mostMs;
  const secondsTo = (atMs: number) => (atMs - fromMs) / 1000;
  if (!(await untilDelivered(lab.tenant.world, mostMs))) return NOT_RUNNING;
  const told = await lab.tenant.world.all<LeadKey & { atMs: number }>(
    `SELECT org_id AS "orgId", lead_id AS "leadId", (extract(epoch FROM delivered_at) * 1000)::float8 AS "atMs"
     FROM outbox WHERE topic = 'LEAD_RECEIVED' AND org_id = ANY($1::uuid[]) AND created_at >= $2 ORDER BY delivered_at, id`,
    [orgIds, since.receivedAt],
  );
  // Those that were told last, and some of all.
  const every = Math.max(1, Math.floor(told.length / SAMPLE));
  const sample = told.filter((_, n) => n % every === 0 || n >= told.length - SAMPLE);
  const histories = await historiesWith(lab, sample, isTimer, Math.max(5_000, untilMs - Date.now()));
  const timers = histories.map(firstTimerAtMs);
  return {
    startedS: secondsTo(told.at(-1)?.atMs ?? NaN),
    timersS: timers.every((at) => at !== null) ? secondsTo(Math.max(...timers)) : null,
    sample: sample.length,
  };
}

export interface ActionsOfMany {
  leads: number;
  /** With the timers that fired; of all the average. */
  fired: number;
  started: number;
  mostFired: number;
  /** How many of each kind a lead has, on average. */
  parts: Record<string, number>;
}

/** The Actions of leads that got a proof, once their workflows have shown that they were contacted. */
export async function actionsOfContacted(lab: Lab, leads: readonly LeadKey[], mostMs: number): Promise<ActionsOfMany> {
  const shown = async ({ orgId, leadId }: LeadKey) =>
    (
      await lab.client.workflow
        .getHandle(leadWorkflowId(orgId, leadId))
        .describe()
        .catch(() => null)
    )?.searchAttributes['LeadStatus']?.[0] === 'CONTACTED';
  const untilMs = Date.now() + mostMs;
  const counted: Actions[] = [];
  await inLanes(leads, 4, async (lead) => {
    while (!(await shown(lead))) {
      if (Date.now() >= untilMs) return;
      await delay(500);
    }
    counted.push(actionsOf(await historyOf(lab, lead)));
  });
  const mean = (of: (one: Actions) => number) => counted.reduce((sum, one) => sum + of(one), 0) / counted.length;
  const names = Object.keys(counted[0] ?? {}) as (keyof Actions)[];
  return {
    leads: counted.length,
    fired: mean(actionsAsFired),
    started: mean(actionsAsStarted),
    mostFired: percentile(counted.map(actionsAsFired), 1),
    parts: Object.fromEntries(names.map((name) => [name, mean((one) => one[name])])),
  };
}
