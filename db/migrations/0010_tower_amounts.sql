-- The counts as one row for each span, flow, team and source (or owner), with all amounts in it: what was a row for each
-- measure and bin took as many rows as there are leads. The counts themselves are made anew by the worker.
DROP TABLE tower_checks, tower_counts, tower_deltas;
--> statement-breakpoint
CREATE TABLE "tower_checks" (
	"org_id" uuid PRIMARY KEY NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"through_at" timestamp (3) with time zone,
	"spent_ms" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tower_counts" (
	"org_id" uuid NOT NULL,
	"breakdown" text NOT NULL,
	"span" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"flow_id" uuid,
	"team_id" uuid,
	"source" text,
	"owner_id" uuid,
	"amounts" jsonb NOT NULL,
	CONSTRAINT "tower_counts_key" UNIQUE NULLS NOT DISTINCT("org_id","breakdown","span","at","flow_id","team_id","source","owner_id")
);
--> statement-breakpoint
CREATE TABLE "tower_deltas" (
	"org_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "tower_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"counts" jsonb NOT NULL,
	CONSTRAINT "tower_deltas_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE INDEX "clocks_breached" ON "clocks" USING btree ("org_id","breached_at") WHERE "clocks"."breached_at" is not null;
--> statement-breakpoint
-- Rows come and go within seconds: what is dead must not be read again and again.
ALTER TABLE tower_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
--> statement-breakpoint
-- Room for the next version of a row on its own page: then its index stays as it is.
ALTER TABLE tower_counts SET (fillfactor = 70);
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
-- Whose counts the worker folds and checks, over all orgs; no count itself.
GRANT SELECT (org_id) ON tower_deltas TO pinggo_relay;
--> statement-breakpoint
GRANT SELECT ON tower_checks TO pinggo_relay;
--> statement-breakpoint
CREATE POLICY relay ON tower_deltas FOR SELECT TO pinggo_relay USING (true);
--> statement-breakpoint
CREATE POLICY relay ON tower_checks FOR SELECT TO pinggo_relay USING (true);
--> statement-breakpoint
-- The sum of two maps of amounts, without those that are zero.
CREATE FUNCTION add_amounts(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(measure, amount), '{}') FROM (
    SELECT key AS measure, sum(value::bigint) AS amount
    FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) both_of_them
    GROUP BY key HAVING sum(value::bigint) <> 0
  ) sums
$$;
--> statement-breakpoint
-- Orgs whose counts are still to be made. Others begin with none, which is right.
INSERT INTO tower_checks (org_id, due_at)
SELECT o.id, now() FROM orgs o WHERE EXISTS (SELECT FROM leads l WHERE l.org_id = o.id);
