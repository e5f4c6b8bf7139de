-- What callers' Idempotency-Keys stand for: a request under way, or one that was done, with its answer.
CREATE TABLE "idempotency_keys" (
	"org_id" uuid NOT NULL,
	"id" text NOT NULL,
	"request" text NOT NULL,
	"try_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	"committed_at" timestamp (3) with time zone,
	"answer" text,
	CONSTRAINT "idempotency_keys_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE INDEX "idempotency_keys_created" ON "idempotency_keys" USING btree ("created_at");
--> statement-breakpoint
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON idempotency_keys USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
CREATE POLICY retention ON idempotency_keys TO pinggo_retention USING (true);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, DELETE ON idempotency_keys TO pinggo_retention;
--> statement-breakpoint
-- A key is known for a day, whoever asks.
CREATE FUNCTION delete_old_idempotency_keys(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.idempotency_keys WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM public.idempotency_keys WHERE created_at < least(p_before, now() - interval '1 day')
      ORDER BY created_at LIMIT p_most))
    RETURNING 1)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_retention;
  ALTER FUNCTION delete_old_idempotency_keys(timestamptz, int) OWNER TO pinggo_retention;
  REVOKE ALL ON FUNCTION delete_old_idempotency_keys(timestamptz, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_old_idempotency_keys(timestamptz, int) TO pinggo_relay;
  REVOKE CREATE ON SCHEMA public FROM pinggo_retention;
END $$;
