-- What a tenant wants to know of its tickets, clients or contacts besides what everybody does.
CREATE TABLE custom_fields (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    field_of VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(60) NOT NULL,
    kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- One a line; of a choice only.
    choices TEXT NOT NULL,
    required TINYINT(1) NOT NULL DEFAULT 0,
    position INT UNSIGNED NOT NULL DEFAULT 0,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY custom_fields_name (tenant_id, field_of, name),
    CONSTRAINT custom_fields_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id),
    CONSTRAINT custom_fields_of_known CHECK (field_of IN ('ticket', 'client', 'contact')),
    CONSTRAINT custom_fields_kind_known CHECK (kind IN ('text', 'number', 'date', 'choice', 'client'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
