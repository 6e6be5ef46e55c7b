-- What a user has typed on a ticket and not sent yet: a crash or another device does not lose it.
CREATE TABLE ticket_drafts (
    tenant_id INT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    kind VARCHAR(8) NOT NULL,
    -- Empty: sent or discarded. The row stays for a while, so that a late save of the old text is refused.
    body MEDIUMTEXT NOT NULL,
    -- Counts every save; a save names the one that it saw.
    version INT UNSIGNED NOT NULL DEFAULT 1,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, user_id, ticket_id),
    KEY ticket_drafts_ticket (tenant_id, ticket_id),
    KEY ticket_drafts_updated (tenant_id, updated_at),
    CONSTRAINT ticket_drafts_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT ticket_drafts_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_drafts_kind_known CHECK (kind IN ('reply', 'note', 'call'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
