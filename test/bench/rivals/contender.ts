import type pg from 'pg';
import type { ClockDefinition } from '../../../domain/leads/flow/definition.js';
import type { Watched } from '../cpu.js';
import type { Living } from '../lives.js';
import type { Child } from '../system.js';

/** What a lead's clock does in every design: half of its time a reminder, at the deadline another owner. */
export const ladder: ClockDefinition['ladder'] = [
  { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] },
  { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
];

export type Happening = 'remind' | 'breached' | 'reassign' | 'met';

/** Something that happened to a lead, once for each row that says so. */
export interface Happened {
  leadId: string;
  /** When it was committed. */
  atMs: number;
  /** Null: nobody planned it. */
  dueAtMs: number | null;
}

/** A design that does the whole job: Pinggo itself, or a rival. */
export interface Contender extends Living {
  readonly name: string;
  /** Its database, as the owner. Its table `leads` has `owner_id` and `deadline_at`, too. */
  readonly sql: pg.Pool;
  /** Who its processes are in the database. */
  readonly role: string;
  startWorker(): Promise<Child>;
  startApi(): Promise<Child>;
  /** The servers that it needs. */
  servers(): Watched[];
  happened(what: Happening, ids: readonly string[]): Promise<Happened[]>;
  /**
   * Has these leads, just taken in, be due at one instant each, in the order of the ids.
   * @returns their ids, which may be others where it can have leads received earlier
   */
  dueAt(instants: readonly number[], takeIn: () => Promise<string>): Promise<string[]>;
  /** Waits until all lives are over also where no row says it. */
  ended(lives: number): Promise<void>;
  close(): Promise<void>;
}

/** How many of these leads have an owner and a deadline that is still ahead of them or missed. */
export async function begun({ sql, orgId }: Contender, ids: readonly string[]): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM leads
     WHERE org_id = $1 AND id = ANY($2::uuid[]) AND owner_id IS NOT NULL AND deadline_at IS NOT NULL`,
    [orgId, ids],
  );
  return rows[0]!.count;
}

/** How many of all its leads nobody has begun. */
export async function waiting({ sql, orgId }: Contender): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM leads WHERE org_id = $1 AND status = 'RECEIVED'`,
    [orgId],
  );
  return rows[0]!.count;
}
