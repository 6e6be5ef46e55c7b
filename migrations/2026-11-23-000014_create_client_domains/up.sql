-- Mail domains a client owns: mail from an unknown person there belongs to the client.
CREATE TABLE client_domains (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    client_id BINARY(16) NOT NULL,
    domain VARCHAR(253) COLLATE utf8mb4_bin NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY client_domains_domain (tenant_id, domain),
    KEY client_domains_client (tenant_id, client_id),
    CONSTRAINT client_domains_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
