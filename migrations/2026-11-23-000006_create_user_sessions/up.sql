CREATE TABLE user_sessions (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    -- SHA-256 of the cookie's secret; the secret itself is stored nowhere.
    token_hash BINARY(32) NOT NULL,
    ip VARCHAR(45) NOT NULL,
    user_agent VARCHAR(255) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    last_seen_at DATETIME(6) NOT NULL,
    -- Absolute end; the idle end follows from last_seen_at.
    expires_at DATETIME(6) NOT NULL,
    -- Set while the password was right and the second factor is still to come.
    awaiting_totp TINYINT(1) NOT NULL DEFAULT 0,
    revoked_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY user_sessions_token (tenant_id, token_hash),
    KEY user_sessions_user (tenant_id, user_id, last_seen_at),
    CONSTRAINT user_sessions_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
