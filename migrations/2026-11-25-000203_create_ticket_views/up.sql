CREATE TABLE ticket_views (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    owner_id BINARY(16) NOT NULL,
    name VARCHAR(60) NOT NULL,
    -- 1: everybody who sees tickets sees it; 0: its owner alone.
    shared TINYINT(1) NOT NULL,
    -- JSON: the filter as the address carries it.
    filter TEXT NOT NULL,
    -- Keys between commas; empty: the reader's own.
    shown_columns VARCHAR(255) NOT NULL DEFAULT '',
    -- Empty: the reader's own.
    density VARCHAR(12) NOT NULL DEFAULT '',
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    KEY ticket_views_owner (tenant_id, owner_id, archived_at),
    KEY ticket_views_shared (tenant_id, shared, archived_at),
    CONSTRAINT ticket_views_owner FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id),
    CONSTRAINT ticket_views_density_known CHECK (density IN ('', 'comfortable', 'compact'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
