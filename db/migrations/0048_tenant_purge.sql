-- outside a transaction
-- What was deleted for good, and by whom: a certificate for each organisation that is gone. It belongs to no org.
CREATE TABLE IF NOT EXISTS "tenant_certificates" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"purged_at" timestamp (3) with time zone NOT NULL,
	"certificate" text NOT NULL
);
GRANT SELECT, INSERT ON tenant_certificates TO pinggo_operator;
--> statement-breakpoint
-- Owns what deletes an organisation for good, and can do nothing else. Nobody logs in as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pinggo_purge') THEN
    BEGIN
      CREATE ROLE pinggo_purge NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_purge;
GRANT SELECT (id, demo_of, suspended_at, deleted_at), UPDATE (suspended_at, deleted_at), DELETE ON orgs TO pinggo_purge;
DROP POLICY IF EXISTS purge ON orgs;
CREATE POLICY purge ON orgs TO pinggo_purge USING (true);
DROP POLICY IF EXISTS purge_deleted ON orgs;
CREATE POLICY purge_deleted ON orgs AS RESTRICTIVE FOR DELETE TO pinggo_purge USING (deleted_at IS NOT NULL);
--> statement-breakpoint
-- Deletes an organisation that was deleted before an instant, and its demo, with every row: of each table that lets the role (`letOrgsGo`, after
-- each migration), in one statement, so that what names what is judged once all of it is gone. Answers how many rows of each table; null:
-- it is not deleted, or not for so long.
CREATE OR REPLACE FUNCTION purge_tenant(p_operator uuid, p_org uuid, p_before timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  going uuid[];
  tables text[];
  all_of_them text;
  gone jsonb;
  total jsonb := '{}';
  passes int := 0;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  PERFORM 1 FROM public.orgs o WHERE o.id = p_org AND o.deleted_at <= p_before FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE public.orgs o SET deleted_at = clock_timestamp(), suspended_at = coalesce(o.suspended_at, clock_timestamp())
    WHERE o.demo_of = p_org AND o.deleted_at IS NULL;
  SELECT array_agg(o.id) INTO going FROM public.orgs o WHERE o.id = p_org OR o.demo_of = p_org;
  SELECT array_agg(p.tablename::text ORDER BY p.tablename) INTO tables
    FROM pg_policies p WHERE p.schemaname = 'public' AND p.policyname = 'purge_only';
  SELECT 'WITH ' || string_agg(format('d%s AS (DELETE FROM public.%I WHERE org_id = ANY ($1) RETURNING 1)', i, t), ', ')
      || ' SELECT jsonb_object(ARRAY[' || string_agg(format('%L', t), ', ')
      || '], ARRAY[' || string_agg(format('(SELECT count(*)::text FROM d%s)', i), ', ') || '])'
    INTO all_of_them FROM unnest(tables) WITH ORDINALITY AS listed (t, i);
  -- What is written meanwhile is seen by the next pass.
  LOOP
    passes := passes + 1;
    EXECUTE all_of_them INTO gone USING going;
    SELECT jsonb_object_agg(key, value::bigint + coalesce((total ->> key)::bigint, 0)) INTO total FROM jsonb_each_text(gone);
    EXIT WHEN passes = 10 OR NOT EXISTS (SELECT FROM jsonb_each_text(gone) WHERE value <> '0');
  END LOOP;
  DELETE FROM public.orgs o WHERE o.id = ANY (going);
  SELECT jsonb_object_agg(key, value) INTO total FROM jsonb_each(total) WHERE value <> '0'::jsonb;
  RETURN coalesce(total, '{}') || jsonb_build_object('orgs', cardinality(going));
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION keep_certificate(p_operator uuid, p_tenant uuid, p_at timestamptz, p_certificate text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.must_be_operator(p_operator);
  INSERT INTO public.tenant_certificates (tenant_id, purged_at, certificate) VALUES (p_tenant, p_at, p_certificate);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION certificates_of_tenants(p_operator uuid, p_before_at timestamptz, p_before_id uuid, p_most int)
RETURNS TABLE (tenant_id uuid, purged_at timestamptz, certificate text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.must_be_operator(p_operator);
  RETURN QUERY SELECT c.tenant_id, c.purged_at, c.certificate FROM public.tenant_certificates c
    WHERE p_before_at IS NULL OR (c.purged_at, c.tenant_id) < (p_before_at, p_before_id)
    ORDER BY c.purged_at DESC, c.tenant_id DESC LIMIT p_most;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f text;
  is_super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT is_super THEN EXECUTE format('GRANT pinggo_purge, pinggo_operator TO %I', current_user); END IF;
  GRANT EXECUTE ON FUNCTION is_operator(uuid) TO pinggo_purge;
  GRANT CREATE ON SCHEMA public TO pinggo_purge, pinggo_operator;
  ALTER FUNCTION purge_tenant(uuid, uuid, timestamptz) OWNER TO pinggo_purge;
  FOREACH f IN ARRAY ARRAY['keep_certificate(uuid, uuid, timestamptz, text)', 'certificates_of_tenants(uuid, timestamptz, uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_operator', f);
  END LOOP;
  FOREACH f IN ARRAY ARRAY['purge_tenant(uuid, uuid, timestamptz)', 'keep_certificate(uuid, uuid, timestamptz, text)',
    'certificates_of_tenants(uuid, timestamptz, uuid, int)'] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_purge, pinggo_operator;
  -- As in 0039: its owner goes by no policy of the role.
  IF NOT is_super THEN EXECUTE format('REVOKE pinggo_purge, pinggo_operator FROM %I', current_user); END IF;
END $$;
