-- outside a transaction
-- What the sweep asks of the outbox over all orgs. Undelivered rows are few, and these hold no others.
CREATE INDEX CONCURRENTLY "outbox_undelivered_lead" ON "outbox" USING btree ("org_id","lead_id","topic") WHERE "outbox"."delivered_at" is null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "outbox_undelivered_subject" ON "outbox" USING btree ("org_id","subject_id") WHERE "outbox"."delivered_at" is null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "outbox_waiting_since" ON "outbox" USING btree ("created_at") WHERE "outbox"."delivered_at" is null and "outbox"."dead_at" is null;
--> statement-breakpoint
-- What the retention job looks for: the oldest first.
CREATE INDEX CONCURRENTLY "outbox_delivered" ON "outbox" USING btree ("delivered_at") WHERE "outbox"."delivered_at" is not null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "refresh_tokens_expire" ON "refresh_tokens" USING btree ("expire_at");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "inbox_keys_created" ON "inbox_keys" USING btree ("created_at");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "notifications_read" ON "notifications" USING btree ("read_at") WHERE "notifications"."read_at" is not null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "notifications_not_read" ON "notifications" USING btree ("created_at") WHERE "notifications"."read_at" is null;
--> statement-breakpoint
-- Owns the functions that delete what is over, and can do nothing else. Nobody logs in as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pinggo_retention') THEN
    BEGIN
      CREATE ROLE pinggo_retention NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_retention;
--> statement-breakpoint
-- Of whole tables: a row's place is no column that could be granted alone.
GRANT SELECT, DELETE ON outbox, refresh_tokens, inbox_keys TO pinggo_retention;
--> statement-breakpoint
GRANT SELECT (org_id, id, created_at, read_at), DELETE ON notifications TO pinggo_retention;
--> statement-breakpoint
GRANT SELECT (org_id, notice_id, status), DELETE ON notice_deliveries TO pinggo_retention;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['outbox', 'refresh_tokens', 'inbox_keys', 'notifications', 'notice_deliveries'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS retention ON %I', t);
    EXECUTE format('CREATE POLICY retention ON %I TO pinggo_retention USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Each deletes at most so many rows that were over before an instant, the oldest first, and answers how many. Whatever it is
-- asked, nothing that was needed within the last day. Rows are named by their place, so that no plan reads the table.
CREATE OR REPLACE FUNCTION delete_delivered_messages(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.outbox WHERE delivered_at IS NOT NULL AND ctid = ANY (ARRAY(
      SELECT ctid FROM public.outbox WHERE delivered_at IS NOT NULL AND delivered_at < least(p_before, now() - interval '1 day')
      ORDER BY delivered_at LIMIT p_most))
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
-- Used ones, too, only when they have expired: until then one that is used again gives a thief away.
CREATE OR REPLACE FUNCTION delete_expired_refresh_tokens(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.refresh_tokens WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.refresh_tokens WHERE expire_at < least(p_before, now() - interval '1 day')
      ORDER BY expire_at LIMIT p_most))
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION delete_old_inbox_keys(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.inbox_keys WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.inbox_keys WHERE created_at < least(p_before, now() - interval '7 days')
      ORDER BY created_at LIMIT p_most))
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
-- Never one that is still to be sent.
CREATE OR REPLACE FUNCTION delete_old_notices(p_before timestamptz, p_most int, p_read boolean) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH read AS (
      SELECT n.org_id, n.id FROM public.notifications n
      WHERE p_read AND n.read_at IS NOT NULL AND n.read_at < least(p_before, now() - interval '1 day')
        AND (SELECT 1 FROM public.notice_deliveries d WHERE d.org_id = n.org_id AND d.notice_id = n.id AND d.status = 'PENDING' LIMIT 1) IS NULL
      ORDER BY n.read_at LIMIT p_most),
    unread AS (
      SELECT n.org_id, n.id FROM public.notifications n
      WHERE NOT p_read AND n.read_at IS NULL AND n.created_at < least(p_before, now() - interval '1 day')
        AND (SELECT 1 FROM public.notice_deliveries d WHERE d.org_id = n.org_id AND d.notice_id = n.id AND d.status = 'PENDING' LIMIT 1) IS NULL
      ORDER BY n.created_at LIMIT p_most),
    old AS MATERIALIZED (SELECT * FROM read UNION ALL SELECT * FROM unread),
    sent AS (
      DELETE FROM public.notice_deliveries d USING old WHERE d.org_id = old.org_id AND d.notice_id = old.id),
    gone AS (
      DELETE FROM public.notifications n USING old WHERE n.org_id = old.org_id AND n.id = old.id RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT pinggo_retention TO %I', current_user);
  END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_retention;
  FOREACH f IN ARRAY ARRAY[
    'delete_delivered_messages(timestamptz, int)', 'delete_expired_refresh_tokens(timestamptz, int)',
    'delete_old_inbox_keys(timestamptz, int)', 'delete_old_notices(timestamptz, int, boolean)'
  ] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_retention', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_relay', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_retention;
END $$;
