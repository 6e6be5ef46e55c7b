-- What a ticket was called in the program it was imported from: the same file twice is noticed by it.
CREATE TABLE imported_tickets (
    tenant_id INT UNSIGNED NOT NULL,
    -- The number or key over there, as it was written.
    reference VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    PRIMARY KEY (tenant_id, reference),
    UNIQUE KEY imported_tickets_ticket (tenant_id, ticket_id),
    CONSTRAINT imported_tickets_of FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
