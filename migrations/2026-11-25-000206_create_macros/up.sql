CREATE TABLE macros (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    -- JSON: what is set, as the form says it.
    steps TEXT NOT NULL,
    -- Empty: nothing is written.
    post_kind VARCHAR(8) NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY macros_name (tenant_id, name),
    CONSTRAINT macros_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT macros_post_kind_known CHECK (post_kind IN ('', 'reply', 'note'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
