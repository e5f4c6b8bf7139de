-- Leads that a routing rule lets wait until somebody agrees. One of a lead is open at most.
CREATE TABLE "approvals" (
	"org_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"rule_index" integer NOT NULL,
	"team_id" uuid NOT NULL,
	"otherwise" text NOT NULL,
	"status" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"asked_user_ids" uuid[] NOT NULL,
	"asks_managers" boolean NOT NULL,
	"decided_by_type" text,
	"decided_by_id" text,
	"reason" text,
	"explanation" jsonb NOT NULL,
	CONSTRAINT "approvals_org_id_lead_id_sequence_pk" PRIMARY KEY("org_id","lead_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_org_id_lead_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","lead_id") REFERENCES "public"."leads"("org_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_open" ON "approvals" USING btree ("org_id","lead_id") WHERE "approvals"."status" = 'OPEN';
--> statement-breakpoint
CREATE INDEX "approvals_waiting" ON "approvals" USING btree ("org_id","expires_at","lead_id") WHERE "approvals"."status" = 'OPEN';
--> statement-breakpoint
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE approvals FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON approvals USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT ON approvals TO pinggo_app;
--> statement-breakpoint
-- What was asked, by which rule and until when stays as it was.
GRANT UPDATE (status, ended_at, asked_user_ids, asks_managers, decided_by_type, decided_by_id, reason) ON approvals TO pinggo_app;
