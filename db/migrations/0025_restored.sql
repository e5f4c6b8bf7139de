-- outside a transaction
-- What causes a notice is its id: a database that was restored to an earlier instant, and tells of the same cause again, tells
-- it under the same id, so that a workflow and a mail that went out before are known. RFC 9562, version 8.
CREATE OR REPLACE FUNCTION notice_id(org uuid, person uuid, cause text) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT overlay(overlay(left(encode(sha256(convert_to(org::text || person::text || cause, 'UTF8')), 'hex'), 32)
    PLACING '8' FROM 13) PLACING '8' FROM 17)::uuid
$$;
REVOKE ALL ON FUNCTION notice_id(uuid, uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION notice_id(uuid, uuid, text) TO pinggo_app;
--> statement-breakpoint
-- Who sends a notice now, and when the sweep last asked for one that nobody seems to send. A process of the version before
-- writes neither.
ALTER TABLE "notice_deliveries" ADD COLUMN IF NOT EXISTS "lease_until" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "notice_deliveries" ADD COLUMN IF NOT EXISTS "rung_at" timestamp (3) with time zone;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "notice_deliveries_pending" ON "notice_deliveries" USING btree ("status_at") WHERE "notice_deliveries"."status" = 'PENDING';
--> statement-breakpoint
-- Who made a key (as the audit log names actors), and when it was last used, to the minute.
ALTER TABLE "api_keys" ADD COLUMN IF NOT EXISTS "created_by" uuid;
--> statement-breakpoint
ALTER TABLE "api_keys" ADD COLUMN IF NOT EXISTS "last_used_at" timestamp (3) with time zone;
--> statement-breakpoint
-- Keys that are there already: the audit log knows. One org after the other, as the policies let it be seen.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['api_keys', 'audit'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS owner_migrates ON %I', t);
    IF row_security_active(t) THEN
      EXECUTE format('CREATE POLICY owner_migrates ON %I TO %I USING (true) WITH CHECK (true)', t, current_user);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
UPDATE api_keys k SET created_by = a.actor_id::uuid FROM audit a
WHERE k.created_by IS NULL AND a.org_id = k.org_id AND a.entity_type = 'api_key' AND a.entity_id = k.id::text
  AND a.action = 'api_key.created' AND a.actor_type = 'user';
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['api_keys', 'audit'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS owner_migrates ON %I', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- The relay serves all orgs, so it is held to what it does: it moves rows of the outbox on, asks for what the sweep found, and
-- tells an org of its dead letters. So does that of the version before. It never could do with more, and now cannot.
-- `tenant` lets a role set the org that it likes, so these restrict what other policies permit.
REVOKE INSERT, UPDATE ON outbox FROM pinggo_relay;
GRANT INSERT (org_id, topic, lead_id, subject_id) ON outbox TO pinggo_relay;
GRANT UPDATE (available_at, attempts, lease_until, delivered_at, dead_at, last_error) ON outbox TO pinggo_relay;
DROP POLICY IF EXISTS relay_asks ON outbox;
CREATE POLICY relay_asks ON outbox AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (CASE topic
  WHEN 'LEAD_RECEIVED' THEN subject_id IS NULL AND EXISTS (
    SELECT FROM leads l WHERE l.org_id = outbox.org_id AND l.id = outbox.lead_id)
  WHEN 'ABSENCE_PLANNED' THEN lead_id IS NULL AND EXISTS (
    SELECT FROM absences a WHERE a.org_id = outbox.org_id AND a.id = outbox.subject_id)
  WHEN 'NOTIFICATION' THEN EXISTS (
    SELECT FROM notice_deliveries d WHERE d.org_id = outbox.org_id AND d.notice_id = outbox.subject_id AND d.status = 'PENDING')
  ELSE false END);
--> statement-breakpoint
DROP POLICY IF EXISTS relay ON notice_deliveries;
CREATE POLICY relay ON notice_deliveries TO pinggo_relay USING (true) WITH CHECK (true);
GRANT SELECT (org_id, notice_id, status, status_at, rung_at), UPDATE (rung_at) ON notice_deliveries TO pinggo_relay;
--> statement-breakpoint
DROP POLICY IF EXISTS relay_buries ON dead_letters;
CREATE POLICY relay_buries ON dead_letters AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (EXISTS (
  SELECT FROM outbox o WHERE o.org_id = dead_letters.org_id AND o.id = dead_letters.outbox_id AND o.topic = dead_letters.topic));
--> statement-breakpoint
DROP POLICY IF EXISTS relay_buries ON work_items;
CREATE POLICY relay_buries ON work_items AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (
  kind = 'DEAD_LETTER' AND resolved_at IS NULL AND EXISTS (
    SELECT FROM outbox o WHERE o.org_id = work_items.org_id AND o.lead_id IS NOT DISTINCT FROM work_items.lead_id
      AND work_items.cause = 'dead-letter:' || o.id AND o.id = (work_items.details->>'outboxId')::bigint));
DROP POLICY IF EXISTS relay_closes ON work_items;
CREATE POLICY relay_closes ON work_items AS RESTRICTIVE FOR UPDATE TO pinggo_relay USING (kind = 'DEAD_LETTER');
--> statement-breakpoint
REVOKE INSERT ON audit FROM pinggo_relay;
GRANT INSERT (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after) ON audit TO pinggo_relay;
DROP POLICY IF EXISTS relay_tells ON audit;
CREATE POLICY relay_tells ON audit AS RESTRICTIVE FOR INSERT TO pinggo_relay WITH CHECK (
  actor_type = 'system' AND entity_type = 'work_item' AND action IN ('work_item.created', 'work_item.resolved')
  AND after->>'kind' = 'DEAD_LETTER');
--> statement-breakpoint
-- The item that an entry is about is written by the same statement: it is there when that has ended.
CREATE OR REPLACE FUNCTION relay_tells_of_dead_letters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM work_items w WHERE w.org_id = NEW.org_id AND w.id::text = NEW.entity_id
    AND w.kind = 'DEAD_LETTER' AND w.lead_id IS NOT DISTINCT FROM NEW.lead_id)
  THEN
    RAISE EXCEPTION 'the relay tells of work items of its dead letters only' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS relay_tells_of_dead_letters ON audit;
CREATE TRIGGER relay_tells_of_dead_letters AFTER INSERT ON audit
  FOR EACH ROW WHEN (current_user = 'pinggo_relay') EXECUTE FUNCTION relay_tells_of_dead_letters();
