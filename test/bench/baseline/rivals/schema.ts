/**
 * The tables of the rivals: a lead's row says where it is and when something is due for it next, and beside it stands what
 * happened, as a product of this kind keeps it.
 */
export const SCHEMA = `
CREATE TABLE flows (org_id uuid PRIMARY KEY, definition jsonb NOT NULL);
CREATE TABLE endpoints (id uuid PRIMARY KEY, org_id uuid NOT NULL, secret text NOT NULL);
CREATE TABLE reps (
  org_id uuid NOT NULL, id uuid NOT NULL, capacity int NOT NULL, open_leads int NOT NULL DEFAULT 0,
  last_assigned_at timestamptz, PRIMARY KEY (org_id, id));
CREATE TABLE leads (
  id uuid PRIMARY KEY, org_id uuid NOT NULL, external_id text NOT NULL, name text, email text, phone text, message text,
  attributes jsonb NOT NULL, received_at timestamptz NOT NULL, status text NOT NULL, score int, owner_id uuid,
  remind_at timestamptz, reminded_at timestamptz, deadline_at timestamptz, breached_at timestamptz,
  contacted_at timestamptz, closed_at timestamptz, outcome text, next_at timestamptz,
  UNIQUE (org_id, external_id));
CREATE INDEX leads_list ON leads (org_id, received_at);
CREATE INDEX leads_of_owner ON leads (org_id, owner_id) WHERE status <> 'CLOSED';
CREATE TABLE proofs (
  org_id uuid NOT NULL, external_id text NOT NULL, lead_id uuid NOT NULL REFERENCES leads, kind text NOT NULL,
  occurred_at timestamptz NOT NULL, PRIMARY KEY (org_id, external_id));
CREATE TABLE escalations (
  lead_id uuid NOT NULL REFERENCES leads, step text NOT NULL, due_at timestamptz NOT NULL,
  fired_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (lead_id, step));
CREATE TABLE notices (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid NOT NULL, lead_id uuid NOT NULL REFERENCES leads,
  text text NOT NULL, read_at timestamptz);
CREATE INDEX notices_unread ON notices (user_id) WHERE read_at IS NULL;
CREATE TABLE history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lead_id uuid NOT NULL REFERENCES leads, action text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(), due_at timestamptz, user_id uuid);
CREATE INDEX history_of_lead ON history (lead_id, id)`;

/** What a tick finds its leads by. */
export const DUE_INDEX = 'CREATE INDEX leads_due ON leads (next_at) WHERE next_at IS NOT NULL';
