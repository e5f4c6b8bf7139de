-- outside a transaction
ALTER TABLE "leads" ADD COLUMN IF NOT EXISTS "paused_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN IF NOT EXISTS "reopened_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "proofs" ADD COLUMN IF NOT EXISTS "outcome" text;--> statement-breakpoint
CREATE INDEX CONCURRENTLY "leads_paused" ON "leads" USING btree ("org_id","received_at","id") WHERE "leads"."paused_at" is not null and "leads"."closed_at" is null and "leads"."status" not in ('CLOSED', 'UNQUALIFIED');--> statement-breakpoint
CREATE INDEX CONCURRENTLY "leads_score" ON "leads" USING btree ("org_id","score","id") WHERE "leads"."score" is not null;--> statement-breakpoint
-- The sweep begins the workflow of a reopened lead again.
GRANT SELECT (reopened_at) ON leads TO pinggo_relay;
