import type pg from 'pg';

/** Nobody can take the lead. */
const NOBODY = null;

/**
 * Gives one lead to the least loaded rep, of equals the one who has waited longest. Those whom others are just giving one
 * to are passed over, so that leads which come at the same time neither wait for each other nor go to one person.
 */
export async function leastLoaded(client: pg.PoolClient, orgId: string): Promise<string | null> {
  const pick = async () => {
    const { rows } = await client.query<{ id: string }>({
      name: 'least_loaded',
      text: `UPDATE reps SET open_leads = open_leads + 1, last_assigned_at = clock_timestamp()
        WHERE org_id = $1 AND id = (
          SELECT id FROM reps WHERE org_id = $1 AND open_leads < capacity
          ORDER BY open_leads, last_assigned_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id`,
      values: [orgId],
    });
    return rows[0]?.id ?? NOBODY;
  };
  const picked = await pick();
  if (picked !== NOBODY) return picked;
  // Perhaps all of them are being given one.
  await client.query('SELECT FROM reps WHERE org_id = $1 ORDER BY id FOR UPDATE', [orgId]);
  return pick();
}

interface Rep {
  id: string;
  capacity: number;
  open: number;
  lastAtMs: number;
}

/** The reps of an org, held by a transaction that gives many leads away. */
export class Reps {
  private readonly changed = new Map<string, { by: number; assigned: boolean }>();
  private constructor(
    private readonly orgId: string,
    private readonly reps: Rep[],
  ) {}

  static async hold(client: pg.PoolClient, orgId: string): Promise<Reps> {
    const { rows } = await client.query<Rep>({
      name: 'hold_reps',
      text: `SELECT id, capacity, open_leads AS open,
          coalesce(extract(epoch FROM last_assigned_at) * 1000, 0)::float8 AS "lastAtMs"
        FROM reps WHERE org_id = $1 ORDER BY id FOR UPDATE`,
      values: [orgId],
    });
    return new Reps(orgId, rows);
  }

  /** @param not who has the lead now and loses it */
  take(not: string | null = null): string | null {
    let best: Rep | undefined;
    for (const rep of this.reps) {
      if (rep.id === not || rep.open >= rep.capacity) continue;
      if (!best || rep.open < best.open || (rep.open === best.open && rep.lastAtMs < best.lastAtMs)) best = rep;
    }
    if (!best) return NOBODY;
    best.lastAtMs = performance.timeOrigin + performance.now();
    this.change(best, 1);
    const loser = this.reps.find(({ id }) => id === not);
    if (loser) this.change(loser, -1);
    return best.id;
  }

  private change(rep: Rep, by: number): void {
    rep.open += by;
    const before = this.changed.get(rep.id);
    this.changed.set(rep.id, { by: (before?.by ?? 0) + by, assigned: (before?.assigned ?? false) || by > 0 });
  }

  async write(client: pg.PoolClient): Promise<void> {
    if (this.changed.size === 0) return;
    const changes = [...this.changed];
    await client.query({
      name: 'write_reps',
      text: `UPDATE reps SET open_leads = open_leads + more,
          last_assigned_at = CASE WHEN assigned THEN clock_timestamp() ELSE last_assigned_at END
        FROM unnest($2::uuid[], $3::int[], $4::boolean[]) AS t(rep_id, more, assigned) WHERE org_id = $1 AND id = rep_id`,
      values: [
        this.orgId,
        changes.map(([id]) => id),
        changes.map(([, { by }]) => by),
        changes.map(([, { assigned }]) => assigned),
      ],
    });
  }
}
