import type { TenantRow } from '../../../db/leads/queries/tenants.js';
import { readinessOf, stateOfTenant } from '../../../domain/leads/tenants/tenant.js';
import { iso, isoMsOrNull, isoOrNull } from '../../http/contract.js';

const DAY_MS = 24 * 60 * 60_000;

/** From when on an organisation may be deleted for good; null: it is not deleted. @param keepDays from its deletion on */
export const purgeableFrom = ({ deletedAt }: Pick<TenantRow, 'deletedAt'>, keepDays: number): Date | null =>
  deletedAt && new Date(deletedAt.getTime() + keepDays * DAY_MS);

/** An organisation as an operator sees it. */
export function tenantView({ health, ...row }: TenantRow, keepDays: number) {
  const { people, leadsOfMonth, openLeads, breached, waiting, undeliverable, deadLetters } = health;
  return {
    ...row,
    state: stateOfTenant(row),
    createdAt: iso(row.createdAt),
    suspendedAt: isoOrNull(row.suspendedAt),
    deletedAt: isoOrNull(row.deletedAt),
    purgeableFrom: isoOrNull(purgeableFrom(row, keepDays)),
    health: {
      people,
      lastSignInAt: isoMsOrNull(health.lastSignInAtMs),
      lastLeadAt: isoMsOrNull(health.lastLeadAtMs),
      leadsOfMonth,
      openLeads,
      breached,
      waiting,
      waitingSince: isoMsOrNull(health.waitingSinceMs),
      undeliverable,
      deadLetters,
    },
    readiness: readinessOf(health),
  };
}
