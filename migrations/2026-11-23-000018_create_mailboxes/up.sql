CREATE TABLE mailboxes (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    -- The address clients write to, lower case; replies are sent from it.
    address VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    display_name VARCHAR(120) NOT NULL,
    board_id BINARY(16) NOT NULL,
    -- imap://host:port or imaps://host:port; NULL when mail is piped in.
    imap_url VARCHAR(255) NULL,
    imap_username VARCHAR(254) NULL,
    -- Encrypted with the installation's key, bound to tenant and mailbox.
    imap_password VARBINARY(1024) NULL,
    imap_folder VARCHAR(120) NOT NULL DEFAULT 'INBOX',
    imap_uid_validity BIGINT UNSIGNED NULL,
    imap_last_uid BIGINT UNSIGNED NOT NULL DEFAULT 0,
    polled_at DATETIME(6) NULL,
    poll_error VARCHAR(500) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY mailboxes_address (tenant_id, address),
    KEY mailboxes_by_address (address),
    CONSTRAINT mailboxes_board FOREIGN KEY (tenant_id, board_id) REFERENCES boards (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
