-- How many deliveries a minute an endpoint may make; null: as many as the processes say.
ALTER TABLE "endpoints" ADD COLUMN "quota_per_minute" integer;
--> statement-breakpoint
ALTER TABLE "endpoints" ADD CONSTRAINT "endpoints_quota_per_minute" CHECK ("quota_per_minute" > 0);
--> statement-breakpoint
CREATE TABLE "intake_quotas" (
	"org_id" uuid NOT NULL,
	"endpoint_id" uuid NOT NULL,
	"level" double precision NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "intake_quotas_org_id_endpoint_id_pk" PRIMARY KEY("org_id","endpoint_id")
);
--> statement-breakpoint
ALTER TABLE "intake_quotas" ADD CONSTRAINT "intake_quotas_org_id_endpoint_id_endpoints_org_id_id_fk" FOREIGN KEY ("org_id","endpoint_id") REFERENCES "public"."endpoints"("org_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE intake_quotas ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE intake_quotas FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON intake_quotas USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON intake_quotas TO pinggo_app;
--> statement-breakpoint
-- Takes deliveries out of an endpoint's quota, for a process that will admit them: a bucket that each delivery fills by one
-- and that leaks `per_minute` a minute. The database's clock counts, so all processes agree. It runs with the rights of its
-- caller, under row-level security: the org is set for this transaction only.
-- Returns how many of those wanted there are, and in how many milliseconds there is another one.
CREATE FUNCTION take_intake_quota(org uuid, endpoint uuid, wanted int, per_minute int)
RETURNS TABLE (granted int, next_in_ms int)
LANGUAGE plpgsql AS $$
DECLARE
  bucket intake_quotas;
  taken_at timestamptz;
  filled double precision;
BEGIN
  PERFORM set_config('app.org_id', org::text, true);
  -- A crash may forget the last deliveries, which nobody is wronged by; waiting for the disk would cost each of them.
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO intake_quotas (org_id, endpoint_id, level, measured_at) VALUES (org, endpoint, 0, clock_timestamp())
  ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT bucket FROM intake_quotas q WHERE q.org_id = org AND q.endpoint_id = endpoint FOR UPDATE;
  taken_at := clock_timestamp();
  filled := greatest(0, bucket.level
    - greatest(0, extract(epoch FROM taken_at - bucket.measured_at)) * per_minute / 60.0);
  granted := greatest(0, least(wanted, floor(per_minute - filled)::int));
  IF granted > 0 THEN
    filled := filled + granted;
    UPDATE intake_quotas q SET level = filled, measured_at = taken_at WHERE q.org_id = org AND q.endpoint_id = endpoint;
  END IF;
  next_in_ms := greatest(0, ceil((filled + 1 - per_minute) * 60000.0 / per_minute))::int;
  RETURN NEXT;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION take_intake_quota FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION take_intake_quota TO pinggo_app;
