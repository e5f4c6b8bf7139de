import type { Database } from '../client.js';
import type { SecretBox } from './secret-box.js';

/** Where an org's client secret is kept: sealed for it, it opens for no other one. */
export const signOnPlace = (orgId: string): string => `${orgId}/single-sign-on`;

const AT_ONCE = 500;

export interface ResealedSignOns {
  /** Sealed by the first key now. */
  resealed: number;
  /** They were so already. */
  current: number;
  /** Orgs whose secret no key opens: an admin types it anew. */
  unreadable: string[];
}

/** Seals the client secrets of all orgs by the box's first key, each in a transaction of its own; done twice it finds nothing to do. */
export async function resealSignOns(db: Database, box: SecretBox): Promise<ResealedSignOns> {
  const done: ResealedSignOns = { resealed: 0, current: 0, unreadable: [] };
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await db.pool.query<{ orgId: string }>(
      'SELECT org_id AS "orgId" FROM sign_on_orgs_after($1, $2)',
      [after, AT_ONCE],
    );
    for (const { orgId } of rows) {
      const outcome = await reseal(db, box, orgId);
      if (outcome === 'UNREADABLE') done.unreadable.push(orgId);
      else done[outcome] += 1;
    }
    const last = rows.at(-1);
    if (last === undefined) return done;
    after = last.orgId;
  }
}

function reseal(db: Database, box: SecretBox, orgId: string): Promise<'resealed' | 'current' | 'UNREADABLE'> {
  return db.inOrg(orgId, async (tx) => {
    const { rows } = await tx.client.query<{ sealed: string }>(
      'SELECT client_secret AS sealed FROM single_sign_on WHERE org_id = $1 FOR UPDATE',
      [orgId],
    );
    const [secret] = rows;
    if (!secret || box.isCurrent(secret.sealed)) return 'current';
    let plain: string;
    try {
      plain = box.decrypt(secret.sealed, signOnPlace(orgId));
    } catch {
      return 'UNREADABLE';
    }
    await tx.client.query('UPDATE single_sign_on SET client_secret = $2 WHERE org_id = $1', [
      orgId,
      box.encrypt(plain, signOnPlace(orgId)),
    ]);
    return 'resealed';
  });
}
