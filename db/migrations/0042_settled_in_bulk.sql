-- outside a transaction
-- `seal_settlement` that fails instead of answering: sent together with the commit, it keeps that from committing anything.
CREATE OR REPLACE FUNCTION ensure_sealed(org uuid, leads uuid[], known uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT seal_settlement(org, leads, known) THEN
    RAISE EXCEPTION 'a proof came in meanwhile' USING ERRCODE = 'PG001';
  END IF;
END $$;
--> statement-breakpoint
-- What leads are found by, for many that are begun at once. Whoever calls it says so (`app.words`), and the trigger leaves them to it.
CREATE OR REPLACE FUNCTION keep_words_of_begun(org uuid, begun uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.lead_words (org_id, lead_id, words)
  SELECT l.org_id, l.id, public.words_of(right(l.org_id::text, 4), l.name, l.email, l.phone, l.external_id)
  FROM public.leads l
  WHERE l.org_id = org AND l.org_id = nullif(current_setting('app.org_id', true), '')::uuid AND l.id = ANY (begun)
  ON CONFLICT (org_id, lead_id) DO UPDATE SET words = excluded.words;
END $$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  ALTER FUNCTION keep_words_of_begun(uuid, uuid[]) OWNER TO pinggo_lookup;
  REVOKE ALL ON FUNCTION keep_words_of_begun(uuid, uuid[]) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION keep_words_of_begun(uuid, uuid[]) TO pinggo_app;
  -- Who migrates is a member of the role, or a superuser.
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
--> statement-breakpoint
CREATE OR REPLACE TRIGGER lead_words_of_begun AFTER UPDATE OF status ON leads FOR EACH ROW
  WHEN (OLD.status = 'RECEIVED' AND NEW.status <> 'RECEIVED' AND current_setting('app.words', true) IS DISTINCT FROM 'kept')
  EXECUTE FUNCTION keep_lead_words();
--> statement-breakpoint
-- With each batch that it delivers the relay asks whether one of them was a dead letter: mostly there are none.
CREATE INDEX CONCURRENTLY "work_items_dead_letters" ON "work_items" USING btree ("org_id") WHERE "work_items"."kind" = 'DEAD_LETTER' and "work_items"."resolved_at" is null;
--> statement-breakpoint
-- A row is leased, and then marked. With room beside it the lease is no new entry in each of five indexes.
ALTER TABLE outbox SET (fillfactor = 50);
--> statement-breakpoint
-- The same for a clock that is met, at risk or paused, and for an assignment that ends.
ALTER TABLE clocks SET (fillfactor = 75);
--> statement-breakpoint
ALTER TABLE assignments SET (fillfactor = 85);
--> statement-breakpoint
-- A delivery is written with its notice by one statement, and deleted with it by one. To check each took as long as to write it; until the
-- first ANALYZE of a new database, where the check's plan may go through all notices of the org, many times as long.
ALTER TABLE notice_deliveries DROP CONSTRAINT IF EXISTS "notice_deliveries_org_id_notice_id_notifications_org_id_id_fk";
