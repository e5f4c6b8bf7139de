-- How often it was changed, so that two who change it at once do not overwrite each other; since when it takes nothing in, and since
-- when it is gone. A row is never deleted: its leads, its proofs and the keys of its deliveries keep whose they are.
ALTER TABLE "endpoints" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN "switched_off_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "endpoints" ADD COLUMN "deleted_at" timestamp (3) with time zone;
--> statement-breakpoint
-- Who still signs with it: when last, and how often since it was made.
ALTER TABLE "endpoint_secrets" ADD COLUMN "last_used_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "endpoint_secrets" ADD COLUMN "uses" bigint DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- How often by when another was made beside it: what came since still signs with the old one.
ALTER TABLE "endpoint_secrets" ADD COLUMN "uses_until_replaced" bigint;
--> statement-breakpoint
-- What was answered to an endpoint's deliveries, counted by the minute: however many come, there are few rows. It holds no payload and
-- nothing personal.
CREATE TABLE "delivery_notes" (
	"org_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"detail" text NOT NULL,
	"status" integer NOT NULL,
	"times" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"bytes" integer NOT NULL,
	"trace_id" text,
	CONSTRAINT "delivery_notes_org_id_endpoint_id_minute_outcome_detail_pk" PRIMARY KEY("org_id","endpoint_id","minute","outcome","detail")
);
--> statement-breakpoint
ALTER TABLE "delivery_notes" ADD CONSTRAINT "delivery_notes_org_id_endpoint_id_endpoints_org_id_id_fk" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."endpoints"("org_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE delivery_notes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE delivery_notes FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON delivery_notes USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
-- They are no truth but a convenience: who writes them takes the old ones away.
GRANT SELECT, INSERT, UPDATE, DELETE ON delivery_notes TO pinggo_app;
