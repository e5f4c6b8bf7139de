-- As in 0037_by_hand.sql, but that what is plainly new is written at once: a statement for each table instead of five for each lead,
-- which was most of what intake cost Postgres. A lead that has "apart" shares neither its key nor its identity with another one of
-- the call, so the caller says; who calls as the version before did says nothing, and each lead is taken in by itself.
CREATE OR REPLACE FUNCTION take_in_leads(given jsonb) RETURNS TABLE (lead_id uuid, verdict text)
LANGUAGE plpgsql AS $$
DECLARE
  one record;
  received timestamptz;
  scope_of_id text;
  known uuid;
  ours uuid := (given->0->>'org')::uuid;
  created uuid[] := '{}';
  lost bigint;
BEGIN
  PERFORM set_config('app.org_id', ours::text, true);
  -- Cut, not rounded, to the milliseconds that are kept: a lead is never received in the future.
  received := date_trunc('milliseconds', clock_timestamp());

  -- One alone is written the quicker by itself.
  IF jsonb_array_length(given) > 1 THEN
    WITH plain AS MATERIALIZED (
      SELECT g.* FROM (
        SELECT r.*, CASE WHEN r.endpoint IS NULL THEN r."actorType" || ':' || coalesce(r."actorId", '') END AS identity
        FROM ROWS FROM (jsonb_to_recordset(given) AS (
          org uuid, id uuid, scope text, key text, "bodyHash" text, "actorType" text, "actorId" text, "traceId" text,
          endpoint uuid, source text, "externalId" text, name text, email text, "emailRaw" text, phone text, "phoneRaw" text,
          "phoneExtension" text, message text, language text, country text, tags text[], attributes jsonb, consents jsonb,
          "occurredAt" timestamptz, "intakeNotes" jsonb, apart boolean
        )) WITH ORDINALITY AS r
      ) g
      -- Each question is answered by its index, whatever else there is in the table.
      WHERE g.apart AND g.org = ours AND CASE
        WHEN g."externalId" IS NULL THEN NULL
        WHEN g.endpoint IS NOT NULL THEN (SELECT l.id FROM leads l
          WHERE l.org_id = g.org AND l.external_id = g."externalId" AND l.endpoint_id = g.endpoint AND l.identity_scope IS NULL)
        ELSE (SELECT l.id FROM leads l
          WHERE l.org_id = g.org AND l.external_id = g."externalId" AND l.identity_scope = g.identity)
        END IS NULL
    ), keyed AS (
      -- An equal delivery at the same instant waits here for the other's commit; it is looked at by itself below.
      INSERT INTO inbox_keys AS k (org_id, scope, key, body_hash, lead_id, created_at)
      SELECT p.org, p.scope, p.key, p."bodyHash", p.id, received FROM plain p WHERE p.key IS NOT NULL ORDER BY p.ordinality
      ON CONFLICT DO NOTHING RETURNING k.lead_id AS id
    ), fresh AS MATERIALIZED (
      SELECT p.* FROM plain p WHERE p.key IS NULL OR p.id IN (SELECT k.id FROM keyed k) ORDER BY p.ordinality
    ), made AS (
      INSERT INTO leads AS l (org_id, id, endpoint_id, identity_scope, source, external_id, name, email, email_raw, phone,
        phone_extension, phone_raw, message, language, country, tags, attributes, consents, occurred_at, received_at,
        trace_id, intake_notes)
      SELECT f.org, f.id, f.endpoint, f.identity, f.source, f."externalId", f.name, f.email, f."emailRaw", f.phone,
        f."phoneExtension", f."phoneRaw", f.message, f.language, f.country, f.tags, f.attributes, f.consents,
        f."occurredAt", received, f."traceId", coalesce(f."intakeNotes", '[]')
      FROM fresh f ON CONFLICT DO NOTHING RETURNING l.id
    ), audited AS (
      -- No contact data: the audit log is kept longer than people's data, and shown to more people.
      INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, after, trace_id)
      SELECT f.org, received, f."actorType", f."actorId", 'sales.lead.created', 'lead', f.id::text, f.id,
        jsonb_build_object('source', f.source, 'externalId', f."externalId", 'endpointId', f.endpoint), f."traceId"
      FROM fresh f
    ), told AS (
      INSERT INTO outbox (org_id, topic, lead_id, created_at, available_at)
      SELECT f.org, 'LEAD_RECEIVED', f.id, received, received FROM fresh f
    )
    SELECT coalesce(array_agg(f.id ORDER BY f.ordinality), '{}'), count(*) - (SELECT count(*) FROM made)
    INTO created, lost FROM fresh f;

    IF lost > 0 THEN
      RAISE EXCEPTION '% of these leads were taken in by another transaction', lost USING ERRCODE = 'serialization_failure';
    END IF;
    IF cardinality(created) = jsonb_array_length(given) THEN
      RETURN QUERY SELECT c.id, 'CREATED' FROM unnest(created) AS c (id);
      RETURN;
    END IF;
  END IF;

  FOR one IN
    SELECT * FROM ROWS FROM (jsonb_to_recordset(given) AS (
      org uuid, id uuid, scope text, key text, "bodyHash" text, "actorType" text, "actorId" text, "traceId" text,
      endpoint uuid, source text, "externalId" text, name text, email text, "emailRaw" text, phone text, "phoneRaw" text,
      "phoneExtension" text, message text, language text, country text, tags text[], attributes jsonb, consents jsonb,
      "occurredAt" timestamptz, "intakeNotes" jsonb, "skipLocked" boolean
    )) WITH ORDINALITY ORDER BY ordinality
  LOOP
    IF one.id = ANY (created) THEN
      lead_id := one.id;
      verdict := 'CREATED';
      RETURN NEXT;
      CONTINUE;
    END IF;
    PERFORM set_config('app.org_id', one.org::text, true);
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
-- `enter_proof` (0004_proof_order.sql) for proofs that share a transaction: of each lead when it was entered, and the lead that stayed
-- of it. One that somebody settles at this moment is left out: its proof waits by itself, and the others' not behind it.
CREATE FUNCTION try_enter_proofs(org uuid, leads uuid[]) RETURNS TABLE (lead uuid, entered_at timestamptz, kept uuid)
LANGUAGE plpgsql AS $$
BEGIN
  -- Nothing else is held yet, so nobody can wait for us meanwhile.
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('proofs:' || org, 0));
  FOREACH lead IN ARRAY leads LOOP
    CONTINUE WHEN NOT pg_try_advisory_xact_lock_shared(hashtextextended('proofs:' || lead, 0));
    entered_at := date_trunc('milliseconds', clock_timestamp());
    kept := kept_lead(org, lead);
    RETURN NEXT;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION try_enter_proofs FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION try_enter_proofs TO pinggo_app;
--> statement-breakpoint
-- As in 0015_intake_as_written.sql, but planned once a connection: PostgreSQL before 18 plans a function in SQL anew in each statement.
CREATE OR REPLACE FUNCTION find_intake_endpoint(p_id uuid) RETURNS TABLE (endpoint jsonb, secrets text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public AS $$
BEGIN
  RETURN QUERY SELECT to_jsonb(e),
    ARRAY(SELECT s.ciphertext FROM public.endpoint_secrets s
          WHERE s.org_id = e.org_id AND s.endpoint_id = e.id AND s.revoked_at IS NULL
            AND (s.expire_at IS NULL OR s.expire_at > now())
          ORDER BY s.created_at DESC)
  FROM public.endpoints e WHERE e.id = p_id;
END $$;
