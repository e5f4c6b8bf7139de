import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import type { FlowRow } from '../../../db/leads/queries/flows.js';
import { recentLeads } from '../../../db/leads/queries/recent-leads.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { activeFlows } from '../../../db/leads/queries/settlement/context.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { Effect, type Moved } from '../../../domain/leads/trial/effect.js';
import { isRead, issuesOf, readableDefinition, type ReadFlow } from '../../../domain/leads/trial/read-flow.js';
import { isoMs } from '../../http/contract.js';
import { EFFECT_DAYS, MOST_LEADS, type flowEffect } from '../contract/flow-trial.js';
import { readCalendars } from '../surroundings.js';

type EffectOut = z.input<(typeof flowEffect.responses)[200]>;

/** So many leads are held at a time. */
const BATCH = 200;
const DAY_MS = 24 * 60 * 60_000;

/** Over the leads of late: which the draft would take from the other flows, and which it would give up. Reads only. */
export async function effectOf(
  tx: OrgTransaction,
  { flow, draft, nowMs }: { flow: FlowRow; draft: ReadFlow; nowMs: number },
): Promise<EffectOut> {
  const sinceMs = nowMs - EFFECT_DAYS * DAY_MS;
  const active = await activeFlows(tx);
  const told = isRead(draft.match) && isRead(draft.priority);
  const calendars = await readCalendars(tx);
  const isOpen = (calendarId: string, atMs: number): boolean => calendars.get(calendarId)?.isOpen(atMs) ?? false;
  const { id, key } = flow;
  const effect = new Effect(active, { id, key, version: 0, definition: readableDefinition(draft) });
  let more = false;
  for (let last: string | null = null; told && !more;) {
    // One more than is counted, to know whether there are more.
    const rows = await recentLeads(tx, sinceMs, last, Math.min(BATCH, MOST_LEADS - effect.leads + 1));
    for (const { facts, ...lead } of rows) {
      more = effect.leads === MOST_LEADS;
      if (more) break;
      effect.add({ ...lead, facts: { ...facts, status: 'RECEIVED', ownerId: null, score: null, isOpen } });
    }
    if (rows.length < BATCH) break;
    last = rows.at(-1)!.id;
  }
  const moved = { takes: told ? shown(effect.takes) : null, gives: told ? shown(effect.gives) : null };
  return {
    since: isoMs(sinceMs),
    leads: effect.leads,
    more,
    active: active.some((one) => one.id === id),
    keeps: told ? effect.keeps : null,
    ...moved,
    issues: [...issuesOf(draft.match), ...issuesOf(draft.priority)],
    names: Object.fromEntries(
      await namesOf(
        tx,
        [moved.takes, moved.gives].flatMap((one) => one?.flows.map(({ flowId }) => flowId) ?? []),
        GIVEN_NAMES,
      ),
    ),
  };
}

const shown = ({ leads, flows }: Moved): NonNullable<EffectOut['takes']> => ({
  leads,
  flows: flows.map(({ examples, ...flow }) => ({
    ...flow,
    examples: examples.map(({ receivedAtMs, ...lead }) => ({ ...lead, receivedAt: isoMs(receivedAtMs) })),
  })),
});
