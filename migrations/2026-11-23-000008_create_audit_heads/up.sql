-- One row per tenant: the end of its chain, locked while an entry is added.
CREATE TABLE audit_heads (
    tenant_id INT UNSIGNED NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    hash BINARY(32) NOT NULL,
    PRIMARY KEY (tenant_id),
    CONSTRAINT audit_heads_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
