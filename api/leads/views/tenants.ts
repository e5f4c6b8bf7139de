import type { TenantRow } from '../../../db/leads/queries/tenants.js';
import { readinessOf, stateOfTenant } from '../../../domain/leads/tenants/tenant.js';
import { iso, isoMsOrNull, isoOrNull } from '../../http/contract.js';

/** An organisation as an operator sees it. */
export function tenantView({ health, ...row }: TenantRow) {
  const { people, leadsOfMonth, openLeads, breached, waiting, undeliverable, deadLetters } = health;
  return {
    ...row,
    state: stateOfTenant(row),
    createdAt: iso(row.createdAt),
    suspendedAt: isoOrNull(row.suspendedAt),
    deletedAt: isoOrNull(row.deletedAt),
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
