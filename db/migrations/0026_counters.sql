-- What happens is counted in its own transaction, by a row of its own: nobody waits for a total that others change.
CREATE TABLE "counter_deltas" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "counter_deltas_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"amounts" jsonb NOT NULL
);
--> statement-breakpoint
-- Rows come and go within seconds: what is dead must not be read again and again.
ALTER TABLE counter_deltas SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
--> statement-breakpoint
GRANT SELECT, INSERT ON counter_deltas TO pinggo_app, pinggo_relay;
--> statement-breakpoint
GRANT DELETE ON counter_deltas TO pinggo_relay;
--> statement-breakpoint
-- A lead's log lines are found by the request that brought it.
GRANT SELECT (trace_id) ON leads TO pinggo_relay;
--> statement-breakpoint
-- How much waits over all orgs, which the API cannot see: numbers only.
GRANT SELECT (created_at, delivered_at, dead_at) ON outbox TO pinggo_lookup;
--> statement-breakpoint
CREATE POLICY lookup ON outbox FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
GRANT SELECT (requeued_at) ON dead_letters TO pinggo_lookup;
--> statement-breakpoint
CREATE POLICY lookup ON dead_letters FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
GRANT SELECT (status) ON intake_dead_letters TO pinggo_lookup;
--> statement-breakpoint
CREATE POLICY lookup ON intake_dead_letters FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
CREATE FUNCTION waiting_now() RETURNS TABLE (name text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH waiting AS (
    SELECT count(*) AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(o.created_at)), 0) AS age
    FROM public.outbox o WHERE o.delivered_at IS NULL AND o.dead_at IS NULL)
  SELECT 'outbox_depth', rows::double precision FROM waiting
  UNION ALL SELECT 'outbox_oldest_age_seconds', greatest(age, 0)::double precision FROM waiting
  UNION ALL SELECT 'outbox_dead_letters', count(*)::double precision FROM public.dead_letters d WHERE d.requeued_at IS NULL
  UNION ALL SELECT 'intake_dead_letters', count(*)::double precision FROM public.intake_dead_letters i WHERE i.status = 'OPEN'
$$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  ALTER FUNCTION waiting_now() OWNER TO pinggo_lookup;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
  REVOKE ALL ON FUNCTION waiting_now() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION waiting_now() TO pinggo_app, pinggo_relay;
END $$;
