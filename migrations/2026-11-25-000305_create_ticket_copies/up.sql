-- People who get a copy of every public reply of a ticket.
CREATE TABLE ticket_copies (
    tenant_id INT UNSIGNED NOT NULL,
    ticket_id BINARY(16) NOT NULL,
    -- Lower case, as in contacts.
    address VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    -- As it was when the address was added; empty where nobody knows it.
    name VARCHAR(120) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    -- NULL: a mail named the address in Cc.
    created_by BINARY(16) NULL,
    PRIMARY KEY (tenant_id, ticket_id, address),
    CONSTRAINT ticket_copies_ticket FOREIGN KEY (tenant_id, ticket_id) REFERENCES tickets (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
