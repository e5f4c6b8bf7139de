CREATE TABLE "absences" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"cause" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	"reason" text,
	"replan" boolean DEFAULT true NOT NULL,
	"leads_found" integer,
	"leads_replanned" integer DEFAULT 0 NOT NULL,
	"replanned_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "absences_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
CREATE TABLE "offer_answers" (
	"org_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"user_id" uuid NOT NULL,
	"status" text NOT NULL,
	"answered_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "offer_answers_org_id_lead_id_sequence_user_id_pk" PRIMARY KEY("org_id","lead_id","sequence","user_id")
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"org_id" uuid NOT NULL,
	"lead_id" uuid NOT NULL,
	"sequence" integer NOT NULL,
	"mode" text NOT NULL,
	"team_id" uuid NOT NULL,
	"status" text NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"explanation" jsonb NOT NULL,
	CONSTRAINT "offers_org_id_lead_id_sequence_pk" PRIMARY KEY("org_id","lead_id","sequence")
);
--> statement-breakpoint
DROP INDEX "leads_owner";--> statement-breakpoint
ALTER TABLE "escalations" ADD COLUMN "acknowledged_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "capacity_weight" double precision DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "duplicate_of_id" uuid;--> statement-breakpoint
ALTER TABLE "leads" ADD COLUMN "linked_to_id" uuid;--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "archived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "skills" ADD COLUMN "level" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "languages" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "territories" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "busy_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "back_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "absences" ADD CONSTRAINT "absences_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_answers" ADD CONSTRAINT "offer_answers_offer" FOREIGN KEY ("org_id","lead_id","sequence") REFERENCES "public"."offers"("org_id","lead_id","sequence") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offer_answers" ADD CONSTRAINT "offer_answers_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "offers" ADD CONSTRAINT "offers_org_id_lead_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","lead_id") REFERENCES "public"."leads"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "absences_user" ON "absences" USING btree ("org_id","user_id","from_at");--> statement-breakpoint
CREATE INDEX "absences_pending" ON "absences" USING btree ("from_at") WHERE "absences"."replan" and "absences"."cancelled_at" is null and "absences"."replanned_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "offer_answers_winner" ON "offer_answers" USING btree ("org_id","lead_id","sequence") WHERE "offer_answers"."status" = 'ACCEPTED';--> statement-breakpoint
CREATE INDEX "offer_answers_pending" ON "offer_answers" USING btree ("org_id","user_id") WHERE "offer_answers"."status" = 'PENDING';--> statement-breakpoint
CREATE UNIQUE INDEX "offers_open" ON "offers" USING btree ("org_id","lead_id") WHERE "offers"."status" = 'OPEN';--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_org_id_duplicate_of_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","duplicate_of_id") REFERENCES "public"."leads"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "leads" ADD CONSTRAINT "leads_org_id_linked_to_id_leads_org_id_id_fk" FOREIGN KEY ("org_id","linked_to_id") REFERENCES "public"."leads"("org_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "leads_email" ON "leads" USING btree ("org_id","email","received_at") WHERE "leads"."email" is not null;--> statement-breakpoint
CREATE INDEX "leads_phone" ON "leads" USING btree ("org_id","phone","received_at") WHERE "leads"."phone" is not null;--> statement-breakpoint
CREATE INDEX "leads_owner" ON "leads" USING btree ("org_id","owner_id","status","capacity_weight") WHERE "leads"."owner_id" is not null;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['absences', 'offers', 'offer_answers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format(
      'CREATE POLICY tenant ON %I USING (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)'
      ' WITH CHECK (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO pinggo_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
GRANT SELECT (org_id, id, replan, from_at, to_at, cancelled_at, replanned_at) ON absences TO pinggo_relay;
--> statement-breakpoint
CREATE POLICY relay ON absences TO pinggo_relay USING (true) WITH CHECK (true);
