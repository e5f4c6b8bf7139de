import { z } from 'zod';
import type { OrgTransaction } from '../../db/client.js';
import { leadsById } from '../../db/leads/queries/leads.js';
import { ALL_NAMED } from '../../db/leads/queries/references.js';
import { activeFlows } from '../../db/leads/queries/settlement/context.js';
import { LEAD_AUDIT_ACTIONS } from '../../domain/leads/audit/actions.js';
import { flowParts } from '../../domain/leads/audit/flow-parts.js';
import { LEAD_SENTENCES } from '../../domain/leads/audit/sentences.js';
import { teamUses } from '../../domain/leads/flow/team-uses.js';
import { LEAD_STATUSES } from '../../domain/leads/vocabulary/status.js';
import type { LeadWorkItemKind } from '../../domain/leads/vocabulary/work-items.js';
import type { Product } from '../platform/product.js';

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
};

/** `ASSIGN`: give the lead to somebody. `FLOW`: look at the flow, and mend it for the next leads. */
const SOLUTIONS: Record<LeadWorkItemKind, readonly ('ASSIGN' | 'FLOW')[]> = {
  UNROUTED: ['ASSIGN', 'FLOW'],
  NOT_REASSIGNED: ['ASSIGN', 'FLOW'],
  NO_FLOW: ['ASSIGN', 'FLOW'],
  CLOCK_NOT_STARTED: ['FLOW'],
  RECIPIENT_MISSING: ['ASSIGN', 'FLOW'],
};

/** The active flows that still name an archived team: they go on, but not to its people. */
async function flowsThatName(tx: OrgTransaction, teamId: string): Promise<{ path: string; message: string }[]> {
  return (await activeFlows(tx)).flatMap(({ key, definition }) =>
    teamUses(definition.routing, teamId).map(({ path, words }) => ({
      path,
      message: `The active flow «${key}» gives leads to this team by ${words}: they go to what follows it. Publish the flow with another team.`,
    })),
  );
}

/** Leads, as the platform asks for them. */
export const leadsProduct: Product = {
  audit: { actions: LEAD_AUDIT_ACTIONS, sentences: LEAD_SENTENCES, partsOf: flowParts, named: ALL_NAMED },
  workItems: {
    howToFix: HOW_TO_FIX,
    solutions: SOLUTIONS,
    lead: z.object({ name: z.string().nullable(), status: z.enum(LEAD_STATUSES) }),
    leads: leadsById,
  },
  teams: { usesOf: flowsThatName },
};
