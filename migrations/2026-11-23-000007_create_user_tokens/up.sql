CREATE TABLE user_tokens (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    purpose VARCHAR(16) NOT NULL,
    token_hash BINARY(32) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY user_tokens_hash (tenant_id, token_hash),
    KEY user_tokens_user (tenant_id, user_id, purpose),
    CONSTRAINT user_tokens_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
    CONSTRAINT user_tokens_purpose_known CHECK (purpose IN ('reset', 'invite'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
