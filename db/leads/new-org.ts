import { v7 as uuidv7 } from 'uuid';
import { primaryLanguage } from '../../domain/engine/routing/language.js';
import { firstFlow } from '../../domain/leads/flow/first-flow.js';
import type { PrepareNewOrg } from '../platform/new-org.js';
import { writeLeadAudit } from './queries/audit.js';
import { beginFirstHour } from './queries/first-hour.js';
import { insertFlow, publishVersion, setFlowActive } from './queries/flows.js';

/**
 * A new organisation's first flow: published and active, so that the first lead has somebody to go to and a clock. And the checklist
 * of its first hour begins.
 */
export const addFirstFlow: PrepareNewOrg = async (tx, things) => {
  await beginFirstHour(tx, things.at);
  const { calendarId, teamId, locale, adminId, at: now } = things;
  const stamp = { actor: things.actor, traceId: things.traceId, at: now };
  const { key, name, definition } = firstFlow(calendarId, teamId, primaryLanguage(locale));
  const entity = { type: 'flow', id: uuidv7() };
  await insertFlow(tx, { id: entity.id, key, name, draft: definition, now });
  await writeLeadAudit(tx, { ...stamp, action: 'flow.created', entity, after: { key, name, definition } });
  const version = await publishVersion(tx, entity.id, { definition, by: adminId ?? 'system', now });
  await writeLeadAudit(tx, { ...stamp, action: 'flow.published', entity, after: { version, definition } });
  await setFlowActive(tx, entity.id, true, now);
  await writeLeadAudit(tx, { ...stamp, action: 'flow.activated', entity, after: { active: true } });
};
