import { findEndpoint } from '../../../db/leads/queries/endpoints.js';
import { orgLocale } from '../../../db/platform/queries/orgs.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { activeFlows } from '../../../db/leads/queries/settlement/context.js';
import { calendarDefinitions } from '../../../db/platform/queries/calendars.js';
import type { LeadFacts } from '../../../domain/leads/flow/facts.js';
import { previewFlow } from '../../../domain/leads/flow/preview.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import * as contracts from '../contract/flow-preview.js';
import { validation } from '../../http/errors.js';
import { normaliseStandardLead } from '../intake/lead-body.js';
import { route } from '../deps.js';
import { newLead } from './intake.js';

export const flowPreviewRoutes = [
  route(contracts.previewFlows, async ({ body, caller, deps }) => {
    const parsed = normaliseStandardLead(body.lead);
    if (!parsed.ok) throw validation(parsed.issues.map((issue) => ({ ...issue, path: `lead.${issue.path}` })));
    const preview = await deps.db.readOrg(caller.orgId, async (tx) => {
      const endpoint = body.endpointId === undefined ? null : await findEndpoint(tx, body.endpointId);
      if (body.endpointId !== undefined && endpoint === null) {
        throw validation([{ path: 'endpointId', message: 'There is no such endpoint.' }]);
      }
      const flows = await activeFlows(tx);
      const calendars = new Map((await calendarDefinitions(tx)).map(({ id, definition }) => [id, definition]));
      const { consents, ...lead } = newLead(parsed.lead, endpoint?.source ?? 'manual');
      const facts: LeadFacts = {
        ...lead,
        consents: Object.fromEntries(Object.entries(consents).filter(([, given]) => given !== undefined)) as Record<
          string,
          boolean
        >,
        endpointId: endpoint?.id ?? null,
        receivedAtMs: body.receivedAt === undefined ? deps.clock().getTime() : Date.parse(body.receivedAt),
        status: 'RECEIVED',
        ownerId: null,
        score: null,
        locale: endpoint?.locale ?? (await orgLocale(tx)),
        isOpen: (id, atMs) => {
          const definition = calendars.get(id);
          return definition !== undefined && compileCalendar(definition).isOpen(atMs);
        },
      };
      const definitions = flows.map(({ definition }) => definition.match);
      return previewFlow(facts, endpoint?.flowId ?? null, flows, await namesOf(tx, definitions));
    });
    const { flow, candidates, score } = preview;
    return {
      status: 200,
      body: { flow: flow && { id: flow.id, key: flow.key, version: flow.version }, candidates, score },
    };
  }),
];
