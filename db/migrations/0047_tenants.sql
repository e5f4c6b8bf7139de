-- outside a transaction
-- Since when an organisation is suspended, and why; and since when it is deleted. Nothing of it is lost by either.
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "suspended_at" timestamp (3) with time zone;
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "suspended_because" text;
ALTER TABLE "orgs" ADD COLUMN IF NOT EXISTS "deleted_at" timestamp (3) with time zone;
GRANT SELECT (suspended_at) ON orgs TO pinggo_relay;
GRANT SELECT (suspended_at, deleted_at) ON orgs TO pinggo_lookup;
--> statement-breakpoint
-- Owns what operators do about organisations, and what they see of them: when and how many, nothing of what is in them. Nobody logs in as it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pinggo_operator') THEN
    BEGIN
      CREATE ROLE pinggo_operator NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
    END;
  END IF;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_operator;
GRANT SELECT (id, name, time_zone, locale, country, created_at, demo_of, suspended_at, suspended_because, deleted_at),
  UPDATE (suspended_at, suspended_because, deleted_at) ON orgs TO pinggo_operator;
GRANT SELECT (org_id, id, role, status) ON users TO pinggo_operator;
GRANT SELECT (org_id, user_id, created_at, last_used_at) ON sessions TO pinggo_operator;
GRANT SELECT (org_id, received_at, status, closed_at, breach) ON leads TO pinggo_operator;
GRANT SELECT (org_id, created_at, delivered_at, dead_at) ON outbox TO pinggo_operator;
GRANT SELECT (org_id, status) ON intake_dead_letters TO pinggo_operator;
GRANT SELECT (org_id, deleted_at, switched_off_at) ON endpoints TO pinggo_operator;
GRANT SELECT (org_id, active, published_version) ON flows TO pinggo_operator;
GRANT SELECT (org_id, user_id) ON memberships TO pinggo_operator;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['orgs', 'users', 'sessions', 'leads', 'outbox', 'intake_dead_letters', 'endpoints', 'flows', 'memberships'] LOOP
    IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = t AND policyname = 'operator') THEN
      EXECUTE format('CREATE POLICY operator ON %I TO pinggo_operator USING (true)', t);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- Whoever calls what follows says who they are; none of it is done for anybody but an operator.
CREATE OR REPLACE FUNCTION is_operator(p_operator uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT FROM public.users u WHERE u.org_id = '00000000-0000-0000-0000-000000000000' AND u.id = p_operator
    AND u.role = 'OPERATOR' AND u.status <> 'INACTIVE')
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION must_be_operator(p_operator uuid) RETURNS void LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT public.is_operator(p_operator) THEN
    RAISE EXCEPTION 'this is for operators only' USING ERRCODE = 'insufficient_privilege';
  END IF;
END $$;
--> statement-breakpoint
-- How organisations are, the newest first: numbers and instants (epoch milliseconds), none beyond 100,000 counted further.
CREATE OR REPLACE FUNCTION tenants(
  p_operator uuid, p_id uuid, p_words text, p_state text, p_before_at timestamptz, p_before_id uuid, p_most int, p_now timestamptz)
