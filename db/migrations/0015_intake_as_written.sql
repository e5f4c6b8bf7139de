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
