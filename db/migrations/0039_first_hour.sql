-- What an organisation keeps of its first hour. Null: it works since before there was a checklist.
ALTER TABLE "orgs" ADD COLUMN "first_hour" jsonb;
--> statement-breakpoint
GRANT UPDATE (first_hour) ON orgs TO pinggo_app;
--> statement-breakpoint
-- Whose demo an organisation is. Null: it is somebody's own, and nothing ever deletes it.
ALTER TABLE "orgs" ADD COLUMN "demo_of" uuid;
--> statement-breakpoint
ALTER TABLE "orgs" ADD CONSTRAINT "orgs_demo_of" UNIQUE ("demo_of");
--> statement-breakpoint
GRANT SELECT (demo_of), INSERT (demo_of) ON orgs TO pinggo_setup;
--> statement-breakpoint
-- Makes the demo of an organisation, in the transaction of the one that is to be: one for each that is no demo itself. False: there
-- is one already, or may be none.
CREATE FUNCTION found_demo_organisation(
  p_of uuid, p_now timestamptz, p_id uuid, p_name text, p_time_zone text, p_locale text, p_country text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  -- As whoever makes an organisation does.
  PERFORM pg_advisory_xact_lock(7446603);
  IF p_of = '00000000-0000-0000-0000-000000000000'
    OR NOT EXISTS (SELECT FROM public.orgs o WHERE o.id = p_of AND o.demo_of IS NULL)
    OR EXISTS (SELECT FROM public.orgs o WHERE o.demo_of = p_of) THEN RETURN false; END IF;
  INSERT INTO public.orgs (id, name, time_zone, locale, country, created_at, demo_of)
    VALUES (p_id, p_name, p_time_zone, p_locale, p_country, p_now, p_of);
  RETURN true;
END $$;
--> statement-breakpoint
CREATE FUNCTION demo_organisation_of(p_of uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT o.id FROM public.orgs o WHERE o.demo_of = p_of
$$;
--> statement-breakpoint
-- A demo beside an organisation makes it none of several: whose domain leads to its provider without its DNS is not another one's for it.
-- And a demo's own domains lead nobody anywhere.
GRANT SELECT (demo_of) ON orgs TO pinggo_lookup;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION is_only_org() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) = 1 FROM public.orgs o WHERE o.id <> '00000000-0000-0000-0000-000000000000' AND o.demo_of IS NULL
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION find_sign_on(p_domain text) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT d.org_id FROM public.sign_on_domains d
  WHERE d.domain = p_domain AND (d.proved_at IS NOT NULL OR public.is_only_org())
    AND EXISTS (SELECT FROM public.single_sign_on s WHERE s.org_id = d.org_id AND s.active)
    AND EXISTS (SELECT FROM public.orgs o WHERE o.id = d.org_id AND o.demo_of IS NULL)
  ORDER BY d.proved_at DESC NULLS LAST, d.org_id LIMIT 1
$$;
--> statement-breakpoint
-- Owns what throws a demo away, and can do nothing else. Nobody logs in as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pinggo_demo') THEN
    BEGIN
      CREATE ROLE pinggo_demo NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_demo;
--> statement-breakpoint
GRANT SELECT (id, demo_of), DELETE ON orgs TO pinggo_demo;
--> statement-breakpoint
CREATE POLICY demo ON orgs TO pinggo_demo USING (demo_of IS NOT NULL);
--> statement-breakpoint
CREATE POLICY demo_only ON orgs AS RESTRICTIVE TO pinggo_demo USING (demo_of IS NOT NULL);
--> statement-breakpoint
-- Deletes the demo of an organisation with every row of it: of each table that lets the role (`letDemosGo`, after each migration), in one
-- statement, so that what names what is judged once all of it is gone. What is written meanwhile is seen by the next pass. Answers how many.
CREATE FUNCTION delete_demo_organisation(p_of uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  demo uuid;
  tables text[];
  all_of_them text;
  gone bigint;
  total bigint := 0;
  passes int := 0;
BEGIN
  -- Nobody throws another organisation's demo away.
  SELECT o.id INTO demo FROM public.orgs o
    WHERE o.demo_of = p_of AND p_of = nullif(current_setting('app.org_id', true), '')::uuid;
  IF demo IS NULL THEN RETURN 0; END IF;
  SELECT array_agg(p.tablename::text ORDER BY p.tablename) INTO tables
    FROM pg_policies p WHERE p.schemaname = 'public' AND p.policyname = 'demo_only' AND p.tablename <> 'orgs';
  SELECT 'WITH ' || string_agg(format('d%s AS (DELETE FROM public.%I WHERE org_id = $1 RETURNING 1)', i, t), ', ')
      || ' SELECT ' || string_agg(format('(SELECT count(*) FROM d%s)', i), ' + ')
    INTO all_of_them FROM unnest(tables) WITH ORDINALITY AS listed (t, i);
  LOOP
    passes := passes + 1;
    EXECUTE all_of_them INTO gone USING demo;
    total := total + gone;
    EXIT WHEN gone = 0 OR passes = 10;
  END LOOP;
  DELETE FROM public.orgs o WHERE o.id = demo;
  RETURN total + 1;
END $$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT pinggo_demo TO %I', current_user);
  END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_setup, pinggo_demo;
  FOREACH f IN ARRAY ARRAY['found_demo_organisation(uuid, timestamptz, uuid, text, text, text, text)', 'demo_organisation_of(uuid)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_setup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  ALTER FUNCTION delete_demo_organisation(uuid) OWNER TO pinggo_demo;
  REVOKE ALL ON FUNCTION delete_demo_organisation(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_demo_organisation(uuid) TO pinggo_app;
  REVOKE CREATE ON SCHEMA public FROM pinggo_setup, pinggo_demo;
  -- A member is under the role's policies, too: its owner would see nothing but demos.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('REVOKE pinggo_demo FROM %I', current_user);
  END IF;
END $$;
