-- outside a transaction
-- The relay of the version before goes on by the old index until the new one is there.
CREATE INDEX CONCURRENTLY "outbox_waiting" ON "outbox" USING btree ("org_id","available_at","id") WHERE "outbox"."delivered_at" is null and "outbox"."dead_at" is null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "outbox_pending";
