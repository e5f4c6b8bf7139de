import type { Database } from '../client.js';
import type { SecretBox } from './secret-box.js';

const AT_ONCE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

interface SecretId {
  orgId: string;
  id: string;
}

export interface Resealed {
  /** Sealed by the first key and for their place now. */
  resealed: number;
  /** They were so already. */
  current: number;
  /** Those that no key opens, of secrets that still count or may again. */
  unreadable: SecretId[];
}

/** A kind of secrets: how they are found over all orgs, and read and written as their org's. */
export interface SecretKind {
  /** A function of ids: after an org and an id, so many. */
  after: string;
  /** With `$1` the org and `$2` the id: `of`, `sealed`, `revoked`. */
  read: string;
  /** @param of what the secret is of */
  place: (orgId: string, of: string) => string;
  /** With `$3` the sealed text. */
  write: string;
}

/**
 * Seals all secrets of a kind, of all orgs, by the box's first key and for their place, each in a transaction of its own; done
 * twice it finds nothing to do. Afterwards no other key is needed.
 */
export async function resealAll(db: Database, box: SecretBox, kind: SecretKind): Promise<Resealed> {
  const done: Resealed = { resealed: 0, current: 0, unreadable: [] };
  let after: SecretId = { orgId: FIRST, id: FIRST };
  for (;;) {
    const { rows } = await db.pool.query<SecretId>(`SELECT org_id AS "orgId", id FROM ${kind.after}($1, $2, $3)`, [
      after.orgId,
      after.id,
      AT_ONCE,
    ]);
    for (const secret of rows) {
      const outcome = await reseal(db, box, kind, secret);
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
  kind: SecretKind,
  { orgId, id }: SecretId,
): Promise<'RESEALED' | 'CURRENT' | 'UNREADABLE' | 'GONE'> {
  return db.inOrg(orgId, async (tx) => {
    const { rows } = await tx.client.query<{ of: string; sealed: string; revoked: boolean }>(kind.read, [orgId, id]);
    const [secret] = rows;
    if (!secret) return 'GONE';
    if (box.isCurrent(secret.sealed)) return 'CURRENT';
    const place = kind.place(orgId, secret.of);
    let plain: string;
    try {
      plain = box.decrypt(secret.sealed, place);
    } catch {
      // A revoked one is never opened again.
      return secret.revoked ? 'CURRENT' : 'UNREADABLE';
    }
    await tx.client.query(kind.write, [orgId, id, box.encrypt(plain, place)]);
    return 'RESEALED';
  });
}
