-- Platform table: the list of tenants itself.
CREATE TABLE tenants (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    slug VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name VARCHAR(120) NOT NULL,
    -- A host of the tenant's own (support.example.com); sign-in there needs no slug.
    host VARCHAR(253) CHARACTER SET ascii COLLATE ascii_bin NULL,
    status VARCHAR(16) NOT NULL DEFAULT 'active',
    time_zone VARCHAR(64) NOT NULL DEFAULT 'UTC',
    currency CHAR(3) NOT NULL DEFAULT 'EUR',
    accent VARCHAR(16) NOT NULL DEFAULT 'indigo',
    ticket_prefix VARCHAR(8) NOT NULL DEFAULT '',
    -- What happens to mail from a sender nobody knows.
    unknown_sender VARCHAR(24) NOT NULL DEFAULT 'contact_by_domain',
    reopen_window_days SMALLINT UNSIGNED NOT NULL DEFAULT 14,
    require_totp TINYINT(1) NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL,
    suspended_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY tenants_slug (slug),
    UNIQUE KEY tenants_host (host),
    CONSTRAINT tenants_status_known CHECK (status IN ('active', 'suspended')),
    CONSTRAINT tenants_unknown_sender_known CHECK (unknown_sender IN ('contact_by_domain', 'quarantine'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
