CREATE TABLE tags (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    name VARCHAR(40) NOT NULL,
    -- A tone of the design system; the words always stand beside it.
    tone VARCHAR(10) NOT NULL DEFAULT 'neutral',
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY tags_name (tenant_id, name),
    CONSTRAINT tags_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT tags_tone_known CHECK (tone IN ('neutral', 'accent', 'info', 'success', 'warning', 'danger'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
