-- Tickets that have to do with each other, beside parent and child.
CREATE TABLE ticket_links (
    tenant_id INT UNSIGNED NOT NULL,
    -- Of two related tickets the one with the smaller id.
    from_id BINARY(16) NOT NULL,
    to_id BINARY(16) NOT NULL,
    kind VARCHAR(12) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    created_by BINARY(16) NULL,
    PRIMARY KEY (tenant_id, from_id, to_id, kind),
    KEY ticket_links_to (tenant_id, to_id, from_id),
    CONSTRAINT ticket_links_from FOREIGN KEY (tenant_id, from_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_links_to FOREIGN KEY (tenant_id, to_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_links_kind_known CHECK (kind IN ('related', 'blocks', 'duplicates'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
