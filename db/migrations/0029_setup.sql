-- outside a transaction
-- The first organisation of an installation is made by a link that the migration prints: only the SHA-256 of its 256 random
-- bits is kept. It belongs to no org, so no role of a process may touch the table.
CREATE TABLE IF NOT EXISTS "setup_links" (
	"hash" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expire_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"replaced_at" timestamp (3) with time zone
);
--> statement-breakpoint
-- What an organisation keeps shorter than the installation does, and the revision that a change names.
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "retention" jsonb DEFAULT '{}'::jsonb NOT NULL;
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "revision" integer DEFAULT 0 NOT NULL;
GRANT UPDATE (name, time_zone, locale, country, week_start, sign_in, retention, revision) ON orgs TO pinggo_app;
--> statement-breakpoint
-- Owns what makes the first organisation, and can do nothing else. Nobody logs in as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pinggo_setup') THEN
    BEGIN
      CREATE ROLE pinggo_setup NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_setup;
GRANT SELECT, UPDATE (used_at) ON setup_links TO pinggo_setup;
GRANT SELECT (id, name, created_at), INSERT (id, name, time_zone, locale, country, created_at) ON orgs TO pinggo_setup;
DROP POLICY IF EXISTS setup ON orgs;
CREATE POLICY setup ON orgs FOR SELECT TO pinggo_setup USING (true);
--> statement-breakpoint
-- The platform's own org, where operators live, is nobody's organisation.
CREATE OR REPLACE FUNCTION has_organisation() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM public.orgs WHERE id <> '00000000-0000-0000-0000-000000000000')
$$;
--> statement-breakpoint
-- For whoever operates the installation: the owner alone may call it.
CREATE OR REPLACE FUNCTION organisations() RETURNS TABLE (id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id, o.name FROM public.orgs o WHERE o.id <> '00000000-0000-0000-0000-000000000000' ORDER BY o.created_at, o.id
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION setup_link_standing(p_hash text, p_now timestamptz)
RETURNS TABLE (standing text, expire_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT CASE
      WHEN l.used_at IS NOT NULL THEN 'USED'
      WHEN public.has_organisation() THEN 'NOT_NEEDED'
      WHEN l.replaced_at IS NOT NULL THEN 'REPLACED'
      WHEN l.expire_at <= p_now THEN 'EXPIRED'
      ELSE 'GOOD' END,
    l.expire_at
  FROM public.setup_links l WHERE l.hash = p_hash
$$;
--> statement-breakpoint
-- Uses a good link up and makes the organisation, in the transaction of the org that is to be. Of several at once one comes
-- first; the others then find the link used. Answers the standing of the link: of one that was good, 'GOOD'.
CREATE OR REPLACE FUNCTION found_organisation(
  p_hash text, p_now timestamptz, p_id uuid, p_name text, p_time_zone text, p_locale text, p_country text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE found_standing text;
BEGIN
  -- As whoever makes an organisation as the owner does.
  PERFORM pg_advisory_xact_lock(7446603);
  SELECT s.standing INTO found_standing FROM public.setup_link_standing(p_hash, p_now) s;
  IF found_standing IS DISTINCT FROM 'GOOD' THEN RETURN coalesce(found_standing, 'UNKNOWN'); END IF;
  UPDATE public.setup_links l SET used_at = p_now WHERE l.hash = p_hash AND l.used_at IS NULL;
  IF NOT FOUND THEN RETURN 'USED'; END IF;
  INSERT INTO public.orgs (id, name, time_zone, locale, country, created_at)
    VALUES (p_id, p_name, p_time_zone, p_locale, p_country, p_now);
  RETURN 'GOOD';
END $$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT pinggo_setup TO %I', current_user);
  END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_setup;
  FOREACH f IN ARRAY ARRAY['has_organisation()', 'setup_link_standing(text, timestamptz)',
    'found_organisation(text, timestamptz, uuid, text, text, text, text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_setup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  ALTER FUNCTION organisations() OWNER TO pinggo_setup;
  REVOKE ALL ON FUNCTION organisations() FROM PUBLIC;
  REVOKE CREATE ON SCHEMA public FROM pinggo_setup;
END $$;
--> statement-breakpoint
-- What an organisation keeps shorter than the installation is looked for org by org.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "notifications_org_read" ON "notifications" USING btree ("org_id","read_at") WHERE "notifications"."read_at" is not null;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "notifications_org_not_read" ON "notifications" USING btree ("org_id","created_at") WHERE "notifications"."read_at" is null;
--> statement-breakpoint
GRANT SELECT (id, retention) ON orgs TO pinggo_retention;
DROP POLICY IF EXISTS retention ON orgs;
CREATE POLICY retention ON orgs FOR SELECT TO pinggo_retention USING (true);
--> statement-breakpoint
-- Notices that are over by what their own organisation says. As with all that is deleted: nothing of the last day, and never
-- one that is still to be sent.
CREATE OR REPLACE FUNCTION delete_notices_of_orgs(p_now timestamptz, p_most int, p_read boolean) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH sooner AS MATERIALIZED (
      SELECT o.id AS org_id, least(p_now - make_interval(days => days), now() - interval '1 day') AS before
      FROM public.orgs o,
        LATERAL (SELECT (o.retention ->> CASE WHEN p_read THEN 'readNoticeDays' ELSE 'unreadNoticeDays' END)::int AS days) own
      WHERE days > 0),
    read AS (
      SELECT n.org_id, n.id FROM sooner s CROSS JOIN LATERAL (
        SELECT n.org_id, n.id FROM public.notifications n
        WHERE p_read AND n.org_id = s.org_id AND n.read_at IS NOT NULL AND n.read_at < s.before
          AND (SELECT 1 FROM public.notice_deliveries d WHERE d.org_id = n.org_id AND d.notice_id = n.id AND d.status = 'PENDING' LIMIT 1) IS NULL
        ORDER BY n.read_at LIMIT p_most) n LIMIT p_most),
    unread AS (
      SELECT n.org_id, n.id FROM sooner s CROSS JOIN LATERAL (
        SELECT n.org_id, n.id FROM public.notifications n
        WHERE NOT p_read AND n.org_id = s.org_id AND n.read_at IS NULL AND n.created_at < s.before
          AND (SELECT 1 FROM public.notice_deliveries d WHERE d.org_id = n.org_id AND d.notice_id = n.id AND d.status = 'PENDING' LIMIT 1) IS NULL
        ORDER BY n.created_at LIMIT p_most) n LIMIT p_most),
    old AS MATERIALIZED (SELECT * FROM read UNION ALL SELECT * FROM unread),
    sent AS (
      DELETE FROM public.notice_deliveries d USING old WHERE d.org_id = old.org_id AND d.notice_id = old.id),
    gone AS (
      DELETE FROM public.notifications n USING old WHERE n.org_id = old.org_id AND n.id = old.id RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_retention;
  ALTER FUNCTION delete_notices_of_orgs(timestamptz, int, boolean) OWNER TO pinggo_retention;
  REVOKE ALL ON FUNCTION delete_notices_of_orgs(timestamptz, int, boolean) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_notices_of_orgs(timestamptz, int, boolean) TO pinggo_relay;
  REVOKE CREATE ON SCHEMA public FROM pinggo_retention;
END $$;
