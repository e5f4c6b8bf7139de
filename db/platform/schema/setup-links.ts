import { pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.js';

/** Links by which the first organisation is made; they belong to no org. Only the SHA-256 of the token is kept. */
export const setupLinks = pgTable('setup_links', {
  hash: text('hash').primaryKey(),
  createdAt: instant('created_at').notNull(),
  expireAt: instant('expire_at').notNull(),
  usedAt: instant('used_at'),
  /** A later one was made. */
  replacedAt: instant('replaced_at'),
});
