-- outside a transaction
-- What of webhooks lies dead of an org, by when it was given up. Few rows of many.
CREATE INDEX CONCURRENTLY "webhook_deliveries_failed" ON "webhook_deliveries" USING btree ("org_id","status_at") WHERE "webhook_deliveries"."status" = 'FAILED';
