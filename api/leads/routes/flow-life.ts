import type { z } from 'zod';
import { endpointsOfFlow, leadsTakenSince, openLeadsByVersion } from '../../../db/leads/queries/flow-use.js';
import { findFlow } from '../../../db/leads/queries/flows.js';
import { fromTemplate } from '../../../domain/leads/flow/templates/template.js';
import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import type { flowFromTemplate } from '../contract/bodies/flow-templates.js';
import * as contracts from '../contract/flow-life.js';
import { route } from '../deps.js';
import { addFlow } from './flows.js';

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** What the body asks for, made of its template. */
function definitionOf(body: z.infer<typeof flowFromTemplate>): FlowDefinition {
  const language = body.language ?? 'en';
  switch (body.template) {
    case 'WEB_FORM':
      return fromTemplate('WEB_FORM', body, language);
    case 'ON_CALL':
      return fromTemplate('ON_CALL', body, language);
    case 'OFFERS_BY_SKILL':
      return fromTemplate('OFFERS_BY_SKILL', body, language);
    case 'VIP_BROADCAST':
      return fromTemplate('VIP_BROADCAST', body, language);
    case 'WEEKEND':
      return fromTemplate('WEEKEND', body, language);
  }
}

export const flowLifeRoutes = [
  route(contracts.createFlowFromTemplate, (context) => {
    const { template, key, name } = context.body;
    return addFlow(context, { key, name, template, draft: definitionOf(context.body) });
  }),

  route(contracts.flowUse, async ({ params, caller, deps, missing }) => {
    const since = new Date(deps.clock().getTime() - WEEK_MS);
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findFlow(tx, params.id))) throw missing();
      const byVersion = await openLeadsByVersion(tx, params.id);
      return {
        byVersion,
        openLeads: byVersion.reduce((sum, { openLeads }) => sum + openLeads, 0),
        takenLastWeek: await leadsTakenSince(tx, params.id, since),
        endpoints: await endpointsOfFlow(tx, params.id),
      };
    });
    return { status: 200, body };
  }),
];
