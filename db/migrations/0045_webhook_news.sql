-- Which orgs have events that their webhooks were not told of yet. Of the audit log it sees where entries stand, and nothing that they say.
DROP POLICY IF EXISTS lookup ON audit;
--> statement-breakpoint
CREATE POLICY lookup ON audit FOR SELECT TO pinggo_lookup USING (true);
--> statement-breakpoint
GRANT SELECT (org_id, id, xid) ON audit TO pinggo_lookup;
--> statement-breakpoint
-- Asked all the time, and mostly in vain: one probe of an index for each org that has a webhook.
CREATE OR REPLACE FUNCTION orgs_with_webhook_news() RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  SELECT p.org_id FROM public.webhook_positions p
  WHERE EXISTS (SELECT FROM public.webhooks w WHERE w.org_id = p.org_id AND w.off_at IS NULL AND w.deleted_at IS NULL)
    AND (EXISTS (SELECT FROM public.audit a WHERE a.org_id = p.org_id AND (a.xid, a.id) > (p.xid, p.audit_id)
        AND a.xid < pg_snapshot_xmin(pg_current_snapshot()))
      -- One that this database cannot have come to: it was moved, and counts its transactions anew.
      OR p.xid >= pg_snapshot_xmax(pg_current_snapshot()))
$$;
--> statement-breakpoint
-- Those with deliveries that should have been tried so long ago, and that nobody seems to send.
CREATE OR REPLACE FUNCTION orgs_with_late_webhooks(p_by_ms float8, p_again_ms float8) RETURNS TABLE (org_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  SELECT DISTINCT d.org_id FROM public.webhook_deliveries d
  WHERE d.status = 'PENDING' AND d.next_try_at < clock_timestamp() - p_by_ms * interval '1 millisecond'
    AND (d.rung_at IS NULL OR d.rung_at < clock_timestamp() - p_again_ms * interval '1 millisecond')
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION webhook_secrets_after(after_org uuid, after_id uuid, most int) RETURNS TABLE (org_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT s.org_id, s.id FROM public.webhook_secrets s WHERE (s.org_id, s.id) > (after_org, after_id)
  ORDER BY s.org_id, s.id LIMIT most
$$;
--> statement-breakpoint
-- Deletes deliveries that were over before an instant, with their tries, so many at a time. What is still to be sent stays.
CREATE OR REPLACE FUNCTION delete_old_webhook_deliveries(p_before timestamptz, p_most int) RETURNS int
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
  WITH gone AS (
    DELETE FROM public.webhook_deliveries WHERE status <> 'PENDING' AND ctid = ANY (ARRAY(
      SELECT ctid FROM public.webhook_deliveries
      WHERE created_at < least(p_before, now() - interval '4 days') AND status <> 'PENDING'
      ORDER BY created_at LIMIT p_most))
    RETURNING org_id, id),
  tries AS (
    DELETE FROM public.webhook_tries t USING gone g WHERE t.org_id = g.org_id AND t.delivery_id = g.id)
  SELECT count(*)::int FROM gone
$$;
--> statement-breakpoint
DO $$
DECLARE f text;
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup, pinggo_retention;
  FOREACH f IN ARRAY ARRAY['orgs_with_webhook_news()', 'orgs_with_late_webhooks(float8, float8)', 'webhook_secrets_after(uuid, uuid, int)'] LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO pinggo_lookup', f);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
  END LOOP;
  GRANT EXECUTE ON FUNCTION orgs_with_webhook_news() TO pinggo_relay;
  GRANT EXECUTE ON FUNCTION orgs_with_late_webhooks(float8, float8) TO pinggo_relay;
  GRANT EXECUTE ON FUNCTION webhook_secrets_after(uuid, uuid, int) TO pinggo_app;
  ALTER FUNCTION delete_old_webhook_deliveries(timestamptz, int) OWNER TO pinggo_retention;
  REVOKE ALL ON FUNCTION delete_old_webhook_deliveries(timestamptz, int) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION delete_old_webhook_deliveries(timestamptz, int) TO pinggo_relay;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup, pinggo_retention;
END $$;
