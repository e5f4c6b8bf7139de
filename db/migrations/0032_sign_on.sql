-- outside a transaction
-- Single sign-on of an org, by OpenID Connect. The client secret is sealed for its org.
CREATE TABLE IF NOT EXISTS "single_sign_on" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"issuer" text NOT NULL,
	"client_id" text NOT NULL,
	"client_secret" text NOT NULL,
	"active" boolean DEFAULT false NOT NULL,
	"trusts_email" boolean DEFAULT false NOT NULL,
	"just_in_time" boolean DEFAULT false NOT NULL,
	"default_role" text,
	"role_claim" text,
	"roles" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"admin_by_claim" boolean DEFAULT false NOT NULL,
	"team_claim" text,
	"teams" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"break_glass_id" uuid,
	"revision" integer DEFAULT 1 NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"problem" text,
	"problem_at" timestamp (3) with time zone,
	CONSTRAINT "single_sign_on_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id"),
	CONSTRAINT "single_sign_on_org_id_break_glass_id_users_org_id_id_fk" FOREIGN KEY ("org_id","break_glass_id") REFERENCES "public"."users"("org_id","id")
);
--> statement-breakpoint
-- Whose e-mails an org lets in. Proved: the domain's own DNS names the org, and the domain leads to its single sign-on.
CREATE TABLE IF NOT EXISTS "sign_on_domains" (
	"org_id" uuid NOT NULL,
	"domain" text NOT NULL,
	"proved_at" timestamp (3) with time zone,
	CONSTRAINT "sign_on_domains_org_id_domain_pk" PRIMARY KEY("org_id","domain"),
	CONSTRAINT "sign_on_domains_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id")
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "sign_on_domains_domain" ON "sign_on_domains" USING btree ("domain");
--> statement-breakpoint
-- Who somebody is at their org's provider: bound at first use, whatever their e-mail becomes.
CREATE TABLE IF NOT EXISTS "identities" (
	"org_id" uuid NOT NULL,
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "identities_org_id_issuer_subject_pk" PRIMARY KEY("org_id","issuer","subject"),
	CONSTRAINT "identities_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX IF NOT EXISTS "identities_person" ON "identities" USING btree ("org_id","user_id","issuer");
--> statement-breakpoint
-- Sign-ins that are under way at a provider. Hashes only: state and the browser's secret are nowhere else but there.
CREATE TABLE IF NOT EXISTS "sign_on_attempts" (
	"org_id" uuid NOT NULL,
	"state_hash" text NOT NULL,
	"browser_hash" text NOT NULL,
	"revision" integer NOT NULL,
	"expire_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_on_attempts_org_id_state_hash_pk" PRIMARY KEY("org_id","state_hash"),
	CONSTRAINT "sign_on_attempts_org_id_single_sign_on_org_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."single_sign_on"("org_id")
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "sign_on_attempts_expire" ON "sign_on_attempts" USING btree ("org_id","expire_at");
--> statement-breakpoint
-- When no mail is to reach a person; null: at any hour. And until when one waits for that.
ALTER TABLE "users" ADD COLUMN IF NOT EXISTS "quiet_hours" jsonb;
--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD COLUMN IF NOT EXISTS "not_before" timestamp (3) with time zone;
--> statement-breakpoint
GRANT SELECT (not_before) ON notice_deliveries TO pinggo_relay;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['single_sign_on', 'sign_on_domains', 'identities', 'sign_on_attempts'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS tenant ON %I', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
      ' WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO pinggo_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT DELETE ON sign_on_domains, identities, sign_on_attempts TO pinggo_app;
--> statement-breakpoint
-- Whether it is required is one of the org's sign-in rules.
GRANT UPDATE (sign_in) ON orgs TO pinggo_app;
--> statement-breakpoint
-- Who an identity is never changes: it is bound or let go.
REVOKE UPDATE ON identities FROM pinggo_app;
GRANT UPDATE (used_at) ON identities TO pinggo_app;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['single_sign_on', 'sign_on_domains'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS lookup ON %I', t);
    EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO pinggo_lookup USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_policies WHERE tablename = 'orgs' AND policyname = 'lookup') THEN
    CREATE POLICY lookup ON orgs FOR SELECT TO pinggo_lookup USING (true);
  END IF;
END $$;
--> statement-breakpoint
GRANT SELECT (org_id, active) ON single_sign_on TO pinggo_lookup;
GRANT SELECT (org_id, domain, proved_at) ON sign_on_domains TO pinggo_lookup;
GRANT SELECT (id) ON orgs TO pinggo_lookup;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION is_only_org() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) = 1 FROM public.orgs o WHERE o.id <> '00000000-0000-0000-0000-000000000000'
$$;
--> statement-breakpoint
-- Whose single sign-on an e-mail's domain leads to. Whoever merely types a domain leads nobody anywhere: its DNS must have named the
-- org, and of several the one that it named last. Where the installation is one organisation's, there is nobody to be led away from.
CREATE OR REPLACE FUNCTION find_sign_on(p_domain text) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT d.org_id FROM public.sign_on_domains d
  WHERE d.domain = p_domain AND (d.proved_at IS NOT NULL OR public.is_only_org())
    AND EXISTS (SELECT FROM public.single_sign_on s WHERE s.org_id = d.org_id AND s.active)
  ORDER BY d.proved_at DESC NULLS LAST, d.org_id LIMIT 1
$$;
--> statement-breakpoint
-- Orgs whose client secret is to be sealed anew, for `npm run reencrypt`, which reads each as its org's.
CREATE OR REPLACE FUNCTION sign_on_orgs_after(after_org uuid, most int) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT s.org_id FROM public.single_sign_on s WHERE s.org_id > after_org ORDER BY s.org_id LIMIT most
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['is_only_org()', 'find_sign_on(text)', 'sign_on_orgs_after(uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
