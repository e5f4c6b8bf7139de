import { v7 as newId } from 'uuid';
import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { findEndpoint } from '../../../db/leads/queries/endpoints.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import { arriving } from '../../../domain/leads/lead/arriving.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import { validation } from '../../http/errors.js';
import type { tryFlow } from '../contract/flow-trial.js';
import { normaliseStandardLead } from '../intake/lead-body.js';
import { newLead } from './intake.js';

type Asked = z.output<typeof tryFlow.body>;

/** The lead that a draft is tried with, as it comes in. @throws ApiError 400 where there is none, or none can be made of it. */
export async function leadToTry(tx: OrgTransaction, asked: Asked, atMs: number): Promise<LeadState> {
  if (asked.leadId !== undefined) {
    const [loaded] = await loadLeads(tx, [asked.leadId]);
    if (!loaded) throw validation([{ path: 'leadId', message: 'There is no such lead.' }]);
    return arriving({ ...loaded.state, receivedAtMs: atMs });
  }
  const parsed = normaliseStandardLead(asked.lead!);
  if (!parsed.ok) throw validation(parsed.issues.map((issue) => ({ ...issue, path: `lead.${issue.path}` })));
  const endpoint = asked.endpointId === undefined ? null : await findEndpoint(tx, asked.endpointId);
  if (asked.endpointId !== undefined && endpoint === null)
    throw validation([{ path: 'endpointId', message: 'There is no such endpoint.' }]);
  const { timeZone, locale } = (await findOrg(tx))!;
  const { consents, language, country, ...lead } = newLead(parsed.lead, endpoint?.source ?? 'manual');
  return arriving({
    ...lead,
    orgId: tx.orgId,
    id: newId(),
    timeZone,
    locale: endpoint?.locale ?? locale,
    endpointId: endpoint?.id ?? null,
    endpointFlowId: endpoint?.flowId ?? null,
    language: asked.language ?? language,
    country: asked.country?.toUpperCase() ?? country,
    consents: Object.fromEntries(
      Object.entries(consents).filter((entry): entry is [string, boolean] => entry[1] !== undefined),
    ),
    receivedAtMs: atMs,
  });
}
