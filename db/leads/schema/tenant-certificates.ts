import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../../columns.js';

/** What is left of an organisation that was deleted for good: which, when, how many rows. It belongs to no org. */
export const tenantCertificates = pgTable('tenant_certificates', {
  tenantId: uuid('tenant_id').primaryKey(),
  purgedAt: instant('purged_at').notNull(),
  /** JSON as it was hashed. */
  certificate: text('certificate').notNull(),
});
