import type { Database } from '../client.js';
import type { SecretBox } from '../platform/secret-box.js';

/** Where an endpoint's secret is kept: sealed for it, it opens for no other one. */
export const secretPlace = (orgId: string, endpointId: string): string => `${orgId}/${endpointId}`;

const AT_ONCE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

interface SecretId {
  orgId: string;
  id: string;
}

export interface Resealed {
  /** Sealed by the first key and for their endpoint now. */
  resealed: number;
  /** They were so already. */
  current: number;
  /** Those that no key opens, of endpoints' secrets that still count or may again. */
  unreadable: SecretId[];
}

/**
 * Seals all secrets of endpoints, of all orgs, by the box's first key and for their endpoint, each in a transaction of its own;
 * done twice it finds nothing to do. Afterwards no other key is needed.
 */
export async function resealSecrets(db: Database, box: SecretBox): Promise<Resealed> {
  const done: Resealed = { resealed: 0, current: 0, unreadable: [] };
  let after: SecretId = { orgId: FIRST, id: FIRST };
  for (;;) {
    const { rows } = await db.pool.query<SecretId>(
      'SELECT org_id AS "orgId", id FROM endpoint_secrets_after($1, $2, $3)',
      [after.orgId, after.id, AT_ONCE],
    );
    for (const secret of rows) {
      const outcome = await reseal(db, box, secret);
      if (outcome === 'UNREADABLE') done.unreadable.push(secret);
      else if (outcome !== 'GONE') done[outcome === 'RESEALED' ? 'resealed' : 'current'] += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return done;
    after = last;
  }
}

function reseal(
  db: Database,
  box: SecretBox,
  { orgId, id }: SecretId,
): Promise<'RESEALED' | 'CURRENT' | 'UNREADABLE' | 'GONE'> {
  return db.inOrg(orgId, async (tx) => {
    const { rows } = await tx.client.query<{ endpointId: string; ciphertext: string; revoked: boolean }>(
      `SELECT endpoint_id AS "endpointId", ciphertext, revoked_at IS NOT NULL AS revoked
       FROM endpoint_secrets WHERE org_id = $1 AND id = $2 FOR UPDATE`,
      [orgId, id],
    );
    const [secret] = rows;
    if (!secret) return 'GONE';
    if (box.isCurrent(secret.ciphertext)) return 'CURRENT';
    const place = secretPlace(orgId, secret.endpointId);
    let plain: string;
    try {
      plain = box.decrypt(secret.ciphertext, place);
    } catch {
      // A revoked one is never opened again.
      return secret.revoked ? 'CURRENT' : 'UNREADABLE';
    }
    await tx.client.query('UPDATE endpoint_secrets SET ciphertext = $3 WHERE org_id = $1 AND id = $2', [
      orgId,
      id,
      box.encrypt(plain, place),
    ]);
    return 'RESEALED';
  });
}
