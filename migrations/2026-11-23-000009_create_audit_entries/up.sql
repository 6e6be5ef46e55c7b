CREATE TABLE audit_entries (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    seq BIGINT UNSIGNED NOT NULL,
    at DATETIME(6) NOT NULL,
    actor_kind VARCHAR(16) NOT NULL,
    actor_id BINARY(16) NULL,
    actor_name VARCHAR(120) NOT NULL,
    -- verb of the trade, e.g. ticket.close
    action VARCHAR(60) NOT NULL,
    entity VARCHAR(40) NOT NULL,
    entity_id BINARY(16) NULL,
    summary VARCHAR(500) NOT NULL,
    ip VARCHAR(45) NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    prev_hash BINARY(32) NOT NULL,
    hash BINARY(32) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY audit_entries_seq (tenant_id, seq),
    KEY audit_entries_entity (tenant_id, entity, entity_id, seq),
    CONSTRAINT audit_entries_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
