-- The live stream reads the audit log in the order of its transactions. Ids are drawn before their rows commit, so
-- "id > last" would skip a row that commits late. Whatever transaction is older than the oldest running one has ended:
-- its rows are all there, and no more can come. Not the system column xmin: it wraps around, and has no index.
-- The default is one value for the rows that are there already, so the table is not written anew.
ALTER TABLE audit ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
--> statement-breakpoint
CREATE INDEX audit_xid ON audit (org_id, xid, id);
