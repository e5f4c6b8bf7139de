-- Where somebody is signed in. Its id is that of the family of its refresh tokens, and the `sid` of its access tokens. Families of the
-- version before have none until they are exchanged.
CREATE TABLE "sessions" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"signed_in_by" text,
	"factor" text,
	"browser" text,
	"system" text,
	"address" text,
	"in_cookie" boolean DEFAULT false NOT NULL,
	"needs_factor" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	"proved_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_why" text,
	CONSTRAINT "sessions_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "sessions_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "users"("org_id","id")
);
--> statement-breakpoint
CREATE INDEX "sessions_of_person" ON "sessions" USING btree ("org_id","user_id");
--> statement-breakpoint
CREATE INDEX "sessions_end" ON "sessions" USING btree ("ends_at");
--> statement-breakpoint
-- What shows, beside a password or in its place, that somebody is who they say: an app that makes codes, or a passkey.
CREATE TABLE "factors" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"confirmed_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"secret" text,
	"last_step" bigint,
	"credential_id" text,
	"public_key" text,
	"counter" bigint,
	"transports" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "factors_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "factors_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "users"("org_id","id"),
	CONSTRAINT "factors_whole" CHECK (CASE kind
		WHEN 'TOTP' THEN secret IS NOT NULL
		WHEN 'PASSKEY' THEN credential_id IS NOT NULL AND public_key IS NOT NULL AND counter IS NOT NULL AND confirmed_at IS NOT NULL
		ELSE false END)
);
--> statement-breakpoint
CREATE UNIQUE INDEX "factors_one_totp" ON "factors" USING btree ("org_id","user_id") WHERE "factors"."kind" = 'TOTP';
--> statement-breakpoint
CREATE INDEX "factors_of_person" ON "factors" USING btree ("org_id","user_id");
--> statement-breakpoint
CREATE UNIQUE INDEX "factors_credential" ON "factors" USING btree ("credential_id");
--> statement-breakpoint
-- For who lost their factor: each works once. Hashes of 80 random bits.
CREATE TABLE "recovery_codes" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "recovery_codes_org_id_user_id_hash_pk" PRIMARY KEY("org_id","user_id","hash"),
	CONSTRAINT "recovery_codes_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "users"("org_id","id")
);
--> statement-breakpoint
-- What somebody was asked for and has some minutes to answer, once. Its org is the platform's where nobody is known yet.
CREATE TABLE "challenges" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid,
	"hash" text NOT NULL,
	"purpose" text NOT NULL,
	"details" jsonb NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expire_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "challenges_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "challenges_hash" ON "challenges" USING btree ("org_id","hash");
--> statement-breakpoint
CREATE INDEX "challenges_expire" ON "challenges" USING btree ("org_id","expire_at");
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['sessions', 'factors', 'recovery_codes', 'challenges'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON sessions TO pinggo_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON factors, recovery_codes, challenges TO pinggo_app;
--> statement-breakpoint
-- Its end, and that it may do what it may, is said at once (0022).
CREATE TRIGGER rights_of_changed AFTER UPDATE OF revoked_at, ends_at, needs_factor ON sessions FOR EACH ROW
  WHEN ((OLD.revoked_at, OLD.ends_at, OLD.needs_factor) IS DISTINCT FROM (NEW.revoked_at, NEW.ends_at, NEW.needs_factor))
  EXECUTE FUNCTION rights_notify('user_id');
--> statement-breakpoint
-- Whose passkey it is that somebody signs in with: before that nobody knows the org.
CREATE POLICY lookup ON factors FOR SELECT TO pinggo_lookup USING (true);
GRANT SELECT (org_id, id, user_id, kind, credential_id) ON factors TO pinggo_lookup;
--> statement-breakpoint
CREATE FUNCTION find_passkey(p_credential_id text) RETURNS TABLE (org_id uuid, user_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT f.org_id, f.user_id FROM public.factors f WHERE f.credential_id = p_credential_id AND f.kind = 'PASSKEY'
$$;
--> statement-breakpoint
-- Ids of sealed secrets over all orgs, for `npm run reencrypt`, which reads each as its org's.
CREATE FUNCTION factor_secrets_after(after_org uuid, after_id uuid, most int) RETURNS TABLE (org_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT f.org_id, f.id FROM public.factors f WHERE f.kind = 'TOTP' AND (f.org_id, f.id) > (after_org, after_id)
  ORDER BY f.org_id, f.id LIMIT most
$$;
--> statement-breakpoint
GRANT SELECT, DELETE ON sessions TO pinggo_retention;
CREATE POLICY retention ON sessions TO pinggo_retention USING (true);
--> statement-breakpoint
-- As those of 0024. What ended before its time is kept until that is over: so is each token of it, and it ends the session again.
CREATE FUNCTION delete_ended_sessions(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.sessions WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.sessions WHERE ends_at < least(p_before, now() - interval '1 day')
      ORDER BY ends_at LIMIT p_most))
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup, pinggo_retention;
  FOREACH f IN ARRAY ARRAY['find_passkey(text)', 'factor_secrets_after(uuid, uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  ALTER FUNCTION delete_ended_sessions(timestamptz, int) OWNER TO pinggo_retention;
  REVOKE ALL ON FUNCTION delete_ended_sessions(timestamptz, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_ended_sessions(timestamptz, int) TO pinggo_relay;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup, pinggo_retention;
END $$;
