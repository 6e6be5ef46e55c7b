CREATE TABLE locations (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    client_id BINARY(16) NOT NULL,
    name VARCHAR(120) NOT NULL,
    street VARCHAR(200) NOT NULL DEFAULT '',
    postal_code VARCHAR(20) NOT NULL DEFAULT '',
    city VARCHAR(120) NOT NULL DEFAULT '',
    region VARCHAR(120) NOT NULL DEFAULT '',
    country CHAR(2) NOT NULL DEFAULT '',
    phone VARCHAR(40) NOT NULL DEFAULT '',
    -- Equals client_id for the primary location, NULL for the others: a unique key then allows one.
    primary_for BINARY(16) NULL,
    version INT UNSIGNED NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    archived_at DATETIME(6) NULL,
    archived_by BINARY(16) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY locations_primary (tenant_id, primary_for),
    KEY locations_client (tenant_id, client_id, name, id),
    CONSTRAINT locations_client FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
