-- How a lead was read, where that is not plain: domain/leads/vocabulary/intake-notes.ts.
ALTER TABLE "leads" ADD COLUMN "intake_notes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
-- Which question of its forms is which field of ours, as an admin says it.
ALTER TABLE "endpoints" ADD COLUMN "mapping" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
CREATE TABLE "intake_dead_letters" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"adapter" text NOT NULL,
	"content_hash" text NOT NULL,
	"body" text NOT NULL,
	"issues" jsonb NOT NULL,
	"draft" jsonb,
	"received_at" timestamp (3) with time zone NOT NULL,
	"status" text DEFAULT 'OPEN' NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"reason" text,
	"lead_id" uuid,
	"trace_id" text,
	CONSTRAINT "intake_dead_letters_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "intake_dead_letters" ADD CONSTRAINT "intake_dead_letters_org_id_endpoint_id_endpoints_org_id_id_fk" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."endpoints"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "intake_dead_letters_content" ON "intake_dead_letters" USING btree ("org_id","endpoint_id","content_hash");--> statement-breakpoint
CREATE INDEX "intake_dead_letters_received" ON "intake_dead_letters" USING btree ("org_id","received_at","id");--> statement-breakpoint
ALTER TABLE "intake_dead_letters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "intake_dead_letters" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY tenant ON "intake_dead_letters" USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON "intake_dead_letters" TO pinggo_app;--> statement-breakpoint
-- The look-up of a delivery's endpoint, as the whole row: what an endpoint is told later needs no new function.
-- `find_endpoint` is for processes of the version before, which run while this migrates. It goes in a later version.
CREATE FUNCTION find_intake_endpoint(p_id uuid) RETURNS TABLE (endpoint jsonb, secrets text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT to_jsonb(e),
    ARRAY(SELECT s.ciphertext FROM public.endpoint_secrets s
          WHERE s.org_id = e.org_id AND s.endpoint_id = e.id AND s.revoked_at IS NULL
            AND (s.expire_at IS NULL OR s.expire_at > now())
          ORDER BY s.created_at DESC)
  FROM public.endpoints e WHERE e.id = p_id
$$;
--> statement-breakpoint
DO $$
BEGIN
  GRANT CREATE ON SCHEMA public TO pinggo_lookup;
  ALTER FUNCTION find_intake_endpoint(uuid) OWNER TO pinggo_lookup;
  REVOKE ALL ON FUNCTION find_intake_endpoint(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION find_intake_endpoint(uuid) TO pinggo_app;
  REVOKE CREATE ON SCHEMA public FROM pinggo_lookup;
END $$;
--> statement-breakpoint
-- As in 0013, with the notes of intake.
CREATE OR REPLACE FUNCTION take_in_leads(given jsonb) RETURNS TABLE (lead_id uuid, verdict text)
LANGUAGE plpgsql AS $$
DECLARE
  one record;
  received timestamptz;
  known uuid;
BEGIN
  FOR one IN
    SELECT * FROM ROWS FROM (jsonb_to_recordset(given) AS (
      org uuid, id uuid, scope text, key text, "bodyHash" text, "actorType" text, "actorId" text, "traceId" text,
      endpoint uuid, source text, "externalId" text, name text, email text, "emailRaw" text, phone text, "phoneRaw" text,
      message text, language text, country text, tags text[], attributes jsonb, consents jsonb, "occurredAt" timestamptz,
      "intakeNotes" jsonb
    )) WITH ORDINALITY ORDER BY ordinality
  LOOP
    PERFORM set_config('app.org_id', one.org::text, true);
    -- Cut, not rounded, to the milliseconds that are kept: a lead is never received in the future.
    received := date_trunc('milliseconds', clock_timestamp());

    known := NULL;
    IF one."externalId" IS NOT NULL THEN
      SELECT l.id INTO known FROM leads l
      WHERE l.org_id = one.org AND l.source = one.source AND l.external_id = one."externalId";
    END IF;
    lead_id := coalesce(known, one.id);

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
      verdict := 'DUPLICATE';
      RETURN NEXT;
      CONTINUE;
    END IF;

    INSERT INTO leads (org_id, id, endpoint_id, source, external_id, name, email, email_raw, phone, phone_raw, message,
      language, country, tags, attributes, consents, occurred_at, received_at, trace_id, intake_notes)
    VALUES (one.org, lead_id, one.endpoint, one.source, one."externalId", one.name, one.email, one."emailRaw", one.phone,
      one."phoneRaw", one.message, one.language, one.country, one.tags, one.attributes, one.consents, one."occurredAt",
      received, one."traceId", coalesce(one."intakeNotes", '[]'))
    ON CONFLICT (org_id, source, external_id) WHERE external_id IS NOT NULL DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the lead % of % was taken in by another transaction', one."externalId", one.source
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
