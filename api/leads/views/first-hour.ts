import type { z } from 'zod';
import type { FirstHourFound } from '../../../db/leads/queries/first-hour.js';
import {
  firstHourStanding,
  firstHourSteps,
  isReminded,
  PEOPLE_NEEDED,
  type FirstHourKept,
} from '../../../domain/leads/first-hour/first-hour.js';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import { isoMs, isoMsOrNull } from '../../http/contract.js';
import type { getFirstHour } from '../contract/first-hour.js';

type Answer = z.input<(typeof getFirstHour.responses)[200]>;

/** @param kept null: nobody asked for the checklist; what is there is told all the same */
export function firstHourOf(kept: FirstHourKept | null, begun: Date, found: FirstHourFound, nowMs: number): Answer {
  const { facts, source, lead, call } = found;
  const steps = firstHourSteps(kept ?? { begunAt: begun.toISOString() }, facts);
  const standing = firstHourStanding(kept, steps);
  return {
    standing,
    reminded: isReminded(kept, standing, nowMs),
    next: steps.find(({ done }) => !done)?.key ?? null,
    steps: steps.map(({ key, done, atMs, missing }) => ({ key, done, at: isoMsOrNull(atMs), missing })),
    people: { needed: PEOPLE_NEEDED, ...facts.people, invited: found.invited },
    calendar: found.calendar,
    team: found.team,
    flow: found.flow,
    source: source && { ...source, adapter: source.adapter as AdapterName },
    lead: lead && { id: lead.id, name: lead.name, receivedAt: isoMs(lead.receivedAtMs) },
    call: call && { leadId: call.leadId, leadName: call.leadName, at: isoMs(call.atMs) },
  };
}
