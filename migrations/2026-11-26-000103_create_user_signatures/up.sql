-- What stands below a person's replies; no row, or an empty body: the workspace's signature.
CREATE TABLE user_signatures (
    tenant_id INT UNSIGNED NOT NULL,
    user_id BINARY(16) NOT NULL,
    body VARCHAR(1000) NOT NULL,
    version INT UNSIGNED NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    CONSTRAINT user_signatures_user FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
