-- What is to be done on a ticket, line by line.
CREATE TABLE ticket_checklist_items (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    position INT UNSIGNED NOT NULL,
    text VARCHAR(255) NOT NULL,
    -- The ticket is not resolved or closed before it is done, unless somebody says so.
    required TINYINT(1) NOT NULL DEFAULT 0,
    done_at DATETIME(6) NULL,
    -- NULL beside an instant: Nestogy itself.
    done_by BINARY(16) NULL,
    created_at DATETIME(6) NOT NULL,
    -- Removed ones stay, so that the removal can be taken back whole.
    removed_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY ticket_checklist_items_list (tenant_id, ticket_id, removed_at, position),
    KEY ticket_checklist_items_done_by (tenant_id, done_by),
    CONSTRAINT ticket_checklist_items_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_checklist_items_done_by FOREIGN KEY (tenant_id, done_by) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
