import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** An instant: `timestamptz` with milliseconds, as `Date`. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** The tenant. Every table that has it is under forced row-level security. */
export const orgId = () => uuid('org_id').notNull();

/** A transaction's number, of 64 bits: as text, as the driver gives it. */
export const transaction = customType<{ data: string }>({ dataType: () => 'xid8' });
