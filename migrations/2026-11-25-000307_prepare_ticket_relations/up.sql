-- The row that changes of relations lock. It is there before the first of them: two that insert it at once
-- while a third one takes its insert back would wait for each other.
INSERT IGNORE INTO counters (tenant_id, name, value) SELECT id, 'ticket_relations', 0 FROM tenants;
