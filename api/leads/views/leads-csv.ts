import type { LeadRow } from '../../../db/leads/queries/lead-lists.js';
import { isoOrNull } from '../../http/contract.js';
import type { CsvRow } from '../../http/csv.js';
import { phoneCell } from '../../http/csv-cells.js';

export const LEAD_COLUMNS = [
  'id',
  'externalId',
  'source',
  'name',
  'email',
  'phone',
  'phoneExtension',
  'tags',
  'status',
  'outcome',
  'receivedAt',
  'ownerId',
  'owner',
  'teamId',
  'team',
  'flowId',
  'flow',
  'flowVersion',
  'score',
  'breach',
  'breachedOwnerIds',
  'breachedOwners',
  'dueClock',
  'deadlineAt',
  'assignedAt',
  'contactedAt',
  'pausedAt',
  'pausedUntil',
  'closedAt',
];

const NOBODY = 'nobody';

/** A lead as a line of CSV. @param names of owners, teams and flows by id */
export function leadCsvRow(lead: LeadRow, names: ReadonlyMap<string, string>): CsvRow {
  const { id, externalId, source, name, email, phone, status, outcome, flowId, flowVersion, score, breach } = lead;
  const { ownerId, teamId, phoneExtension, breachedOwnerIds, dueClock } = lead;
  return {
    id,
    externalId,
    source,
    name,
    email,
    phone: phoneCell(phone),
    phoneExtension,
    status,
    outcome,
    flowId,
    flowVersion,
    score,
    breach,
    ownerId,
    teamId,
    owner: (ownerId !== null && names.get(ownerId)) || null,
    team: (teamId !== null && names.get(teamId)) || null,
    flow: (flowId !== null && names.get(flowId)) || null,
    breachedOwnerIds: breachedOwnerIds.map((id) => id ?? NOBODY).join(', '),
    breachedOwners: breachedOwnerIds.map((id) => (id === null ? NOBODY : (names.get(id) ?? id))).join(', '),
    dueClock: dueClock?.name ?? null,
    tags: lead.tags.join(', '),
    receivedAt: isoOrNull(lead.receivedAt),
    deadlineAt: isoOrNull(lead.deadlineAt),
    assignedAt: isoOrNull(lead.assignedAt),
    contactedAt: isoOrNull(lead.contactedAt),
    pausedAt: isoOrNull(lead.pausedAt),
    pausedUntil: isoOrNull(lead.pausedUntil),
    closedAt: isoOrNull(lead.closedAt),
  };
}

export const attributeColumn = (name: string): string => `attributes.${name}`;

/** Attributes that were read along, each in a column of its own. @param names of all of them */
export const attributeCells = ({ attributes = {} }: LeadRow, names: readonly string[]): CsvRow =>
  Object.fromEntries(
    names.map((name) => {
      const value = attributes[name] ?? null;
      return [
        attributeColumn(name),
        typeof value === 'string' || typeof value === 'number' ? value : jsonOrNull(value),
      ];
    }),
  );

const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
