-- How an org is told apart from others, and how it lets its people in.
ALTER TABLE "orgs" ADD COLUMN "country" text;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "week_start" text DEFAULT 'MON' NOT NULL;--> statement-breakpoint
ALTER TABLE "orgs" ADD COLUMN "sign_in" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
-- Null: as the org has it.
ALTER TABLE "users" ADD COLUMN "language" text;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "time_zone" text;
