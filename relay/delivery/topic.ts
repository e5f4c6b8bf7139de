import type { OutboxRow } from '../../db/platform/queries/outbox.js';

/**
 * How rows of one topic leave: each in a call of its own, or those of a group in one. Delivering a row twice does no harm:
 * what it tells of is in other rows, and they are the truth.
 */
export type Topic = {
  /** Rows of one group leave in the order in which they were written, groups side by side. Topics may share groups. */
  groupOf(row: OutboxRow): string;
} & ({ deliver(row: OutboxRow): Promise<void> } | { deliverTogether(rows: OutboxRow[]): Promise<void> });

/** What leaves, or is tried again, as one. */
export interface Parcel {
  rows: OutboxRow[];
  deliver: () => Promise<void>;
  /** Its rows as parcels of their own: one that can never be delivered must not take the others with it. */
  alone: () => Parcel[];
}

/**
 * Puts rows into the parcels of their topics.
 * @param rows in the order in which they were written
 * @returns a list of parcels for each group, each in its order
 */
export function parcelsOf<Name extends string>(
  rows: readonly OutboxRow<Name>[],
  topics: Readonly<Record<Name, Topic>>,
): Parcel[][] {
  const groups = new Map<string, { topic: Topic; rows: OutboxRow[] }[]>();
  for (const row of rows) {
    const topic = topics[row.topic];
    const key = topic.groupOf(row);
    const parcels = groups.get(key) ?? [];
    groups.set(key, parcels);
    const last = parcels.at(-1);
    if (last?.topic === topic && 'deliverTogether' in topic) last.rows.push(row);
    else parcels.push({ topic, rows: [row] });
  }
  return [...groups.values()].map((parcels) =>
    parcels.map(({ topic, rows: own }) => ({
      rows: own,
      deliver: () => deliver(topic, own),
      alone: () => own.map((row) => ({ rows: [row], deliver: () => deliver(topic, [row]), alone: () => [] })),
    })),
  );
}

const deliver = (topic: Topic, rows: OutboxRow[]): Promise<void> =>
  'deliver' in topic ? topic.deliver(rows[0]!) : topic.deliverTogether(rows);
