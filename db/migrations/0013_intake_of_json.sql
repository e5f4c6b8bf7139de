-- Takes in leads, in their order: of each the inbox key, the row, the audit entry and the outbox row that starts its
-- workflow. One call is one round trip and one commit. It runs with the rights of its caller, under row-level security:
-- each lead's org is set for this transaction only. What a lead is given as is `Given` in db/leads/queries/intake.ts.
--
-- verdict: CREATED
--          DUPLICATE    the key was taken in with the same body, or source and externalId are known: lead_id is theirs
--          OTHER_BODY   the key was taken in with another body; nothing was stored
-- Raises serialization_failure (the caller tries again) when another transaction took in the same source and externalId
-- between our look and our insert: the inbox key, which is never updated, would name a lead that does not exist.
--
-- `take_in_lead`, which does the same for one lead by 23 arguments, is for processes of the version before, which run
-- while this migrates. It goes in a later version.
CREATE FUNCTION take_in_leads(given jsonb) RETURNS TABLE (lead_id uuid, verdict text)
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
      message text, language text, country text, tags text[], attributes jsonb, consents jsonb, "occurredAt" timestamptz
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
      language, country, tags, attributes, consents, occurred_at, received_at, trace_id)
    VALUES (one.org, lead_id, one.endpoint, one.source, one."externalId", one.name, one.email, one."emailRaw", one.phone,
      one."phoneRaw", one.message, one.language, one.country, one.tags, one.attributes, one.consents, one."occurredAt",
      received, one."traceId")
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
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_in_leads FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_in_leads TO pinggo_app;
