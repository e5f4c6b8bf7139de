import type { EventRow } from '../../../db/platform/queries/events.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import { leaversOf, members } from '../../../domain/platform/audit/leavers.js';
import { sightOf, type Caller } from '../../http/access.js';
import { iso } from '../../http/contract.js';
import { positionText } from './position.js';

/** What clients get: the words of product and webhooks, hence `ts` and `org_id`. */
export interface LiveEvent {
  id: string;
  type: string;
  ts: string;
  org_id: string;
  entity: { type: string; id: string };
  payload: Record<string, unknown>;
  /** The caller could see the thing until this happened; there is no payload then. */
  gone?: true | undefined;
}

/**
 * What a payload may carry: ids, words of ours, instants and counts. Neither contact data nor what people wrote (reasons,
 * notes, names): a stream is open on many screens, and whoever may read them reads them at their own routes.
 */
const SHOWN = new Set([
  'status',
  'outcome',
  'mode',
  'kind',
  'action',
  'cause',
  'qualified',
  'value',
  'source',
  'externalId',
  'version',
  'of',
  'ownerId',
  'teamId',
  'userId',
  'userIds',
  'flowId',
  'flowVersion',
  'leadId',
  'endpointId',
  'absenceId',
  'clockId',
  'clockKey',
  'cycle',
  'startedAt',
  'deadlineAt',
  'dueAt',
  'metAt',
  'late',
  'compensated',
  'escalationKey',
  'escalationKeys',
  'stepKey',
  'repeat',
  'overtaken',
  'proofId',
  'occurredAt',
  'receivedAt',
  'sequence',
  'expiresAt',
  'busyUntil',
  'duplicateOfId',
  'linkedToId',
  'from',
  'to',
  'filled',
  'differing',
]);

/** Things that API keys hear of besides leads: an integration has no business with people, keys and sessions. */
const OF_KEYS = new Set(['flow', 'team', 'calendar', 'work_item']);

/** Changes whose point is which fields they changed. */
const CHANGES = new Set(['lead.updated', 'user.changed', 'team.changed']);

/** That somebody asked changes nothing; and whoever asks again when they hear of something would hear themselves asking. */
const ASKING: PlatformAction = 'support.asked';

/**
 * An event as this caller may see it; null: it is none of theirs.
 * Who sees own leads only sees events of those that are theirs or offered to them now. Of one that took a lead from them
 * they hear that it is gone and no more, so that a screen can let go of it. And of their own time off.
 */
export function eventFor(caller: Caller, row: EventRow): LiveEvent | null {
  if (row.action === ASKING) return null;
  if (caller.kind === 'api_key') return row.leadId !== null || OF_KEYS.has(row.entityType) ? shown(caller, row) : null;
  const owner = sightOf(caller, 'leads');
  if (owner === null) return shown(caller, row);
  if (row.leadId === null) return isOwnAbsence(row, owner) ? shown(caller, row) : null;
  if (row.readerIds.includes(owner)) return shown(caller, row);
  return leaversOf(row).includes(owner) ? { ...shown(caller, row), payload: {}, gone: true } : null;
}

function shown(caller: Caller, row: EventRow): LiveEvent {
  return {
    id: positionText(row.position),
    type: row.action,
    ts: iso(row.at),
    org_id: caller.orgId,
    entity: { type: row.entityType, id: row.entityId },
    payload: {
      // The lead that a proof or a work item is about; an event of a lead itself says it by its entity.
      ...(row.leadId !== null && row.entityType !== 'lead' ? { leadId: row.leadId } : {}),
      ...(CHANGES.has(row.action)
        ? { fields: Object.keys(members(row.after)) }
        : Object.fromEntries(
            Object.entries(members(row.after)).filter(
              ([key, value]) => SHOWN.has(key) && isFlat(value) && !isAddress(key, value),
            ),
          )),
    },
  };
}

/** Of what is no lead's, people hear of their own time off. */
const isOwnAbsence = ({ entityType, before, after }: EventRow, userId: string): boolean =>
  entityType === 'absence' && [members(before).userId, members(after).userId].includes(userId);

/** A sender's id of a lead is opaque; some take the person's e-mail address for it. */
const isAddress = (key: string, value: unknown): boolean => key === 'externalId' && /@/.test(String(value));

const isFlat = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));
