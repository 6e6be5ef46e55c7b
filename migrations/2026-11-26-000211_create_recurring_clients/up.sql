-- For whom a recurring ticket is made; none: an internal one.
CREATE TABLE recurring_clients (
    tenant_id INT UNSIGNED NOT NULL,
    recurring_id BINARY(16) NOT NULL,
    client_id BINARY(16) NOT NULL,
    PRIMARY KEY (tenant_id, recurring_id, client_id),
    KEY recurring_clients_client (tenant_id, client_id),
    CONSTRAINT recurring_clients_recurring FOREIGN KEY (tenant_id, recurring_id) REFERENCES recurring_tickets (tenant_id, id),
    CONSTRAINT recurring_clients_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
