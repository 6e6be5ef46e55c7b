CREATE TABLE user_recovery_codes (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    code_hash BINARY(32) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY user_recovery_codes_hash (tenant_id, user_id, code_hash),
    CONSTRAINT user_recovery_codes_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
