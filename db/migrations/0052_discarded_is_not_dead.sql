-- What somebody discarded lies dead no more, and is to worry nobody.
GRANT SELECT (org_id, id, created_at) ON dead_letters TO pinggo_lookup;
--> statement-breakpoint
GRANT SELECT (org_id, kind, letter_id, died_at) ON dead_letter_decisions TO pinggo_lookup;
--> statement-breakpoint
CREATE POLICY lookup ON dead_letter_decisions FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
CREATE OR REPLACE FUNCTION waiting_now() RETURNS TABLE (name text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH waiting AS (
    SELECT count(*) AS rows, coalesce(extract(epoch FROM clock_timestamp() - min(o.created_at)), 0) AS age
    FROM public.outbox o WHERE o.delivered_at IS NULL AND o.dead_at IS NULL)
  SELECT 'outbox_depth', rows::double precision FROM waiting
  UNION ALL SELECT 'outbox_oldest_age_seconds', greatest(age, 0)::double precision FROM waiting
  UNION ALL SELECT 'outbox_dead_letters', count(*)::double precision FROM public.dead_letters d
    WHERE d.requeued_at IS NULL AND NOT EXISTS (SELECT FROM public.dead_letter_decisions c
      WHERE c.org_id = d.org_id AND c.kind = 'MESSAGE' AND c.letter_id = d.id AND c.died_at = d.created_at)
  UNION ALL SELECT 'intake_dead_letters', count(*)::double precision FROM public.intake_dead_letters i WHERE i.status = 'OPEN'
$$;
