-- Mails about getting in: invitations, resets, sign-in links, and that a password was changed. What was asked for by an e-mail
-- that may be nobody's is the platform's (its org is nil): no org's transaction sees it, and it looks the same for everybody.
CREATE TABLE "access_mails" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"email_folded" text,
	"browser_hash" text,
	"status" text NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL,
	"fault" text,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_try_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"rung_at" timestamp (3) with time zone,
	"asked_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expire_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "access_mails_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "access_mails_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "users"("org_id","id")
);
--> statement-breakpoint
-- Each link that was made for such a mail: only the SHA-256 of its 256 random bits.
CREATE TABLE "one_time_links" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"mail_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email_folded" text NOT NULL,
	"hash" text NOT NULL,
	"browser_hash" text,
	"undelivered" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expire_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "one_time_links_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "one_time_links_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "users"("org_id","id")
);
--> statement-breakpoint
CREATE INDEX "access_mails_user" ON "access_mails" USING btree ("org_id","user_id","kind","created_at");
--> statement-breakpoint
CREATE INDEX "access_mails_waiting" ON "access_mails" USING btree ("next_try_at") WHERE "access_mails"."status" = 'WAITING';
--> statement-breakpoint
CREATE INDEX "access_mails_expire" ON "access_mails" USING btree ("expire_at");
--> statement-breakpoint
CREATE UNIQUE INDEX "one_time_links_hash" ON "one_time_links" USING btree ("hash");
--> statement-breakpoint
CREATE INDEX "one_time_links_user" ON "one_time_links" USING btree ("org_id","user_id");
--> statement-breakpoint
CREATE INDEX "one_time_links_mail" ON "one_time_links" USING btree ("org_id","mail_id");
--> statement-breakpoint
CREATE INDEX "one_time_links_expire" ON "one_time_links" USING btree ("expire_at");
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['access_mails', 'one_time_links'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
    EXECUTE format('CREATE POLICY retention ON %I TO pinggo_retention USING (true)', t);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO pinggo_retention', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose a link or a mail is, and how long it is good for, never changes.
GRANT SELECT, INSERT, UPDATE (email_folded, browser_hash, status, status_at, fault, tries, next_try_at, lease_until) ON access_mails TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (hash, undelivered, used_at, withdrawn_at) ON one_time_links TO pinggo_app;
--> statement-breakpoint
-- The sweep asks for mails that nobody seems to send.
CREATE POLICY relay ON access_mails TO pinggo_relay USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT (org_id, id, status, created_at, next_try_at, rung_at), UPDATE (rung_at) ON access_mails TO pinggo_relay;
--> statement-breakpoint
DROP POLICY relay_asks ON outbox;
--> statement-breakpoint
CREATE POLICY relay_asks ON outbox AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (CASE topic
  WHEN 'LEAD_RECEIVED' THEN subject_id IS NULL AND EXISTS (
    SELECT FROM leads l WHERE l.org_id = outbox.org_id AND l.id = outbox.lead_id)
  WHEN 'ABSENCE_PLANNED' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM absences a WHERE a.org_id = outbox.org_id AND a.id = outbox.subject_id)
  WHEN 'NOTIFICATION' THEN EXISTS (
    SELECT FROM notice_deliveries d WHERE d.org_id = outbox.org_id AND d.notice_id = outbox.subject_id AND d.status = 'PENDING')
  WHEN 'ACCESS_MAIL' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM access_mails m WHERE m.org_id = outbox.org_id AND m.id = outbox.subject_id AND m.status = 'WAITING')
  ELSE false END);
--> statement-breakpoint
-- Whose link it is, before the org is known, by the SHA-256 of what was in it.
CREATE FUNCTION find_one_time_link(p_hash text) RETURNS TABLE (org_id uuid, id uuid, user_id uuid, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT l.org_id, l.id, l.user_id, l.purpose FROM public.one_time_links l WHERE l.hash = p_hash
$$;
--> statement-breakpoint
CREATE POLICY lookup ON one_time_links FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
GRANT SELECT (org_id, id, user_id, purpose, hash) ON one_time_links TO pinggo_lookup;
--> statement-breakpoint
-- Deletes what is over: a link with the mail that it was made for, so much at a time. Nothing that was good within the last day.
CREATE FUNCTION delete_old_one_time_links(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH links AS (
    DELETE FROM public.one_time_links WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.one_time_links WHERE expire_at < least(p_before, now() - interval '1 day')
      ORDER BY expire_at LIMIT p_most))
    RETURNING 1),
  mails AS (
    DELETE FROM public.access_mails WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.access_mails WHERE expire_at < least(p_before, now() - interval '1 day')
      ORDER BY expire_at LIMIT p_most))
    RETURNING 1)
  SELECT ((SELECT count(*) FROM links) + (SELECT count(*) FROM mails))::int
$$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup, pinggo_retention;
  ALTER FUNCTION find_one_time_link(text) OWNER TO pinggo_lookup;
  REVOKE ALL ON FUNCTION find_one_time_link(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_one_time_link(text) TO pinggo_app;
  ALTER FUNCTION delete_old_one_time_links(timestamptz, int) OWNER TO pinggo_retention;
  REVOKE ALL ON FUNCTION delete_old_one_time_links(timestamptz, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_old_one_time_links(timestamptz, int) TO pinggo_relay;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup, pinggo_retention;
END $$;
