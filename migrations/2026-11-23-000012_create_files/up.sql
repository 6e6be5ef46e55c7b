-- Content-addressed: the file is stored first, this row after.
CREATE TABLE files (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    sha256 BINARY(32) NOT NULL,
    size BIGINT UNSIGNED NOT NULL,
    content_type VARCHAR(127) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY files_sha256 (tenant_id, sha256),
    CONSTRAINT files_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
