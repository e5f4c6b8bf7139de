-- Seals of the audit log, a chain for each organisation: written after the entries that they are of, so that nobody who writes one waits.
CREATE TABLE "audit_seals" (
	"org_id" uuid NOT NULL,
	"sequence" bigint NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	"total" bigint NOT NULL,
	"complete_at" timestamp (3) with time zone,
	"entry_count" integer NOT NULL,
	"entry_ids" bigint[] NOT NULL,
	"digests" "bytea" NOT NULL,
	"first_id" bigint NOT NULL,
	"last_id" bigint NOT NULL,
	"xid" "xid8" NOT NULL,
	"audit_id" bigint NOT NULL,
	CONSTRAINT "audit_seals_org_id_sequence_pk" PRIMARY KEY("org_id","sequence")
);
--> statement-breakpoint
CREATE INDEX "audit_seals_entries" ON "audit_seals" USING btree ("org_id","last_id","first_id");
--> statement-breakpoint
-- Nothing compresses hashes.
ALTER TABLE audit_seals ALTER COLUMN digests SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE audit_seals ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE audit_seals FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON audit_seals USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY lookup ON audit_seals FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
-- As of the log itself: nobody changes or deletes one. An organisation that is deleted for good takes them along (`letOrgsGo`).
GRANT SELECT, INSERT ON audit_seals TO pinggo_app;
--> statement-breakpoint
GRANT SELECT (org_id, sequence, sealed_at, xid, audit_id, last_id) ON audit_seals TO pinggo_lookup;
--> statement-breakpoint
-- Which organisations have entries that no seal has yet, suspended ones too: two probes of an index for each. That of the operators has
-- entries whether it has a row or not.
CREATE FUNCTION orgs_to_seal() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  SELECT o.id FROM (SELECT id FROM public.orgs UNION SELECT '00000000-0000-0000-0000-000000000000') o
  LEFT JOIN LATERAL (
    SELECT s.xid, s.audit_id FROM public.audit_seals s WHERE s.org_id = o.id ORDER BY s.sequence DESC LIMIT 1) l ON true
  WHERE EXISTS (SELECT FROM public.audit a
      WHERE a.org_id = o.id AND (a.xid, a.id) > (coalesce(l.xid, '0'), coalesce(l.audit_id, 0))
        AND a.xid < pg_snapshot_xmin(pg_current_snapshot()))
    -- A place that this database cannot have come to: it was moved, and counts its transactions anew.
    OR (l.xid >= pg_snapshot_xmax(pg_current_snapshot()) AND EXISTS (SELECT FROM public.audit a
      WHERE a.org_id = o.id AND a.id > (SELECT max(s.last_id) FROM public.audit_seals s WHERE s.org_id = o.id)))
$$;
--> statement-breakpoint
CREATE FUNCTION orgs_sealed_since(p_since timestamptz) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  SELECT o.id FROM (SELECT id FROM public.orgs UNION SELECT '00000000-0000-0000-0000-000000000000') o
  JOIN LATERAL (
    SELECT s.sealed_at FROM public.audit_seals s WHERE s.org_id = o.id ORDER BY s.sequence DESC LIMIT 1) l ON l.sealed_at >= p_since
$$;
--> statement-breakpoint
DO $$
DECLARE
  f text;
  is_super boolean := (SELECT rolsuper FROM pg_roles WHERE rolname = current_user);
BEGIN
  -- As in 0001: a managed database's owner is no superuser.
  IF NOT is_super THEN EXECUTE format('GRANT pinggo_lookup TO %I', current_user); END IF;
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  FOREACH f IN ARRAY ARRAY['orgs_to_seal()', 'orgs_sealed_since(timestamptz)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pinggo_relay', f);
  END LOOP;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
