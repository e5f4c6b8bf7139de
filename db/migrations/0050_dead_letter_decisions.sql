-- What somebody decided about what lay dead, of every kind: each death once. Written, read, and never changed.
CREATE TABLE "dead_letter_decisions" (
	"org_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"letter_id" uuid NOT NULL,
	"died_at" timestamp (3) with time zone NOT NULL,
	"decision" text NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"decided_by_type" text NOT NULL,
	"decided_by" text,
	"reason" text,
	"what" text NOT NULL,
	"lead_id" uuid,
	"attempts" integer NOT NULL,
	CONSTRAINT "dead_letter_decisions_org_id_kind_letter_id_died_at_pk" PRIMARY KEY("org_id","kind","letter_id","died_at")
);
--> statement-breakpoint
CREATE INDEX "dead_letter_decisions_decided" ON "dead_letter_decisions" USING btree ("org_id","decided_at","letter_id");
--> statement-breakpoint
ALTER TABLE dead_letter_decisions ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE dead_letter_decisions FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON dead_letter_decisions USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT ON dead_letter_decisions TO pinggo_app;
--> statement-breakpoint
-- How often a notice was tried, when it is tried next, and how often somebody had it tried again after it was given up.
ALTER TABLE "notice_deliveries" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD COLUMN "next_try_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD COLUMN "requeues" integer DEFAULT 0 NOT NULL;
