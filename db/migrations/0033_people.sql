-- Two admins at once: whoever saves what they saw before the other's change is told. A process of the version before counts nothing.
ALTER TABLE "users" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE "teams" ADD COLUMN "revision" integer DEFAULT 1 NOT NULL;
--> statement-breakpoint
-- Who is told in the manager's place while they are not there, in this order.
ALTER TABLE "teams" ADD COLUMN "on_call" uuid[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
-- Who is asked when nobody of the team and of the rule's overflow can take a lead.
ALTER TABLE "teams" ADD COLUMN "fallback_team_id" uuid;
--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_fallback_fk" FOREIGN KEY ("org_id","fallback_team_id") REFERENCES "public"."teams"("org_id","id");
--> statement-breakpoint
ALTER TABLE "teams" ADD CONSTRAINT "teams_not_own_fallback" CHECK (fallback_team_id <> id);
--> statement-breakpoint
-- People in the order of their names as they are looked for: without case and accents.
CREATE INDEX "users_by_name" ON "users" USING btree ("org_id", folded("name"), "id");
