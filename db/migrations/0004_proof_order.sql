-- A proof's receipt and a settlement's instant must be in one order. A proof takes these locks shared before it reads
-- the clock, and a settlement takes one of them before it commits: then every proof that was received before its instant
-- is either seen by it or not received yet. The lead's row cannot be that lock: a herd that is prepared holds it for
-- seconds, and proofs must not wait that long.
CREATE FUNCTION enter_proof(org uuid, lead uuid) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('proofs:' || org, 0));
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('proofs:' || lead, 0));
  RETURN date_trunc('milliseconds', clock_timestamp());
END $$;
--> statement-breakpoint
-- Whether no proof of the leads waits but those that are known. From then to the end of the transaction none comes in.
CREATE FUNCTION seal_settlement(org uuid, leads uuid[], known uuid[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  -- One lock for many leads: thousands would not fit into the lock table.
  IF cardinality(leads) > 50 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('proofs:' || org, 0));
  ELSE
    PERFORM pg_advisory_xact_lock(hashtextextended('proofs:' || t.lead, 0)) FROM unnest(leads) AS t(lead);
  END IF;
  -- A statement of its own: it sees what was committed while the lock was waited for.
  RETURN NOT EXISTS (SELECT 1 FROM proofs p
    WHERE p.org_id = org AND p.lead_id = ANY(leads) AND p.applied_at IS NULL AND p.id <> ALL(known));
END $$;
