-- What rules did: one row for each rule and event, whatever a job repeats.
CREATE TABLE triage_firings (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    event_id BINARY(16) NOT NULL,
    rule_id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    effects VARCHAR(1000) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY triage_firings_once (tenant_id, event_id, rule_id),
    KEY triage_firings_rule (tenant_id, rule_id, created_at, id),
    CONSTRAINT triage_firings_rule FOREIGN KEY (tenant_id, rule_id) REFERENCES triage_rules (tenant_id, id),
    CONSTRAINT triage_firings_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
