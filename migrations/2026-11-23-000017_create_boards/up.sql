CREATE TABLE boards (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    position SMALLINT UNSIGNED NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY boards_name (tenant_id, name),
    CONSTRAINT boards_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
