import type { OrgTransaction } from '../../client.js';

/**
 * Deletes an organisation for good, with its demo and every row of both.
 * @returns how many rows of each table; null: it was not deleted before that instant
 */
export async function purgeTenant(
  tx: OrgTransaction,
  operatorId: string,
  tenantId: string,
  before: Date,
): Promise<Record<string, number> | null> {
  const { rows } = await tx.client.query<{ gone: Record<string, number> | null }>(
    'SELECT purge_tenant($1, $2, $3) AS gone',
    [operatorId, tenantId, before],
  );
  return rows[0]!.gone;
}

export async function keepCertificate(
  tx: OrgTransaction,
  operatorId: string,
  { tenantId, purgedAt, certificate }: CertificateRow,
): Promise<void> {
  await tx.client.query('SELECT keep_certificate($1, $2, $3, $4)', [operatorId, tenantId, purgedAt, certificate]);
}

export interface CertificateRow {
  tenantId: string;
  purgedAt: Date;
  /** JSON as it was hashed. */
  certificate: string;
}

/** The newest first. @param before where the page before ended */
export async function listCertificates(
  tx: OrgTransaction,
  operatorId: string,
  { limit, before }: { limit: number; before: { at: string; id: string } | null },
): Promise<CertificateRow[]> {
  const { rows } = await tx.client.query<CertificateRow>(
    `SELECT tenant_id AS "tenantId", purged_at AS "purgedAt", certificate FROM certificates_of_tenants($1, $2, $3, $4)`,
    [operatorId, before?.at ?? null, before?.id ?? null, limit],
  );
  return rows;
}
