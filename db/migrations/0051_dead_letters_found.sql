-- outside a transaction
-- What lies dead of an org, by when it died. Few rows of many.
CREATE INDEX CONCURRENTLY "notice_deliveries_failed" ON "notice_deliveries" USING btree ("org_id","status_at") WHERE "notice_deliveries"."status" = 'FAILED';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY "access_mails_given_up" ON "access_mails" USING btree ("org_id","status_at") WHERE "access_mails"."status" = 'GIVEN_UP';
