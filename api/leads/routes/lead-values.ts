import { leadValues } from '../../../db/leads/queries/lead-values.js';
import { sightOf } from '../../http/access.js';
import * as contracts from '../contract/lead-values.js';
import { route } from '../deps.js';

export const leadValueRoutes = [
  route(contracts.leadValues, async ({ caller, deps }) => {
    const sight = { latest: contracts.LOOKED_AT, onlyOwner: sightOf(caller, 'leads') };
    return { status: 200, body: await deps.db.readOrg(caller.orgId, (tx) => leadValues(tx, sight)) };
  }),
];
