-- Secrets with which programs sign the mail they deliver over HTTP. Two at most per mailbox, so that one can replace the other.
CREATE TABLE mailbox_keys (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    mailbox_id BINARY(16) NOT NULL,
    -- Encrypted with the installation's key, bound to tenant and row.
    secret VARBINARY(255) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY mailbox_keys_mailbox (tenant_id, mailbox_id, created_at),
    KEY mailbox_keys_by_mailbox (mailbox_id),
    CONSTRAINT mailbox_keys_mailbox FOREIGN KEY (tenant_id, mailbox_id) REFERENCES mailboxes (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
