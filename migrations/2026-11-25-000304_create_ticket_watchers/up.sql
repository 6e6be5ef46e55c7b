-- Users who want to hear of a ticket.
CREATE TABLE ticket_watchers (
    tenant_id INT UNSIGNED NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, ticket_id, user_id),
    KEY ticket_watchers_user (tenant_id, user_id, ticket_id),
    CONSTRAINT ticket_watchers_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id),
    CONSTRAINT ticket_watchers_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
