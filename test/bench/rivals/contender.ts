import type pg from 'pg';
import type { ClockDefinition } from '../../../domain/leads/flow/definition.js';
import type { Watched } from '../cpu.js';
import type { Signed } from '../signed.js';
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
export interface Contender {
  readonly name: string;
  readonly orgId: string;
  /** Its database, as the owner. It has a table `leads` with `id`, `status`, `owner_id` and `deadline_at`. */
  readonly sql: pg.Pool;
  /** Who its processes are in the database. */
  readonly role: string;
  startWorker(): Promise<Child>;
  startApi(): Promise<Child>;
  /** The servers that it needs. */
  servers(): Watched[];
  newLead(): Signed;
  newProof(leadId: string): Signed;
  closing(leadId: string): Promise<Signed>;
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

export async function statuses({ sql, orgId }: Contender, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; status: string }>(
    'SELECT id, status FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])',
    [orgId, ids],
  );
  return new Map(rows.map(({ id, status }) => [id, status]));
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
