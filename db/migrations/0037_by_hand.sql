-- outside a transaction
-- What people write down about a lead. What is deleted stays for a while, so that it can be taken back.
CREATE TABLE IF NOT EXISTS "lead_notes" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"author_type" text NOT NULL,
	"author_id" text,
	"text" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "lead_notes_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "lead_notes_org_id_lead_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","lead_id") REFERENCES "public"."leads"("org_id","id")
);
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "lead_notes_lead" ON "lead_notes" USING btree ("org_id","lead_id","created_at");
--> statement-breakpoint
-- Two leads of one person that were made one: which stayed, and what of it the other one changed, so that it can be undone.
CREATE TABLE IF NOT EXISTS "lead_merges" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kept_id" uuid NOT NULL,
	"merged_id" uuid NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"reason" text,
	"merged_at" timestamp (3) with time zone NOT NULL,
	"merged_by_type" text NOT NULL,
	"merged_by_id" text,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "lead_merges_org_id_id_pk" PRIMARY KEY("org_id","id"),
	CONSTRAINT "lead_merges_org_id_kept_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","kept_id") REFERENCES "public"."leads"("org_id","id"),
	CONSTRAINT "lead_merges_org_id_merged_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","merged_id") REFERENCES "public"."leads"("org_id","id")
);
--> statement-breakpoint
-- A lead is merged into one other at a time.
CREATE UNIQUE INDEX IF NOT EXISTS "lead_merges_merged" ON "lead_merges" USING btree ("org_id","merged_id") WHERE "lead_merges"."undone_at" is null;
--> statement-breakpoint
CREATE INDEX IF NOT EXISTS "lead_merges_kept" ON "lead_merges" USING btree ("org_id","kept_id") WHERE "lead_merges"."undone_at" is null;
--> statement-breakpoint
-- Of a proof that came with a merged lead: which proof of that one it is.
ALTER TABLE "proofs" ADD COLUMN IF NOT EXISTS "of_proof_id" uuid;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['lead_notes', 'lead_merges'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('DROP POLICY IF EXISTS tenant ON %I', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
      ' WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- Whose a note is, and of which lead, never changes; nor what a merge did.
GRANT SELECT, INSERT ON lead_notes, lead_merges TO pinggo_app;
GRANT UPDATE (text, edited_at, deleted_at, revision) ON lead_notes TO pinggo_app;
GRANT UPDATE (undone_at) ON lead_merges TO pinggo_app;
--> statement-breakpoint
-- The lead that a lead was merged into, and that one again: the lead itself where it was not. With the rights of its caller. It is
-- volatile so that it sees what was committed while its statement waited for `enter_proof`.
CREATE OR REPLACE FUNCTION kept_lead(org uuid, lead uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
  at uuid := lead;
  further uuid;
BEGIN
  LOOP
    further := NULL;
    SELECT m.kept_id INTO further FROM lead_merges m WHERE m.org_id = org AND m.merged_id = at AND m.undone_at IS NULL;
    EXIT WHEN further IS NULL;
    at := further;
  END LOOP;
  RETURN at;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION kept_lead FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION kept_lead TO pinggo_app;
--> statement-breakpoint
-- As in 0016_identity.sql, but that a known lead which was merged is the one that stayed.
CREATE OR REPLACE FUNCTION take_in_leads(given jsonb) RETURNS TABLE (lead_id uuid, verdict text)
LANGUAGE plpgsql AS $$
DECLARE
  one record;
  received timestamptz;
  scope_of_id text;
  known uuid;
BEGIN
  FOR one IN
    SELECT * FROM ROWS FROM (jsonb_to_recordset(given) AS (
      org uuid, id uuid, scope text, key text, "bodyHash" text, "actorType" text, "actorId" text, "traceId" text,
      endpoint uuid, source text, "externalId" text, name text, email text, "emailRaw" text, phone text, "phoneRaw" text,
      "phoneExtension" text, message text, language text, country text, tags text[], attributes jsonb, consents jsonb,
      "occurredAt" timestamptz, "intakeNotes" jsonb, "skipLocked" boolean
    )) WITH ORDINALITY ORDER BY ordinality
  LOOP
    PERFORM set_config('app.org_id', one.org::text, true);
    -- Cut, not rounded, to the milliseconds that are kept: a lead is never received in the future.
    received := date_trunc('milliseconds', clock_timestamp());

    known := NULL;
    scope_of_id := CASE WHEN one.endpoint IS NULL THEN one."actorType" || ':' || coalesce(one."actorId", '') END;
    IF one."externalId" IS NOT NULL AND one.endpoint IS NOT NULL THEN
      SELECT l.id INTO known FROM leads l
      WHERE l.org_id = one.org AND l.external_id = one."externalId" AND l.endpoint_id = one.endpoint
        AND l.identity_scope IS NULL;
    ELSIF one."externalId" IS NOT NULL THEN
      SELECT l.id INTO known FROM leads l
      WHERE l.org_id = one.org AND l.external_id = one."externalId" AND l.identity_scope = scope_of_id;
    END IF;
    -- What is said of a lead that was merged is said of the one that stayed.
    IF known IS NOT NULL THEN
      known := kept_lead(one.org, known);
    END IF;
    lead_id := coalesce(known, one.id);

    IF known IS NOT NULL AND one."skipLocked" THEN
      PERFORM FROM leads l WHERE l.org_id = one.org AND l.id = known FOR NO KEY UPDATE SKIP LOCKED;
      IF NOT FOUND THEN
        verdict := 'BUSY';
        RETURN NEXT;
        CONTINUE;
      END IF;
    ELSIF known IS NOT NULL THEN
      PERFORM FROM leads l WHERE l.org_id = one.org AND l.id = known FOR NO KEY UPDATE;
    END IF;

    -- An equal delivery at the same instant waits here for the other's commit, and then finds its row.
    IF one.key IS NOT NULL THEN
      INSERT INTO inbox_keys (org_id, scope, key, body_hash, lead_id, created_at)
      VALUES (one.org, one.scope, one.key, one."bodyHash", lead_id, received)
      ON CONFLICT DO NOTHING;
      IF NOT FOUND THEN
        SELECT i.lead_id, CASE WHEN i.body_hash = one."bodyHash" THEN 'DUPLICATE' ELSE 'OTHER_BODY' END
        INTO lead_id, verdict FROM inbox_keys i
        WHERE i.org_id = one.org AND i.scope = one.scope AND i.key = one.key;
        RETURN NEXT;
        CONTINUE;
      END IF;
    END IF;

    IF known IS NOT NULL THEN
      PERFORM take_in_again(known, one.id, given->(one.ordinality::int - 1), received);
      verdict := 'DUPLICATE';
      RETURN NEXT;
      CONTINUE;
    END IF;

    INSERT INTO leads (org_id, id, endpoint_id, identity_scope, source, external_id, name, email, email_raw, phone,
      phone_extension, phone_raw, message, language, country, tags, attributes, consents, occurred_at, received_at,
      trace_id, intake_notes)
    VALUES (one.org, lead_id, one.endpoint, scope_of_id, one.source, one."externalId", one.name, one.email, one."emailRaw",
      one.phone, one."phoneExtension", one."phoneRaw", one.message, one.language, one.country, one.tags, one.attributes,
      one.consents, one."occurredAt", received, one."traceId", coalesce(one."intakeNotes", '[]'))
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the lead % was taken in by another transaction', one."externalId"
        USING ERRCODE = 'serialization_failure';
    END IF;

    -- No contact data: the audit log is kept longer than people's data, and shown to more people.
    INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, after, trace_id)
    VALUES (one.org, received, one."actorType", one."actorId", 'sales.lead.created', 'lead', lead_id::text, lead_id,
      jsonb_build_object('source', one.source, 'externalId', one."externalId", 'endpointId', one.endpoint), one."traceId");
    INSERT INTO outbox (org_id, topic, lead_id, created_at, available_at)
    VALUES (one.org, 'LEAD_RECEIVED', lead_id, received, received);
    verdict := 'CREATED';
    RETURN NEXT;
  END LOOP;
END $$;
