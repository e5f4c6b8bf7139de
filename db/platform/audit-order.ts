/**
 * The audit log is read on in the order of its transactions, by all who read on in it: the live stream, webhooks, seals (docs/adr/0021). Ids are
 * drawn before their rows commit, and are no order to go on by.
 * @param a the entry
 */
export const hasEnded = (a: string): string => `${a}.xid < pg_snapshot_xmin(pg_current_snapshot())`;

/** After a place. */
export const comesAfter = (a: string, xid: string, id: string): string => `(${a}.xid, ${a}.id) > (${xid}, ${id})`;

/** Whether a place is none that this database can have come to: it was moved, and counts its transactions anew. */
export const isStrange = (xid: string): string => `${xid} >= pg_snapshot_xmax(pg_current_snapshot())`;
