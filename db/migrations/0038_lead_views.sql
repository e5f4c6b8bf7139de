-- Lists of leads as people want to see them again: their own, and those that are shared with everybody of the org.
CREATE TABLE "lead_views" (
	"org_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"definition" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "lead_views_org_id_id_pk" PRIMARY KEY("org_id","id")
);
--> statement-breakpoint
ALTER TABLE "lead_views" ADD CONSTRAINT "lead_views_org_id_owner_id_users_org_id_id_fk" FOREIGN KEY ("org_id","owner_id") REFERENCES "public"."users"("org_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "lead_views_own_name" ON "lead_views" USING btree ("org_id","owner_id",lower("name")) WHERE not "lead_views"."shared" and "lead_views"."deleted_at" is null;
--> statement-breakpoint
CREATE UNIQUE INDEX "lead_views_shared_name" ON "lead_views" USING btree ("org_id",lower("name")) WHERE "lead_views"."shared" and "lead_views"."deleted_at" is null;
--> statement-breakpoint
ALTER TABLE lead_views ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lead_views FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON lead_views USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON lead_views TO pinggo_app;
--> statement-breakpoint
-- How a person wants that list where no view says it.
CREATE TABLE "lead_list_choices" (
	"org_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"default_view_id" uuid,
	"columns" text[],
	CONSTRAINT "lead_list_choices_org_id_user_id_pk" PRIMARY KEY("org_id","user_id")
);
--> statement-breakpoint
ALTER TABLE "lead_list_choices" ADD CONSTRAINT "lead_list_choices_org_id_user_id_users_org_id_id_fk" FOREIGN KEY ("org_id","user_id") REFERENCES "public"."users"("org_id","id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE lead_list_choices ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE lead_list_choices FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant ON lead_list_choices USING (org_id = nullif(current_setting('app.org_id', true), '')::uuid)
  WITH CHECK (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON lead_list_choices TO pinggo_app;
