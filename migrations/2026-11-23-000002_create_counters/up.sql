CREATE TABLE counters (
    tenant_id INT UNSIGNED NOT NULL,
    name VARCHAR(40) NOT NULL,
    value BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (tenant_id, name),
    CONSTRAINT counters_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
