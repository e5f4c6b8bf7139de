-- What becomes of a notice on each channel that it goes by: notifications.mail_status knew one channel.
CREATE TABLE "notice_deliveries" (
	"org_id" uuid NOT NULL,
	"notice_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"status" text NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL,
	"error" text,
	CONSTRAINT "notice_deliveries_org_id_notice_id_channel_pk" PRIMARY KEY("org_id","notice_id","channel")
);
--> statement-breakpoint
-- Processes of the version before run on for a while. They write notices with a mail_status and no deliveries, and mark
-- what they mailed there: these triggers bring both into the deliveries. To be dropped with mail_status and sent_at, a
-- version later.
CREATE FUNCTION notices_of_version_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
  SELECT n.org_id, n.id, d.channel, d.status, d.at
  FROM written n CROSS JOIN LATERAL (VALUES ('in_app', 'SENT', n.created_at),
    ('email', n.mail_status, coalesce(n.sent_at, n.created_at))) AS d(channel, status, at)
  WHERE d.status <> 'NONE'
    AND NOT EXISTS (SELECT FROM notice_deliveries o WHERE o.org_id = n.org_id AND o.notice_id = n.id);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER notices_of_version_before AFTER INSERT ON notifications
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION notices_of_version_before();
--> statement-breakpoint
CREATE FUNCTION mails_of_version_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE notice_deliveries SET status = NEW.mail_status, status_at = coalesce(NEW.sent_at, now())
  WHERE org_id = NEW.org_id AND notice_id = NEW.id AND channel = 'email' AND status = 'PENDING';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER mails_of_version_before AFTER UPDATE OF mail_status ON notifications
  FOR EACH ROW WHEN (OLD.mail_status = 'PENDING' AND NEW.mail_status <> 'PENDING')
  EXECUTE FUNCTION mails_of_version_before();
--> statement-breakpoint
-- All that was written so far; what comes meanwhile waits for the triggers.
DO $$
DECLARE is_hidden boolean := row_security_active('notifications');
BEGIN
  -- The policy holds for an owner who is no superuser, too: it would find nothing.
  IF is_hidden THEN ALTER TABLE notifications NO FORCE ROW LEVEL SECURITY; END IF;
  INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
  SELECT n.org_id, n.id, d.channel, d.status, d.at
  FROM notifications n CROSS JOIN LATERAL (VALUES ('in_app', 'SENT', n.created_at),
    ('email', n.mail_status, coalesce(n.sent_at, n.created_at))) AS d(channel, status, at)
  WHERE d.status <> 'NONE';
  -- Last, so that it is checked at once, and here, where the rows are seen.
  ALTER TABLE "notice_deliveries" ADD CONSTRAINT "notice_deliveries_org_id_notice_id_notifications_org_id_id_fk" FOREIGN KEY ("org_id","notice_id") REFERENCES "public"."notifications"("org_id","id") ON DELETE no action ON UPDATE no action;
  IF is_hidden THEN ALTER TABLE notifications FORCE ROW LEVEL SECURITY; END IF;
END $$;
--> statement-breakpoint
ALTER TABLE notice_deliveries ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE notice_deliveries FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON notice_deliveries
  USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON notice_deliveries TO pinggo_app;
