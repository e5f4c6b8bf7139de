import type { OutboxRow } from '../../db/platform/queries/outbox.js';

/** How rows of one topic leave. Delivering a row twice does no harm: what it tells of is in other rows, and they are the truth. */
export interface Topic {
  /** Rows of one group leave in the order in which they were written, groups side by side. Topics may share groups. */
  groupOf(row: OutboxRow): string;
  deliver(row: OutboxRow, company: Company): Promise<void>;
}

/** What a row was claimed with. */
export interface Company {
  /** Rows of its topic, itself among them. */
  alike: number;
}

/** What leaves, or is tried again, as one. */
export interface Parcel {
  row: OutboxRow;
  deliver: () => Promise<void>;
}

/**
 * Makes the parcels of rows by their topics.
 * @param rows in the order in which they were written
 * @returns a list of parcels for each group, each in its order
 */
export function parcelsOf<Name extends string>(
  rows: readonly OutboxRow<Name>[],
  topics: Readonly<Record<Name, Topic>>,
): Parcel[][] {
  const groups = new Map<string, Parcel[]>();
  const company = new Map<Name, Company>();
  for (const { topic } of rows) company.set(topic, { alike: (company.get(topic)?.alike ?? 0) + 1 });
  for (const row of rows) {
    const topic = topics[row.topic];
    const key = topic.groupOf(row);
    const parcels = groups.get(key) ?? [];
    groups.set(key, parcels);
    parcels.push({ row, deliver: () => topic.deliver(row, company.get(row.topic)!) });
  }
  return [...groups.values()];
}
