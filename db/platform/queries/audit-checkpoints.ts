import { CHECKPOINT } from '../../../domain/platform/vocabulary/events.js';
import { SYSTEM } from '../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../client.js';
import { takeTurn } from './audit-seals.js';
import { writeAudit } from './audit.js';

/** How an audit log stands by its newest seal: what is kept elsewhere, to compare it with later. */
export interface Checkpoint {
  sequence: number;
  hash: string;
  /** How many are sealed. */
  entries: number;
  sealedAt: Date;
}

/** @returns null: nothing is sealed yet */
export async function newestSeal(tx: OrgTransaction): Promise<Checkpoint | null> {
  const { rows } = await tx.client.query<Checkpoint>({
    name: 'newest_audit_seal',
    text: `SELECT s.sequence, s.hash, s.total AS entries, s.sealed_at AS "sealedAt" FROM audit_seals s
      WHERE s.org_id = $1 ORDER BY s.sequence DESC LIMIT 1`,
    values: [tx.orgId],
  });
  return rows[0] ?? null;
}

const A_DAY_MS = 86_400_000;

/**
 * Tells an org of its newest seal by an entry of its audit log, from which webhooks and the live stream have it: once a day, the first a day
 * after the first seal, and not where nothing but that entry was sealed since.
 * @returns whether it was due
 */
export async function tellCheckpoint(tx: OrgTransaction, everyMs = A_DAY_MS): Promise<boolean> {
  if (!(await takeTurn(tx))) return false;
  const { rows } = await tx.client.query<{ isDue: boolean }>(
    `SELECT n.sealed_at >= coalesce(c.at, f.sealed_at) + $2 * interval '1 millisecond'
       AND n.total > coalesce((c.after ->> 'entries')::bigint + 1, 0) AS "isDue"
     FROM (SELECT s.total, s.sealed_at FROM audit_seals s WHERE s.org_id = $1 ORDER BY s.sequence DESC LIMIT 1) n
     CROSS JOIN (SELECT s.sealed_at FROM audit_seals s WHERE s.org_id = $1 ORDER BY s.sequence LIMIT 1) f
     LEFT JOIN (SELECT a.at, a.after FROM audit a WHERE a.org_id = $1 AND a.action = '${CHECKPOINT}'
       ORDER BY a.at DESC, a.id DESC LIMIT 1) c ON true`,
    [tx.orgId, everyMs],
  );
  if (!rows[0]?.isDue) return false;
  const { sequence, sealedAt, ...more } = (await newestSeal(tx))!;
  await writeAudit(tx, {
    actor: SYSTEM,
    action: CHECKPOINT,
    entity: { type: 'audit', id: String(sequence) },
    after: { sequence, ...more, sealedAt: sealedAt.toISOString() },
    traceId: null,
  });
  return true;
}
