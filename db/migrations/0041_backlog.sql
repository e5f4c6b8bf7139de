-- outside a transaction
-- What waits to be decided, by the org whose turn it is: leads that are not begun, proofs and commands that are not applied.
-- These take the place of the indexes over all orgs: they hold what waits and nothing else, so whoever looks over all reads them whole.
CREATE INDEX CONCURRENTLY "leads_to_begin" ON "leads" USING btree ("org_id","received_at","id") WHERE "leads"."status" = 'RECEIVED';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "proofs_to_apply" ON "proofs" USING btree ("org_id","received_at","lead_id") WHERE "proofs"."applied_at" is null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "commands_to_apply" ON "commands" USING btree ("org_id","requested_at","lead_id") WHERE "commands"."applied_at" is null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "leads_unstarted";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "proofs_pending";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "commands_pending";
