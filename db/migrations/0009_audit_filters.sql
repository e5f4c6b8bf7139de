-- What there is little of among much else is found by these; what every lead brings is in none of them.
CREATE INDEX "audit_actor" ON "audit" USING btree ("org_id","actor_id","at","id") WHERE actor_type IN ('user', 'api_key');--> statement-breakpoint
CREATE INDEX "audit_entity" ON "audit" USING btree ("org_id","entity_id","at","id") WHERE entity_type NOT IN ('lead', 'proof');--> statement-breakpoint
CREATE INDEX "audit_action" ON "audit" USING btree ("org_id","action","at","id") WHERE action NOT IN ('sales.lead.created', 'lead.scored', 'lead.qualified', 'lead.assigned', 'lead.contacted',
          'lead.closed', 'proof.recorded', 'sla.started', 'sla.met');--> statement-breakpoint
-- The relay tells of the work item that a dead letter becomes. It adds entries, and reads none.
GRANT INSERT ON audit TO pinggo_relay;
--> statement-breakpoint
CREATE POLICY relay ON audit FOR INSERT TO pinggo_relay WITH CHECK (true);
