-- Tickets that come round: from a template, by a schedule.
CREATE TABLE recurring_tickets (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    template_id BINARY(16) NOT NULL,
    -- JSON: on which days, how often, from when until when, at which time of day.
    rule TEXT NOT NULL,
    -- Empty: the tenant's.
    time_zone VARCHAR(64) NOT NULL DEFAULT '',
    -- NULL while it is paused or archived, and once it has ended.
    next_at DATETIME(6) NULL,
    paused_at DATETIME(6) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY recurring_tickets_name (tenant_id, name),
    KEY recurring_tickets_due (tenant_id, next_at, id),
    KEY recurring_tickets_template (tenant_id, template_id),
    CONSTRAINT recurring_tickets_template FOREIGN KEY (tenant_id, template_id) REFERENCES ticket_templates (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
