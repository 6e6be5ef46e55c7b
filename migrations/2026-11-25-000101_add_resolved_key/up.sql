-- For the search of resolved tickets that are due to close themselves.
CREATE INDEX tickets_resolved ON tickets (tenant_id, category, resolved_at, id);
