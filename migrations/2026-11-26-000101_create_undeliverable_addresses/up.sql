-- Addresses whose mail came back for good, until someone says that it arrives again.
CREATE TABLE undeliverable_addresses (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    -- Lower case.
    address VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    bounces INT UNSIGNED NOT NULL,
    -- What the last report said.
    reason VARCHAR(255) NOT NULL DEFAULT '',
    bounced_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY undeliverable_addresses_address (tenant_id, address),
    KEY undeliverable_addresses_bounced (tenant_id, bounced_at, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
