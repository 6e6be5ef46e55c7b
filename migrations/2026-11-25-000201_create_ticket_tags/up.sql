CREATE TABLE ticket_tags (
    tenant_id INT UNSIGNED NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    tag_id BINARY(16) NOT NULL,
    -- Copies of the ticket's own columns, so that the list by tag has an index that ends in its
    -- order (docs/performance.md). Every change of a ticket brings them along.
    active TINYINT NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, tag_id),
    KEY ticket_tags_list (tenant_id, tag_id, active, updated_at, ticket_id),
    KEY ticket_tags_all (tenant_id, tag_id, updated_at, ticket_id),
    CONSTRAINT ticket_tags_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_tags_tag FOREIGN KEY (tenant_id, tag_id) REFERENCES tags (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
