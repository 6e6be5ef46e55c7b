CREATE TABLE attachments (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    post_id BINARY(16) NOT NULL,
    file_id BINARY(16) NOT NULL,
    name VARCHAR(255) NOT NULL,
    -- Content-ID of an inline picture of a mail, without angle brackets.
    content_id VARCHAR(255) NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    KEY attachments_ticket (tenant_id, ticket_id, post_id),
    CONSTRAINT attachments_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT attachments_post FOREIGN KEY (tenant_id, post_id) REFERENCES ticket_posts (tenant_id, id),
    CONSTRAINT attachments_file FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
