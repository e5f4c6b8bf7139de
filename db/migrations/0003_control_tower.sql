-- The control tower's attainment is over the clocks that started in a range; the status rides along, so that the index
-- alone answers.
CREATE INDEX clocks_started ON clocks (org_id, started_at) INCLUDE (status);
