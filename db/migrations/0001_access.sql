-- Who may touch what. pinggo_app serves one org at a time; pinggo_relay sees the outbox and what the sweep repairs,
-- over all orgs; pinggo_lookup owns the few look-ups that come before the org is known. None of them owns a table,
-- none bypasses row-level security. They get their passwords from `ensureRoles`, outside the migrations.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['pinggo_app', 'pinggo_relay', 'pinggo_lookup'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', r);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
      END;
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO pinggo_app, pinggo_relay, pinggo_lookup;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOR t IN
    SELECT c.table_name FROM information_schema.columns c
    JOIN information_schema.tables b USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND c.column_name = 'org_id' AND b.table_type = 'BASE TABLE'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
      ' WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO pinggo_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE orgs ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE orgs FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON orgs USING (id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT ON orgs TO pinggo_app;
--> statement-breakpoint
-- Append-only, and facts that are never undone.
REVOKE UPDATE ON audit, inbox_keys, flow_versions FROM pinggo_app;
--> statement-breakpoint
GRANT DELETE ON memberships, skills TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON counters TO pinggo_app, pinggo_relay;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON outbox TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT, INSERT ON dead_letters TO pinggo_relay;
--> statement-breakpoint
GRANT INSERT ON work_items TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT (org_id, dedupe_key) ON work_items TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT (org_id, id, status, next_due_at, received_at, closed_at) ON leads TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT (org_id, id, lead_id, applied_at, received_at) ON proofs TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT (org_id, id, lead_id, applied_at, requested_at) ON commands TO pinggo_relay;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['outbox', 'dead_letters', 'work_items', 'leads', 'proofs', 'commands'] LOOP
    EXECUTE format('CREATE POLICY relay ON %I TO pinggo_relay USING (true) WITH CHECK (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['endpoints', 'endpoint_secrets', 'users', 'api_keys', 'refresh_tokens'] LOOP
    EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO pinggo_lookup USING (true)', t);
    EXECUTE format('GRANT SELECT ON %I TO pinggo_lookup', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- The look-ups that come before the org is known. Each returns the one thing asked for, by a value nobody can guess.
CREATE FUNCTION find_endpoint(p_id uuid)
RETURNS TABLE (org_id uuid, id uuid, name text, source text, adapter text, flow_id uuid, secrets text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT e.org_id, e.id, e.name, e.source, e.adapter, e.flow_id,
    ARRAY(SELECT s.ciphertext FROM public.endpoint_secrets s
          WHERE s.org_id = e.org_id AND s.endpoint_id = e.id AND s.revoked_at IS NULL
            AND (s.expire_at IS NULL OR s.expire_at > now())
          ORDER BY s.created_at DESC)
  FROM public.endpoints e WHERE e.id = p_id
$$;
--> statement-breakpoint
CREATE FUNCTION find_login(p_email text)
RETURNS TABLE (org_id uuid, id uuid, name text, role text, status text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.org_id, u.id, u.name, u.role, u.status, u.password_hash
  FROM public.users u WHERE lower(u.email) = lower(p_email) ORDER BY u.created_at LIMIT 20
$$;
--> statement-breakpoint
CREATE FUNCTION find_api_key(p_hash text)
RETURNS TABLE (org_id uuid, id uuid, scopes text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.org_id, k.id, k.scopes FROM public.api_keys k
  WHERE k.hash = p_hash AND k.revoked_at IS NULL AND (k.expire_at IS NULL OR k.expire_at > now())
$$;
--> statement-breakpoint
CREATE FUNCTION find_refresh_token(p_hash text)
RETURNS TABLE (org_id uuid, id uuid, family_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT t.org_id, t.id, t.family_id, t.user_id FROM public.refresh_tokens t WHERE t.hash = p_hash
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  -- A managed database's owner is no superuser: it must be a member of the role to hand a function over to it.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT pinggo_lookup TO %I', current_user);
  END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['find_endpoint(uuid)', 'find_login(text)', 'find_api_key(text)', 'find_refresh_token(text)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
--> statement-breakpoint
-- Wakes the relay. One notice a statement: the payload says nothing, the rows do.
CREATE FUNCTION outbox_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('pinggo_outbox', '');
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION outbox_notify();