RETURNS TABLE (id uuid, name text, time_zone text, locale text, country text, is_demo boolean, created_at timestamptz,
  suspended_at timestamptz, suspended_because text, deleted_at timestamptz, health jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.must_be_operator(p_operator);
  RETURN QUERY
  WITH page AS MATERIALIZED (
    SELECT o.id, o.name, o.time_zone, o.locale, o.country, o.demo_of IS NOT NULL AS is_demo, o.created_at,
      o.suspended_at, o.suspended_because, o.deleted_at
    FROM public.orgs o
    WHERE o.id <> '00000000-0000-0000-0000-000000000000'
      AND (p_id IS NULL OR o.id = p_id)
      AND (p_words IS NULL OR strpos(lower(o.name), lower(p_words)) > 0)
      AND (p_state IS NULL OR p_state = CASE WHEN o.deleted_at IS NOT NULL THEN 'DELETED' WHEN o.suspended_at IS NOT NULL THEN 'SUSPENDED' ELSE 'ACTIVE' END)
      AND (p_before_at IS NULL OR (o.created_at, o.id) < (p_before_at, p_before_id))
    ORDER BY o.created_at DESC, o.id DESC LIMIT p_most)
  SELECT p.id, p.name, p.time_zone, p.locale, p.country, p.is_demo, p.created_at, p.suspended_at, p.suspended_because, p.deleted_at,
    jsonb_build_object(
      'people', (SELECT count(*) FROM public.users u WHERE u.org_id = p.id AND u.status <> 'INACTIVE'),
      'lastSignInAtMs', (SELECT floor(extract(epoch FROM max(s.created_at)) * 1000)::bigint FROM public.sessions s WHERE s.org_id = p.id),
      'adminSignedIn', EXISTS (SELECT FROM public.sessions s JOIN public.users u ON u.org_id = s.org_id AND u.id = s.user_id
        WHERE s.org_id = p.id AND u.role = 'ADMIN' AND u.status <> 'INACTIVE'),
      'repsInTeams', (SELECT count(DISTINCT u.id) FROM public.users u JOIN public.memberships m ON m.org_id = u.org_id AND m.user_id = u.id
        WHERE u.org_id = p.id AND u.role = 'REP' AND u.status <> 'INACTIVE'),
      'activeFlows', (SELECT count(*) FROM public.flows f WHERE f.org_id = p.id AND f.active AND f.published_version IS NOT NULL),
      'sources', (SELECT count(*) FROM public.endpoints e WHERE e.org_id = p.id AND e.deleted_at IS NULL AND e.switched_off_at IS NULL),
      'lastLeadAtMs', (SELECT floor(extract(epoch FROM l.received_at) * 1000)::bigint FROM public.leads l WHERE l.org_id = p.id
        ORDER BY l.received_at DESC LIMIT 1),
      'leadsOfMonth', (SELECT count(*) FROM (SELECT 1 FROM public.leads l
        WHERE l.org_id = p.id AND l.received_at > p_now - interval '30 days' LIMIT 100000) few),
      'openLeads', (SELECT count(*) FROM (SELECT 1 FROM public.leads l
        WHERE l.org_id = p.id AND l.closed_at IS NULL AND l.status NOT IN ('CLOSED', 'UNQUALIFIED') LIMIT 100000) few),
      'breached', (SELECT count(*) FROM (SELECT 1 FROM public.leads l WHERE l.org_id = p.id AND l.breach <> 'none' AND l.breach = 'breached'
        AND l.closed_at IS NULL AND l.status NOT IN ('CLOSED', 'UNQUALIFIED') LIMIT 100000) few),
      'waiting', waits.n, 'waitingSinceMs', waits.since,
      'undeliverable', (SELECT count(*) FROM (SELECT 1 FROM public.outbox x
        WHERE x.org_id = p.id AND x.delivered_at IS NULL AND x.dead_at IS NOT NULL LIMIT 100000) few),
      'deadLetters', (SELECT count(*) FROM public.intake_dead_letters d WHERE d.org_id = p.id AND d.status = 'OPEN'))
  FROM page p CROSS JOIN LATERAL (
    SELECT count(*) AS n, floor(extract(epoch FROM min(few.created_at)) * 1000)::bigint AS since FROM (
      SELECT x.created_at FROM public.outbox x WHERE x.org_id = p.id AND x.delivered_at IS NULL AND x.dead_at IS NULL LIMIT 100000) few) waits
  ORDER BY p.created_at DESC, p.id DESC;
END $$;
--> statement-breakpoint
-- Makes an organisation, in the transaction of the one that is to be, however many there are.
CREATE OR REPLACE FUNCTION found_tenant(
  p_operator uuid, p_now timestamptz, p_id uuid, p_name text, p_time_zone text, p_locale text, p_country text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.must_be_operator(p_operator);
  INSERT INTO public.orgs (id, name, time_zone, locale, country, created_at)
    VALUES (p_id, p_name, p_time_zone, p_locale, p_country, p_now);
END $$;
--> statement-breakpoint
-- Before a settlement commits what fell due it asks whether its organisation was suspended meanwhile; whoever suspends it waits here for
-- those that are about to commit. So nothing falls due after the instant that is written down.
CREATE OR REPLACE FUNCTION seal_settlement(org uuid, leads uuid[], known uuid[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('tenant:' || org, 0));
  -- One lock for many leads: thousands would not fit into the lock table.
  IF cardinality(leads) > 50 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('proofs:' || org, 0));
  ELSE
    PERFORM pg_advisory_xact_lock(hashtextextended('proofs:' || t.lead, 0)) FROM unnest(leads) AS t(lead);
  END IF;
  -- A statement of its own: it sees what was committed while the locks were waited for.
  RETURN NOT EXISTS (SELECT 1 FROM proofs p
      WHERE p.org_id = org AND p.lead_id = ANY(leads) AND p.applied_at IS NULL AND p.id <> ALL(known))
    AND NOT EXISTS (SELECT 1 FROM orgs o WHERE o.id = org AND o.suspended_at IS NOT NULL);
END $$;
--> statement-breakpoint
-- @returns the instant; null: it is suspended already, or is not there
CREATE OR REPLACE FUNCTION suspend_tenant(p_operator uuid, p_org uuid, p_because text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE since timestamptz;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  PERFORM pg_advisory_xact_lock(hashtextextended('tenant:' || p_org, 0));
  UPDATE public.orgs o SET suspended_at = date_trunc('milliseconds', clock_timestamp()), suspended_because = p_because
    WHERE o.id = p_org AND o.id <> '00000000-0000-0000-0000-000000000000' AND o.suspended_at IS NULL AND o.deleted_at IS NULL
    RETURNING o.suspended_at INTO since;
  RETURN since;
END $$;
--> statement-breakpoint
-- @returns since when it was suspended, and until when; no row: it is not, or it is deleted
CREATE OR REPLACE FUNCTION return_tenant(p_operator uuid, p_org uuid) RETURNS TABLE (since timestamptz, until timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE was timestamptz;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  SELECT o.suspended_at INTO was FROM public.orgs o WHERE o.id = p_org AND o.suspended_at IS NOT NULL AND o.deleted_at IS NULL FOR UPDATE;
  IF was IS NULL THEN RETURN; END IF;
  UPDATE public.orgs o SET suspended_at = NULL, suspended_because = NULL WHERE o.id = p_org;
  RETURN QUERY SELECT was, greatest(was, date_trunc('milliseconds', clock_timestamp()));
END $$;
--> statement-breakpoint
-- A deleted organisation is suspended, too; what was waits. @returns the instant; null: it is deleted already, or is not there
CREATE OR REPLACE FUNCTION delete_tenant(p_operator uuid, p_org uuid) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE at timestamptz;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  PERFORM pg_advisory_xact_lock(hashtextextended('tenant:' || p_org, 0));
  UPDATE public.orgs o SET deleted_at = date_trunc('milliseconds', clock_timestamp()),
      suspended_at = coalesce(o.suspended_at, date_trunc('milliseconds', clock_timestamp()))
    WHERE o.id = p_org AND o.id <> '00000000-0000-0000-0000-000000000000' AND o.deleted_at IS NULL
    RETURNING o.deleted_at INTO at;
  RETURN at;
END $$;
--> statement-breakpoint
-- It stays suspended: whoever brings it back decides when its clocks go on. @returns since when it was deleted; null: it is not
CREATE OR REPLACE FUNCTION restore_tenant(p_operator uuid, p_org uuid) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE was timestamptz;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  SELECT o.deleted_at INTO was FROM public.orgs o WHERE o.id = p_org AND o.deleted_at IS NOT NULL FOR UPDATE;
  UPDATE public.orgs o SET deleted_at = NULL WHERE o.id = p_org AND o.deleted_at IS NOT NULL;
  RETURN was;
END $$;
--> statement-breakpoint
-- Whoever is signed in there, or has a key, may less from now on, or as much as before again.
CREATE OR REPLACE FUNCTION tenant_rights_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('pinggo_rights', NEW.id || ':');
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS rights_of_suspended ON orgs;
CREATE TRIGGER rights_of_suspended AFTER UPDATE OF suspended_at, deleted_at ON orgs FOR EACH ROW
  WHEN ((OLD.suspended_at, OLD.deleted_at) IS DISTINCT FROM (NEW.suspended_at, NEW.deleted_at))
  EXECUTE FUNCTION tenant_rights_notify();
--> statement-breakpoint
-- What comes in for a suspended organisation is refused: whoever finds its endpoint is told.
CREATE OR REPLACE FUNCTION find_intake_endpoint(p_id uuid) RETURNS TABLE (endpoint jsonb, secrets text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY SELECT to_jsonb(e) || jsonb_build_object('tenant_suspended_at', o.suspended_at),
    ARRAY(SELECT s.ciphertext FROM public.endpoint_secrets s
          WHERE s.org_id = e.org_id AND s.endpoint_id = e.id AND s.revoked_at IS NULL
            AND (s.expire_at IS NULL OR s.expire_at > now())
          ORDER BY s.created_at DESC)
  FROM public.endpoints e JOIN public.orgs o ON o.id = e.org_id WHERE e.id = p_id;
END $$;
--> statement-breakpoint
-- Nobody signs in to a deleted organisation; and no key of one works.
CREATE OR REPLACE FUNCTION find_logins(p_folded text)
RETURNS TABLE (org_id uuid, id uuid, name text, role text, status text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.org_id, u.id, u.name, u.role, u.status, u.password_hash
  FROM public.users u JOIN public.orgs o ON o.id = u.org_id
  WHERE (u.email_folded = p_folded OR (u.email_folded IS NULL AND lower(u.email) = p_folded)) AND o.deleted_at IS NULL
  ORDER BY u.created_at LIMIT 20
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION find_key_of_tenant(p_hash text)
RETURNS TABLE (org_id uuid, id uuid, scopes text[], expire_at timestamptz, tenant_suspended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.org_id, k.id, k.scopes, k.expire_at, o.suspended_at FROM public.api_keys k JOIN public.orgs o ON o.id = k.org_id
  WHERE k.hash = p_hash AND k.revoked_at IS NULL AND o.deleted_at IS NULL
$$;
--> statement-breakpoint
DO $$
DECLARE
  f text;
  is_super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT is_super THEN EXECUTE format('GRANT pinggo_operator TO %I', current_user); END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_operator, pinggo_setup, pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['is_operator(uuid)', 'tenants(uuid, uuid, text, text, timestamptz, uuid, int, timestamptz)',
    'suspend_tenant(uuid, uuid, text)', 'return_tenant(uuid, uuid)', 'delete_tenant(uuid, uuid)', 'restore_tenant(uuid, uuid)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_operator', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  GRANT EXECUTE ON FUNCTION is_operator(uuid) TO pinggo_setup;
  ALTER FUNCTION found_tenant(uuid, timestamptz, uuid, text, text, text, text) OWNER TO pinggo_setup;
  REVOKE ALL ON FUNCTION found_tenant(uuid, timestamptz, uuid, text, text, text, text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION found_tenant(uuid, timestamptz, uuid, text, text, text, text) TO pinggo_app;
  ALTER FUNCTION find_key_of_tenant(text) OWNER TO pinggo_lookup;
  REVOKE ALL ON FUNCTION find_key_of_tenant(text) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_key_of_tenant(text) TO pinggo_app;
  REVOKE CREATE ON SCHEMA public FROM pinggo_operator, pinggo_setup, pinggo_lookup;
  -- As in 0039: its owner goes by no policy of the role.
  IF NOT is_super THEN EXECUTE format('REVOKE pinggo_operator FROM %I', current_user); END IF;
END $$;
