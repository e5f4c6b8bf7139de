-- Whose rights changed is said at once, so that what every process remembers of them ends. The payload is ids: the rows say
-- what it is. On columns that change seldom: each NOTIFY makes the commits of the whole cluster wait for each other.
CREATE FUNCTION rights_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('pinggo_rights', OLD.org_id || ':' || (to_jsonb(OLD) ->> TG_ARGV[0]));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER rights_of_changed AFTER UPDATE OF role, status, name ON users FOR EACH ROW
  WHEN ((OLD.role, OLD.status, OLD.name) IS DISTINCT FROM (NEW.role, NEW.status, NEW.name))
  EXECUTE FUNCTION rights_notify('id');
--> statement-breakpoint
CREATE TRIGGER rights_of_deleted AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION rights_notify('id');
--> statement-breakpoint
CREATE TRIGGER rights_of_revoked AFTER UPDATE OF revoked_at ON refresh_tokens FOR EACH ROW
  WHEN (OLD.revoked_at IS DISTINCT FROM NEW.revoked_at) EXECUTE FUNCTION rights_notify('user_id');
--> statement-breakpoint
-- Used ones are cleared away in numbers, and end no session: its last one is not used.
CREATE TRIGGER rights_of_deleted AFTER DELETE ON refresh_tokens FOR EACH ROW
  WHEN (OLD.used_at IS NULL AND OLD.revoked_at IS NULL) EXECUTE FUNCTION rights_notify('user_id');
--> statement-breakpoint
CREATE TRIGGER rights_of_changed AFTER UPDATE OF hash, scopes, expire_at, revoked_at ON api_keys FOR EACH ROW
  WHEN ((OLD.hash, OLD.scopes, OLD.expire_at, OLD.revoked_at)
    IS DISTINCT FROM (NEW.hash, NEW.scopes, NEW.expire_at, NEW.revoked_at))
  EXECUTE FUNCTION rights_notify('id');
--> statement-breakpoint
CREATE TRIGGER rights_of_deleted AFTER DELETE ON api_keys FOR EACH ROW EXECUTE FUNCTION rights_notify('id');
--> statement-breakpoint
-- `find_api_key` with the instant at which the key ends: who remembers it must know. Processes of the version before use that.
CREATE FUNCTION find_key_standing(p_hash text)
RETURNS TABLE (org_id uuid, id uuid, scopes text[], expire_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT k.org_id, k.id, k.scopes, k.expire_at FROM public.api_keys k WHERE k.hash = p_hash AND k.revoked_at IS NULL
$$;
--> statement-breakpoint
-- E-mails as `foldEmail` of the domain folds them; `npm run migrate` fills in what is there. Null: written by SQL or by a
-- process of the version before, or as good as another's of the same org: these are found as before.
ALTER TABLE "users" ADD COLUMN "email_folded" text;
--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_folded" ON "users" USING btree ("org_id","email_folded");
--> statement-breakpoint
CREATE INDEX "users_email_folded_lookup" ON "users" USING btree ("email_folded");
--> statement-breakpoint
CREATE FUNCTION find_logins(p_folded text)
RETURNS TABLE (org_id uuid, id uuid, name text, role text, status text, password_hash text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.org_id, u.id, u.name, u.role, u.status, u.password_hash
  FROM public.users u
  WHERE u.email_folded = p_folded OR (u.email_folded IS NULL AND lower(u.email) = p_folded)
  ORDER BY u.created_at LIMIT 20
$$;
--> statement-breakpoint
-- Whom `npm run migrate` fills in, the oldest first.
CREATE FUNCTION people_without_folded_email() RETURNS TABLE (org_id uuid, id uuid, email text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT u.org_id, u.id, u.email FROM public.users u WHERE u.email_folded IS NULL ORDER BY u.created_at, u.id
$$;
--> statement-breakpoint
-- Ids of endpoints' secrets over all orgs, for `npm run reencrypt`, which reads each as its org's.
CREATE FUNCTION endpoint_secrets_after(after_org uuid, after_id uuid, most int) RETURNS TABLE (org_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT s.org_id, s.id FROM public.endpoint_secrets s WHERE (s.org_id, s.id) > (after_org, after_id)
  ORDER BY s.org_id, s.id LIMIT most
$$;
--> statement-breakpoint
-- Log-ins that failed, by account, address and device. An account may be nobody's and an address anybody's, so the rows are
-- the platform's own (its org is nil): no org's transaction sees them. Keys are hashes.
CREATE TABLE "login_failures" (
	"org_id" uuid NOT NULL,
	"key" text NOT NULL,
	"count" double precision DEFAULT 0 NOT NULL,
	"failed_at" timestamp (3) with time zone NOT NULL,
	"held_until" timestamp (3) with time zone,
	CONSTRAINT "login_failures_org_id_key_pk" PRIMARY KEY("org_id","key")
);
--> statement-breakpoint
CREATE INDEX "login_failures_failed_at" ON "login_failures" USING btree ("org_id","failed_at");
--> statement-breakpoint
ALTER TABLE login_failures ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE login_failures FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON login_failures USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON login_failures TO pinggo_app;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['find_key_standing(text)', 'find_logins(text)',
    'endpoint_secrets_after(uuid, uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  ALTER FUNCTION people_without_folded_email() OWNER TO pinggo_lookup;
  REVOKE ALL ON FUNCTION people_without_folded_email() FROM PUBLIC;
  -- Who migrates is a member of the role, or a superuser.
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
