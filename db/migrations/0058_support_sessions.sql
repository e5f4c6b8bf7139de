-- An organisation lets an operator look in, for a while: each grant is a row, which is the only way in.
CREATE TABLE "support_sessions" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"level" text NOT NULL,
	"reason" text NOT NULL,
	"granted_by" uuid NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"operator_id" uuid,
	"operator_name" text,
	"entered_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"ended_by_type" text,
	"ended_by" uuid,
	CONSTRAINT "support_sessions_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "support_sessions_limited" CHECK ("support_sessions"."ends_at" <= "support_sessions"."granted_at" + interval '24 hours')
);
--> statement-breakpoint
ALTER TABLE "support_sessions" ADD CONSTRAINT "support_sessions_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "public"."orgs"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "support_sessions_granted" ON "support_sessions" USING btree ("org_id","granted_at","id");
--> statement-breakpoint
CREATE UNIQUE INDEX "support_sessions_open" ON "support_sessions" USING btree ("org_id") WHERE "support_sessions"."ended_at" is null;
--> statement-breakpoint
ALTER TABLE support_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE support_sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON support_sessions USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
-- The processes grant and end; only the function below says who has entered.
GRANT SELECT ON support_sessions TO pinggo_app;
GRANT INSERT (org_id, id, level, reason, granted_by, granted_at, ends_at) ON support_sessions TO pinggo_app;
GRANT UPDATE (ended_at, ended_by_type, ended_by) ON support_sessions TO pinggo_app;
GRANT SELECT (org_id, id, level, reason, granted_at, ends_at, operator_id, operator_name, entered_at, ended_at),
  UPDATE (operator_id, operator_name, entered_at) ON support_sessions TO pinggo_operator;
CREATE POLICY operator ON support_sessions TO pinggo_operator USING (true);
--> statement-breakpoint
-- Whoever looks in is asked again at once: their live stream goes by the grant's id.
CREATE FUNCTION support_rights_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('pinggo_rights', NEW.org_id || ':' || NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER rights_of_support AFTER UPDATE OF ended_at ON support_sessions FOR EACH ROW
  WHEN (OLD.ended_at IS DISTINCT FROM NEW.ended_at) EXECUTE FUNCTION support_rights_notify();
--> statement-breakpoint
-- The grants that are good now, of organisations that go on: what an organisation says to operators, and nothing else of it.
CREATE FUNCTION support_grants(p_operator uuid, p_now timestamptz)
RETURNS TABLE (id uuid, tenant_id uuid, tenant_name text, level text, reason text, granted_at timestamptz, ends_at timestamptz,
  operator_id uuid, operator_name text, entered_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM public.must_be_operator(p_operator);
  RETURN QUERY SELECT s.id, o.id, o.name, s.level, s.reason, s.granted_at, s.ends_at, s.operator_id, s.operator_name, s.entered_at
    FROM public.support_sessions s JOIN public.orgs o ON o.id = s.org_id
    WHERE s.ended_at IS NULL AND s.ends_at > p_now AND o.suspended_at IS NULL AND o.deleted_at IS NULL
    ORDER BY s.granted_at DESC, s.id LIMIT 500;
END $$;
--> statement-breakpoint
-- An operator enters, the first one who does, or comes back. No row: it is over, or another one's.
CREATE FUNCTION enter_support(p_operator uuid, p_name text, p_id uuid, p_now timestamptz)
RETURNS TABLE (tenant_id uuid, level text, ends_at timestamptz, is_first boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE was timestamptz;
BEGIN
  PERFORM public.must_be_operator(p_operator);
  SELECT s.entered_at INTO was FROM public.support_sessions s WHERE s.id = p_id FOR UPDATE;
  RETURN QUERY UPDATE public.support_sessions s
    SET operator_id = p_operator, operator_name = p_name, entered_at = coalesce(s.entered_at, p_now)
    FROM public.orgs o
    WHERE s.id = p_id AND o.id = s.org_id AND o.suspended_at IS NULL AND o.deleted_at IS NULL
      AND s.ended_at IS NULL AND s.ends_at > p_now AND (s.operator_id IS NULL OR s.operator_id = p_operator)
    RETURNING s.org_id, s.level, s.ends_at, was IS NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  f text;
  is_super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
  -- As in 0047: a managed database's owner is no superuser, and its owner goes by no policy of the role.
  IF NOT is_super THEN EXECUTE format('GRANT pinggo_operator TO %I', current_user); END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_operator;
  FOREACH f IN ARRAY ARRAY['support_grants(uuid, timestamptz)', 'enter_support(uuid, text, uuid, timestamptz)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_operator', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_app', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_operator;
  IF NOT is_super THEN EXECUTE format('REVOKE pinggo_operator FROM %I', current_user); END IF;
END $$;
