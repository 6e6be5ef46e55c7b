CREATE TABLE roles (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    -- Key of the built-in role this row was made from; NULL for a tenant's own role.
    built_in VARCHAR(24) NULL,
    -- JSON array of permission keys.
    permissions TEXT NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY roles_name (tenant_id, name),
    CONSTRAINT roles_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
