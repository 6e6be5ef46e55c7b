CREATE TABLE users (
    tenant_id INT UNSIGNED NOT NULL,
    id BINARY(16) NOT NULL,
    -- Lower case; compared byte by byte, so that look-alike letters stay different people.
    email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    name VARCHAR(120) NOT NULL,
    role_id BINARY(16) NOT NULL,
    status VARCHAR(16) NOT NULL,
    password_hash VARCHAR(255) NULL,
    -- Encrypted with the installation's key, bound to tenant and user.
    totp_secret VARBINARY(255) NULL,
    totp_enabled_at DATETIME(6) NULL,
    -- Last accepted 30 second step: a code works once.
    totp_last_step BIGINT UNSIGNED NOT NULL DEFAULT 0,
    failed_sign_ins INT UNSIGNED NOT NULL DEFAULT 0,
    locked_until DATETIME(6) NULL,
    time_zone VARCHAR(64) NULL,
    theme VARCHAR(8) NOT NULL DEFAULT 'system',
    density VARCHAR(12) NOT NULL DEFAULT 'comfortable',
    shortcuts TINYINT(1) NOT NULL DEFAULT 1,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    disabled_at DATETIME(6) NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE KEY users_email (tenant_id, email),
    KEY users_name (tenant_id, name, id),
    KEY users_role (tenant_id, role_id),
    CONSTRAINT users_role FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id),
    CONSTRAINT users_status_known CHECK (status IN ('invited', 'active', 'disabled'))
) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
