import type { ReadinessFacts, TenantHealth, TenantState } from '../../../domain/leads/tenants/tenant.js';
import type { CommandRequest } from '../../../domain/leads/lead/state.js';
import type { OrgTransaction } from '../../client.js';
import type { NewOrganisation } from '../../platform/queries/setup.js';
import { leadIsOpenByIndex } from '../predicates.js';

/**
 * What operators do about organisations, by functions that see how many and since when and nothing of what is in them, and
 * that do nothing for anybody else (`0047_tenants.sql`).
 */
export interface TenantRow {
  id: string;
  name: string;
  timeZone: string;
  locale: string;
  country: string | null;
  isDemo: boolean;
  createdAt: Date;
  suspendedAt: Date | null;
  suspendedBecause: string | null;
  deletedAt: Date | null;
  health: TenantHealth & ReadinessFacts;
}

interface TenantFilter {
  /** What is in the name. */
  words?: string | undefined;
  state?: TenantState | undefined;
}

const TENANTS = `SELECT id, name, time_zone AS "timeZone", locale, country, is_demo AS "isDemo", created_at AS "createdAt",
  suspended_at AS "suspendedAt", suspended_because AS "suspendedBecause", deleted_at AS "deletedAt", health
  FROM tenants($1, $2, $3, $4, $5, $6, $7, $8)`;

/** The newest first. @param before where the page before ended */
export async function listTenants(
  tx: OrgTransaction,
  operatorId: string,
  { words, state }: TenantFilter,
  page: { limit: number; before: { at: string; id: string } | null; now: Date },
): Promise<TenantRow[]> {
  const { limit, before, now } = page;
  const { rows } = await tx.client.query<TenantRow>(TENANTS, [
    operatorId,
    null,
    words ?? null,
    state ?? null,
    before?.at ?? null,
    before?.id ?? null,
    limit,
    now,
  ]);
  return rows;
}

/** One; null: there is none. */
export async function findTenant(
  tx: OrgTransaction,
  operatorId: string,
  id: string,
  now: Date,
): Promise<TenantRow | null> {
  const { rows } = await tx.client.query<TenantRow>(TENANTS, [operatorId, id, null, null, null, null, 1, now]);
  return rows[0] ?? null;
}

/** Makes an organisation. @param tx of the organisation that is to be */
export async function foundTenant(
  tx: OrgTransaction,
  operatorId: string,
  { name, timeZone, locale, country }: NewOrganisation,
  now: Date,
): Promise<void> {
  await tx.client.query('SELECT found_tenant($1, $2, $3, $4, $5, $6, $7)', [
    operatorId,
    now,
    tx.orgId,
    name,
    timeZone,
    locale,
    country,
  ]);
}

const instantOf = async (tx: OrgTransaction, call: string, values: unknown[]): Promise<Date | null> =>
  (await tx.client.query<{ at: Date | null }>(`SELECT ${call} AS at`, values)).rows[0]!.at;

/**
 * Suspends the organisation: from the instant that is answered on nothing of it falls due.
 * @param tx of that organisation
 * @returns null: it is suspended already
 */
export const suspendTenant = (tx: OrgTransaction, operatorId: string, because: string): Promise<Date | null> =>
  instantOf(tx, 'suspend_tenant($1, $2, $3)', [operatorId, tx.orgId, because]);

/** @returns null: it is deleted already */
export const deleteTenant = (tx: OrgTransaction, operatorId: string): Promise<Date | null> =>
  instantOf(tx, 'delete_tenant($1, $2)', [operatorId, tx.orgId]);

/** @returns since when it was deleted; null: it is not */
export const restoreTenant = (tx: OrgTransaction, operatorId: string): Promise<Date | null> =>
  instantOf(tx, 'restore_tenant($1, $2)', [operatorId, tx.orgId]);

/**
 * Lets the organisation go on. With it, each of its open leads is given the time back for which it stood still: a command that
 * whoever settles the lead next finds, before anything of it falls due.
 * @returns null: it is not suspended, or deleted
 */
export async function returnTenant(
  tx: OrgTransaction,
  operatorId: string,
): Promise<{ since: Date; until: Date; leads: number } | null> {
  const { rows } = await tx.client.query<{ since: Date; until: Date }>(
    'SELECT since, until FROM return_tenant($1, $2)',
    [operatorId, tx.orgId],
  );
  const stood = rows[0];
  if (stood === undefined) return null;
  const request: CommandRequest = { kind: 'STAND_STILL', fromMs: stood.since.getTime(), toMs: stood.until.getTime() };
  // Its place is before all that fell due while the organisation was suspended.
  const { rowCount } = await tx.client.query(
    `WITH asked AS (
       INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
       SELECT l.org_id, gen_random_uuid(), l.id, $2::jsonb, 'operator', $3, greatest($4::timestamptz, l.received_at) FROM leads l
       WHERE l.org_id = $1 AND ${leadIsOpenByIndex('l')}
       RETURNING org_id, lead_id, id)
     INSERT INTO outbox (org_id, topic, lead_id, subject_id)
     SELECT org_id, 'COMMAND_REQUESTED', lead_id, id FROM asked`,
    [tx.orgId, JSON.stringify(request), operatorId, stood.since],
  );
  return { ...stood, leads: rowCount ?? 0 };
}
