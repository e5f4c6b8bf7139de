-- The worker processes that run, and what each sees of Temporal: how the API knows that Temporal is away and that somebody keeps the
-- deadlines all the same. A row of each, which is gone soon after the process; no org's data.
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"temporal_away_since" timestamp (3) with time zone,
	"temporal_back_at" timestamp (3) with time zone
);
--> statement-breakpoint
GRANT SELECT ON workers TO pinggo_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON workers TO pinggo_relay;
