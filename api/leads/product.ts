import { z } from 'zod';
import type { OrgTransaction } from '../../db/client.js';
import { addFirstFlow } from '../../db/leads/new-org.js';
import { workOf } from '../../db/leads/queries/work.js';
import { flowsOfLeads, leadsById } from '../../db/leads/queries/leads.js';
import { countLeadsIn, flowsNaming } from '../../db/leads/queries/calendar-uses.js';
import { ALL_NAMED } from '../../db/leads/queries/references.js';
import { activeFlows } from '../../db/leads/queries/settlement/context.js';
import { flowDefinitions } from '../../db/leads/queries/settlement/lead-state.js';
import { LEAD_AUDIT_ACTIONS } from '../../domain/leads/audit/actions.js';
import { flowParts } from '../../domain/leads/audit/flow-parts.js';
import { LEAD_SENTENCES } from '../../domain/leads/audit/sentences.js';
import { teamUses } from '../../domain/leads/flow/team-uses.js';
import { LEAD_FAMILIES } from '../../domain/leads/metrics/families.js';
import { LEAD_EVENTS } from '../../domain/leads/vocabulary/events.js';
import { ESCALATIONS } from '../../domain/leads/vocabulary/escalations.js';
import { LEAD_STATUSES } from '../../domain/leads/vocabulary/status.js';
import type { LeadWorkItemKind } from '../../domain/leads/vocabulary/work-items.js';
import { SENT_CLOCK, SENT_LEAD } from '../../domain/leads/vocabulary/sent-lead.js';
import { membersSchema } from '../platform/contract/events.js';
import type { Product } from '../platform/product.js';
import { leadLetters } from './dead-deliveries.js';

const HOW_TO_FIX: Record<LeadWorkItemKind, readonly string[]> = {
  UNROUTED: [
    'Assign the lead by hand.',
    'For the next leads: add reps, skills or capacity to the team, or a fallback to the flow.',
  ],
  NOT_REASSIGNED: [
    'See that the owner calls, or assign the lead to somebody by hand.',
    'For the next leads: add reps, skills or capacity to the team, or a fallback to the flow.',
  ],
  NO_FLOW: [
    'Assign the lead by hand: without a flow no clock runs for it.',
    'For the next leads: publish and activate a flow that takes them, or the one that their endpoint names.',
  ],
  CLOCK_NOT_STARTED: [
    'Watch this lead by hand: it goes on without that clock.',
    'For the next leads: publish the flow with a calendar that is there and has working time.',
  ],
  RECIPIENT_MISSING: [
    'See to the lead, or assign it to somebody who is there.',
    'For the next leads: publish the flow with recipients who are active.',
  ],
  UNREADABLE_LEAD: [
    'Mend what was sent and take it in as a lead, or discard it where there was nobody.',
    'For the next ones: tell the endpoint which question is which (its mapping), or correct the form.',
  ],
  NOT_SETTLED: [
    'Look after the lead by hand: its clocks, reminders and proofs are taken up again by themselves once it can be settled.',
    'Tell whoever runs Pinggo: the worker’s log names the lead and the fault. Nothing is lost meanwhile.',
  ],
};

/** The clocks and steps of leads, by the version of the flow that each goes by. A step has no name: it is called by what it does. */
async function calledByKey(tx: OrgTransaction, leadIds: readonly string[]) {
  const refs = await flowsOfLeads(tx, leadIds);
  const definitionOf = await flowDefinitions(tx, refs);
  return new Map(
    refs.map((ref) => {
      const { clocks } = definitionOf(ref);
      const steps = clocks.flatMap(({ ladder }) =>
        ladder.map(({ key, action }): [string, string] => [key, ESCALATIONS[action].words]),
      );
      return [ref.leadId, new Map([...steps, ...clocks.map(({ key, name }): [string, string] => [key, name])])];
    }),
  );
}
/** `ASSIGN`: give the lead to somebody. `FLOW`: look at the flow, and mend it for the next leads. */
const SOLUTIONS: Record<LeadWorkItemKind, readonly ('ASSIGN' | 'FLOW')[]> = {
  UNROUTED: ['ASSIGN', 'FLOW'],
  NOT_REASSIGNED: ['ASSIGN', 'FLOW'],
  NO_FLOW: ['ASSIGN', 'FLOW'],
  CLOCK_NOT_STARTED: ['FLOW'],
  RECIPIENT_MISSING: ['ASSIGN', 'FLOW'],
  // Its own page mends it.
  UNREADABLE_LEAD: [],
  // A fault of the machine's: nothing that a manager does mends it.
  NOT_SETTLED: [],
};

/** The active flows that still name an archived team: they go on, but not to its people. */
async function flowsThatName(tx: OrgTransaction, teamId: string): Promise<{ path: string; message: string }[]> {
  return (await activeFlows(tx)).flatMap(({ key, definition }) =>
    teamUses(definition.routing, teamId).map(({ path, words }) => ({
      path,
      message: `The active flow “${key}” gives leads to this team by ${words}: they go to what follows it. Publish the flow with another team.`,
    })),
  );
}

/** Flows that name a calendar, and leads that count by it. */
async function leadsThatCount(tx: OrgTransaction, calendarId: string): Promise<string[]> {
  const flows = (await flowsNaming(tx, calendarId)).map(
    ({ name, where }) => `the flow “${name}” (${where.join(', ')})`,
  );
  const leads = await countLeadsIn(tx, calendarId);
  return leads === 0 ? flows : [...flows, leads === 1 ? 'a lead that is open' : `${leads} leads that are open`];
}

/** Leads, as the platform asks for them. */
export const leadsProduct: Product = {
  audit: { actions: LEAD_AUDIT_ACTIONS, sentences: LEAD_SENTENCES, partsOf: flowParts, named: ALL_NAMED, calledByKey },
  workItems: {
    howToFix: HOW_TO_FIX,
    solutions: SOLUTIONS,
    lead: z.object({ name: z.string().nullable(), status: z.enum(LEAD_STATUSES) }),
    leads: leadsById,
  },
  deadLetters: leadLetters,
  metrics: LEAD_FAMILIES,
  people: { workOf },
  calendars: { usesOf: leadsThatCount },
  teams: { usesOf: flowsThatName },
  events: {
    definitions: LEAD_EVENTS,
    lead: membersSchema(SENT_LEAD)
      .extend({
        clocks: z.array(membersSchema(SENT_CLOCK)).meta({ description: 'Of each clock the newest cycle.' }),
      })
      .meta({ id: 'SentLead' }),
  },
  newOrg: addFirstFlow,
};
