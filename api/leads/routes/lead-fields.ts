import { latestLeadSamples } from '../../../db/leads/queries/lead-fields.js';
import { leadFields } from '../../../domain/leads/flow/lead-fields.js';
import * as contracts from '../contract/lead-fields.js';
import { route } from '../deps.js';

export const leadFieldRoutes = [
  route(contracts.listLeadFields, async ({ caller, deps }) => {
    const leads = await deps.db.readOrg(caller.orgId, (tx) => latestLeadSamples(tx, contracts.LATEST_LEADS));
    return { status: 200, body: { leads: leads.length, items: leadFields(leads) } };
  }),
];
