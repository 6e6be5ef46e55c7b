-- A browser that a user wants to be notified in. What the push service and the browser must not show to
-- anybody else (address and keys) is sealed; the hash finds the browser again.
CREATE TABLE push_devices (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    -- The session that the browser was last seen with: when it is ended, the browser hears no more.
    session_id BINARY(16) NOT NULL,
    endpoint_hash BINARY(32) NOT NULL,
    sealed VARBINARY(3000) NOT NULL,
    label VARCHAR(80) NOT NULL,
    -- What the push service took last: a job that runs twice sends once.
    last_notification_id BINARY(16) NULL,
    -- Why the last message did not get through; empty when it did.
    trouble VARCHAR(255) NOT NULL DEFAULT '',
    created_at DATETIME(6) NOT NULL,
    seen_at DATETIME(6) NOT NULL,
    pushed_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY push_devices_endpoint (tenant_id, endpoint_hash),
    KEY push_devices_user (tenant_id, user_id, created_at),
    KEY push_devices_session (tenant_id, session_id),
    CONSTRAINT push_devices_owner FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
