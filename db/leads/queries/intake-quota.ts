import type { Database } from '../../client.js';
import { Joined } from '../../joined.js';

export type Admitted = { ok: true } | { ok: false; retryAfterMs: number };

/** What this process may still admit of an endpoint's quota without asking again. */
interface Hand {
  perMinute: number;
  left: number;
  /** Epoch milliseconds: before then there is nothing to be had. */
  emptyUntilMs: number;
}

interface Wanted {
  perMinute: number;
}

interface Quotas {
  hands: Map<string, Hand>;
  asked: Joined<Wanted, Admitted>;
}

const quotas = new WeakMap<Database, Quotas>();

/** A process takes a second's worth at a time: of a small quota each delivery one by one, of a large one few ask Postgres. */
const worthOfASecond = (perMinute: number): number => Math.ceil(perMinute / 60);

/**
 * Whether an endpoint may make one delivery more. Processes agree by a row of the endpoint in Postgres, of which each takes
 * a little in advance (0023_intake_quotas.sql): together they never admit more than the quota.
 * @param perMinute so many a minute, and as many at once
 */
export async function admitDelivery(
  db: Database,
  endpoint: { orgId: string; id: string },
  perMinute: number,
): Promise<Admitted> {
  const { hands, asked } = quotasOf(db);
  const hand = hands.get(endpoint.id);
  if (hand?.perMinute === perMinute) {
    if (hand.left > 0) {
      hand.left -= 1;
      return { ok: true };
    }
    const retryAfterMs = hand.emptyUntilMs - Date.now();
    if (retryAfterMs > 0) return { ok: false, retryAfterMs };
  }
  return asked.do(`${endpoint.orgId}/${endpoint.id}`, { perMinute });
}

function quotasOf(db: Database): Quotas {
  const known = quotas.get(db);
  if (known) return known;
  const hands: Quotas['hands'] = new Map();
  const asked = new Joined<Wanted, Admitted>({ size: 200, mostWaiting: 2_000 }, async (key, wishes) => {
    const [orgId = '', endpointId = ''] = key.split('/');
    // Of the newest: somebody may just have changed it.
    const { perMinute } = wishes.at(-1)!;
    const before = hands.get(endpointId);
    const kept = before?.perMinute === perMinute ? before.left : 0;
    hands.delete(endpointId);
    const wanted = Math.max(wishes.length - kept, worthOfASecond(perMinute));
    const { granted, nextInMs } = await take(db, orgId, endpointId, wanted, perMinute);
    const left = Math.max(0, kept + granted - wishes.length);
    hands.set(endpointId, { perMinute, left, emptyUntilMs: granted < wanted ? Date.now() + nextInMs : 0 });
    return wishes.map((_, place) => (place < kept + granted ? { ok: true } : { ok: false, retryAfterMs: nextInMs }));
  });
  const made = { hands, asked };
  quotas.set(db, made);
  return made;
}

async function take(db: Database, orgId: string, endpointId: string, wanted: number, perMinute: number) {
  const { rows } = await db.inTurn(orgId, (client) =>
    client.query<{ granted: number; nextInMs: number }>({
      name: 'take_intake_quota',
      text: 'SELECT granted, next_in_ms AS "nextInMs" FROM take_intake_quota($1, $2, $3, $4)',
      values: [orgId, endpointId, wanted, perMinute],
    }),
  );
  return rows[0]!;
}
