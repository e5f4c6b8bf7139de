import { leadsAtContact } from '../../../db/leads/queries/same-contact.js';
import { activeFlows } from '../../../db/leads/queries/settlement/context.js';
import { findFlow } from '../../../db/leads/queries/flows.js';
import { calendarDefinitions } from '../../../db/platform/queries/calendars.js';
import { orgLocale } from '../../../db/platform/queries/orgs.js';
import { compileCalendar } from '../../../domain/engine/calendars/calendar.js';
import { parseDuration } from '../../../domain/engine/time/duration.js';
import type { LeadFacts } from '../../../domain/leads/flow/facts.js';
import { selectFlow, type ActiveFlow } from '../../../domain/leads/flow/select.js';
import { identifying, ofSamePerson } from '../../../domain/leads/same-person/same-contact.js';
import type { KnownLead } from '../../../domain/leads/same-person/same-person.js';
import { isEnded } from '../../../domain/leads/vocabulary/ended.js';
import { sightOf } from '../../http/access.js';
import { isoMs } from '../../http/contract.js';
import { validation } from '../../http/errors.js';
import * as contracts from '../contract/lead-check.js';
import { route } from '../deps.js';
import { normaliseNewLead } from '../intake/lead-body.js';
import { newLead } from './intake.js';

/** What the flow does with a lead of a person who is known. */
function becomes(flow: ActiveFlow | null, known: readonly KnownLead[], nowMs: number) {
  const duplicates = flow?.definition.duplicates;
  if (!duplicates) return 'NEW' as const;
  const within = known.filter(({ receivedAtMs }) => nowMs - receivedAtMs <= parseDuration(duplicates.window));
  if (duplicates.action === 'LINK') return within.length > 0 ? ('LINKED' as const) : ('NEW' as const);
  return within.some(({ status }) => !isEnded(status)) ? ('ATTACHED' as const) : ('NEW' as const);
}

export const leadCheckRoutes = [
  route(contracts.checkLead, async ({ body, caller, deps }) => {
    const parsed = normaliseNewLead(body);
    if (!parsed.ok) throw validation(parsed.issues);
    const { lead } = parsed;
    if (body.phone !== undefined && lead.phone === null)
      throw validation([
        {
          path: 'phone',
          message: 'This is not a phone number. Give it with its country prefix, such as +40 722 123 456.',
        },
      ]);
    const answer = await deps.db.readOrg(caller.orgId, async (tx) => {
      const flows = await activeFlows(tx);
      const calendars = new Map((await calendarDefinitions(tx)).map(({ id, definition }) => [id, definition]));
      const nowMs = deps.clock().getTime();
      const { consents, ...asked } = newLead(lead, caller.kind === 'api_key' ? 'api' : 'manual');
      const facts: LeadFacts = {
        ...asked,
        consents: Object.fromEntries(
          Object.entries(consents).filter((one): one is [string, boolean] => one[1] !== undefined),
        ),
        endpointId: null,
        receivedAtMs: nowMs,
        status: 'RECEIVED',
        ownerId: null,
        score: null,
        locale: await orgLocale(tx),
        isOpen: (id, atMs) => {
          const definition = calendars.get(id);
          return definition !== undefined && compileCalendar(definition).isOpen(atMs);
        },
      };
      const flow = selectFlow(facts, null, flows);
      const known = ofSamePerson(asked, await leadsAtContact(tx, identifying(asked)));
      const row = flow && (await findFlow(tx, flow.id));
      return {
        flow: flow && row ? { id: flow.id, name: row.name, version: flow.version } : null,
        becomes: becomes(flow, known, nowMs),
        known,
      };
    });
    const onlyOwner = sightOf(caller, 'leads');
    return {
      status: 200,
      body: {
        email: lead.email,
        phone: lead.phone,
        phoneExtension: lead.phoneExtension,
        country: lead.country,
        flow: answer.flow,
        becomes: answer.becomes,
        samePerson: answer.known
          .filter(({ ownerId }) => onlyOwner === null || ownerId === onlyOwner)
          .map(({ id, name, status, ownerId, receivedAtMs }) => ({
            leadId: id,
            name,
            status,
            ownerId,
            receivedAt: isoMs(receivedAtMs),
          })),
      },
    };
  }),
];
