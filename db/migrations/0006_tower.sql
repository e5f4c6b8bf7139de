CREATE TABLE "tower_checks" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"checked_at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tower_counts" (
	"org_id" uuid NOT NULL,
	"whole" boolean NOT NULL,
	"span" text NOT NULL,
	"measure" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"bin" smallint DEFAULT 0 NOT NULL,
	"flow_id" uuid,
	"team_id" uuid,
	"source" text,
	"amount" bigint NOT NULL,
	CONSTRAINT "tower_counts_key" UNIQUE NULLS NOT DISTINCT("org_id","whole","span","at","measure","bin","flow_id","team_id","source")
);
--> statement-breakpoint
CREATE TABLE "tower_deltas" (
	"org_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "tower_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"measure" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"bin" smallint DEFAULT 0 NOT NULL,
	"flow_id" uuid,
	"team_id" uuid,
	"source" text NOT NULL,
	"amount" integer NOT NULL,
	CONSTRAINT "tower_deltas_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
DROP INDEX "leads_urgency";--> statement-breakpoint
CREATE INDEX "leads_urgency" ON "leads" USING btree ("org_id","deadline_at","id") WHERE "leads"."closed_at" is null and "leads"."status" not in ('CLOSED', 'UNQUALIFIED');
--> statement-breakpoint
-- Rows come and go within seconds: what is dead must not be read again and again.
ALTER TABLE tower_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tower_deltas', 'tower_counts', 'tower_checks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
      ' WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO pinggo_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Deltas are added and folded away, never changed.
GRANT DELETE ON tower_deltas TO pinggo_app;
--> statement-breakpoint
GRANT UPDATE ON tower_counts, tower_checks TO pinggo_app;
--> statement-breakpoint
-- Whose counts the sweep folds and checks, over all orgs; no count itself.
GRANT SELECT (org_id) ON tower_deltas TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT ON tower_checks TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT (id) ON orgs TO pinggo_relay;
--> statement-breakpoint
CREATE POLICY relay ON tower_deltas FOR SELECT TO pinggo_relay USING (true);
--> statement-breakpoint
CREATE POLICY relay ON tower_checks FOR SELECT TO pinggo_relay USING (true);
--> statement-breakpoint
CREATE POLICY relay ON orgs FOR SELECT TO pinggo_relay USING (true);
