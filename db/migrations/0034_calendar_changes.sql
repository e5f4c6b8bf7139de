-- Calendars are edited: each edit counts, and whoever edits names the revision that they read.
ALTER TABLE "calendars" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
-- Clocks that started before this may count by earlier hours; null: all count by these.
ALTER TABLE "calendars" ADD COLUMN "older_hours_until" timestamp (3) with time zone;
--> statement-breakpoint
GRANT DELETE ON calendars TO pinggo_app;
--> statement-breakpoint
-- Changed hours that are applied to leads that run: how far that is. It outlives its calendar, so it refers to none.
CREATE TABLE "calendar_changes" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"calendar_id" uuid NOT NULL,
	"calendar_name" text NOT NULL,
	"revision" integer NOT NULL,
	"actor_type" text NOT NULL,
	"actor_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"leads_found" integer,
	"leads_done" integer DEFAULT 0 NOT NULL,
	"clocks_moved" integer DEFAULT 0 NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "calendar_changes_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "calendar_changes" ADD CONSTRAINT "calendar_changes_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "calendar_changes_calendar" ON "calendar_changes" USING btree ("org_id","calendar_id","created_at");
--> statement-breakpoint
-- The sweep's question goes over all orgs.
CREATE INDEX "calendar_changes_pending" ON "calendar_changes" USING btree ("created_at") WHERE "calendar_changes"."finished_at" is null;
--> statement-breakpoint
ALTER TABLE calendar_changes ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE calendar_changes FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON calendar_changes USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT ON calendar_changes TO pinggo_app;
--> statement-breakpoint
GRANT UPDATE (leads_found, leads_done, clocks_moved, finished_at) ON calendar_changes TO pinggo_app;
--> statement-breakpoint
CREATE POLICY relay ON calendar_changes FOR SELECT TO pinggo_relay USING (true);
--> statement-breakpoint
GRANT SELECT (org_id, id, created_at, finished_at) ON calendar_changes TO pinggo_relay;
--> statement-breakpoint
-- What the relay may ask for, with the changes that the sweep finds unfinished.
DROP POLICY IF EXISTS relay_asks ON outbox;
--> statement-breakpoint
CREATE POLICY relay_asks ON outbox AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (CASE topic
  WHEN 'LEAD_RECEIVED' THEN subject_id IS NULL AND EXISTS (
    SELECT FROM leads l WHERE l.org_id = outbox.org_id AND l.id = outbox.lead_id)
  WHEN 'ABSENCE_PLANNED' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM absences a WHERE a.org_id = outbox.org_id AND a.id = outbox.subject_id)
  WHEN 'CALENDAR_CHANGED' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM calendar_changes h WHERE h.org_id = outbox.org_id AND h.id = outbox.subject_id AND h.finished_at IS NULL)
  WHEN 'NOTIFICATION' THEN EXISTS (
    SELECT FROM notice_deliveries d WHERE d.org_id = outbox.org_id AND d.notice_id = outbox.subject_id AND d.status = 'PENDING')
  WHEN 'ACCESS_MAIL' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM access_mails m WHERE m.org_id = outbox.org_id AND m.id = outbox.subject_id AND m.status = 'WAITING')
  ELSE false END);
