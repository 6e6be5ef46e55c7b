-- What a new ticket begins with.
CREATE TABLE ticket_templates (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    subject VARCHAR(255) NOT NULL,
    -- Markdown.
    body MEDIUMTEXT NOT NULL,
    -- NULL: the tenant's first board.
    board_id BINARY(16) NULL,
    technician_id BINARY(16) NULL,
    priority VARCHAR(10) NOT NULL DEFAULT 'medium',
    ticket_type VARCHAR(10) NOT NULL DEFAULT 'incident',
    -- JSON array of tag ids; a tag that is offered no longer is passed over.
    tag_ids TEXT NOT NULL,
    -- JSON array of items, as the form says them.
    checklist MEDIUMTEXT NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY ticket_templates_name (tenant_id, name),
    KEY ticket_templates_board (tenant_id, board_id),
    KEY ticket_templates_technician (tenant_id, technician_id),
    CONSTRAINT ticket_templates_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT ticket_templates_board FOREIGN KEY (tenant_id, board_id) REFERENCES boards (tenant_id, id),
    CONSTRAINT ticket_templates_technician FOREIGN KEY (tenant_id, technician_id) REFERENCES users (tenant_id, id),
    CONSTRAINT ticket_templates_priority_known CHECK (priority IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT ticket_templates_type_known CHECK (ticket_type IN ('incident', 'request', 'problem', 'change', 'task'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
