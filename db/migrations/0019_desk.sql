-- outside a transaction
-- One open work item for one cause, whatever noticed it; and an item that can be closed by whoever sees its cause go.
-- Processes of the version before write none, and go on by `dedupe_key`, which is the occurrence's alone from now on.
ALTER TABLE "work_items" ADD COLUMN IF NOT EXISTS "cause" text;
--> statement-breakpoint
-- The policies hold for an owner who is no superuser, too: it would find nothing. Its own policies go at the end.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['work_items', 'leads', 'outbox', 'audit'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS owner_migrates ON %I', t);
    IF row_security_active(t) THEN
      EXECUTE format('CREATE POLICY owner_migrates ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
-- What is open already: named by its cause, and closed where that is gone or another item tells of it.
UPDATE work_items w SET cause = CASE
  WHEN w.kind = 'UNROUTED' AND w.dedupe_key LIKE 'reassign:%' AND l.owner_id IS NOT NULL
    THEN 'reassign:' || l.id || ':' || l.owner_id
  WHEN w.kind = 'UNROUTED' THEN 'unrouted:' || l.id
  WHEN w.kind = 'CLOCK_NOT_STARTED' THEN 'clock:' || l.id || ':' || (w.details->>'clockKey') || ':' || (w.details->>'cycle')
  ELSE w.dedupe_key END
FROM leads l WHERE l.org_id = w.org_id AND l.id = w.lead_id AND w.resolved_at IS NULL;
UPDATE work_items SET cause = dedupe_key WHERE lead_id IS NULL AND resolved_at IS NULL;

WITH gone AS (
  SELECT w.org_id, w.id, CASE
    WHEN l.status IN ('CLOSED', 'UNQUALIFIED') AND w.kind <> 'DEAD_LETTER' THEN 'The lead has ended'
    WHEN l.owner_id IS NOT NULL AND w.kind IN ('UNROUTED', 'NO_FLOW') AND w.cause NOT LIKE 'reassign:%'
      THEN 'Somebody has the lead now'
    WHEN o.delivered_at IS NOT NULL THEN 'The message was delivered'
    WHEN row_number() OVER (PARTITION BY w.org_id, w.cause ORDER BY w.created_at, w.id) > 1
      THEN 'Another work item tells of the same cause' END AS why
  FROM work_items w
  LEFT JOIN leads l ON l.org_id = w.org_id AND l.id = w.lead_id
  LEFT JOIN outbox o ON w.kind = 'DEAD_LETTER' AND o.org_id = w.org_id AND w.cause = 'dead-letter:' || o.id
  WHERE w.resolved_at IS NULL AND w.cause IS NOT NULL
), closed AS (
  UPDATE work_items w SET resolved_at = now(), resolution = gone.why
  FROM gone WHERE gone.why IS NOT NULL AND w.org_id = gone.org_id AND w.id = gone.id
  RETURNING w.org_id, w.id, w.kind, w.lead_id, w.resolution
)
INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after)
SELECT org_id, now(), 'system', 'work_item.resolved', 'work_item', id, lead_id,
  jsonb_build_object('kind', kind, 'resolution', resolution) FROM closed;
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY "work_items_open_cause" ON "work_items" ("org_id", "cause") WHERE "resolved_at" IS NULL;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "work_items_open_lead" ON "work_items" ("org_id", "lead_id") WHERE "resolved_at" IS NULL;
--> statement-breakpoint
-- The relay closes what it asked for: a dead letter that was delivered after all.
GRANT SELECT (id, kind, lead_id, details, cause, resolved_at, resolution) ON work_items TO pinggo_relay;
--> statement-breakpoint
GRANT UPDATE (resolved_at, resolution) ON work_items TO pinggo_relay;
--> statement-breakpoint
-- Notices of one lead are read together, and shown as lines of a lead and a minute.
CREATE INDEX CONCURRENTLY "notifications_lead" ON "notifications" ("org_id", "user_id", "lead_id", "created_at");
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['work_items', 'leads', 'outbox', 'audit'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS owner_migrates ON %I', t);
  END LOOP;
END $$;
