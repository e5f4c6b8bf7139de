-- Whom an organisation has told of its events: webhooks, their secrets, and each event on its way to one. What is sent is made of the
-- event's entry in the audit log, and kept nowhere.
CREATE TABLE "webhook_deliveries" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"event_type" text NOT NULL,
	"event_at" timestamp (3) with time zone NOT NULL,
	"xid" "xid8" NOT NULL,
	"audit_id" bigint NOT NULL,
	"lead_id" uuid,
	"lane_id" uuid NOT NULL,
	"status" text NOT NULL,
	"status_at" timestamp (3) with time zone NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"first_tried_at" timestamp (3) with time zone,
	"next_try_at" timestamp (3) with time zone,
	"lease_until" timestamp (3) with time zone,
	"rung_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_deliveries_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_positions" (
	"org_id" uuid NOT NULL,
	"xid" "xid8" NOT NULL,
	"audit_id" bigint NOT NULL,
	CONSTRAINT "webhook_positions_org_id_pk" PRIMARY KEY("org_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_secrets" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"webhook_id" uuid NOT NULL,
	"ciphertext" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expire_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_secrets_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhook_tries" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"delivery_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer NOT NULL,
	"bytes" integer NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer,
	"fault" text,
	"answer_type" text,
	"answer" text,
	CONSTRAINT "webhook_tries_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"events" text[] NOT NULL,
	"payload" text NOT NULL,
	"ordered" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"active_from" timestamp (3) with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"off_at" timestamp (3) with time zone,
	"off_reason" text,
	"failing_since" timestamp (3) with time zone,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "webhooks_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_org_id_webhook_id_webhooks_org_id_id_fk" FOREIGN KEY ("org_id","webhook_id") REFERENCES "webhooks"("org_id","id");
--> statement-breakpoint
ALTER TABLE "webhook_positions" ADD CONSTRAINT "webhook_positions_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "orgs"("id");
--> statement-breakpoint
ALTER TABLE "webhook_secrets" ADD CONSTRAINT "webhook_secrets_org_id_webhook_id_webhooks_org_id_id_fk" FOREIGN KEY ("org_id","webhook_id") REFERENCES "webhooks"("org_id","id");
--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_org_id_orgs_id_fk" FOREIGN KEY ("org_id") REFERENCES "orgs"("id");
--> statement-breakpoint
CREATE UNIQUE INDEX "webhook_deliveries_event" ON "webhook_deliveries" USING btree ("org_id","webhook_id","audit_id");
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_list" ON "webhook_deliveries" USING btree ("org_id","webhook_id","event_at","audit_id");
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_lane" ON "webhook_deliveries" USING btree ("org_id","lane_id","xid","audit_id") WHERE "webhook_deliveries"."status" = 'PENDING';
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due" ON "webhook_deliveries" USING btree ("next_try_at") WHERE "webhook_deliveries"."status" = 'PENDING';
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_lead" ON "webhook_deliveries" USING btree ("org_id","lead_id");
--> statement-breakpoint
CREATE INDEX "webhook_deliveries_created" ON "webhook_deliveries" USING btree ("created_at");
--> statement-breakpoint
CREATE INDEX "webhook_secrets_webhook" ON "webhook_secrets" USING btree ("org_id","webhook_id");
--> statement-breakpoint
CREATE INDEX "webhook_tries_delivery" ON "webhook_tries" USING btree ("org_id","delivery_id","at");
--> statement-breakpoint
CREATE INDEX "webhooks_active" ON "webhooks" USING btree ("org_id") WHERE "webhooks"."off_at" is null and "webhooks"."deleted_at" is null;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_secrets', 'webhook_positions', 'webhook_deliveries', 'webhook_tries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($p$CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
      WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid)$p$, t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['webhook_deliveries', 'webhook_tries'] LOOP
    EXECUTE format('CREATE POLICY retention ON %I TO pinggo_retention USING (true)', t);
    EXECUTE format('GRANT SELECT, DELETE ON %I TO pinggo_retention', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['webhooks', 'webhook_secrets', 'webhook_positions', 'webhook_deliveries'] LOOP
    EXECUTE format('CREATE POLICY lookup ON %I FOR SELECT TO pinggo_lookup USING (true)', t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (name, url, events, payload, ordered, active_from, revision, off_at, off_reason, failing_since, deleted_at)
  ON webhooks TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (ciphertext, expire_at, revoked_at) ON webhook_secrets TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE (xid, audit_id) ON webhook_positions TO pinggo_app;
--> statement-breakpoint
-- Which event it is of, and to whom it goes, never changes.
GRANT SELECT, INSERT, UPDATE (status, status_at, tries, first_tried_at, next_try_at, lease_until, rung_at) ON webhook_deliveries TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON webhook_tries TO pinggo_app;
--> statement-breakpoint
GRANT SELECT (org_id, id, off_at, deleted_at) ON webhooks TO pinggo_lookup;
--> statement-breakpoint
GRANT SELECT (org_id, id) ON webhook_secrets TO pinggo_lookup;
--> statement-breakpoint
GRANT SELECT ON webhook_positions TO pinggo_lookup;
--> statement-breakpoint
GRANT SELECT (org_id, status, next_try_at, rung_at) ON webhook_deliveries TO pinggo_lookup;
