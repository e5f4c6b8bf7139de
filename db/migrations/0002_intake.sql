-- Takes in one lead: inbox key, lead, audit and outbox in one call, so that the hot path is one round trip and one
-- commit. It runs with the rights of its caller, under row-level security: `p_org` is set for this transaction only.
--
-- verdict: CREATED
--          DUPLICATE    the key was taken in with the same body, or source and externalId are known: lead_id is theirs
--          OTHER_BODY   the key was taken in with another body; nothing was stored
-- Raises serialization_failure (the caller tries again) when another transaction took in the same source and externalId
-- between our look and our insert: the inbox key, which is never updated, would name a lead that does not exist.
CREATE FUNCTION take_in_lead(
  p_org uuid, p_id uuid, p_scope text, p_key text, p_body_hash text,
  p_actor_type text, p_actor_id text, p_trace_id text,
  p_endpoint uuid, p_source text, p_external_id text, p_name text, p_email text, p_email_raw text,
  p_phone text, p_phone_raw text, p_message text, p_language text, p_country text,
  p_tags text[], p_attributes jsonb, p_consents jsonb, p_occurred_at timestamptz,
  OUT lead_id uuid, OUT verdict text)
LANGUAGE plpgsql AS $$
DECLARE
  -- Cut, not rounded, to the milliseconds that are kept: a lead is never received in the future.
  received timestamptz := date_trunc('milliseconds', clock_timestamp());
  known uuid;
  known_hash text;
BEGIN
  PERFORM set_config('app.org_id', p_org::text, true);

  IF p_external_id IS NOT NULL THEN
    SELECT l.id INTO known FROM leads l
    WHERE l.org_id = p_org AND l.source = p_source AND l.external_id = p_external_id;
  END IF;
  lead_id := coalesce(known, p_id);

  -- An equal delivery at the same instant waits here for the other's commit, and then finds its row.
  IF p_key IS NOT NULL THEN
    INSERT INTO inbox_keys (org_id, scope, key, body_hash, lead_id, created_at)
    VALUES (p_org, p_scope, p_key, p_body_hash, lead_id, received)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      SELECT i.lead_id, i.body_hash INTO lead_id, known_hash FROM inbox_keys i
      WHERE i.org_id = p_org AND i.scope = p_scope AND i.key = p_key;
      verdict := CASE WHEN known_hash = p_body_hash THEN 'DUPLICATE' ELSE 'OTHER_BODY' END;
      RETURN;
    END IF;
  END IF;

  IF known IS NOT NULL THEN
    verdict := 'DUPLICATE';
    RETURN;
  END IF;

  INSERT INTO leads (org_id, id, endpoint_id, source, external_id, name, email, email_raw, phone, phone_raw, message,
    language, country, tags, attributes, consents, occurred_at, received_at, trace_id)
  VALUES (p_org, lead_id, p_endpoint, p_source, p_external_id, p_name, p_email, p_email_raw, p_phone, p_phone_raw,
    p_message, p_language, p_country, p_tags, p_attributes, p_consents, p_occurred_at, received, p_trace_id)
  ON CONFLICT (org_id, source, external_id) WHERE external_id IS NOT NULL DO NOTHING;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the lead % of % was taken in by another transaction', p_external_id, p_source
      USING ERRCODE = 'serialization_failure';
  END IF;

  -- No contact data: the audit log is kept longer than people's data, and shown to more people.
  INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, after, trace_id)
  VALUES (p_org, received, p_actor_type, p_actor_id, 'sales.lead.created', 'lead', lead_id::text, lead_id,
    jsonb_build_object('source', p_source, 'externalId', p_external_id, 'endpointId', p_endpoint), p_trace_id);
  INSERT INTO outbox (org_id, topic, lead_id, created_at, available_at)
  VALUES (p_org, 'LEAD_RECEIVED', lead_id, received, received);
  verdict := 'CREATED';
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_in_lead FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_in_lead TO pinggo_app;
